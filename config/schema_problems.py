"""What the schema finds wrong with a document, in the user's terms."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from config import address_spaces, expectations
from config.domain import NEAR
from config.errors import Problem
from config.excess import too_many
from config.expectations import Node, Place
from config.paths import Path, dotted, has, value_at
from config.remedies import as_yaml, remove, set_all, set_secret, set_value
from config.renaming import is_of_numbers, renaming
from config.secrecy import SECRETS, Veil
from config.spelling import nearest

_UNKNOWN_KEY = "extra_forbidden"
_MISSING = ("missing", "union_tag_not_found")


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One error of the schema."""

    path: Path
    unknown_key: bool
    meant: str = ""
    """What an unknown key was probably meant to be."""
    problem: Problem | None
    """None where another finding says it already: a missing key beside its misspelling."""


def findings(error: ValidationError, document: Mapping[str, Any], veil: Veil) -> list[Finding]:
    """Every error that pydantic found in `document`."""
    errors = error.errors(include_url=False, include_context=True, include_input=False)
    places = [(_place(dict(details), document), str(details["type"]), _near(dict(details))) for details in errors]
    renamed = {(*place.path[:-1], _meant(place)) for place, kind, _ in places if kind == _UNKNOWN_KEY}
    return [
        Finding(
            path=place.path,
            unknown_key=kind == _UNKNOWN_KEY,
            meant=_meant(place) if kind == _UNKNOWN_KEY else "",
            problem=None
            if kind == "missing" and place.path in renamed
            else _problem(place, kind, near, document, veil),
        )
        for place, kind, near in places
    ]


def _place(details: Mapping[str, Any], document: Mapping[str, Any]) -> Place:
    """The place of one error; a union without its discriminator is placed at the missing or wrong discriminator."""
    found = expectations.place(tuple(details["loc"]), document, of_key=details["type"] != _UNKNOWN_KEY)
    if not details["type"].startswith("union_tag"):
        return found
    mapping = found.node.get("discriminator", {})
    tags = expectations.tags(found.node, value_at(document, found.path) if has(document, found.path) else None)
    choices = {"enum": tags, "description": found.node.get("description", "")}
    return Place(path=(*found.path, mapping.get("propertyName", "")), node=choices, parent=found.node)


def _near(details: Mapping[str, Any]) -> str:
    """What the domain of a wrong value takes it for."""
    return str(details.get("ctx", {}).get(NEAR, ""))


def _problem(place: Place, kind: str, near: str, document: Mapping[str, Any], veil: Veil) -> Problem:
    if kind == _UNKNOWN_KEY:
        return _unknown_key(place, document, veil)
    if kind in _MISSING:
        return _missing(place, document)
    if place.path and _is_key(place, document, kind):
        return _wrong_key(place, document, veil)
    return _wrong_value(place, kind, near, document, veil)


def _unknown_key(place: Place, document: Mapping[str, Any], veil: Veil) -> Problem:
    path = place.path
    value = value_at(document, path)
    meant = _meant(place)
    known = expectations.keys(place.parent)
    return Problem(
        path=dotted(path),
        value=veil.shown_unknown(path, value),
        allowed="one of the keys " + ", ".join(f"`{key}`" for key in known) if known else "no such key",
        example=renaming(path, meant, document, veil, known=is_of_numbers(value)) if meant else remove(path),
        hint=f"did you mean `{meant}`?" if meant else "",
    )


def _missing(place: Place, document: Mapping[str, Any]) -> Problem:
    path = place.path
    key = str(path[-1])
    description = str(place.node.get("description", "")).rstrip(".")
    holder = value_at(document, path[:-1]) if has(document, path[:-1]) else None
    others = set(holder) - set(expectations.keys(place.parent)) if isinstance(holder, Mapping) else set()
    meant = nearest(key, others)
    allowed = expectations.allowed(place.node)
    return Problem(
        path=dotted(path),
        allowed=f"{allowed} ({_lower_first(description)})" if description and description not in allowed else allowed,
        example=set_secret(path) if _is_secret(place.node) else set_value(path, expectations.example(place.node)),
        hint=f"did you write it as `{meant}`?" if meant else "it has to be there",
    )


