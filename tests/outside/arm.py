"""A plan as a template of Azure Resource Manager, for scanners that read nothing else."""

from collections.abc import Iterable, Mapping
from typing import Any

from sandbox.paths import path_of

_SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
_BESIDE_PROPERTIES = frozenset({"identity", "kind", "location", "sku", "tags", "zones"})
_RENAMED = {
    "enableHttpsTrafficOnly": "supportsHttpsTrafficOnly",
    "expires": "exp",
    "networkRuleSet": "networkAcls",
}
"""What Azure Resource Manager calls otherwise than Pulumi's SDK."""


def template(resources: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The Azure resources of a plan, each as Azure Resource Manager would be asked for it."""
    bodies = [_body(one["type"], one["inputs"]) for one in resources if one["type"].startswith("azure-native:")]
    return {"$schema": _SCHEMA, "contentVersion": "1.0.0.0", "resources": [body for body in bodies if body]}


def _body(type_: str, inputs: Mapping[str, Any]) -> dict[str, Any] | None:
    """One resource; None for what has no provider in its path, such as a resource group."""
    path = path_of(type_)
    _, found, place = path.rpartition("/providers/")
    if not found:
        return None
    namespace, *rest = place.split("/")
    names = [str(inputs.get(part.strip("{}"), part)) for part in rest[1::2]]
    given = {_RENAMED.get(key, key): _renamed(value) for key, value in inputs.items() if f"{{{key}}}" not in path}
    beside = {key: given.pop(key) for key in _BESIDE_PROPERTIES & given.keys()}
    properties = given.pop("properties", {})
    return {
        "type": "/".join((namespace, *rest[0::2])),
        "apiVersion": "2024-01-01",
        "name": "/".join(names),
        **beside,
        "properties": {**properties, **given},
    }


def _renamed(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {_RENAMED.get(key, key): _renamed(item) for key, item in value.items()}
    return [_renamed(item) for item in value] if isinstance(value, list) else value
