"""How values of a plan are shown: on one line, secrets masked, long ones cut where they are alike."""

import json
from typing import Any

from sandbox.wire import MASK, UNKNOWN_SENTINEL

LONGEST = 72
"""Characters of a value; what is beyond is cut."""

UNKNOWN = "(known after up)"
_AROUND = 12
"""Characters of what two cut values have in common that are kept before what differs."""

_DIGEST = "@sha256:"
_DIGEST_SHOWN = 12


def texts(before: Any, after: Any) -> tuple[str | None, str | None]:
    """Two values that differ, fit to be shown side by side; None stays None. A secret on either side masks both."""
    if MASK in (before, after):
        return None if before is None else MASK, None if after is None else MASK
    old, new = _text(before), _text(after)
    if old is None or new is None:
        return _cut(_short_digest(old)), _cut(_short_digest(new))
    short = _short_digest(old) or "", _short_digest(new) or ""
    if short[0] != short[1] and max(map(len, short)) <= LONGEST:
        return short
    skipped = max(0, _common(old, new) - _AROUND)
    start = "…" if skipped > 1 else ""
    return _cut(start + old[skipped if start else 0 :]), _cut(start + new[skipped if start else 0 :])


def printable(text: str) -> str:
    """The text with what a terminal would obey, or could not show, made visible."""
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)


def _text(value: Any) -> str | None:
    if value is None:
        return None
    if value == UNKNOWN_SENTINEL:
        return UNKNOWN
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
    return printable(text.replace(UNKNOWN_SENTINEL, UNKNOWN)) or '""'


def _short_digest(text: str | None) -> str | None:
    """An image with as much of its digest as mostly tells it from others."""
    if text is None:
        return None
    name, found, digest = text.partition(_DIGEST)
    return f"{name}{found}{digest[:_DIGEST_SHOWN]}…" if found and len(digest) == 64 else text


def _common(one: str, other: str) -> int:
    """How many characters two texts have in common at their start."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _cut(text: str | None) -> str | None:
    return text if text is None or len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
