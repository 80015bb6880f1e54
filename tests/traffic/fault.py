"""A fault put into the product on purpose, with a story that goes wrong because of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.traffic.breaking import Patch
from tests.traffic.chapters import Step, Up
from tests.traffic.edits import Edit
from tests.traffic.managed import Managed
from tests.traffic.target import Target

STARTED: tuple[Step, ...] = (Up(), Up())
SECOND: tuple[Step, ...] = (*STARTED, Edit("add", 0, 0), Up(), Up())
"""Blue has all, green is there."""


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One fault."""

    patch: Patch
    steps: Sequence[Step]
    """A story that is fine without the fault."""
    target: Callable[[], Target] = Managed
    to_the_end: bool = False
    """Whether the way back, on and away is looked for as well."""
