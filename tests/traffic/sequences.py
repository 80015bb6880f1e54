"""Random stories: steps drawn from a seed, so that each is the same every time, and the shortest that still fails."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence

from tests.traffic.around import AROUND
from tests.traffic.asking import SILENCES, Silence
from tests.traffic.chapters import Counts, Destroy, Hand, Refresh, Step, Up
from tests.traffic.edits import PARTS, ROLLOUTS, Edit, kinds
from tests.traffic.ends import finish
from tests.traffic.kubernetes import Kubernetes
from tests.traffic.managed import Managed
from tests.traffic.story import Broken, Story
from tests.traffic.target import Target
from tests.traffic.trouble import Kind, Trouble

TARGETS: Mapping[str, Callable[[], Target]] = {"managed": Managed, "kubernetes": Kubernetes}

STEPS = 14
_NUMBERS = 16
_DAILY = (
    "add",
    "add and shift",
    "shift",
    "all",
    "split",
    "mirror",
    "retire",
    "guard",
    "change spare",
    "change and shift",
)
"""Edits that rollouts are made of; they come as often as all together."""

_LIMITED = [number for number, rollout in enumerate(ROLLOUTS) if rollout.keys() & {"firstStep", "shadowFirst"}]
"""The rollouts that hold steps up."""

_SLOW = 1
"""That of them which lets a canary through at 10, 25 and 50 %."""

_UP = "up"
_LATE = "late"
_PHRASES: tuple[tuple[str, ...], ...] = (
    ("guard", _UP, "add", _UP, "shift", _UP, "shift", _UP),
    ("add", _UP, _UP, "limit", _UP, "shift", _UP),
    ("add", _UP, _UP, "trust", _UP, "shift", _UP),
    ("add", _UP, _UP, "limit", _UP, "trust", _UP),
    ("add", _UP, _UP, "slow", _UP, "to 10", _UP, "to 25", _UP, "to 50", _UP, "all", _UP),
    ("add", _UP, _UP, "slow", _UP, "to 10", _UP, "to 25", _UP, "to 50", _UP),
    ("add", _UP, _UP, "slow", _UP, "to 50", _UP),
    ("add", _UP, _UP, "change and shift", _UP, _UP),
    ("add and shift", "failed", _UP, _UP),
    ("add", _UP, _UP, "change and shift", "failed", _UP, _UP),
    ("add", _UP, _UP, "mirror", _UP, "shift", _UP),
    ("add", _UP, _UP, "shift", _UP, "all", _UP, "shift", _LATE, "all", _UP),
    ("add and shift", _LATE, _UP, _UP),
    ("add", "add", _UP, _UP, "split", _UP),
    ("mirror", _UP, "unmirror", _UP),
    ("add", _UP, _UP, "retire live", _UP),
    ("change", _UP),
    ("hand delete", "all", _UP),
    ("add", _UP, _UP, "hand stop", "all", _UP),
    ("route", _UP, "retirement", _UP, "route", _UP),
    ("route", _UP, "retirement", _UP, "keeping", _UP),
    ("stamp", _UP, "retirement", _UP, "keeping", "shift", _UP),
    ("content", _LATE, "content", _UP),
    ("content", "content", _UP),
    ("stamp", _UP, _UP, "add and shift", _UP, _UP),
    ("protect", _UP, "model leaves", _UP, "model returns"),
    ("retirement", _UP, "model leaves", _UP, "model returns", _UP, _UP),
    ("stamp", _UP, _UP, "stamp retirement", _UP, "stamp", _UP),
    ("stamp", _UP, _UP, "stamp retirement", _UP, "stamp keeping", _UP, "stamp", _UP),
    ("stamp", _UP, "stamp retirement", _UP, "stamp keeping", "trouble", "stamp", _UP),
    ("stamp", _UP, "stamp retirement", _UP, "stamp keeping", "route", _UP),
    ("batch model", _UP, _UP, "batch model", _UP, _UP),
    ("asked in vain", _UP),
    ("add and shift", "trouble", _UP, _UP),
    ("shift", "trouble", _UP),
    ("content", "trouble", _UP),
    ("autoscale", _UP),
    ("stamp", _UP, _UP, "stamp", _UP),
    ("route", _UP, "route", _UP),
    ("add", _UP, "hand delete service"),
)
"""Steps that come to something together: an edit of a guard says nothing until one of traffic follows it."""


def drawn(target: Target, seed: int, count: int = STEPS) -> list[Step]:
    """The steps of one story: `count` of them, or a few more where the last ones belong together."""
    dice = random.Random(f"{target.name} {seed}")
    steps: list[Step] = [Up(), Up()] if dice.random() < 0.7 else []
    while len(steps) < count:
        if dice.random() < 0.27:
            steps += [_spoken(target, dice, word) for word in dice.choice(_PHRASES)]
        else:
            steps.append(_step(target, dice))
    return steps


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


def _shorter(steps: Sequence[Step]) -> Iterator[list[Step]]:
    """Halves and quarters first, then without one step."""
    size = len(steps) // 2
    while size:
        for start in range(0, len(steps), size):
            yield [*steps[:start], *steps[start + size :]]
        size //= 2


def _spoken(target: Target, dice: random.Random, word: str) -> Step:
    first, second = dice.randrange(_NUMBERS), dice.randrange(_NUMBERS)
    match word:
        case "up":
            return Up()
        case "late":
            trouble = _trouble(dice)
            return Up(trouble=Trouble(nth=1, kind=Kind.FAILED_LATE, noted=trouble.noted, leaves=trouble.leaves))
        case "failed":
            return Up(trouble=Trouble(nth=1, kind=Kind.FAILED_LATE, leaves="Failed"))
        case "slow":
            return Edit("guard", 1, _SLOW)
        case "to 10" | "to 25" | "to 50":
            return Edit("shift", 1, PARTS.index(int(word.removeprefix("to "))))
        case "limit":
            return Edit("guard", 1, dice.choice(_LIMITED))
        case "route" if word not in target.content.of_model:
            return Edit(next(iter(target.content.of_deployment)), first, second)
        case "content":
            return Edit(dice.choice([*target.content.of_model, *target.content.of_deployment]), first, second)
        case "trouble":
            return Up(trouble=_trouble(dice))
        case "asked in vain":
            return Up(silence=_silence(dice))
        case "hand stop" if "scale" in target.by_hand:
            return Hand("scale", first, 0)
        case "hand delete service" if "delete service" in target.by_hand:
            return Hand("delete service", first, second)
        case _ if word.startswith("hand"):
            return Hand("delete", first, second)
        case _:
            return Edit(word, first, second)


def _step(target: Target, dice: random.Random) -> Step:
    first, second = dice.randrange(_NUMBERS), dice.randrange(_NUMBERS)
    match dice.choices(list(_ODDS), list(_ODDS.values()))[0]:
        case "daily":
            return Edit(dice.choice(_DAILY), first, second)
        case "edit":
            return Edit(dice.choice(kinds(target.content)), first, second)
        case "around":
            return Edit(dice.choice(list(AROUND)), first, second)
        case "up":
            return Up(refresh=dice.random() < 0.1)
        case "trouble":
            return Up(trouble=_trouble(dice))
        case "silence":
            return Up(silence=_silence(dice))
        case "targets":
            return Up(targets=dice.randrange(200))
        case "hand":
            return Hand(dice.choice(list(target.by_hand)), first, second)
        case "refresh":
            return Refresh()
        case _:
            return Destroy(trouble=_trouble(dice) if dice.random() < 0.5 else None)


_ODDS = {
    "daily": 24,
    "edit": 20,
    "around": 8,
    "up": 34,
    "trouble": 12,
    "silence": 1,
    "targets": 5,
    "hand": 7,
    "refresh": 2,
    "destroy": 1,
}


def _trouble(dice: random.Random) -> Trouble:
    return Trouble(
        nth=dice.choice((1, 1, 1, 2, 2, 3, 4, 6, 9)),
        kind=dice.choice(list(Kind)),
        status=dice.choice((409, 429, 500)),
        others_go_on=dice.random() < 0.5,
        noted=dice.random() < 0.5,
        leaves=dice.choice(("Succeeded", "Failed")),
    )


def _silence(dice: random.Random) -> Silence:
    return Silence(nth=dice.choice((1, 1, 2, 2, 3)), kind=dice.choice(list(SILENCES)))
