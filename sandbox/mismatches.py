"""Where a value is not of a shape, in words for whoever wrote it."""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from sandbox.schema import Anything, Bounded, Choice, Constant, ListOf, MapOf, Object, OneOf, Scalar, Shape
from sandbox.wire import MASK, UNKNOWN

Problem = tuple[str, str]
"""A code, and a message that names the path."""

_MOST_NAMED = 12
_LONGEST_FOUND = 60
_UNITS: dict[type, str] = {str: " characters", list: " items", dict: " entries"}
_KINDS: dict[str, type | tuple[type, ...]] = {"string": str, "boolean": bool, "integer": int, "number": (int, float)}


def mismatches(value: Any, shape: Shape, secrets: frozenset[str]) -> Iterator[Problem]:
    """Everything in `value` that `shape` forbids; what is not known yet passes, and no secret is repeated."""
    return _Walk(secrets).of(value, shape, "")


def nearest(word: str, words: list[str], cutoff: float = 0.7) -> str:
    """A question after the one of `words` that is meant; empty where none is near."""
    lower = {one.lower(): one for one in words}
    found = get_close_matches(word.replace("_", "").lower(), lower, n=1, cutoff=cutoff)
    return f" Did you mean {lower[found[0]]}?" if found else ""


def either(words: list[str]) -> str:
    """The words as a choice, each once."""
    return " or ".join(dict.fromkeys(words))


class _Walk:
    """One walk through a value; it never repeats a secret."""

    def __init__(self, secrets: frozenset[str]) -> None:
        self._secrets = secrets

    def of(self, value: Any, shape: Shape, path: str) -> Iterator[Problem]:
        if value is UNKNOWN or value is None:
            return
        match shape:
            case Anything():
                return
            case Scalar(kinds):
                if not any(_is_kind(value, kind) for kind in kinds):
                    yield self._wrong(path, value, either(sorted(kinds)))
            case Choice(values):
                yield from self._choice(value, values, path)
            case Bounded(inner, least, most, pattern):
                wrong = list(self.of(value, inner, path))
                yield from wrong or self._limits(value, least, most, pattern, path)
            case ListOf(item):
                yield from self._list(value, item, path)
            case MapOf(item):
                yield from self._map(value, item, path)
            case Object():
                yield from self._object(value, shape, path)
            case OneOf(options):
                yield from self._one_of(value, options, path)

    def _choice(self, value: Any, values: tuple[Constant, ...], path: str) -> Iterator[Problem]:
        if value in values and not (isinstance(value, bool) and not any(isinstance(one, bool) for one in values)):
            return
        meant = nearest(str(value), [str(one) for one in values])
        allowed = ", ".join(map(str, values))
        yield "InvalidValue", f"{path} is {self._found(value)}, which is not one of: {allowed}.{meant}"

    def _limits(self, value: Any, least: int | None, most: int | None, pattern: str, path: str) -> Iterator[Problem]:
        size, unit = (value, "") if isinstance(value, int | float) else (len(value), _UNITS[type(value)])
        if (least is not None and size < least) or (most is not None and size > most):
            found = f"has {size}{unit}" if unit else f"is {self._found(value)}"
            yield "InvalidValue", f"{path} {found}; {_range(least, most)} allowed."
        if pattern and not re.fullmatch(pattern, value):
            yield "InvalidValue", f"{path} is {self._found(value)}, which is not of the form {pattern}"

    def _list(self, value: Any, item: Shape, path: str) -> Iterator[Problem]:
        if not isinstance(value, list):
            yield self._wrong(path, value, "list")
            return
        for index, one in enumerate(value):
            yield from self.of(one, item, f"{path}[{index}]")

    def _map(self, value: Any, item: Shape, path: str) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield self._wrong(path, value, "object")
            return
        for name, one in value.items():
            yield from self.of(one, item, _below(path, name))

    def _object(self, value: Any, shape: Object, path: str) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield self._wrong(path, value, "object")
            return
        properties = shape.properties
        for name, one in value.items():
            found = properties.get(name)
            if found is None:
                yield (
                    "UnknownProperty",
                    f"{_below(path, name)} is not a property of {shape.name}.{_instead(name, shape)}",
                )
            elif found.constant is not None and one is not UNKNOWN and one != found.constant:
                yield self._constant(_below(path, name), one, found.constant)
            else:
                yield from self.of(one, found.shape, _below(path, name))
        for name in sorted(shape.required):
            if value.get(name) is None:
                yield "MissingProperty", f"{_below(path, name)} is required by {shape.name} and missing."

    def _one_of(self, value: Any, options: tuple[Shape, ...], path: str) -> Iterator[Problem]:
        objects = [option for option in options if isinstance(option, Object)]
        if isinstance(value, dict) and len(objects) > 1:
            yield from self._union(value, objects, path)
            return
        problems = [list(self.of(value, option, path)) for option in options if _fits(value, option)]
        if problems:
            yield from min(problems, key=len)
        else:
            yield self._wrong(path, value, either([_described(option) for option in options]))

    def _union(self, value: dict[str, Any], objects: list[Object], path: str) -> Iterator[Problem]:
        tags = {name for option in objects for name in option.constants}
        shared = sorted(name for name in tags if all(name in option.constants for option in objects))
        for tag in shared:
            by_value = {option.constants[tag]: option for option in objects}
            given = value.get(tag)
            if given is UNKNOWN:
                return
            if isinstance(given, str | int | float) and given in by_value:
                yield from self._object(value, by_value[given], path)
            elif given is None:
                allowed = ", ".join(map(str, by_value))
                yield (
                    "MissingProperty",
                    f"{_below(path, tag)} is missing; it tells which type this is, one of: {allowed}.",
                )
            else:
                yield from self._choice(given, tuple(by_value), _below(path, tag))
            return
        yield from min((list(self._object(value, option, path)) for option in objects), key=len)

    def _constant(self, path: str, value: Any, constant: Constant) -> Problem:
        return "InvalidValue", f"{path} is {self._found(value)}; only {constant!r} is allowed there."

    def _wrong(self, path: str, value: Any, wanted: str) -> Problem:
        return "InvalidType", f"{path} is {self._found(value)}, {_kind_of(value)}; {_article(wanted)} is wanted."

    def _found(self, value: Any) -> str:
        if str(value) in self._secrets:
            return MASK
        if isinstance(value, (dict, list)):
            return "{…}" if isinstance(value, dict) else "[…]"
        text = repr(value)
        return text if len(text) <= _LONGEST_FOUND else f"{text[:_LONGEST_FOUND]}…"


