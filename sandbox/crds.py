"""Kinds that custom resource definitions add to a cluster, which the Kubernetes SDK does not know."""

import functools
import re
from pathlib import Path
from typing import Any

import yaml

from sandbox import sdk
from sandbox.kind_shapes import Shapes
from sandbox.schema import Anything, Choice, Object, Property

_CUSTOM = re.compile(r"kubernetes:(?P<group>[a-z0-9-]+(?:\.[a-z0-9-]+)+)/(?P<version>v\d\w*):(?P<kind>[A-Z]\w*)")
_FOLDER = Path(__file__).parent / "kinds"


@functools.cache
def schema_of_kind(type_: str) -> Object | None:
    """What the inputs of a custom resource may be, None for what can be none.

    Its group needs a dot and must not be one of Kubernetes' own; of a group that has a file in `kinds` there are the
    kinds and versions that the file has.
    """
    found = _CUSTOM.fullmatch(type_)
    if not found or any(token.startswith(f"kubernetes:{found['group']}/") for token in sdk.types_like(type_)):
        return None
    spec = _spec_of(found["group"], f"{found['kind']} {found['version']}")
    if spec is None:
        return None
    properties = {
        "apiVersion": Property(Choice((f"{found['group']}/{found['version']}",)), required=True),
        "kind": Property(Choice((found["kind"],)), required=True),
        "metadata": _metadata(),
        "spec": spec,
    }
    return Object(found["kind"], lambda: properties)


def kinds_in(type_: str) -> list[str]:
    """The kinds of a type's group, `ScaledObject v1alpha1`; none where the group has no file in `kinds`."""
    group = type_.removeprefix("kubernetes:").partition("/")[0]
    return [name.rstrip("?") for name in _file_of(group).get("kinds", ())]


def is_custom(type_: str) -> bool:
    """Whether a type is one that a custom resource definition adds."""
    return schema_of_kind(type_) is not None and sdk.schema_of(type_) is None


def _spec_of(group: str, kind: str) -> Property | None:
    file = _file_of(group)
    if not file:
        return Property(Anything(), required=False)
    shapes, kinds = Shapes(file.get("shared", {})), file["kinds"]
    for written, required in ((kind, True), (f"{kind}?", False)):
        if written in kinds:
            return Property(shapes.of(kinds[written], f"{kind.partition(' ')[0]}Spec"), required=required)
    return None


@functools.cache
def _file_of(group: str) -> dict[str, Any]:
    file = _FOLDER / f"{group}.yaml"
    return yaml.safe_load(file.read_text(encoding="utf-8")) if file.is_file() else {}


def _metadata() -> Property:
    builtin = sdk.schema_of("kubernetes:core/v1:ConfigMap")
    return builtin.properties["metadata"] if builtin else Property(Anything(), required=False)
