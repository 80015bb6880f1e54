"""The steps of a story, and how often each was taken."""

from collections import Counter
from dataclasses import dataclass, field

from tests.traffic.asking import Silence
from tests.traffic.edits import Edit
from tests.traffic.trouble import Trouble


@dataclass(frozen=True)
class Up:
    """`pulumi up`."""

    trouble: Trouble | None = None
    targets: int | None = None
    """Chooses among the sets of targets; None for all."""
    refresh: bool = False
    silence: Silence | None = None
    """A question of the program that Azure does not answer."""


@dataclass(frozen=True)
class Hand:
    """A change outside of the stack."""

    kind: str
    first: int = 0
    second: int = 0


@dataclass(frozen=True)
class Refresh:
    """`pulumi refresh`."""


@dataclass(frozen=True)
class Destroy:
    """`pulumi destroy`."""

    trouble: Trouble | None = None


Step = Edit | Up | Hand | Refresh | Destroy


@dataclass
class Counts:
    """What stories were made of."""

    steps: Counter[str] = field(default_factory=Counter)
    """Steps taken, by their labels."""
    reached: Counter[str] = field(default_factory=Counter)
    """Edits applied, faults met, states come to: what `reached.py` asks for, and more."""
    excused: Counter[str] = field(default_factory=Counter)
    """Promises that were not kept and need not be, by the name in `exemptions.py`."""
    requests: int = 0
    ups: int = 0


def label(step: Step) -> str:
    """What kind of step it is."""
    match step:
        case Edit() | Hand():
            return f"{type(step).__name__.lower()} {step.kind}"
        case Up(silence=Silence(kind=kind)):
            return f"up, asking in vain: {kind}"
        case Up(trouble=None, targets=None):
            return "up"
        case Up(trouble=None):
            return "up --target"
        case Up(trouble=trouble) | Destroy(trouble=trouble) if trouble:
            return f"{type(step).__name__.lower()} {trouble.kind.value}"
        case _:
            return type(step).__name__.lower()
