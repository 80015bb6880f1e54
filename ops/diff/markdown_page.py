"""A comment that never grows beyond what GitHub takes, and counts what it has no room for."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ops.counted import counted
from ops.diff.markdown_code import code

LONGEST = 65_535
"""Bytes of a comment: GitHub takes 65,536 characters, and fewer bytes are fewer characters."""

_TAIL = 600
"""Bytes that are kept for what is said of what has no room."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """A collapsed part of the page."""

    text: str
    resources: int = 0
    """How many it is about."""
    can_wait: bool = False
    """Whether others come first where there is no room for all."""


def marker(stack: str) -> str:
    """The hidden comment by which a bot finds the comment to update."""
    return f"<!-- ai-models diff: {re.sub(r'[^A-Za-z0-9._-]', '-', stack)} -->"


class Page:
    """A text that never grows beyond what GitHub takes."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._room = LONGEST - _TAIL
        self._left_out: dict[str, int] = {}

    def add(self, part: str, what: str) -> bool:
        """Append a part, or count it as one `what` among what is left out; whether it had room."""
        size = len(part.encode())
        if size > self._room:
            self._leave_out(what)
            return False
        self._parts.append(part)
        self._room -= size
        return True

    def table(self, title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bool:
        """A table with a heading, nothing where there are no rows; rows that have no room are counted.

        Whether any had room.
        """
        head = f"\n### {title}\n\n| {' | '.join(columns)} |\n|{' --- |' * len(columns)}\n"
        for row in rows:
            if self.add(f"{head}| {' | '.join(row)} |\n", f"row of {title}"):
                head = ""
        return not head

    def listing(self, title: str, paragraphs: Iterable[str]) -> None:
        """Paragraphs under a heading; without a title under the one before."""
        head = f"\n### {title}\n" if title else ""
        for paragraph in paragraphs:
            if self.add(f"{head}\n{paragraph}\n", f"note of {title}" if title else "note"):
                head = ""

    def details(self, title: str, parts: Sequence[Part]) -> None:
        """Collapsed parts in their order; where there is no room for all, those that can wait are left out first."""
        head = f"\n### {title}\n"
        room = self._room - len(head.encode())
        shown: set[int] = set()
        for number, part in sorted(enumerate(parts), key=lambda one: one[1].can_wait):
            size = len(part.text.encode())
            if size <= room:
                shown.add(number)
                room -= size
            else:
                self._leave_out("component")
                self._leave_out("resource in them", part.resources)
        if shown:
            self._parts += [head, *(part.text for number, part in enumerate(parts) if number in shown)]
            self._room = room

    def text(self, command: str) -> str:
        """The page, and what it left out."""
        if not self._left_out:
            return "".join(self._parts)
        what = ", ".join(counted(count, one, _plural(one)) for one, count in self._left_out.items())
        return "".join([*self._parts, f"\n**Left out, for want of room: {what}.** All of it: {code(command)}\n"])

    def _leave_out(self, what: str, number: int = 1) -> None:
        self._left_out[what] = self._left_out.get(what, 0) + number


def _plural(what: str) -> str:
    noun, _, rest = what.partition(" ")
    return f"{noun}s {rest}".strip()