def _wrong_key(place: Place, document: Mapping[str, Any], veil: Veil) -> Problem:
    """A name that the user chose, or a region, which is no good as a key."""
    path = place.path
    wrong = str(path[-1])
    node = expectations.node_of_key(place.parent)
    meant = nearest(wrong, node.get("enum", ()))
    right = meant or _repaired(wrong)
    value = value_at(document, path)
    return Problem(
        path=dotted(path),
        value=veil.shown((), wrong) if veil.hides(path) else f'the key "{wrong[:60]}"',
        allowed=f"a key that is {expectations.allowed(node)}",
        example=renaming(path, right, document, veil, known=expectations.knows_item(place.parent, value))
        if right
        else remove(path),
        hint=f"did you mean `{meant}`?" if meant else "",
    )


def _wrong_value(place: Place, kind: str, near: str, document: Mapping[str, Any], veil: Veil) -> Problem:
    path, node = place.path, place.node
    value = value_at(document, path) if has(document, path) else None
    if kind == "too_long":
        return too_many(path, node, document, veil.shown(path, value))
    right = address_spaces.free_at(path, near or _right_value(node, value), document)
    return Problem(
        path=dotted(path) or "config",
        value=veil.shown(path, value),
        allowed=expectations.allowed(node),
        example=_setting(path, node, value, right),
        hint=_hint(node, value, right, kind) if not veil.hides(path) else "",
    )


def _setting(path: Path, node: Node, value: object, right: Any) -> str:
    if _is_secret(node):
        return set_secret(path)
    if not path:
        return as_yaml(("name",), "shop")
    if path[:-1] == (SECRETS,):
        return f"{remove(path)} && {set_secret((*path, 'value'))} && {_beside_secret(path, node)}"
    if right in ({}, []):
        return remove(path)
    setting = set_value(path, right)
    nested = isinstance(right, (Mapping, list)) and setting.startswith("pulumi ")
    return f"{remove(path)} && {setting}" if nested and value is not None else setting


def _beside_secret(path: Path, node: Node) -> str:
    """What sets the keys that a secret needs beside its value."""
    return set_all({(*path, key): item for key, item in expectations.example(node).items() if key != "value"})


def _right_value(node: Node, value: object) -> Any:
    """The value that may stand there and is nearest to the one that does."""
    if isinstance(value, str) and "enum" in node and (meant := nearest(value, map(str, node["enum"]))):
        return meant
    if node.get("type") == "integer" and "enum" not in node:
        return _nearest_whole(node, value)
    if isinstance(value, float) and _is_text(node) and re.fullmatch(node.get("pattern", "(?!)"), str(value)):
        return str(value)
    if node.get("type") == "boolean" and isinstance(value, str):
        return value.strip().lower() in ("true", "yes", "on", "1", "enabled")
    return expectations.example(node)


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


def _hint(node: Node, value: object, right: Any, kind: str) -> str:
    if isinstance(value, float) and _is_text(node):
        return "YAML reads this as a number, in which 1.30 is 1.3: put it in quotes"
    if isinstance(value, str) and node.get("type") in ("object", "array") and value[:1] in ("{", "["):
        return "`pulumi config set --path` stores JSON as text: set each value by its own path, or edit the YAML file"
    if isinstance(value, str) and "enum" in node and nearest(value, map(str, node["enum"])) == right:
        return f"did you mean `{right}`?"
    if kind.endswith("_type") and value is None:
        return "nothing stands behind the key: give it a value or take the key out"
    return ""


def _is_key(place: Place, document: Mapping[str, Any], kind: str) -> bool:
    """Whether the error is about the key itself: its rule is that of the parent's keys."""
    by_name = "properties" not in place.parent and place.node == expectations.node_of_key(place.parent)
    return by_name and kind in ("domain", "string_type") and has(document, place.path)


def _is_text(node: Node) -> bool:
    """Whether a text may stand there, perhaps beside other scalars."""
    kind = node.get("type")
    return kind == "string" or (isinstance(kind, list) and "string" in kind)


def _is_secret(node: Node) -> bool:
    return node.get("format") == "password"


def _meant(place: Place) -> str:
    """The key that an unknown one was probably meant to be; empty where none is near."""
    return nearest(str(place.path[-1]), expectations.keys(place.parent)) or ""


def _repaired(name: str) -> str | None:
    """A name near to `name` in small letters, digits and single dashes."""
    words: Iterable[str] = "".join(char if char.isascii() and char.isalnum() else " " for char in name.lower()).split()
    joined = "-".join(words)[:20].strip("-")
    return joined if len(joined) > 2 and joined[0].isalpha() and joined != name else None


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:] if text[1:2].islower() else text
