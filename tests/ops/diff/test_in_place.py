"""What is said to be changed in place exists, and somebody says so."""

import re

import pytest

from ops.diff.in_place import IN_PLACE
from sandbox.replacement import is_listed
from sandbox.schema import Object, OneOf
from sandbox.sdk import schema_of

_SOURCE = re.compile(r"az [a-z -]+ --[a-z].*|https://learn\.microsoft\.com/\S+: .+")


@pytest.mark.parametrize("type_", IN_PLACE)
def test_each_is_an_input_of_its_type_and_has_a_source(type_: str) -> None:
    for path, source in IN_PLACE[type_].items():
        found: list[object] = [schema_of(f"azure-native:{type_}")]
        for name in path.split("."):
            found = [one.properties[name].shape for one in _objects(found) if name in one.properties]
            assert found, path
        assert _SOURCE.fullmatch(source), source


def test_none_is_of_a_type_whose_fixed_inputs_are_listed() -> None:
    assert [type_ for type_ in IN_PLACE if is_listed(f"azure-native:{type_}")] == []


def _objects(shapes: list[object]) -> list[Object]:
    members = [each for one in shapes for each in (one.options if isinstance(one, OneOf) else [one])]
    return [each for each in members if isinstance(each, Object)]
