"""Numbers of a stack file whose text the engine does not hand over: `0022` comes as 18, `1.0` as 1, `1.30` as 1.3."""

import math
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from config import expectations
from config.errors import Problem
from config.expectations import Node
from config.nearest_values import is_text
from config.paths import Path, dotted
from config.remedies import set_value
from config.secrecy import HIDDEN, Veil
from config.yaml_numbers import WrittenFloat, WrittenInt, handed_over

_DECIMAL = re.compile(r"\+?0*(?P<number>[1-9][0-9]*)")
"""A number as a reader sees it, without what is in front."""


def rewritten(values: Mapping[str, Any]) -> Iterator[Problem]:
    """Numbers where text belongs, by key, of which the text is lost: nobody would see what became of them."""
    veil = Veil(())
    for path, number in _written((), values):
        handed = handed_over(number)
        nodes = [node for node in _nodes(path, values) if is_text(node) and "pattern" in node]
        meant = _meant(nodes[0], number.written, handed) if nodes else ""
        if not meant:
            continue
        shown = veil.repeats(path, number.written)
        becomes = f", which the engine hands over as {handed}" if shown else " and hands over another one"
        yield Problem(
            path=dotted(path),
            value=number.written if shown else HIDDEN,
            allowed="text",
            example=set_value(path, meant) if shown else f"# in the stack file, put quotes around {dotted(path)}",
            hint=f"YAML reads this as a number{becomes}: put it in quotes",
        )


def _meant(node: Node, written: str, handed: str) -> str:
    """The text that was probably meant; empty where the number says the same, or the place takes neither."""
    takes_words = _fits(node, "a")
    if not takes_words and _amount(written) == _amount(handed):
        return ""
    decimal = _DECIMAL.fullmatch(written)
    wanted = (written, decimal["number"] if decimal else handed, handed)
    return next((text for text in wanted if _fits(node, text)), "")


def _amount(text: str) -> Decimal | None:
    """The number that a reader sees in it, to whom 010 is ten."""
    try:
        return Decimal(text.replace("_", ""))
    except InvalidOperation:
        return None


def _fits(node: Node, text: str) -> bool:
    return re.fullmatch(node["pattern"], text) is not None


def _written(path: Path, value: Any) -> Iterator[tuple[Path, WrittenInt | WrittenFloat]]:
    """The numbers whose text says more, where they are; none that is infinite."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _written((*path, key), item)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _written((*path, index), item)
    elif isinstance(value, (WrittenInt, WrittenFloat)) and math.isfinite(value):
        yield path, value


def _nodes(path: Path, document: Any) -> list[Node]:
    """The schemas of the place: several where nothing tells which of a union's members holds it."""
    nodes = [expectations.at(())]
    for key in path:
        nodes = [expectations.child(node, key) for node in nodes]
        document = document[key]
        nodes = [member for node in nodes if node for member in _members(node, document)]
    return nodes


def _members(node: Node, value: Any) -> list[Node]:
    union = node.get("discriminator", {})
    members: Mapping[str, str] = union.get("mapping", {})
    tag = value.get(union["propertyName"]) if members and isinstance(value, Mapping) else None
    chosen = [members[tag]] if isinstance(tag, str) and tag in members else list(members.values())
    return [expectations.resolved({"$ref": member}) for member in chosen] or [node]
