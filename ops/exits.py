"""What the exit status of a command says."""

from enum import IntEnum


class Exit(IntEnum):
    """Exit statuses of `python -m ops`."""

    FINE = 0
    POLICY_VIOLATED = 1
    """A mandatory policy is violated."""
    CONFIG_INVALID = 2
    """The config, or what the command was given, is wrong."""
    REFUSED = 3
    """The sandbox rejected a request, as Azure or Kubernetes would have."""
    DIFFERENT = 4
    """Something differs, and the command was asked to tell by its status."""
    PROGRAM_FAILED = 70
    """The program itself broke: `EX_SOFTWARE` of sysexits.h."""
    INTERRUPTED = 130


class CommandError(Exception):
    """Ends a command with a message for its user and an exit status."""

    def __init__(self, message: str, status: Exit = Exit.CONFIG_INVALID) -> None:
        super().__init__(message)
        self.status = status
