"""Values of Pulumi's wire reach rules without marks, the same from a program as from the engine."""

from typing import Any

import pytest
from google.protobuf import struct_pb2
from pulumi.runtime.proto import analyzer_pb2

from policies import wire
from policies.declared import UNKNOWN, Resource
from policies.engine_resources import of_stack
from sandbox import wire as sandbox
from tests.policies.process import SECRET
from tests.policies.process import SIGNATURE_KEY as KEY

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
    assert wire.plain(wire.of_struct(struct)) == {"deep": [{"value": plain}]}


@pytest.mark.parametrize(
    ("marked", "paths"),
    [
        ({"a": {KEY: SECRET, "value": {"b": {KEY: SECRET, "value": 1}}}}, {"a"}),
        ({"a": [1, {"b": {KEY: SECRET, "value": True}}]}, {"a[1].b"}),
        ({"a": {KEY: OUTPUT, "value": 1, "secret": True}}, {"a"}),
        ({"a": {KEY: OUTPUT, "value": {"b": {KEY: SECRET, "value": 1}}}}, {"a.b"}),
        ({"a": {"b.c": {KEY: SECRET, "value": 1}, "d": 1}}, {"a.b.c"}),
        ({"a": {KEY: OUTPUT, "secret": False}, "b": {KEY: RESOURCE, "urn": "u", "id": "i"}}, set()),
    ],
)
def test_what_is_marked_secret_is_known_by_its_path(marked: Any, paths: set[str]) -> None:
    assert wire.secrets(marked) == paths
    struct = struct_pb2.Struct()
    struct.update(marked)
    assert wire.secrets(wire.of_struct(struct)) == paths


def test_what_a_component_registers_keeps_its_secrets_among_all_resources() -> None:
    registered = struct_pb2.Struct()
    registered.update({"live": {KEY: SECRET, "value": {"traffic": {"blue": 100}}}, "model": "fraud"})
    one = analyzer_pb2.AnalyzerResource(type="ai-models:models:ManagedEndpoint", properties=registered)
    asked_for = Resource(urn="", type=one.type, name="", properties={"a": 1}, secrets=frozenset({"a"}))
    assert of_stack(one, None).secrets == {"live"}
    assert of_stack(one, asked_for).secrets == {"a", "live"}


def test_a_number_too_large_for_an_integer_stays_a_number() -> None:
    struct = struct_pb2.Struct()
    struct.update({"much": float("inf"), "none": float("nan")})
    assert wire.plain(wire.of_struct(struct))["much"] == float("inf")


def test_a_property_inside_a_secret_is_set_inside_it() -> None:
    struct = struct_pb2.Struct()
    struct.update({"properties": {KEY: SECRET, "value": {"a": "old", "b": "kept"}}})
    wire.set_in_struct(struct, ("properties", "a"), "new")
    wire.set_in_struct(struct, ("made", "there"), True)
    wanted = struct_pb2.Struct()
    wanted.update({"properties": {KEY: SECRET, "value": {"a": "new", "b": "kept"}}, "made": {"there": True}})
    assert struct == wanted
