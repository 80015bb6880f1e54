"""The wire's marks: what is read past them, and what never gets out."""

import copy

import pytest
from google.protobuf import struct_pb2
from pulumi.runtime import rpc

from sandbox.wire import (
    MASK,
    OUTPUT_SIGNATURE,
    RESOURCE_SIGNATURE,
    SECRET_SIGNATURE,
    SIGNATURE_KEY,
    UNKNOWN,
    UNKNOWN_SENTINEL,
    UNKNOWN_SENTINELS,
    masked,
    packed,
    plain,
    secret,
    secret_names,
    secret_texts,
    unpacked,
)


def test_the_marks_are_those_of_the_sdk() -> None:
    assert rpc._special_sig_key == SIGNATURE_KEY
    assert rpc._special_secret_sig == SECRET_SIGNATURE
    assert rpc._special_output_value_sig == OUTPUT_SIGNATURE
    assert rpc._special_resource_sig == RESOURCE_SIGNATURE
    assert UNKNOWN_SENTINEL == rpc.UNKNOWN


def test_plain_values_bear_no_marks() -> None:
    wire = {
        "password": secret({"value": secret("hunter2")}),
        "later": UNKNOWN_SENTINEL,
        "group": {SIGNATURE_KEY: RESOURCE_SIGNATURE, "urn": "urn:pulumi:…", "id": "/subscriptions/x"},
        "known": {SIGNATURE_KEY: OUTPUT_SIGNATURE, "value": 3.0},
        "unknown": {SIGNATURE_KEY: OUTPUT_SIGNATURE},
        "parts": ({"weight": 1.5},),
    }
    assert plain(wire) == {
        "password": {"value": "hunter2"},
        "later": UNKNOWN,
        "group": "/subscriptions/x",
        "known": 3,
        "unknown": UNKNOWN,
        "parts": [{"weight": 1.5}],
    }


@pytest.mark.parametrize("sentinel", sorted(UNKNOWN_SENTINELS))
def test_every_kind_of_unknown_is_the_one_unknown(sentinel: str) -> None:
    assert plain({"a": [sentinel]}) == {"a": [UNKNOWN]}
    assert masked({"a": [sentinel]}) == {"a": [UNKNOWN_SENTINEL]}


def test_the_unknown_stays_itself_when_copied() -> None:
    assert copy.deepcopy({"a": [UNKNOWN]})["a"][0] is UNKNOWN


def test_whole_numbers_arrive_as_integers_and_come_back_the_same() -> None:
    struct = struct_pb2.Struct()
    struct.update({"replicas": 3, "ratio": 0.5, "on": True, "none": None, "names": ["a"]})
    values = unpacked(struct)
    assert values == {"replicas": 3, "ratio": 0.5, "on": True, "none": None, "names": ["a"]}
    assert (type(values["replicas"]), type(values["on"])) == (int, bool)
    assert unpacked(packed(values)) == values


def test_masks_hide_secrets_at_any_depth_and_nothing_else() -> None:
    wire = {
        "whole": secret({"user": "u"}),
        "part": [{"key": secret("hunter2"), "name": "n"}],
        "output": {SIGNATURE_KEY: OUTPUT_SIGNATURE, "value": "hunter2", "secret": True},
    }
    assert masked(wire) == {"whole": MASK, "part": [{"key": MASK, "name": "n"}], "output": MASK}


def test_secrets_are_named_and_their_texts_known() -> None:
    wire = {"a": secret("one"), "b": [{"c": secret({"d": "two", "e": True, "f": 7})}], "g": "open"}
    assert secret_names(wire) == {"a", "b"}
    assert secret_texts(wire) == {"one", "two", "7"}


def test_packing_marks_what_is_secret_and_what_is_not_known() -> None:
    packed_ = packed({"key": "k", "later": {"x": UNKNOWN}, "name": "n"}, {"key"})
    assert unpacked(packed_) == {"key": secret("k"), "later": {"x": UNKNOWN_SENTINEL}, "name": "n"}
    assert rpc.deserialize_properties(packed_)["key"][rpc._special_sig_key] == rpc._special_secret_sig
