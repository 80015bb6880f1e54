"""Values of Pulumi's wire reach rules without marks, the same from a program as from the engine."""

from typing import Any

import pytest
from google.protobuf import struct_pb2

from policies import wire
from policies.declared import UNKNOWN
from sandbox import wire as sandbox

KEY = "4dabf18193072939515e22adb298388d"
SECRET = "1b47061264138c4ac30d75fd1eb44270"
OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e"
ASSET = "c44067f5952c0a294b673a41bacd8c17"


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ({KEY: SECRET, "value": {"a": 1.0}}, {"a": 1}),
        ({KEY: OUTPUT, "value": "x", "secret": True}, "x"),
        ({KEY: OUTPUT}, UNKNOWN),
        ({KEY: RESOURCE, "urn": "u", "id": "i"}, "i"),
        ({KEY: ASSET, "text": "x"}, {"text": "x"}),
        ([1.5, 2.0, True, None, "x"], [1.5, 2, True, None, "x"]),
        *((mark, UNKNOWN) for mark in sorted(sandbox.UNKNOWN_SENTINELS)),
    ],
)
def test_marks_are_read_past(marked: Any, plain: Any) -> None:
    assert wire.plain({"deep": [{"value": marked}]}) == {"deep": [{"value": plain}]}
    struct = struct_pb2.Struct()
    struct.update({"deep": [{"value": marked}]})
    assert wire.of_struct(struct) == {"deep": [{"value": plain}]}


def test_a_number_too_large_for_an_integer_stays_a_number() -> None:
    struct = struct_pb2.Struct()
    struct.update({"much": float("inf"), "none": float("nan")})
    assert wire.of_struct(struct)["much"] == float("inf")


def test_a_property_inside_a_secret_is_set_inside_it() -> None:
    struct = struct_pb2.Struct()
    struct.update({"properties": {KEY: SECRET, "value": {"a": "old", "b": "kept"}}})
    wire.set_in_struct(struct, ("properties", "a"), "new")
    wire.set_in_struct(struct, ("made", "there"), True)
    wanted = struct_pb2.Struct()
    wanted.update({"properties": {KEY: SECRET, "value": {"a": "new", "b": "kept"}}, "made": {"there": True}})
    assert struct == wanted
