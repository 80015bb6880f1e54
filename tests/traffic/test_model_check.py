"""A share of the long model check (`make test-deep`), the same every time."""

import pytest

from tests.traffic.__main__ import play_story
from tests.traffic.around import AROUND
from tests.traffic.chapters import Up
from tests.traffic.edits import Edit, kinds
from tests.traffic.sequences import TARGETS, drawn
from tests.traffic.trouble import Kind

SHARE = {"managed": range(20), "kubernetes": range(6)}


@pytest.mark.parametrize(("target", "seed"), [(target, seed) for target, seeds in SHARE.items() for seed in seeds])
def test_no_story_drops_traffic(target: str, seed: int) -> None:
    play_story(target, seed)


@pytest.mark.parametrize("target", TARGETS)
def test_stories_have_everything_in_them(target: str) -> None:
    made = TARGETS[target]()
    steps = [step for seed in range(200) for step in drawn(made, seed)]
    assert {step.kind for step in steps if isinstance(step, Edit)} == {*kinds(made.content), *AROUND}
    assert {step.trouble.kind for step in steps if isinstance(step, Up) and step.trouble} == set(Kind)
