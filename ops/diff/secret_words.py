"""Secrets of a stack file in plain words: what every format says alike."""

from collections.abc import Iterator, Sequence

from ops.counted import counted
from ops.diff.difference import Action, SecretChange

_ASIDES = {
    Action.REMOVED: "no ciphertext in the stack file any more",
    Action.CHANGED: "another ciphertext: its value is not read",
    Action.ADDED: "new: its value is not read",
}
_VERBS = {Action.REMOVED: "removes", Action.CHANGED: "changes", Action.ADDED: "adds"}


def aside(change: SecretChange) -> str:
    """What is known of a secret that differs."""
    return "every secret is encrypted anew" if change.encrypts_all else _ASIDES[change.action]


def parts(changes: Sequence[SecretChange]) -> Iterator[str]:
    """What the verdict says, by what becomes of the secrets: `removes 1 secret`."""
    for action, verb in _VERBS.items():
        number = sum(change.action is action and not change.encrypts_all for change in changes)
        if number:
            yield f"{verb} {counted(number, 'secret')}"
    if any(change.encrypts_all for change in changes):
        yield "encrypts every secret anew"
