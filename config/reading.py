"""From the text that the engine hands over to plain values, whatever the text."""

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any

from config.errors import Problem
from config.paths import Path, dotted
from config.remedies import remove

DEEPEST = 20
"""Levels of the deepest config; the schema has seven."""

LONGEST_TEXT = 30_000
"""Characters of a text; Key Vault takes 25,000."""

_LARGEST_WHOLE = 2**53
"""Up to here the engine, whose numbers are floats, keeps whole numbers apart."""

_BEYOND = 1e16
"""Stands for every larger number; no field takes one."""


def read(values: Mapping[str, object], text_keys: frozenset[str]) -> tuple[dict[str, Any], list[Problem]]:
    """The document in `values`, objects and numbers as JSON text, and what in it no config can contain.

    A key whose text is empty is left out: that is how the engine hands over `key:` with nothing behind it. The
    values of `text_keys` are kept as the text that they are.
    """
    reader = _Reader()
    document: dict[str, Any] = {}
    for key, text in values.items():
        value = text if key in text_keys else _parsed(text)
        if value != "":
            document[reader.text(key, ())] = reader.plain(value, (key,))
    return document, reader.problems


def _parsed(text: object) -> object:
    if not isinstance(text, str):
        return text
    try:
        return json.loads(text, object_pairs_hook=_Pairs)
    except ValueError:
        return text
    except RecursionError:
        return _TooDeep()


class _TooDeep:
    """Stands for what is nested more deeply than Python's own reader goes."""


class _Pairs(list[tuple[str, object]]):
    """The keys and values of a JSON object as they were written, doubles included."""


class _Reader:
    """Copies values and notes what no config can contain."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def plain(self, value: object, path: Path) -> Any:
        """The value of JSON's types alone, its whole floats as ints."""
        if len(path) > DEEPEST or isinstance(value, _TooDeep):
            self._note(path, f"values nested up to {DEEPEST} levels deep")
            return None
        if isinstance(value, (Mapping, _Pairs)):
            return dict(self._items(value.items() if isinstance(value, Mapping) else value, path))
        if isinstance(value, (list, tuple)):
            return [self.plain(item, (*path, index)) for index, item in enumerate(value)]
        if isinstance(value, str):
            return self.text(value, path)
        if value is None or isinstance(value, bool):
            return value
        return self._number(value, path)

    def text(self, value: str, path: Path) -> str:
        """The text as UTF-8 can carry it."""
        if len(value) > LONGEST_TEXT:
            self._note(path, f"text of up to {LONGEST_TEXT} characters")
            return value[:LONGEST_TEXT]
        if any("\ud800" <= char <= "\udfff" for char in value):
            self._note(path, "text of whole characters (here is half of a UTF-16 pair)")
            return value.encode(errors="replace").decode()
        return value

    def _items(self, pairs: Any, path: Path) -> Iterator[tuple[str, Any]]:
        seen = set()
        for name, value in pairs:
            key = self.text(str(name), path)
            if key in seen:
                self._note((*path, key), "a key once")
            seen.add(key)
            yield key, self.plain(value, (*path, key))

    def _number(self, value: object, path: Path) -> Any:
        if isinstance(value, int):
            return value if abs(value) <= _LARGEST_WHOLE else _BEYOND if value > 0 else -_BEYOND
        if isinstance(value, float) and math.isfinite(value):
            return int(value) if value.is_integer() and abs(value) <= _LARGEST_WHOLE else value
        self._note(path, "a number that is finite, text, true, false, a list or a mapping", found=_endless(value))
        return None

    def _note(self, path: Path, allowed: str, found: str = "") -> None:
        example = remove(path) if path else "# take the key out of the stack file"
        self.problems.append(Problem(path=dotted(path) or "config", value=found, allowed=allowed, example=example))


def _endless(value: object) -> str:
    """In words, a float that is no number with an end: YAML's `.nan` and `.inf`."""
    if not isinstance(value, float):
        return ""
    return "not a number" if math.isnan(value) else "infinity" if value > 0 else "minus infinity"
