"""Texts as code of Markdown, which GitHub shows as they are."""

import re
from collections.abc import Sequence

from ops.diff.showing import printable

_BACKTICKS = re.compile(r"`([^`]+)`")
_ACTIVE = re.compile(r"[\\`*{}\[\]<>#|@~]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
"""What Markdown makes something of; not an underscore within a word."""

_MARKUP = re.compile(r"[<>&]|://|www\.", re.IGNORECASE)
"""What GitHub makes something of even behind a backslash, or by itself."""


def code(text: str) -> str:
    """A text as code, in which nothing is markup; a table's bars are escaped."""
    plain = printable(text).replace("|", r"\|")
    longest = max((len(run) for run in re.findall("`+", plain)), default=0)
    fence = "`" * (longest + 1)
    space = " " if plain.startswith("`") or plain.endswith("`") else ""
    return f"{fence}{space}{plain}{space}{fence}" if plain.strip() else ""


def fenced(lines: Sequence[str], language: str) -> list[str]:
    """Lines as a block of code, which none of them can end."""
    shown = [printable(line) for line in lines]
    longest = max((len(run) for line in shown for run in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    return [f"{fence}{language}", *shown, fence]


def sentence(text: str) -> str:
    """A sentence of our own, with names from the config in it, in which nothing is markup."""
    return _ACTIVE.sub(r"\\\g<0>", printable(text))


def prose(text: str) -> str:
    """A text of our own that may hold values of the config: what stands between backticks as code, as is the rest
    where it could be markup.
    """
    shown = printable(text).strip()
    if "``" in shown or shown.count("`") % 2:
        return code(shown)
    parts = _BACKTICKS.split(shown)
    return "".join(_prose(part, quoted=number % 2 == 1) for number, part in enumerate(parts))


def _prose(part: str, *, quoted: bool) -> str:
    if not quoted and not _MARKUP.search(part):
        return sentence(part)
    spaces = part[: len(part) - len(part.lstrip())], part[len(part.rstrip()) :]
    return part if not part.strip() else f"{spaces[0]}{code(part.strip())}{spaces[1]}"
