"""How text reaches a screen or a file: color only where someone sees it, within the width there is."""

import os
import shutil
import sys
from dataclasses import dataclass
from typing import TextIO

NARROWEST, WIDEST = 60, 110
PLAIN_WIDTH = 80
"""Columns of what is piped or written to a file, so that the text does not depend on who runs it."""


@dataclass(frozen=True, kw_only=True)
class Screen:
    """What a text is laid out for."""

    width: int = PLAIN_WIDTH
    color: bool = False

    @classmethod
    def of(cls, stream: TextIO) -> "Screen":
        """The screen behind a stream; plain text where there is none or NO_COLOR is set (https://no-color.org)."""
        if not stream.isatty():
            return cls()
        columns = shutil.get_terminal_size((PLAIN_WIDTH, 24)).columns
        color = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        return cls(width=max(NARROWEST, min(WIDEST, columns)), color=color)

    def bold(self, text: str) -> str:
        """Text that stands out."""
        return self._styled("1", text)

    def dim(self, text: str) -> str:
        """Text that steps back."""
        return self._styled("2", text)

    def good(self, text: str) -> str:
        """Text that says that all is well: green."""
        return self._styled("32", text)

    def bad(self, text: str) -> str:
        """Text that says that something failed: red."""
        return self._styled("1;31", text)

    def warning(self, text: str) -> str:
        """Text that asks for attention: yellow."""
        return self._styled("33", text)

    def _styled(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.color and text else text


class Progress:
    """One line on a terminal that says what is going on; nothing elsewhere."""

    def __init__(self, stream: TextIO = sys.stderr) -> None:
        self._stream = stream
        self._shown = stream.isatty() and os.environ.get("TERM") != "dumb"

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, *_: object) -> None:
        self._write("")

    def say(self, text: str) -> None:
        """Replace the line."""
        self._write(f"{text}…")

    def _write(self, text: str) -> None:
        if self._shown:
            self._stream.write(f"\r\x1b[K{text}")
            self._stream.flush()
