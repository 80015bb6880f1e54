"""What the schema finds wrong with a document, in the user's terms."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from pydantic import ValidationError

from config import address_spaces, expectations
from config.domain import NEAR
from config.errors import Problem
from config.excess import shortened, too_many
from config.expectations import Node, Place
from config.nearest_values import fits_kind, is_text, right_name, right_value
from config.paths import Path, dotted, has, value_at
from config.remedies import as_yaml, remove, set_all, set_secret, set_value
from config.renaming import is_of_numbers, renaming
from config.secrecy import SECRETS, Veil
from config.spelling import nearest

MODELS = "models"
_UNKNOWN_KEY = "extra_forbidden"
_FITTING = "x-fitting"
"""Key of a place's schema: the choices with which all that stands beside it has a place."""

_SPACE = "YAML takes `key:value` for a key alone: put a space behind the colon"
_MISSING = ("missing", "union_tag_not_found")


class Kind(Enum):
    """What is wrong at a place."""

    UNKNOWN_KEY = "no such key"
    WRONG_KEY = "a name that is no good"
    VALUE = "a wrong value, or none"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One error of the schema."""

    path: Path
    kind: Kind
    node: Node
    """The schema of the value, or for a wrong key of the keys."""
    right: Any
    """The value that may stand there, or the key that was probably meant: empty where none is near."""
    sure: bool = True
    """Whether what stands beside it, or behind a key, can be judged with `right`."""
    problem: Problem | None
    """None where another finding says it already: a missing key beside its misspelling."""


def findings(error: ValidationError, document: Mapping[str, Any], veil: Veil) -> list[Finding]:
    """Every error that pydantic found in `document`."""
    errors = error.errors(include_url=False, include_context=True, include_input=False)
    places = [(_place(dict(details), document), str(details["type"]), _near(dict(details))) for details in errors]
    renamed = {(*place.path[:-1], _renamed(place, document)) for place, kind, _ in places if kind == _UNKNOWN_KEY}
    return [
        _finding(place, kind, "" if veil.covers(place.path) else near, document, veil, renamed)
        for place, kind, near in places
        if not _follows(place, kind, document)
    ]


def _follows(place: Place, kind: str, document: Mapping[str, Any]) -> bool:
    """Whether something is too short only as pydantic does not count what is wrong in it, and tells it anyway."""
    if kind != "too_short" or not has(document, place.path):
        return False
    value = value_at(document, place.path)
    return isinstance(value, (Mapping, list)) and len(value) > 0


def _finding(
    place: Place, kind: str, near: str, document: Mapping[str, Any], veil: Veil, renamed: Collection[Path]
) -> Finding:
    path = place.path
    value = value_at(document, path) if has(document, path) else None
    if kind == _UNKNOWN_KEY:
        right = _renamed(place, document)
        problem = _unknown_key(place, document, veil)
        sure = expectations.knows_some(expectations.child(place.parent, right), value) if right else True
        return Finding(path=path, kind=Kind.UNKNOWN_KEY, node=place.node, right=right, sure=sure, problem=problem)
    if kind not in _MISSING and path and _is_key(place, document, kind):
        node = expectations.node_of_key(place.parent)
        name = (right_name(node, str(path[-1])) or "") if value is not None else ""
        problem = _wrong_key(place, name, document, veil)
        return Finding(path=path, kind=Kind.WRONG_KEY, node=node, right=name, problem=problem)
    if kind == "missing":
        told = None if path in renamed else _missing(place, document)
        return Finding(
            path=path, kind=Kind.VALUE, node=place.node, right=expectations.example(place.node), problem=told
        )
    if kind == "too_long":
        problem = too_many(path, place.node, document, veil.shown(path, value))
        return Finding(
            path=path, kind=Kind.VALUE, node=place.node, right=shortened(path, place.node, document), problem=problem
        )
    nearest_value = near or right_value(place.node, value)
    right = _smallest(path, place.node, document) if nearest_value == {} else nearest_value
    right = address_spaces.free_at(path, right, document)
    problem = _missing(place, document) if kind in _MISSING else _wrong_value(place, kind, right, document, veil)
    fitting = place.node.get(_FITTING)
    sure = (
        fitting is None
        or fitting == [right]
        or (isinstance(value, str) and nearest(value, place.node["enum"]) == right)
    )
    return Finding(path=path, kind=Kind.VALUE, node=place.node, right=right, sure=sure, problem=problem)


def _place(details: Mapping[str, Any], document: Mapping[str, Any]) -> Place:
    """The place of one error; a union without its discriminator is placed at the missing or wrong discriminator."""
    found = expectations.place(tuple(details["loc"]), document, of_key=details["type"] != _UNKNOWN_KEY)
    if not details["type"].startswith("union_tag"):
        return found
    mapping = found.node.get("discriminator", {})
    value = value_at(document, found.path) if has(document, found.path) else None
    fitting = expectations.tags_of(found.node, value)
    tags = expectations.tags(found.node, value)
    choices = {
        "enum": tags,
        "default": next(iter(fitting), tags[0]),
        "description": found.node.get("description", ""),
        _FITTING: fitting,
    }
    return Place(path=(*found.path, mapping.get("propertyName", "")), node=choices, parent=found.node)


def _near(details: Mapping[str, Any]) -> str:
    """What the domain of a wrong value takes it for."""
    return str(details.get("ctx", {}).get(NEAR, ""))


def _unknown_key(place: Place, document: Mapping[str, Any], veil: Veil) -> Problem:
    path = place.path
    value = value_at(document, path)
    meant, right = _meant(place), _renamed(place, document)
    known = expectations.keys(place.parent)
    return Problem(
        path=dotted(path),
        value=veil.shown_unknown(path, value),
        allowed="one of the keys " + ", ".join(f"`{key}`" for key in known) if known else "no such key",
        example=renaming(path, right, document, veil, known=is_of_numbers(value)) if right else remove(path),
        hint=f"did you mean `{meant}`?" if meant else _SPACE if value is None and ":" in str(path[-1]) else "",
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
        example=set_secret(path) if _is_secret(place.node) else set_value(path, _smallest(path, place.node, document)),
        hint=f"did you write it as `{meant}`?" if meant else "it has to be there",
    )


def _wrong_key(place: Place, right: str, document: Mapping[str, Any], veil: Veil) -> Problem:
    """A name that the user chose, or a region, which is no good as a key."""
    path = place.path
    wrong = str(path[-1])
    node = expectations.node_of_key(place.parent)
    value = value_at(document, path)
    known = is_of_numbers(value) if veil.covers(path) else expectations.knows_item(place.parent, value)
    return Problem(
        path=dotted(path),
        value=veil.shown((), wrong) if veil.hides(path) else f'the key "{wrong[:60]}"',
        allowed=f"a key that is {expectations.allowed(node)}",
        example=renaming(path, right, document, veil, known=known) if right else remove(path),
        hint=f"did you mean `{right}`?"
        if right and "enum" in node
        else _SPACE
        if value is None and ":" in wrong
        else "",
    )


def _wrong_value(place: Place, kind: str, right: Any, document: Mapping[str, Any], veil: Veil) -> Problem:
    path, node = place.path, place.node
    value = value_at(document, path) if has(document, path) else None
    # What is of another kind than belongs there was meant for another place: nobody knows what it holds.
    shown = veil.shown(path, value) if fits_kind(node, value) else veil.shown_unknown(path, value)
    return Problem(
        path=dotted(path) or "config",
        value=shown,
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
    if right in ({}, []) or (value is None and path[:-1] == (MODELS,)):
        return remove(path)
    setting = set_value(path, right)
    nested = isinstance(right, (Mapping, list)) and setting.startswith("pulumi ")
    return f"{remove(path)} && {setting}" if nested and value is not None else setting


def _smallest(path: Path, node: Node, document: Mapping[str, Any]) -> Any:
    """The smallest value that may stand there; of a model's traffic, what sends all of it to its first deployment."""
    beside = (*path[:-1], "deployments")
    deployments = value_at(document, beside) if path[-1:] == ("traffic",) and has(document, beside) else None
    first = next(iter(deployments), None) if isinstance(deployments, Mapping) else None
    return {first: 100} if isinstance(first, str) else expectations.example(node)


