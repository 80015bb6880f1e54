"""What the Kubernetes API fills in before admission sees an object; what is sent and stored stays as it came."""

from collections.abc import Mapping
from typing import Any

from sandbox.crds import schema_of_kind
from sandbox.schema import Bounded, ListOf, MapOf, Object, Shape

_BUILT_IN: dict[str, dict[str, Any]] = {
    "kubernetes:apps/v1:Deployment": {"replicas": 1, "revisionHistoryLimit": 10, "progressDeadlineSeconds": 600},
    "kubernetes:apps/v1:StatefulSet": {"replicas": 1, "revisionHistoryLimit": 10},
    "kubernetes:core/v1:Service": {"type": "ClusterIP", "sessionAffinity": "None"},
    "kubernetes:autoscaling/v2:HorizontalPodAutoscaler": {"minReplicas": 1},
}
"""Of the `spec`: https://kubernetes.io/docs/reference/kubernetes-api/."""


def defaulted(type_: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """An object as admission sees it: the defaults of its custom definition, of built-in kinds those of the spec."""
    schema = schema_of_kind(type_)
    if schema is not None:
        return _filled(values, schema)
    given = _BUILT_IN.get(type_)
    return {**values, "spec": {**given, **(values.get("spec") or {})}} if given else dict(values)


def _filled(value: Any, shape: Shape) -> Any:
    match shape:
        case Bounded(inner):
            return _filled(value, inner)
        case Object() if isinstance(value, Mapping):
            missing = {
                name: one.default
                for name, one in shape.properties.items()
                if one.default is not None and value.get(name) is None
            }
            known = shape.properties
            return {n: _filled(one, known[n].shape) if n in known else one for n, one in value.items()} | missing
        case ListOf(item) if isinstance(value, list):
            return [_filled(one, item) for one in value]
        case MapOf(item) if isinstance(value, Mapping):
            return {name: _filled(one, item) for name, one in value.items()}
        case _:
            return value
