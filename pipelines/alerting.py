"""What the alert of a drift says, on either service."""

LABEL = "drift"
"""What alerts are found by."""

COMMAND = "pulumi preview --refresh --expect-no-changes"
_ROOM = 60_000
"""Characters of a report that an alert shows."""


def title(stack: str) -> str:
    """Of the alert."""
    return f"{stack} is not what its code says"


def over(stack: str, link: str) -> str:
    """What an alert is closed with."""
    return f"{stack} is what its code says again: {link}"


def shown(report: str) -> str:
    """The end of a report, which tells most."""
    return report if len(report) <= _ROOM else f"…\n{report[-_ROOM:]}"


def outcome(stack: str, report: str, *, was_open: bool) -> str:
    """What was done, for the log."""
    if report:
        return f"{stack}: alert {'updated' if was_open else 'opened'}"
    return f"{stack}: {'alert closed' if was_open else 'no alert'}"
