"""How bad a violation is."""

from enum import StrEnum


class Severity(StrEnum):
    """Worst first."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


ORDER = {severity: position for position, severity in enumerate(Severity)}
"""The place of each in a report."""
