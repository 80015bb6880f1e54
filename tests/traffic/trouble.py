"""What goes wrong in a run, and when."""

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """How a run is disturbed."""

    REFUSED = "refused"
    """The service answers 409, 429 or 500; nothing happened."""
    FAILED_LATE = "failed late"
    """The service answers an error after the request took effect."""
    INTERRUPTED = "interrupted"
    """Ctrl-C: the request under way is finished and noted, no other one begins."""
    KILLED_BEFORE = "killed before"
    """The engine is killed before the request reaches the service."""
    KILLED_AFTER = "killed after"
    """The engine is killed after the request took effect and before it is noted."""


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """One disturbance of a run."""

    nth: int
    """Which of the run's writes and deletes, from 1."""
    kind: Kind
    status: int = 500
    others_go_on: bool = False
    """Whether what does not depend on the failed request is still done: it was under way at the same time."""
    noted: bool = True
    """`FAILED_LATE`: whether the provider told the engine what is there all the same."""
    leaves: str = "Succeeded"
    """`FAILED_LATE`: the provisioning state of a deployment whose write failed."""


@dataclass(frozen=True, kw_only=True)
class Made:
    """One request that the engine sent."""

    operation: str
    """`create`, `update` or `delete`."""
    urn: str
    type: str

    @property
    def name(self) -> str:
        """The logical name of the resource."""
        return self.urn.rpartition("::")[2]

    def __str__(self) -> str:
        return f"{self.operation} {self.name}"
