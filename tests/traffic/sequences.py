"""Random stories: steps drawn from a seed, so that each is the same every time, and the shortest that still fails."""

import random
from collections.abc import Callable, Mapping, Sequence

from tests.traffic.chapters import Counts, Destroy, Hand, Refresh, Step, Up
from tests.traffic.edits import EDITS, Edit
from tests.traffic.ends import finish
from tests.traffic.kubernetes import Kubernetes
from tests.traffic.managed import Managed
from tests.traffic.story import Broken, Story
from tests.traffic.target import Target
from tests.traffic.trouble import Kind, Trouble

TARGETS: Mapping[str, Callable[[], Target]] = {"managed": Managed, "kubernetes": Kubernetes}

STEPS = 14
_NUMBERS = 16
_DAILY = ("add", "add and shift", "shift", "all", "split", "mirror", "retire", "guard")
"""Edits that rollouts are made of; they come as often as all together."""


def drawn(target: Target, seed: int, count: int = STEPS) -> list[Step]:
    """The steps of one story."""
    dice = random.Random(f"{target.name} {seed}")
    return [_step(target, dice) for _ in range(count)]


def check(target: Target, steps: Sequence[Step], counts: Counts | None = None, *, to_the_end: bool = True) -> None:
    """Play a story, then see that it can go back, on, and away. Raises `Broken` with the shortest one that fails."""
    try:
        play(target, steps, counts, to_the_end=to_the_end)
    except Broken:
        for shorter in _shorter(steps):
            check(target, shorter, to_the_end=to_the_end)
        raise


def play(target: Target, steps: Sequence[Step], counts: Counts | None = None, *, to_the_end: bool = True) -> None:
    """Play a story, to its end if wanted. Raises `Broken`."""
    story = Story(target, counts)
    for step in steps:
        story.play(step)
    if to_the_end:
        finish(story)


def _shorter(steps: Sequence[Step]) -> list[list[Step]]:
    return [[*steps[:index], *steps[index + 1 :]] for index in range(len(steps))]


def _step(target: Target, dice: random.Random) -> Step:
    first, second = dice.randrange(_NUMBERS), dice.randrange(_NUMBERS)
    match dice.choices(("daily", "edit", "up", "trouble", "targets", "hand", "refresh", "destroy"), _ODDS)[0]:
        case "daily":
            return Edit(dice.choice(_DAILY), first, second)
        case "edit":
            return Edit(dice.choice(list(EDITS)), first, second)
        case "up":
            return Up(refresh=dice.random() < 0.1)
        case "trouble":
            return Up(trouble=_trouble(dice))
        case "targets":
            return Up(targets=dice.randrange(200))
        case "hand":
            return Hand(dice.choice(list(target.by_hand)), first, second)
        case "refresh":
            return Refresh()
        case _:
            return Destroy(trouble=_trouble(dice) if dice.random() < 0.5 else None)


_ODDS = (24, 14, 34, 12, 6, 7, 2, 1)


def _trouble(dice: random.Random) -> Trouble:
    return Trouble(
        nth=dice.choice((1, 1, 1, 2, 2, 3, 4, 6, 9)),
        kind=dice.choice(list(Kind)),
        status=dice.choice((409, 429, 500)),
        others_go_on=dice.random() < 0.5,
        noted=dice.random() < 0.5,
        leaves=dice.choice(("Succeeded", "Failed")),
    )
