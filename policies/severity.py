"""How bad a violation is."""

from enum import StrEnum


class Severity(StrEnum):
    """Worst first."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


def rank(severity: str) -> int:
    """The place of a severity in a report, the worst first; what a plan of another version calls otherwise is last."""
    return _RANKS.get(severity, len(_RANKS))


_RANKS: dict[str, int] = {severity: position for position, severity in enumerate(Severity)}
