"""What may stand at a place of the config, in words and as an example, out of the config's own JSON schema."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from config.domain import ALLOWED
from config.paths import Path
from config.stack import StackConfig

Node = Mapping[str, Any]

_MOST_CHOICES = 12
_KEY_OF_MAPPING = "[key]"


@dataclass(frozen=True, kw_only=True)
class Place:
    """A place of the config: where pydantic's error is, in the user's terms."""

    path: Path
    node: Node
    """Its JSON schema."""
    parent: Node
    """The JSON schema of what holds it."""


def place(loc: Path, document: object, *, of_key: bool) -> Place:
    """The place that `loc`, the location of a pydantic error in `document`, names.

    Pydantic puts the name of a union's member between the keys, and `[key]` after a key that is itself wrong
    (`of_key` says that this can be); those are no part of the path.
    """
    node, parent, value = _root(), _root(), document
    path: list[str | int] = []
    for key in loc:
        node = _resolved(node)
        if of_key and "properties" not in parent and key == _KEY_OF_MAPPING:
            return Place(path=tuple(path), node=node_of_key(parent), parent=parent)
        if "oneOf" in node:
            node = _member(node, str(key), value)
            continue
        parent, node = node, _child(node, key)
        path.append(key)
        value = _inside(value, key)
    return Place(path=tuple(path), node=_resolved(node), parent=_resolved(parent))


def at(path: Path) -> Node:
    """The JSON schema of the place `path`, for a path without unions."""
    node = _root()
    for key in path:
        node = _child(_resolved(node), key)
    return _resolved(node)


def child(node: Node, key: str | int) -> Node:
    """The schema of what stands under `key` of what `node` is of; empty where nothing may."""
    return _resolved(_child(_resolved(node), key))


def item(node: Node) -> Node:
    """The schema of the values of a mapping by name; empty where `node` is none."""
    return _resolved(_item(node) or {})


def resolved(node: Node) -> Node:
    """The schema itself, where `node` refers to one, and without the null that it may be."""
    return _resolved(node)


def keys(node: Node) -> list[str]:
    """The keys that a mapping has by its schema, those it needs first."""
    required = list(node.get("required", []))
    return required + [key for key in node.get("properties", {}) if key not in required]


def knows_item(node: Node, value: object) -> bool:
    """Whether every key within `value`, one of a mapping by name, is one of the schema's."""
    return _knows(_item(node) or {}, value)


def knows_some(node: Node, value: object) -> bool:
    """Whether the schema has one of the mapping's keys, or has no keys of its own."""
    properties = _resolved(node).get("properties")
    return properties is None or not isinstance(value, Mapping) or not value or any(key in properties for key in value)


def tags(node: Node, value: object) -> list[str]:
    """The tags of a union's members, first those of which `value` has the most keys."""
    mapping: dict[str, str] = node.get("discriminator", {}).get("mapping", {})
    given = set(value) if isinstance(value, Mapping) else set()
    return sorted(mapping, key=lambda tag: (-len(given & set(keys(_resolved({"$ref": mapping[tag]})))), tag))


def tags_of(node: Node, value: object) -> list[str]:
    """The tags of the members of a union that have a place for all that is in `value`, whatever its own tag."""
    mapping: dict[str, str] = node.get("discriminator", {}).get("mapping", {})
    return [tag for tag in mapping if _knows({"$ref": mapping[tag]}, value)]


def node_of_key(node: Node) -> Node:
    """The schema of the keys of a mapping by name."""
    names: Node = node.get("propertyNames", {})
    pattern = next(iter(node.get("patternProperties", {})), None)
    return {"type": "string", **({"pattern": pattern} if pattern else {}), **names}


def allowed(node: Node) -> str:
    """What may stand there, in words."""
    node = _resolved(node)
    if "oneOf" in node:
        return " or ".join(allowed(member) for member in node["oneOf"])
    if ALLOWED in node:
        return str(node[ALLOWED])
    if "enum" in node and len(node["enum"]) <= _MOST_CHOICES:
        return "one of " + ", ".join(f"`{choice}`" for choice in node["enum"])
    if "const" in node:
        return f"`{node['const']}`"
    words = _WORDS.get(str(node.get("type")))
    return words(node) if words else str(node.get("description", "another value"))


def example(node: Node) -> Any:
    """The smallest value that may stand there."""
    node = _resolved(node)
    if "oneOf" in node:
        return example(node["oneOf"][0])
    for source in ("const", "default"):
        if node.get(source) is not None:
            return node[source]
    for source in ("examples", "enum"):
        if source in node:
            return node[source][0]
    return _example_of_type(node)


