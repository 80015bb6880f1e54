"""How messages tell values."""

from collections.abc import Mapping, Sequence
from typing import Any

Scalar = bool | int | float | str

HIDDEN = "a secret value"
"""In place of what Pulumi knows to be secret."""

HIDDEN_KEY = "[secret]"
"""In place of a key of an object that is."""


def same(one: Any, other: Scalar, *, exactly: bool = False) -> bool:
    """Whether a value is the other one: texts whatever their case unless `exactly`, and no boolean is a number."""
    if isinstance(one, str) and isinstance(other, str) and not exactly:
        return one.casefold() == other.casefold()
    if isinstance(one, bool) is not isinstance(other, bool):
        return False
    return bool(one == other)


def kind_of(value: Any) -> str:
    """The kind of a value, for a message."""
    match value:
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case str():
            return "a text"
        case Mapping():
            return "an object"
        case Sequence():
            return "a list"
        case _:
            return "nothing that a resource can have"


def told(value: Any, known: Sequence[Scalar], *, exactly: bool = False) -> str:
    """What a value is, for a message: a text only where it is `known`, and in which case if that counts."""
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(value)
        case str():
            if not value:
                return "empty"
            word = next((str(one) for one in known if same(value, one)), None)
            if word is None:
                return "another text"
            return f"{word} in another case" if exactly and word != value else word
        case Mapping() | Sequence() if not value:
            return "empty"
        case _:
            return kind_of(value)


def one_of(values: Sequence[Scalar]) -> str:
    """The values that are safe, for a message."""
    return " or ".join(told(value, values) for value in values)


def span(least: float | None, most: float | None) -> str:
    """The numbers that are safe, for a message."""
    if least is not None and most is not None:
        if least == most:
            return f"{least:g}"
        return f"{least:g} to {most:g}"
    return f"{least:g} or more" if least is not None else f"{most:g} or less"
