"""ISO 8601 durations, as Azure writes them: `PT5M`, `P14D`."""

import re
from datetime import timedelta

_DURATION = re.compile(
    r"P(?=.)((?P<weeks>\d+)W|((?P<years>\d+)Y)?((?P<months>\d+)M)?((?P<days>\d+)D)?"
    r"(T(?=.)((?P<hours>\d+)H)?((?P<minutes>\d+)M)?((?P<seconds>\d+(\.\d+)?)S)?)?)"
)

_LONGEST = timedelta.max


def parsed(text: str) -> timedelta | None:
    """The length of a duration (a month counts 30 days, a year 365), or None when `text` is none."""
    found = _DURATION.fullmatch(text)
    if not found:
        return None
    parts = {name: float(value) for name, value in found.groupdict().items() if value}
    days = parts.pop("years", 0) * 365 + parts.pop("months", 0) * 30 + parts.pop("days", 0)
    try:
        return timedelta(days=days, **parts)
    except OverflowError:
        return _LONGEST