def _example_of_type(node: Node) -> Any:
    match node.get("type"):
        case "object":
            named = {key: example(node["properties"][key]) for key in node.get("required", [])}
            by_name = _item(node)
            wanted = "properties" not in node and node.get("minProperties") and by_name is not None
            return {example(node_of_key(node)): example(by_name)} if wanted and by_name is not None else named
        case "array":
            return [example(node["items"])] if node.get("minItems") else []
        case "integer":
            return node.get("minimum", 1)
        case "boolean":
            return True
        case _:
            return "text/plain"


def _knows(node: Node, value: object) -> bool:
    node = _resolved(node)
    if "oneOf" in node:
        return any(_knows(member, value) for member in node["oneOf"])
    if isinstance(value, Mapping):
        return all(bool(_child(node, key)) and _knows(_child(node, key), item) for key, item in value.items())
    if isinstance(value, list):
        return "items" in node and all(_knows(node["items"], item) for item in value)
    return True


def _object_words(node: Node) -> str:
    if "properties" not in node:
        items = _item(node) or {}
        least = "; at least one" if node.get("minProperties") else ""
        most = f"; at most {node['maxProperties']}" if node.get("maxProperties") else ""
        return f"a mapping, its keys {allowed(node_of_key(node))}; each holds {_short(items)}{least}{most}"
    required = [f"`{key}`" for key in node.get("required", [])]
    others = [f"`{key}`" for key in keys(node) if key not in node.get("required", [])]
    needs = f"needs {', '.join(required)}" if required else ""
    takes = f"{'and may have' if required else 'may have'} {', '.join(others)}" if others else ""
    return "a mapping that " + " ".join(part for part in (needs, takes) if part)


def _short(node: Node) -> str:
    node = _resolved(node)
    return "a mapping" if node.get("type") == "object" or "oneOf" in node else allowed(node)


def _array_words(node: Node) -> str:
    least, most = node.get("minItems", 0), node.get("maxItems")
    count = f"{least} or more" if most is None else f"{least} to {most}"
    return f"a list of {count}, each {allowed(node['items'])}"


def _integer_words(node: Node) -> str:
    least, most = node.get("minimum"), node.get("maximum")
    return f"a whole number from {least} to {most}"


def _string_words(node: Node) -> str:
    if "maxLength" in node:
        return f"text of {node.get('minLength', 0)} to {node['maxLength']} characters"
    return "text"


def _boolean_words(_node: Node) -> str:
    return "`true` or `false`"


_WORDS = {
    "object": _object_words,
    "array": _array_words,
    "integer": _integer_words,
    "string": _string_words,
    "boolean": _boolean_words,
}


@functools.cache
def _root() -> Node:
    return StackConfig.model_json_schema()


def _resolved(node: Node) -> Node:
    """The node without references, and without the null that an optional one may be."""
    while True:
        if "$ref" in node:
            others = {key: value for key, value in node.items() if key != "$ref"}
            node = {**_root()["$defs"][node["$ref"].rpartition("/")[2]], **others}
        elif "anyOf" in node:
            others = {key: value for key, value in node.items() if key != "anyOf"}
            node = {**next(member for member in node["anyOf"] if member.get("type") != "null"), **others}
        else:
            return node


def _member(node: Node, tag: str, value: object) -> Node:
    """The member of a union that pydantic's tag names; the whole union where a scalar stands for a mapping."""
    mapping = node.get("discriminator", {}).get("mapping", {})
    if tag in mapping:
        return _resolved({"$ref": mapping[tag]})
    return _resolved(node["oneOf"][-1]) if isinstance(value, Mapping) else {**node, "type": "union"}


def _child(node: Node, key: str | int) -> Node:
    if isinstance(key, int):
        items: Node = node.get("items", {})
        return items
    properties: Node = node.get("properties", {})
    found: Node = properties.get(key) or _item(node) or {}
    return found


def _item(node: Node) -> Node | None:
    """The schema of the values of a mapping by name."""
    patterns = node.get("patternProperties")
    if patterns:
        return next(iter(patterns.values()))
    others = node.get("additionalProperties")
    return others if isinstance(others, Mapping) else None


def _inside(value: object, key: str | int) -> object:
    if isinstance(value, Mapping):
        return value.get(key)
    return value[key] if isinstance(value, list) and isinstance(key, int) and key < len(value) else None
