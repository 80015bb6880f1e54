"""What is wrong with a config, in words for whoever has to mend it."""

import shutil
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from typing_extensions import override

MOST_SHOWN = 30
"""Problems that one message shows; what is beyond is counted."""

_INDENT = " " * 4
_LABEL = 9


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing that is wrong."""

    path: str
    """Where, as `pulumi config set --path` takes it; a file's name where no path is to be had."""
    value: str = ""
    """What was found, as JSON, cut; `[secret]` in place of a secret; empty where nothing was."""
    allowed: str
    """What may stand there."""
    example: str
    """What to run, or what to write into the stack's YAML file."""
    hint: str = ""
    """What was probably meant."""


class ConfigError(Exception):
    """The config is wrong; `problems` has everything that is. Its text is for the user as it is."""

    def __init__(self, problems: Sequence[Problem], source: str = "") -> None:
        self.problems = tuple(problems)
        self.source = source
        super().__init__(self.problems, source)

    @override
    def __str__(self) -> str:
        return self.render(min(shutil.get_terminal_size((100, 24)).columns, 100))

    def render(self, width: int = 100) -> str:
        """The problems as text of lines up to `width` characters; only lines to copy are never broken."""
        count = len(self.problems)
        heading = f"{self.source or 'The stack config'}: {count} {'error' if count == 1 else 'errors'}"
        shown = [_lines(problem, max(width, 40)) for problem in self.problems[:MOST_SHOWN]]
        rest = [f"… and {count - MOST_SHOWN} more, shown once these are mended"] if count > MOST_SHOWN else []
        return "\n\n".join([heading, *shown, *rest])


def _lines(problem: Problem, width: int) -> str:
    """One problem: its path, then what was found, what is allowed, what was meant and what to write."""
    found = problem.value or "nothing"
    words = [("found", found), ("allowed", problem.allowed), ("hint", problem.hint)]
    wrapped = [_wrapped(label, text, width) for label, text in words if text]
    return _printable("\n".join([f"  {problem.path}", *wrapped, _verbatim("write", problem.example)]))


def _printable(text: str) -> str:
    """The text with what a terminal would obey, or could not show, made visible."""
    return "".join(char if char.isprintable() or char == "\n" else repr(char)[1:-1] for char in text)


def _wrapped(label: str, text: str, width: int) -> str:
    return textwrap.fill(
        text,
        width,
        initial_indent=_INDENT + label.ljust(_LABEL),
        subsequent_indent=_INDENT + " " * _LABEL,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _verbatim(label: str, text: str) -> str:
    first, *others = text.splitlines() or [""]
    return "\n".join([_INDENT + label.ljust(_LABEL) + first, *(_INDENT + " " * _LABEL + line for line in others)])
