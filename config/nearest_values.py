"""The value that may stand at a place and is nearest to the one that does."""

import re
from collections.abc import Mapping
from typing import Any

from config import expectations
from config.expectations import Node
from config.spelling import nearest


def right_value(node: Node, value: object) -> Any:
    """The value that may stand there and is nearest to `value`."""
    if isinstance(value, str) and "enum" in node and (meant := nearest(value, map(str, node["enum"]))):
        return meant
    if node.get("type") == "integer" and "enum" not in node:
        return _nearest_whole(node, value)
    if isinstance(value, float) and is_text(node) and re.fullmatch(node.get("pattern", "(?!)"), str(value)):
        return str(value)
    if node.get("type") == "boolean" and isinstance(value, str):
        return value.strip().lower() in ("true", "yes", "on", "1", "enabled")
    return expectations.example(node)


def right_name(node: Node, name: str) -> str | None:
    """A key that `node` takes and that is nearest to `name`; None where none is near."""
    if "enum" in node:
        return nearest(name, node["enum"])
    words = "".join(char if char.isascii() and char.isalnum() else " " for char in name.lower()).split()
    pattern = node.get("pattern", "(?!)")
    tried = (joined[:length].strip("-") for joined in ("-".join(words), "".join(words)) for length in (63, 20, 12))
    return next((right for right in tried if right != name and re.fullmatch(pattern, right)), None)


def is_text(node: Node) -> bool:
    """Whether a text may stand there, perhaps beside other scalars."""
    kind = node.get("type")
    return kind == "string" or (isinstance(kind, list) and "string" in kind)


def fits_kind(node: Node, value: object) -> bool:
    """Whether a value is of the kind that `node` takes: a mapping where one belongs, a list, or something single."""
    if "oneOf" in node:
        return True
    kind = node.get("type")
    if kind == "object":
        return isinstance(value, Mapping)
    return isinstance(value, list) if kind == "array" else not isinstance(value, (Mapping, list))


def _nearest_whole(node: Node, value: object) -> Any:
    number = _number(value)
    if number is None:
        return expectations.example(node)
    least, most = node.get("minimum", number), node.get("maximum", number)
    return int(min(max(number, least), most))


def _number(value: object) -> float | None:
    if isinstance(value, str):
        try:
            value = float(value[:40].rstrip("% "))
        except ValueError:
            return None
    finite = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e18
    return float(value) if finite and isinstance(value, int | float) else None
