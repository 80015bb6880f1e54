"""Whatever the properties of a resource are, the pack judges it: no rule breaks."""

import functools
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from policies.pack import RULES
from policies.resource import UNKNOWN, Resource
from policies.result import Outcome
from sandbox import schema, sdk
from tests.policies.casework import services, urn
from tests.policies.judged import judged

TYPES = sorted({type_ for rule in RULES for type_ in rule.types})
_GOOD = {one.type: one.properties for service in services() for one in service.good}
_SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.just(UNKNOWN),
    st.sampled_from(["Enabled", "Disabled", "Allow", "Deny", "None", "TLS1_2", "*", "0.0.0.0/0", "100m", "2Gi"]),
)


def _values(names: list[str]) -> st.SearchStrategy[Any]:
    return st.recursive(
        _SCALARS,
        lambda inner: st.one_of(
            st.lists(inner, max_size=3),
            st.dictionaries(st.sampled_from(names) | st.text(max_size=8), inner, max_size=6),
        ),
        max_leaves=25,
    )


@functools.cache
def _names(type_: str) -> list[str]:
    """The wire names of a type's properties, at every depth."""
    shape = sdk.schema_of(type_) if type_.startswith(("azure-native:", "kubernetes:")) else None
    return sorted({*_property_names(shape, set()), *_keys(_GOOD.get(type_, {}))}) or ["x"]


def _property_names(shape: Any, seen: set[int]) -> set[str]:
    if id(shape) in seen:
        return set()
    seen.add(id(shape))
    match shape:
        case schema.Object():
            names = set(shape.properties)
            for property_ in shape.properties.values():
                names |= _property_names(property_.shape, seen)
            return names
        case schema.ListOf() | schema.MapOf():
            return _property_names(shape.item, seen)
        case schema.Bounded():
            return _property_names(shape.shape, seen)
        case schema.OneOf():
            return set().union(*(_property_names(option, seen) for option in shape.options))
        case _:
            return set()


def _keys(value: Any) -> set[str]:
    if isinstance(value, list):
        return set().union(*map(_keys, value)) if value else set()
    if not isinstance(value, dict):
        return set()
    return {*value, *(key for item in value.values() for key in _keys(item))}


@st.composite
def _resources(draw: st.DrawFn) -> Resource:
    type_ = draw(st.sampled_from(TYPES))
    bag = _values(_names(type_))
    properties = draw(
        st.one_of(_mangled(_GOOD.get(type_, {}), bag), st.dictionaries(st.sampled_from(_names(type_)), bag))
    )
    return Resource(urn=urn(type_, "any"), type=type_, name="any", properties=properties)


def _mangled(value: Any, bag: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """A good value in which any part, at any depth, may be anything."""
    match value:
        case dict():
            return st.fixed_dictionaries({key: _mangled(item, bag) for key, item in value.items()})
        case list():
            return st.tuples(*(_mangled(item, bag) for item in value)).map(list) | bag
        case _:
            return st.one_of(st.just(value), bag)


@given(st.lists(_resources(), max_size=4))
def test_no_properties_break_a_rule(resources: list[Resource]) -> None:
    assert [result for result in judged(resources) if result.outcome is Outcome.BROKEN] == []
