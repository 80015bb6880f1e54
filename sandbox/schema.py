"""What values may look like: the few shapes that the SDK's type annotations come down to."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

Constant = str | int | float | bool


@dataclass(frozen=True)
class Anything:
    """No restriction: `Any`, assets, archives."""


@dataclass(frozen=True)
class Scalar:
    """A string, boolean or number, or any of several of these."""

    kinds: frozenset[str]
    """Of `string`, `boolean`, `integer`, `number`."""


@dataclass(frozen=True)
class Choice:
    """One of the values of an enum or of a `Literal`."""

    values: tuple[Constant, ...]


@dataclass(frozen=True)
class Bounded:
    """A value of one shape within limits."""

    shape: "Shape"
    least: int | None = None
    """Of a number itself, of a text's characters, of a list's or a map's items."""
    most: int | None = None
    pattern: str = ""
    """What a whole text matches; empty for any text."""


@dataclass(frozen=True)
class ListOf:
    """A list of values of one shape."""

    item: "Shape"


@dataclass(frozen=True)
class MapOf:
    """An object with any keys and values of one shape."""

    item: "Shape"


@dataclass(frozen=True)
class Property:
    """A property of an object."""

    shape: "Shape"
    required: bool
    constant: Constant | None = None
    """The only value it may have: it tells which member of a union the object is."""
    default: Constant | None = None
    """What the server fills in."""


@dataclass(frozen=True)
class Object:
    """An object of a named type; its properties are read from the SDK when someone first asks."""

    name: str
    load: Callable[[], dict[str, Property]]

    @cached_property
    def properties(self) -> dict[str, Property]:
        """The properties by wire name."""
        return self.load()

    @cached_property
    def required(self) -> frozenset[str]:
        """The wire names that must be there."""
        return frozenset(name for name, property_ in self.properties.items() if property_.required)

    @cached_property
    def constants(self) -> dict[str, Constant]:
        """The properties with one value only."""
        return {name: one.constant for name, one in self.properties.items() if one.constant is not None}


@dataclass(frozen=True)
class OneOf:
    """A value of any of several shapes."""

    options: "tuple[Shape, ...]"


Shape = Anything | Scalar | Choice | Bounded | ListOf | MapOf | Object | OneOf
