"""A comment that never grows beyond what GitHub takes, and counts what it has no room for."""

import re
from collections.abc import Iterable, Sequence

from ops.diff.markdown_code import code

LONGEST = 65_535
"""Bytes of a comment: GitHub takes 65,536 characters, and fewer bytes are fewer characters."""

_TAIL = 600
"""Bytes that are kept for what is said of what has no room."""


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
        """Append a part, or count it among what is left out; whether it had room."""
        size = len(part.encode())
        if size > self._room:
            self._left_out[what] = self._left_out.get(what, 0) + 1
            return False
        self._parts.append(part)
        self._room -= size
        return True

    def table(self, title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """A table with a heading, nothing where there are no rows; rows that have no room are counted."""
        head = f"\n### {title}\n\n| {' | '.join(columns)} |\n|{' --- |' * len(columns)}\n"
        for row in rows:
            if self.add(f"{head}| {' | '.join(row)} |\n", f"rows of {title}"):
                head = ""

    def details(self, title: str, parts: Iterable[tuple[str, int]]) -> None:
        """Collapsed parts, each with how many resources it is about."""
        head = f"\n### {title}\n"
        for part, size in parts:
            if self.add(f"{head}{part}", "components"):
                head = ""
            else:
                self._left_out["resources in them"] = self._left_out.get("resources in them", 0) + size

    def text(self, command: str) -> str:
        """The page, and what it left out."""
        if not self._left_out:
            return "".join(self._parts)
        counted = ", ".join(f"{count} {what}" for what, count in self._left_out.items())
        return "".join([*self._parts, f"\n**Left out, for want of room: {counted}.** All of it: {code(command)}\n"])
