"""Look into plain wire values past what is missing or not known yet."""

from typing import Any

from sandbox.wire import Unknown


def at(value: Any, *path: str) -> Any:
    """What `path` leads to; None where something on the way is missing, null or not known yet."""
    for step in path:
        if not isinstance(value, dict):
            return None
        value = value.get(step)
    return None if isinstance(value, Unknown) else value


def text(value: Any, *path: str) -> str | None:
    """The text at `path`, if it is there and known."""
    found = at(value, *path)
    return found if isinstance(found, str) else None


def number(value: Any, *path: str) -> int | float | None:
    """The number at `path`, if it is there and known."""
    found = at(value, *path)
    return found if isinstance(found, int | float) and not isinstance(found, bool) else None


def flag(value: Any, *path: str) -> bool | None:
    """The truth value at `path`, if it is there and known."""
    found = at(value, *path)
    return found if isinstance(found, bool) else None


def items(value: Any, *path: str) -> list[Any]:
    """The known items of the list at `path`; none where there is no list."""
    found = at(value, *path)
    return [item for item in found if not isinstance(item, Unknown)] if isinstance(found, list) else []


def texts(value: Any, *path: str) -> list[str]:
    """The known texts of the list at `path`."""
    return [item for item in items(value, *path) if isinstance(item, str)]


def fields(value: Any, *path: str) -> dict[str, Any]:
    """The object at `path`; an empty one where there is none."""
    found = at(value, *path)
    return found if isinstance(found, dict) else {}


def unsettled(value: Any, *path: str) -> bool:
    """Whether something at `path`, on the way to it or inside it is not known yet."""
    for step in path:
        if isinstance(value, Unknown):
            return True
        value = value.get(step) if isinstance(value, dict) else None
    return _has_unknown(value)


def _has_unknown(value: Any) -> bool:
    match value:
        case Unknown():
            return True
        case dict():
            return any(_has_unknown(item) for item in value.values())
        case list():
            return any(_has_unknown(item) for item in value)
        case _:
            return False
