"""`python -m ops diff`: what merging a change of a stack would do, in the words of its reader."""

from ops.diff.command import add_command

__all__ = ["add_command"]
