"""How many of something, and which, in words."""

from collections.abc import Sequence


def counted(number: int, one: str, many: str = "") -> str:
    """The number and its noun: `1 stamp`, `2 stamps`; `many` is the plural where an `s` at the end does not make it."""
    return f"{number} {one if number == 1 else many or f'{one}s'}"


def listed(names: Sequence[str]) -> str:
    """Names as a sentence has them: `a`, `a and b`, `a, b and c`."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
