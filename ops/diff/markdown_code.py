"""Texts as code of Markdown, which GitHub shows as they are."""

import re
from collections.abc import Sequence

from ops.diff.showing import printable


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
    return re.sub(r"([\\`*_{}\[\]<>#|@~])", r"\\\1", printable(text))
