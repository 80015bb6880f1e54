"""Where a config names networks of its own, and which of them are still free."""

from collections.abc import Iterator, Mapping
from ipaddress import IPv4Network
from typing import Any

from config.paths import Path, value_at
from config.ranges import free, overlapping, parsed

_OF_CLUSTER: tuple[Path, ...] = (("cluster", "podCidr"), ("cluster", "serviceCidr"))


def free_at(path: Path, proposed: Any, document: Mapping[str, Any]) -> Any:
    """What is `proposed` for `path`, or where that is an address space which meets another one, the next free range."""
    own = parsed(proposed) if isinstance(proposed, str) and path in _places(document) else None
    taken = list(_others(path, document)) if own else []
    return str(free(own.prefixlen, taken)) if own and overlapping(own, taken) else proposed


def _others(path: Path, document: Mapping[str, Any]) -> Iterator[IPv4Network]:
    for place in _places(document):
        try:
            value = value_at(document, place)
        except LookupError:
            continue
        found = parsed(value) if isinstance(value, str) and place != path else None
        if found:
            yield found


def _places(document: Mapping[str, Any]) -> list[Path]:
    stamps = document.get("stamps")
    regions = list(stamps) if isinstance(stamps, Mapping) else []
    return [*_OF_CLUSTER, *(("stamps", str(region), "addressSpace") for region in regions)]
