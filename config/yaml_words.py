"""What a word without quotes means in a stack file: the rules of the engine's YAML reader, gopkg.in/yaml.v3."""

import datetime
import re
from collections.abc import Iterator
from typing import Any

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_FLOATS = {".nan": "nan", ".NaN": "nan", ".NAN": "nan"} | {
    f"{sign}{word}": f"{sign}inf" for sign in ("", "+", "-") for word in (".inf", ".Inf", ".INF")
}
_INT = re.compile(r"[-+]?(0b[01_]+|0o?[0-7_]+|0x[0-9a-fA-F_]+|[0-9][0-9_]*)")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_LONGEST_NUMBER = 400


def meaning(text: str) -> Any:
    """What a word without quotes is: None, a boolean, a number, or text; a day is text of another kind."""
    if text in _NULLS:
        return None
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    if text in _FLOATS:
        return float(_FLOATS[text])
    if len(text) > _LONGEST_NUMBER:
        return text
    return next((value for value in _numbers(text) if value is not None), _day(text))


def _numbers(text: str) -> Iterator[int | float | None]:
    if _INT.fullmatch(text):
        yield _whole(text.replace("_", ""))
    if _FLOAT.fullmatch(text):
        yield float(text)


def _whole(text: str) -> int | None:
    digits = text.lstrip("+-")
    base = {"0b": 2, "0o": 8, "0x": 16}.get(digits[:2], 8 if digits[:1] == "0" and len(digits) > 1 else 10)
    try:
        value = int(text, base) if base != 8 else int(text.replace("0o", "").replace("0O", ""), 8)
    except ValueError:
        return None
    return value if -(2**63) <= value < 2**64 else None


def _day(text: str) -> str:
    """A day as the engine hands it over: the text of a time at midnight."""
    found = _DAY.fullmatch(text)
    try:
        return f"{datetime.date(*map(int, found.groups()))} 00:00:00 +0000 UTC" if found else text
    except ValueError:
        return text
