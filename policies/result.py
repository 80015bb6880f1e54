"""What judging a plan gives."""

from dataclasses import dataclass
from enum import StrEnum

from policies.severity import Severity, rank


class Level(StrEnum):
    """What a violation does."""

    MANDATORY = "mandatory"
    """It stops the deployment."""
    ADVISORY = "advisory"
    """It is told."""
    DISABLED = "disabled"
    """Nothing: the rule does not run, or the resource is exempt."""
    REMEDIATE = "remediate"
    """It is mended before it is judged, where the rule has a remedy; what is left is mandatory."""


class Outcome(StrEnum):
    """What became of one rule on one resource."""

    VIOLATED = "violated"
    UNKNOWN = "unknown"
    """A value that only `up` will tell decides."""
    BROKEN = "broken"
    """The rule itself failed: it counts as violated."""
    EXEMPT = "exempt"
    EXPIRED = "exemption-expired"
    UNMATCHED = "exemption-unmatched"
    REMEDIATED = "remediated"


@dataclass(frozen=True, kw_only=True)
class Result:
    """One thing that is to be told; what is fine gives none."""

    rule: str
    enforcement: Level
    severity: Severity
    urn: str
    """Of the resource; empty for the stack as a whole."""
    message: str
    outcome: Outcome

    @property
    def place(self) -> tuple[int, str, str, str]:
        """Where it stands in a list: worst first, then by rule and resource."""
        return rank(self.severity), self.rule, self.urn, self.message
