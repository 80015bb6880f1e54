"""Kinds that custom resource definitions add to a cluster, which the Kubernetes SDK does not know."""

import functools
import re

from sandbox import sdk
from sandbox.schema import Anything, Choice, Object, Property, Shape

_CUSTOM = re.compile(r"kubernetes:(?P<group>[a-z0-9-]+(?:\.[a-z0-9-]+)+)/(?P<version>v\d\w*):(?P<kind>[A-Z]\w*)")
_SPECS: dict[str, Shape] = {}


def describe(type_: str, spec: Shape) -> None:
    """Say what the `spec` of a custom kind may be; without it anything goes."""
    _SPECS[type_] = spec
    schema_of_kind.cache_clear()


@functools.cache
def schema_of_kind(type_: str) -> Object | None:
    """What the inputs of a custom resource may be, None for what can be none: its group needs a dot and must be new."""
    found = _CUSTOM.fullmatch(type_)
    if not found or any(token.startswith(f"kubernetes:{found['group']}/") for token in sdk.types_like(type_)):
        return None
    properties = {
        "apiVersion": Property(Choice((f"{found['group']}/{found['version']}",)), required=True),
        "kind": Property(Choice((found["kind"],)), required=True),
        "metadata": _metadata(),
        "spec": Property(_SPECS.get(type_, Anything()), required=type_ in _SPECS),
    }
    return Object(found["kind"], lambda: properties)


def _metadata() -> Property:
    builtin = sdk.schema_of("kubernetes:core/v1:ConfigMap")
    return builtin.properties["metadata"] if builtin else Property(Anything(), required=False)
