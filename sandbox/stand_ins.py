"""What stands in for values that are not known yet, where expressions need a value to read."""

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from sandbox.admission import Admission
from sandbox.wire import Unknown

_NOT_KNOWN = "not known yet"

_Fill = Callable[[Any], Any]
"""From what stands at the same place of the other object, what stands in."""


def settled_updates(asked: Admission) -> Iterator[Admission]:
    """An update with its unknown values as they may turn out: as they were, another text, another kind of value.

    What is said of all of these alike does not hang on what is not known, so that it can be said now.
    """
    numbers = itertools.count()
    fills: tuple[_Fill, ...] = (
        _as_it_was,
        lambda _: f"{_NOT_KNOWN} {next(numbers)}",
        lambda _: {f"{_NOT_KNOWN} {next(numbers)}": True},
    )
    for fill in fills:
        new, old = (
            _filled(*pair, fill) for pair in ((asked.object, asked.old_object), (asked.old_object, asked.object))
        )
        yield replace(asked, object=new, old_object=old)


def _as_it_was(other: Any) -> Any:
    """What the other object has there, which may hold unknown values in its turn."""
    return _NOT_KNOWN if other is None else _filled(other, None, _as_it_was)


def _filled(value: Any, other: Any, fill: _Fill) -> Any:
    match value:
        case Unknown():
            return fill(None if isinstance(other, Unknown) else other)
        case Mapping():
            beside = other if isinstance(other, Mapping) else {}
            return {name: _filled(item, beside.get(name), fill) for name, item in value.items()}
        case list():
            beside = other[: len(value)] if isinstance(other, list) else []
            return [_filled(*pair, fill) for pair in itertools.zip_longest(value, beside)]
        case _:
            return value
