"""What the program warns of that it did not warn of before."""

import re
from collections.abc import Collection, Sequence

from ops.plan import Plan

_WAITING = re.compile(r"models\.\S+ is pending in ")
"""What `components.decisions.pending` says of a move that waits: told as traffic."""


def _known(base: Plan) -> Collection[str] | None:
    """What the base warns of; None where that is not known, as an older program made its plan."""
    return base.warnings if base.resources else ()


def new_crowding(base: Plan, crowded: Sequence[str]) -> tuple[str, ...]:
    """Where the head's nodes have no room for its pods, and the base's had it or lacked it otherwise."""
    known = _known(base)
    return () if known is None else tuple(text for text in crowded if text not in known)


def new_warnings(base: Plan, head: Plan, told: Collection[str]) -> tuple[str, ...]:
    """The warnings of the head that the base has not, but those that are told elsewhere.

    One of the same subject, which ends at a colon, is the same: what to write instead depends on what is live.
    """
    known = _known(base)
    if known is None:
        return ()
    subjects = {_subject(text) for text in (*known, *told)}
    return tuple(text for text in head.warnings or () if _subject(text) not in subjects and not _WAITING.match(text))


def _subject(text: str) -> str:
    return text.partition(": ")[0]
