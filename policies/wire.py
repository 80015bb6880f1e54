"""Pulumi's wire format, read past its marks.

The marks are the constants of Pulumi's own sources: https://github.com/pulumi/pulumi,
`sdk/go/common/resource/plugin/rpc.go` (unknowns) and `sdk/go/common/resource/sig` (signatures).
"""

from collections.abc import Mapping
from typing import Any

from google.protobuf import struct_pb2

from policies.declared import UNKNOWN

_SIGNATURE_KEY = "4dabf18193072939515e22adb298388d"
_SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - the mark of a secret, not one
_OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
_RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e"

_UNKNOWNS = frozenset(
    {
        "04da6b54-80e4-46f7-96ec-b56ff0331ba9",  # text, and whatever else
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",  # boolean
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",  # number
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",  # array
        "030794c1-ac77-496b-92df-f27374a8bd58",  # asset
        "e48ece36-62e2-4504-bad9-02848725956a",  # archive
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",  # object
    }
)


def plain(value: Any) -> Any:
    """A wire value without marks: secrets bare, unknowns as `UNKNOWN`, resources as their id, whole floats as ints."""
    if isinstance(value, str):
        return UNKNOWN if value in _UNKNOWNS else value
    if isinstance(value, dict):
        signature = value.get(_SIGNATURE_KEY)
        if signature is not None:
            return _unmarked(signature, value)
        return {name: plain(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _unmarked(signature: object, value: dict[str, Any]) -> Any:
    if signature == _SECRET:
        return plain(value.get("value"))
    if signature == _OUTPUT:
        return plain(value["value"]) if "value" in value else UNKNOWN
    if signature == _RESOURCE:
        return plain(value.get("id") or value.get("urn"))
    return {name: plain(item) for name, item in value.items() if name != _SIGNATURE_KEY}


def secrets(values: Mapping[str, Any]) -> frozenset[str]:
    """Where wire values, marks and all, have secrets: by the paths that they have in what `plain` makes of them."""
    found: list[str] = []
    for name, value in values.items():
        _note_secrets(value, name, found)
    return frozenset(found)


def _note_secrets(value: Any, path: str, found: list[str]) -> None:
    if isinstance(value, dict):
        signature = value.get(_SIGNATURE_KEY)
        if signature == _SECRET or (signature == _OUTPUT and value.get("secret")):
            found.append(path)
        elif signature == _OUTPUT:
            _note_secrets(value.get("value"), path, found)
        else:
            for name, item in value.items():
                _note_secrets(item, f"{path}.{name}", found)
    elif isinstance(value, (list, tuple)):
        for number, item in enumerate(value):
            _note_secrets(item, f"{path}[{number}]", found)


def of_struct(struct: struct_pb2.Struct) -> dict[str, Any]:
    """A protobuf object with its marks, for `plain` and `secrets`."""
    return {name: _unpacked(value) for name, value in struct.fields.items()}


def _unpacked(value: struct_pb2.Value) -> Any:
    match value.WhichOneof("kind"):
        case "string_value":
            return value.string_value
        case "bool_value":
            return value.bool_value
        case "number_value":
            return value.number_value
        case "struct_value":
            return {name: _unpacked(item) for name, item in value.struct_value.fields.items()}
        case "list_value":
            return [_unpacked(item) for item in value.list_value.values]
        case _:
            return None


def set_in_struct(struct: struct_pb2.Struct, path: tuple[str, ...], value: Any) -> None:
    """Set a property of a protobuf object, inside secrets too; whatever else is in it keeps its marks."""
    *way, last = path
    for name in way:
        struct = _inside(struct.fields[name].struct_value)
    struct[last] = value


def _inside(struct: struct_pb2.Struct) -> struct_pb2.Struct:
    is_secret = _SIGNATURE_KEY in struct.fields and struct.fields[_SIGNATURE_KEY].string_value == _SECRET
    return struct.fields["value"].struct_value if is_secret else struct
