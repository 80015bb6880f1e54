"""A replayed program does what the program itself would have done."""

import pytest

from tests.traffic import memory
from tests.traffic.sequences import TARGETS, drawn, play
from tests.traffic.story import Story
from tests.traffic.target import Found


@pytest.mark.parametrize("target", TARGETS)
def test_a_story_is_the_same_with_and_without_memory(target: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made = TARGETS[target]()
    steps = drawn(made, 3)
    told: list[list[tuple[Found, int]]] = []
    for most in (3000, 0):
        monkeypatch.setattr(memory, "MOST", most)
        memory.forget()
        play(made, steps, to_the_end=False)  # fills the memory where there is one
        story, seen = Story(made), list[tuple[Found, int]]()
        for step in steps:
            story.play(step)
            seen.append((story.found(), story.counts.requests))
        told.append(seen)
    assert told[0] == told[1]
