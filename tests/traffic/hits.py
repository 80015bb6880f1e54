"""How many random stories it takes to catch each fault of `seeded.py`."""

from collections.abc import Mapping

import pytest

from tests.traffic import memory
from tests.traffic.seeded import FAULTS
from tests.traffic.sequences import drawn, play
from tests.traffic.story import Broken

MOST = 60
"""Stories that a fault is looked for in."""

CAUGHT = 0.8
"""The share of the faults that so many random stories have to catch by themselves."""


def by_chance(name: str, most: int = MOST) -> int | None:
    """The number of the first random story that a fault breaks; None where it takes more."""
    fault = FAULTS[name]
    memory.forget()
    with pytest.MonkeyPatch.context() as patch:
        fault.patch(patch)
        for seed in range(most):
            target = fault.target()
            try:
                play(target, drawn(target, seed), to_the_end=fault.to_the_end)
            except Broken:
                memory.forget()
                return seed + 1
    memory.forget()
    return None


def table(found: Mapping[str, int | None]) -> str:
    """What was caught, and by which story."""
    caught = [name for name, number in found.items() if number]
    rows = [f"  {number or 'never':>6} {name}" for name, number in found.items()]
    return "\n".join([f"{len(caught)} of {len(found)} seeded faults caught by {MOST} random stories:", *rows])
