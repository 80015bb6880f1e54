"""What differs between the old and the new inputs of a resource, and which of it means a new resource."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from sandbox.wire import UNKNOWN


class Kind(Enum):
    """What happened to a value."""

    ADD = "add"
    DELETE = "delete"
    UPDATE = "update"


@dataclass(frozen=True, kw_only=True)
class Change:
    """One value that differs."""

    path: str
    """Where: `networkProfile.podCidrs[0]`."""
    pattern: str
    """The same without positions: `networkProfile.podCidrs[]`."""
    kind: Kind

    @property
    def top(self) -> str:
        """The property of the resource that holds the value."""
        return self.path.partition(".")[0].partition("[")[0]

    def lies_in(self, patterns: Collection[str]) -> bool:
        """Whether the value, or an object or list around it, is one of `patterns`."""
        return any(self.pattern == each or self.pattern.startswith((f"{each}.", f"{each}[")) for each in patterns)


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """Every difference between plain inputs; a value not known yet differs from any other."""
    return list(_in_objects(old, new, "", ""))


def _in_objects(old: Mapping[str, Any], new: Mapping[str, Any], path: str, pattern: str) -> Iterator[Change]:
    for name in sorted({**old, **new}):
        below = _member(path, name)
        yield from _in_values(old.get(name), new.get(name), below, _member(pattern, name))


def _in_values(old: Any, new: Any, path: str, pattern: str) -> Iterator[Change]:
    if old is None or new is None:
        if old is not new:
            yield Change(path=path, pattern=pattern, kind=Kind.ADD if old is None else Kind.DELETE)
    elif isinstance(old, Mapping) and isinstance(new, Mapping):
        yield from _in_objects(old, new, path, pattern)
    elif isinstance(old, list) and isinstance(new, list):
        yield from _in_lists(old, new, path, f"{pattern}[]")
    elif new is UNKNOWN or _told(path, old) != _told(path, new):
        yield Change(path=path, pattern=pattern, kind=Kind.UPDATE)


def _in_lists(old: Sequence[Any], new: Sequence[Any], path: str, pattern: str) -> Iterator[Change]:
    for position in range(max(len(old), len(new))):
        before = old[position] if position < len(old) else None
        after = new[position] if position < len(new) else None
        yield from _in_values(before, after, f"{path}[{position}]", pattern)


def _member(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _told(path: str, value: Any) -> Any:
    """The value as Azure compares it: `East US` is `eastus`."""
    return value.replace(" ", "").lower() if path == "location" and isinstance(value, str) else value
