"""Cron expressions, as KEDA reads them.

Sources: https://keda.sh/docs/latest/scalers/cron/ and https://pkg.go.dev/github.com/robfig/cron/v3
"""

import itertools
import re

_FIELDS = (("minute", 0, 59), ("hour", 0, 23), ("day of the month", 1, 31), ("month", 1, 12), ("day of the week", 0, 6))
_DAY, _MONTH, _WEEKDAY = 2, 3, 4
_MOST_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

_ITEM = r"(?P<first>\*|[0-9]{1,2})(-(?P<last>[0-9]{1,2}))?(/(?P<step>[0-9]{1,2}))?"
_PART = re.sub(r"\(\?P<\w+>", "(", _ITEM)
PATTERN = rf"({_PART}(,{_PART})* ){{4}}{_PART}(,{_PART})*"
"""Of every expression; more than it are its bounds, which `accepts` knows."""

ALLOWED = (
    "a cron expression of five fields: "
    + ", ".join(f"{name} ({least} to {most})" for name, least, most in _FIELDS)
    + ", 0 being Sunday; each field is `*`, numbers and rising ranges such as 1-5, or steps such as */15"
)
"""What an expression is, in words."""


def accepts(text: str) -> bool:
    """Whether `text` is an expression whose numbers are all in bounds, and that some day of the year meets."""
    if re.fullmatch(PATTERN, text) is None:
        return False
    fields = [_values(field, least, most) for field, (_, least, most) in zip(text.split(" "), _FIELDS, strict=True)]
    return all(fields) and (text.split(" ")[_WEEKDAY] != "*" or _some_day(fields[_DAY], fields[_MONTH]))


def _values(field: str, least: int, most: int) -> set[int]:
    """The numbers that a field stands for; none where one of its parts is out of bounds."""
    parts = [_of_part(part, least, most) for part in field.split(",")]
    return set(itertools.chain(*parts)) if all(parts) else set()


def _of_part(part: str, least: int, most: int) -> range:
    found = re.fullmatch(_ITEM, part)
    if found is None:
        return range(0)
    whole = found["first"] == "*"
    first = least if whole else int(found["first"])
    last = int(found["last"]) if found["last"] else most if whole or found["step"] else first
    step = int(found["step"]) if found["step"] else 1
    right = least <= first <= last <= most and step > 0 and not (whole and found["last"])
    return range(first, last + 1, step) if right else range(0)


def _some_day(days: set[int], months: set[int]) -> bool:
    """Whether one of the months has one of the days: none has February 30."""
    return any(day <= _MOST_DAYS[month - 1] for day in days for month in months)
