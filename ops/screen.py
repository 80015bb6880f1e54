"""How text reaches a screen or a file: color only where someone sees it, within the width there is."""

import io
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
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


def show(text: str, stream: TextIO | None = None) -> None:
    """Print `text`, to standard output unless another stream is given.

    A reader who has had enough (`| head`) is no error and changes no exit status. Raises `OSError` for any other
    reason why it cannot be written, such as a full disk.
    """
    stream = stream or sys.stdout
    try:
        stream.write(text)
        stream.flush()
    except OSError as error:
        # Python tries once more as it ends, and would complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        if not isinstance(error, BrokenPipeError):
            raise


def prepare_streams() -> None:
    """Make standard output and error take any text: nothing where they are closed, escapes where it has no bytes."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - until the process ends
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


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
