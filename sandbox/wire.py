"""Pulumi's wire format: what marks a secret or a value not known yet, and how to read past it.

The marks are the constants of Pulumi's own sources: https://github.com/pulumi/pulumi,
`sdk/go/common/resource/plugin/rpc.go` (unknowns) and `sdk/go/common/resource/sig` (signatures).
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from google.protobuf import struct_pb2

SIGNATURE_KEY = "4dabf18193072939515e22adb298388d"
SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - the mark of a secret, not one
OUTPUT_SIGNATURE = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
RESOURCE_SIGNATURE = "5cf8f73096256a8f31e491e813e4eb8e"

UNKNOWN_SENTINEL = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""What both SDK and engine write for a value that is not known yet, whatever its type."""

UNKNOWN_SENTINELS = frozenset(
    {
        UNKNOWN_SENTINEL,
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",  # boolean
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",  # number
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",  # array
        "030794c1-ac77-496b-92df-f27374a8bd58",  # asset
        "e48ece36-62e2-4504-bad9-02848725956a",  # archive
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",  # object
    }
)

MASK = "[secret]"
"""What stands for a secret in plans, messages and on screens."""


class Unknown:
    """The type of `UNKNOWN`, the only value it has."""

    def __repr__(self) -> str:
        return "UNKNOWN"

    def __copy__(self) -> "Unknown":
        return self

    def __deepcopy__(self, memo: object) -> "Unknown":
        return self


UNKNOWN = Unknown()
"""A value that is not known yet: compare with `is`."""


def unpacked(value: Any) -> Any:
    """A protobuf `Struct` or `Value` as Python values: marks stay, whole floats are ints."""
    match value:
        case struct_pb2.Struct():
            return {name: unpacked(value.fields[name]) for name in sorted(value.fields)}
        case struct_pb2.ListValue():
            return [unpacked(item) for item in value.values]
        case struct_pb2.Value():
            return _unpacked_value(value)
        case _:
            return value


def plain(value: Any) -> Any:
    """A struct or wire value without marks: secrets bare, unknowns as `UNKNOWN`, resources as their id or URN."""
    match value:
        case struct_pb2.Struct() | struct_pb2.ListValue() | struct_pb2.Value():
            return plain(unpacked(value))
        case {"4dabf18193072939515e22adb298388d": str(signature)}:
            return _unmarked(signature, value)
        case Mapping():
            return {name: plain(item) for name, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
        case str() if value in UNKNOWN_SENTINELS:
            return UNKNOWN
        case float() if value.is_integer():
            return int(value)
        case _:
            return value


def masked(value: Any) -> Any:
    """A wire value fit for a plan: each secret is `[secret]`, each unknown the wire's sentinel string."""
    match value:
        case struct_pb2.Struct() | struct_pb2.ListValue() | struct_pb2.Value():
            return masked(unpacked(value))
        case {"4dabf18193072939515e22adb298388d": str(signature)}:
            return MASK if is_secret(value) else masked(_inside(signature, value))
        case Mapping():
            return {name: masked(item) for name, item in value.items()}
        case list() | tuple():
            return [masked(item) for item in value]
        case Unknown():
            return UNKNOWN_SENTINEL
        case str() if value in UNKNOWN_SENTINELS:
            return UNKNOWN_SENTINEL
        case float() if value.is_integer():
            return int(value)
        case _:
            return value


def packed(values: Mapping[str, Any], secrets: Collection[str] = ()) -> struct_pb2.Struct:
    """Plain values as a `Struct`; the properties named in `secrets` are marked secret, whole."""
    struct = struct_pb2.Struct()
    for name, value in values.items():
        wire = _sentinels(value)
        struct[name] = secret(wire) if name in secrets else wire
    return struct


def secret(value: Any) -> dict[str, Any]:
    """The wire's wrapping of a secret value."""
    return {SIGNATURE_KEY: SECRET_SIGNATURE, "value": value}


def is_secret(value: Any) -> bool:
    """Whether a wire value is marked secret at its top."""
    match value:
        case {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270"}:
            return True
        case {"4dabf18193072939515e22adb298388d": "d0e6a833031e9bbcd3f4e8bde6ca49a4", "secret": True}:
            return True
        case _:
            return False


def secret_names(wire: Mapping[str, Any]) -> frozenset[str]:
    """The properties of a wire object that hold a secret at any depth."""
    return frozenset(name for name, value in wire.items() if any(True for _ in _secrets(value)))


def secret_texts(wire: Any) -> frozenset[str]:
    """Every text inside a secret of a wire value, so that messages can leave them out."""
    return frozenset(text for found in _secrets(wire) for text in _texts(plain(found)))


def _unpacked_value(value: struct_pb2.Value) -> Any:
    match value.WhichOneof("kind"):
        case "struct_value":
            return unpacked(value.struct_value)
        case "list_value":
            return [unpacked(item) for item in value.list_value.values]
        case "number_value":
            number = value.number_value
            return int(number) if number.is_integer() else number
        case "string_value":
            return value.string_value
        case "bool_value":
            return value.bool_value
        case _:
            return None


def _unmarked(signature: str, value: Mapping[str, Any]) -> Any:
    if signature == OUTPUT_SIGNATURE and "value" not in value:
        return UNKNOWN
    inside = _inside(signature, value)
    return {name: plain(item) for name, item in inside.items()} if inside is value else plain(inside)


def _inside(signature: str, value: Mapping[str, Any]) -> Any:
    match signature:
        case "1b47061264138c4ac30d75fd1eb44270":
            return value.get("value")
        case "d0e6a833031e9bbcd3f4e8bde6ca49a4":
            return value.get("value", UNKNOWN)
        case "5cf8f73096256a8f31e491e813e4eb8e":
            return value.get("id") or value.get("urn")
        case _:
            return value


def _secrets(value: Any) -> Iterator[Any]:
    if is_secret(value):
        yield value.get("value")
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _secrets(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _secrets(item)


def _texts(value: Any) -> Iterator[str]:
    match value:
        case Mapping():
            for item in value.values():
                yield from _texts(item)
        case list():
            for item in value:
                yield from _texts(item)
        case None | bool() | Unknown():
            return
        case _:
            yield str(value)


def _sentinels(value: Any) -> Any:
    match value:
        case Unknown():
            return UNKNOWN_SENTINEL
        case Mapping():
            return {name: _sentinels(item) for name, item in value.items()}
        case list() | tuple():
            return [_sentinels(item) for item in value]
        case _:
            return value
