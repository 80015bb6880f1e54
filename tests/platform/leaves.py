"""The leaves of a config: every key that holds a value of its own, found by the types of the config's models."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from pydantic import TypeAdapter, ValidationError

from config.base import Section
from config.paths import Path

ITEM = "*"
"""In a key: any name in a dict, any place in a list."""


@dataclass(frozen=True, kw_only=True)
class Leaf:
    """A value in a config."""

    key: str
    """The key, whichever item of a dict or list it is in: `models.*(managed).traffic.*`."""
    path: Path
    value: Any
    """As it is in the loaded config."""
    type: Any

    def others(self, names: Iterable[str] = ()) -> Iterator[Any]:
        """Other values of the type, as JSON has them, the likeliest first; a text may refer to one of `names`."""
        adapter = TypeAdapter(self.type)
        for value in _proposals(adapter.json_schema(), self.value, [*names]):
            if value != self.value and _is_valid(adapter, value):
                yield value


def keys_of(type_: Any, key: str = "") -> Iterator[str]:
    """The keys of all leaves that a config of this type can have."""
    if get_origin(type_) is Annotated:
        yield from keys_of(get_args(type_)[0], key)
        return
    for choice in _choices(type_):
        if _is_section(choice):
            for name, inner in _fields(choice):
                yield from keys_of(inner, _join(_told(key, choice, type_), name))
        elif _item(choice) is not None:
            yield from keys_of(_item(choice), _join(key, ITEM))
        elif choice is not NoneType:
            yield key


def leaves_of(type_: Any, value: Any, key: str = "", path: Path = ()) -> Iterator[Leaf]:
    """The leaves of a loaded config, those with a default among them; of what is None, only those without parts."""
    bare = get_args(type_)[0] if get_origin(type_) is Annotated else type_
    if isinstance(value, Section):
        here = _told(key, type(value), bare)
        for name, inner, attribute in _attributes(type(value)):
            yield from leaves_of(inner, getattr(value, attribute), _join(here, name), (*path, name))
    elif isinstance(value, Mapping | tuple):
        item = next(found for choice in _choices(bare) if (found := _item(choice)) is not None)
        pairs = value.items() if isinstance(value, Mapping) else enumerate(value)
        for name, inner_value in pairs:
            yield from leaves_of(item, inner_value, _join(key, ITEM), (*path, name))
    elif any(not _is_section(choice) and _item(choice) is None for choice in _choices(bare) if choice is not NoneType):
        yield Leaf(key=key, path=path, value=value, type=type_)


def _choices(type_: Any) -> tuple[Any, ...]:
    """What a union offers, nested unions and annotations opened; the type itself where it is none."""
    if get_origin(type_) is Annotated and _is_composed(get_args(type_)[0]):
        return _choices(get_args(type_)[0])
    if get_origin(type_) in (Union, UnionType):
        return tuple(inner for choice in get_args(type_) for inner in _choices(choice))
    return (type_,)


def _is_composed(type_: Any) -> bool:
    return get_origin(type_) in (Union, UnionType, Annotated) or _is_section(type_) or _item(type_) is not None


def _is_section(type_: Any) -> bool:
    return isinstance(type_, type) and issubclass(type_, Section)


def _item(type_: Any) -> Any:
    """The type of a dict's values or of a list's items; None for anything else."""
    bare = get_args(type_)[0] if get_origin(type_) is Annotated else type_
    arguments = get_args(bare)
    return {dict: arguments[-1:], tuple: arguments[:1]}.get(get_origin(bare), (None,))[0]


def _attributes(section: type[Section]) -> Iterator[tuple[str, Any, str]]:
    hints = get_type_hints(section, include_extras=True)
    for attribute, field in section.model_fields.items():
        yield field.alias or attribute, hints[attribute], attribute


def _fields(section: type[Section]) -> Iterator[tuple[str, Any]]:
    return ((name, type_) for name, type_, _ in _attributes(section))


def _told(key: str, section: type[Section], type_: Any) -> str:
    """The key with the section's target where there are others in its place."""
    if sum(map(_is_section, _choices(type_))) < 2:
        return key
    (target,) = get_args(section.model_fields["target"].annotation)
    return f"{key}({target})"


def _join(key: str, name: str) -> str:
    return f"{key}.{name}" if key else name


def _proposals(schema: Mapping[str, Any], value: Any, names: list[str]) -> Iterator[Any]:
    """Values that may be of a type; some are not."""
    for choice in schema.get("anyOf", ()):
        yield from _proposals(choice, value, names)
    yield from schema.get("enum", ())
    kind = schema.get("type")
    if kind == "boolean":
        yield from (False, True)
    elif kind == "integer":
        near = (value + 1, value - 1, value * 2, value // 2) if isinstance(value, int) else ()
        yield from (*near, schema.get("minimum", 1), schema.get("maximum", 1))
    elif schema.get("format") == "date":
        yield str(value + datetime.timedelta(days=1))
    elif "enum" not in schema:
        yield from _texts([*schema.get("examples", ()), "other", *names], value)


def _texts(examples: list[str], value: Any) -> Iterator[str]:
    """The examples, and the value with another character at some place, the last places first."""
    yield from examples
    text = value if isinstance(value, str) else examples[0]
    for place in reversed(range(len(text))):
        for char in "71xz":
            yield f"{text[:place]}{char}{text[place + 1 :]}"


def _is_valid(adapter: TypeAdapter[Any], value: Any) -> bool:
    try:
        adapter.validate_python(value)
    except ValidationError:
        return False
    return True
