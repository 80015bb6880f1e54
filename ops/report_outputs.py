"""The outputs of the report: what things are called and where they answer."""

import json
import re
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from ops.screen import Screen
from sandbox.wire import UNKNOWN_SENTINEL

_NEW_LINE = "\n    "
_ELSEWHERE = re.compile(r"traffic(\..*)?|batch\.[^.]+\.[^.]+\.(default|pending)")
"""The outputs that the report shows in a part of its own: who gets the traffic."""


def outputs(values: Mapping[str, Any], screen: Screen, most: int) -> Iterator[str]:
    """A line an output; of a map, at most so many entries."""
    entries = addresses(values, most)
    fitting = [path for path, value in entries if len(path) + len(value) + 4 <= screen.width]
    room = max(map(len, fitting), default=0)
    for path, value in entries:
        # An address that is cut or broken is no use.
        fits = len(path) <= room and room + len(value) + 4 <= screen.width
        yield f"  {path}{' ' * (room - len(path) + 2) if fits else _NEW_LINE}{screen.dim(value)}"


def addresses(values: Mapping[str, Any], most: int = sys.maxsize) -> list[tuple[str, str]]:
    """Path and text of each output; of a map, at most so many entries. Traffic is told elsewhere."""
    flat = (entry for name, value in values.items() for entry in _flat(name, value, most))
    return [(path, value) for path, value in flat if not _ELSEWHERE.fullmatch(path)]


def _flat(path: str, value: Any, most: int) -> Iterator[tuple[str, str]]:
    """Each value below `path`, with its own path."""
    if isinstance(value, Mapping):
        if len(value) > most:
            yield path, f"{len(value)} of them (-v)"
            return
        for key, item in value.items():
            yield from _flat(f"{path}.{key}", item, most)
    else:
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        yield path, text.replace(UNKNOWN_SENTINEL, "known after up")
