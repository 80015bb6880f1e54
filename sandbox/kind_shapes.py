"""The notation in which `kinds/*.yaml` write down what custom resource definitions allow: see `kinds/README.md`."""

import functools
import re
from collections.abc import Mapping
from typing import Any

import yaml

from sandbox import sdk
from sandbox.schema import Anything, Bounded, Choice, ListOf, MapOf, Object, OneOf, Property, Scalar, Shape

_SCALAR = re.compile(
    r"(?P<kind>string|integer|number|boolean|quantity|any)(?: (?P<range>-?\d*\.\.\d*))?(?: ~ (?P<form>.+))?"
)
_KINDS = {
    "string": frozenset({"string"}),
    "integer": frozenset({"integer"}),
    "number": frozenset({"number"}),
    "boolean": frozenset({"boolean"}),
    "quantity": frozenset({"string", "number"}),
}
_Range = tuple[int | None, int | None]


class Shapes:
    """The shapes of one file, each read when it is first looked into."""

    def __init__(self, shared: Mapping[str, Any]) -> None:
        """Take what the file has under `shared`."""
        self._shared = shared

    def of(self, written: Any, name: str) -> Shape:
        """The shape that is written down; `name` is what messages call an object."""
        match written:
            case str():
                return self._of_words(written)
            case [item]:
                return ListOf(self.of(item, name))
            case [item, size]:
                return Bounded(ListOf(self.of(item, name)), *_range(size))
            case {**fields} if any(key.startswith("*") for key in fields):
                ((key, item),) = fields.items()
                size = key.removeprefix("*").strip()
                shape = MapOf(self.of(item, name))
                return Bounded(shape, *_range(size)) if size else shape
            case {**fields}:
                return Object(name, functools.partial(self._properties, fields))
            case _:
                raise ValueError(f"{name}: {written!r} is no shape")

    def _of_words(self, words: str) -> Shape:
        if words in self._shared:
            return self.of(self._shared[words], words)
        if words.startswith("one of "):
            return Choice(
                tuple(int(one) if one.isdigit() else one for one in words.removeprefix("one of ").split(", "))
            )
        if words.startswith("like "):
            _, kind, path = words.split(" ")
            return _in_sdk(f"kubernetes:{kind}", path)
        found = _SCALAR.fullmatch(words)
        if not found:
            raise ValueError(f"{words!r} is no shape")
        shape = Anything() if found["kind"] == "any" else Scalar(_KINDS[found["kind"]])
        if not found["range"] and not found["form"]:
            return shape
        return Bounded(shape, *_range(found["range"] or ".."), found["form"] or "")

    def _properties(self, fields: Mapping[str, Any]) -> dict[str, Property]:
        return dict(self._property(key, item) for key, item in fields.items())

    def _property(self, key: str, item: Any) -> tuple[str, Property]:
        name, required = key.removesuffix("!"), key.endswith("!")
        words, found, given = item.partition(" = ") if isinstance(item, str) else (item, "", "")
        default = yaml.safe_load(given) if found else None
        return name, Property(self.of(words, name), required=required, default=default)


def _range(words: str) -> _Range:
    least, _, most = words.partition("..")
    return (int(least) if least else None, int(most) if most else None)


def _in_sdk(type_: str, path: str) -> Shape:
    """What the SDK has at a path of a built-in kind."""
    shape: Shape = sdk.schema_of(type_) or Anything()
    for step in path.split("."):
        shape = _object_in(shape).properties[step].shape
    return shape


def _object_in(shape: Shape) -> Object:
    match shape:
        case Object():
            return shape
        case ListOf(item):
            return _object_in(item)
        case OneOf(options):
            return next(option for option in options if isinstance(option, Object))
        case _:
            raise TypeError(f"{shape} has no properties")