def _is_kind(value: Any, kind: str) -> bool:
    return isinstance(value, bool) == (kind == "boolean") and isinstance(value, _KINDS[kind])


def _fits(value: Any, shape: Shape) -> bool:
    match shape:
        case Scalar(kinds):
            return any(_is_kind(value, kind) for kind in kinds)
        case Choice():
            return isinstance(value, (str, int, float))
        case Bounded(inner):
            return _fits(value, inner)
        case ListOf():
            return isinstance(value, list)
        case Object() | MapOf():
            return isinstance(value, dict)
        case _:
            return True


def _range(least: int | None, most: int | None) -> str:
    if least is None or most is None:
        return f"at least {least} is" if most is None else f"at most {most} is"
    return f"{least} to {most} are"


def _instead(name: str, shape: Object) -> str:
    names = list(shape.properties)
    return nearest(name, names) or (f" It has: {', '.join(sorted(names))}." if len(names) <= _MOST_NAMED else "")


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _described(shape: Shape) -> str:
    match shape:
        case Scalar(kinds):
            return either(sorted(kinds))
        case Choice(values):
            return f"one of {', '.join(map(str, values))}"
        case ListOf():
            return "list"
        case _:
            return "object"


def _kind_of(value: Any) -> str:
    kinds = {
        str: "a string",
        bool: "a boolean",
        int: "an integer",
        float: "a number",
        list: "a list",
        dict: "an object",
    }
    return kinds.get(type(value), type(value).__name__)


def _article(words: str) -> str:
    return f"{'an' if words[0] in 'aeio' else 'a'} {words}"
