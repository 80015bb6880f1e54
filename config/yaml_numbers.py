"""Numbers that remember how they are written, where their value does not tell: `0022`, `1.0`, `0x10`."""

import json
import math
from typing import Any

LARGEST_WHOLE = 2**53
"""Up to here the engine, whose numbers are floats, keeps whole numbers apart."""


class WrittenInt(int):
    """A whole number, and how it is written."""

    written: str


class WrittenFloat(float):
    """A number with a fraction or an exponent, and how it is written."""

    written: str


def as_written(value: Any, text: str) -> Any:
    """The number `value` with the `text` that it is written as, where the engine hands over another; else `value`."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or handed_over(value) == text:
        return value
    kept = WrittenInt(value) if isinstance(value, int) else WrittenFloat(value)
    kept.written = text
    return kept


def handed_over(number: float) -> str:
    """The text that the engine makes of a number."""
    whole = math.isfinite(number) and float(number).is_integer() and abs(number) <= LARGEST_WHOLE
    return json.dumps(int(number) if whole else float(number))
