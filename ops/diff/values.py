"""What differs between two values, noise left out: the order of what has none, equal numbers, casing that is none."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sandbox.wire import UNKNOWN_SENTINEL

_KEYS = ("name", "id", "key", "mountPath", "containerPort", "topologyKey", "type")
"""What tells the entries of a list apart, the first that all have and no two share."""

_IN_ORDER = frozenset({"args", "command", "dnsServers"})
"""Lists of texts whose order means something."""

_QUANTITY = re.compile(r"([0-9]+(?:\.[0-9]+)?)(m|k|M|G|T|Ki|Mi|Gi|Ti)?")
_UNITS = {
    "": Decimal(1),
    "m": Decimal("0.001"),
    "k": Decimal(10**3),
    "M": Decimal(10**6),
    "G": Decimal(10**9),
    "T": Decimal(10**12),
    "Ki": Decimal(2**10),
    "Mi": Decimal(2**20),
    "Gi": Decimal(2**30),
    "Ti": Decimal(2**40),
}
"""https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/"""

_OF_QUANTITIES = (".limits.", ".requests.", ".hard.")


@dataclass(frozen=True, kw_only=True)
class Differing:
    """One value that differs."""

    path: str
    """`spec.containers[model].image`."""
    pattern: str
    """The same without what tells the entries of lists apart: `spec.containers[].image`."""
    before: Any
    """None where there was nothing."""
    after: Any
    """None where there is nothing any more."""

    def lies_in(self, patterns: frozenset[str]) -> str:
        """The one of `patterns` that the value, or what is around or below it, is; empty where none is."""
        for each in sorted(patterns):
            inside = self.pattern == each or self.pattern.startswith((f"{each}.", f"{each}["))
            if inside or each.startswith((f"{self.pattern}.", f"{self.pattern}[")):
                return each
        return ""


def differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Differing]:
    """Every value that differs, by path; objects and lists are looked into as far as both sides have them."""
    return list(_in_objects(before, after, "", ""))


def _in_objects(before: Mapping[str, Any], after: Mapping[str, Any], path: str, pattern: str) -> Iterator[Differing]:
    for name in sorted({*before, *after}):
        yield from _in_values(before.get(name), after.get(name), _member(path, name), _member(pattern, name))


def _in_values(before: Any, after: Any, path: str, pattern: str) -> Iterator[Differing]:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        yield from _in_objects(before, after, path, pattern)
    elif isinstance(before, list) and isinstance(after, list):
        yield from _in_lists(before, after, path, f"{pattern}[]")
    elif not _same(before, after, path):
        yield Differing(path=path, pattern=pattern, before=before, after=after)


def _in_lists(before: Sequence[Any], after: Sequence[Any], path: str, pattern: str) -> Iterator[Differing]:
    key = _key_of(before, after)
    if key:
        olds, news = ({str(key(item)): item for item in items} for items in (before, after))
        for name in (*olds, *(name for name in news if name not in olds)):
            yield from _in_values(olds.get(name), news.get(name), f"{path}[{name.rpartition('/')[2]}]", pattern)
    elif _are_texts(before) and _are_texts(after) and path.rpartition(".")[2] not in _IN_ORDER:
        yield from _in_bags(before, after, path, pattern)
    else:
        for position in range(max(len(before), len(after))):
            old, new = (items[position] if position < len(items) else None for items in (before, after))
            yield from _in_values(old, new, f"{path}[{position}]", pattern)


def _in_bags(before: Sequence[Any], after: Sequence[Any], path: str, pattern: str) -> Iterator[Differing]:
    """Of lists without order: what only one of them has."""
    left = [item for item in before if not any(_same(item, other, path) for other in after)]
    come = [item for item in after if not any(_same(item, other, path) for other in before)]
    for item in left:
        yield Differing(path=f"{path}[]", pattern=pattern, before=item, after=None)
    for item in come:
        yield Differing(path=f"{path}[]", pattern=pattern, before=None, after=item)


def _key_of(before: Sequence[Any], after: Sequence[Any]) -> Callable[[Any], Any] | None:
    items = [*before, *after]
    if not items or not all(isinstance(item, Mapping) for item in items):
        return None
    for key in _KEYS:
        names = [[item.get(key) for item in side] for side in (before, after)]
        usable = all(isinstance(name, str | int) and name != UNKNOWN_SENTINEL for side in names for name in side)
        if usable and all(len(set(map(str, side))) == len(side) for side in names):
            return lambda item, key=key: item[key]
    return None


def _are_texts(items: Sequence[Any]) -> bool:
    return not any(isinstance(item, (Mapping, list)) for item in items)


def _same(before: Any, after: Any, path: str) -> bool:
    if isinstance(before, bool) != isinstance(after, bool):
        return False
    if before == after:
        return True
    if isinstance(before, str) and isinstance(after, str):
        if path == "location":
            return _region(before) == _region(after)
        if before.startswith("/subscriptions/"):
            return before.lower() == after.lower()
    if any(part in f".{path}." for part in _OF_QUANTITIES):
        return _amount(before) is not None and _amount(before) == _amount(after)
    return False


def _region(text: str) -> str:
    """Azure takes `East US` for `eastus`."""
    return text.replace(" ", "").lower()


def _amount(value: Any) -> Decimal | None:
    """What a Kubernetes quantity comes to: `1000m` is `1`."""
    found = _QUANTITY.fullmatch(str(value))
    return Decimal(found[1]) * _UNITS[found[2] or ""] if found else None


def _member(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