def _beside_secret(path: Path, node: Node) -> str:
    """What sets the keys that a secret needs beside its value."""
    return set_all({(*path, key): item for key, item in expectations.example(node).items() if key != "value"})


def _hint(node: Node, value: object, right: Any, kind: str) -> str:
    if isinstance(value, float) and is_text(node):
        return "YAML reads this as a number, in which 1.30 is 1.3: put it in quotes"
    if isinstance(value, str) and node.get("type") in ("object", "array") and value[:1] in ("{", "["):
        return "`pulumi config set --path` stores JSON as text: set each value by its own path, or edit the YAML file"
    if isinstance(value, str) and "\n" in value and node.get("type") in ("object", "array"):
        return "behind `|` or `>` everything is text: take that sign out"
    if isinstance(value, str) and "enum" in node and nearest(value, map(str, node["enum"])) == right:
        return f"did you mean `{right}`?"
    if kind.endswith("_type") and value is None:
        return "nothing stands behind the key: give it a value or take the key out"
    return ""


def _is_key(place: Place, document: Mapping[str, Any], kind: str) -> bool:
    """Whether the error is about the key itself: its rule is that of the parent's keys."""
    by_name = "properties" not in place.parent and place.node == expectations.node_of_key(place.parent)
    return by_name and kind in ("domain", "string_type") and has(document, place.path)


def _is_secret(node: Node) -> bool:
    return node.get("format") == "password"


def _meant(place: Place) -> str:
    """The key that an unknown one was probably meant to be; empty where none is near."""
    return nearest(str(place.path[-1]), expectations.keys(place.parent)) or ""


def _renamed(place: Place, document: Mapping[str, Any]) -> str:
    """The key that an unknown one is to be called, its value being of the kind that stands there; else empty."""
    meant = _meant(place)
    node = expectations.child(place.parent, meant) if meant else {}
    return meant if meant and fits_kind(node, value_at(document, place.path)) else ""


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:] if text[1:2].islower() else text
