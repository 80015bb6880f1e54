"""Mappings and lists with more entries than there may be."""

from collections.abc import Mapping, Sequence
from typing import Any

from config.errors import Problem
from config.expectations import Node
from config.paths import Path, dotted, value_at
from config.surplus import remove_all


def too_many(path: Path, node: Node, document: Mapping[str, Any], shown: str) -> Problem:
    """The problem of what stands at `path`; `shown` is it, as a message may show it."""
    value = value_at(document, path)
    most = _most(node)
    count = len(value) if isinstance(value, (Mapping, list)) else most
    description = str(node.get("description", "")).rstrip(".")
    entries = "one entry" if most == 1 else f"{most} entries"
    return Problem(
        path=dotted(path),
        value=f"{count} entries: {shown}",
        allowed=f"at most {entries}" + (f" ({description[:1].lower()}{description[1:]})" if description else ""),
        example=remove_all(path, _spare(path, value, document)[: count - most]),
    )


def shortened(path: Path, node: Node, document: Mapping[str, Any]) -> Any:
    """What stands at `path` with only so many entries as there may be."""
    value = value_at(document, path)
    spare = (
        list(_spare(path, value, document)[: len(value) - _most(node)]) if isinstance(value, (Mapping, list)) else []
    )
    if isinstance(value, Mapping):
        return {key: item for key, item in value.items() if key not in spare}
    return [item for index, item in enumerate(value) if index not in spare] if isinstance(value, list) else value


def _most(node: Node) -> int:
    return int(node.get("maxProperties", node.get("maxItems", 0)))


def _spare(path: Path, value: object, document: Mapping[str, Any]) -> Sequence[str | int]:
    """The keys of the entries in the order in which one can do without them: the last ones first.

    Those of a mapping that others beside it name come after all others: a deployment that has traffic.
    """
    if not isinstance(value, Mapping):
        return list(reversed(range(len(value)))) if isinstance(value, list) else []
    beside = value_at(document, path[:-1])
    others = [other for key, other in beside.items() if key != path[-1]] if isinstance(beside, Mapping) else []
    named = {str(name) for other in others for name in (other if isinstance(other, (Mapping, list)) else [other])}
    keys = [str(key) for key in reversed(list(value))]
    return [key for key in keys if key not in named] + [key for key in keys if key in named]
