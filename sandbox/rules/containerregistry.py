"""Container registries and their replicas."""

from collections.abc import Iterator
from typing import Any

from sandbox.request import Request
from sandbox.rules import Verdict, on_write, outputs
from sandbox.rules.everything import region_name
from sandbox.rules.naming import NameRule
from sandbox.rules.reading import flag, items, number, text
from sandbox.rules.references import parent_of, rivals, same, siblings
from sandbox.rules.regions import WITH_ZONES
from sandbox.store import Stored, World

REGISTRY = "azure-native:containerregistry:Registry"
REPLICATION = "azure-native:containerregistry:Replication"

_REGISTRY_NAME = NameRule(
    input="registryName",
    pattern=r"[A-Za-z0-9]{5,50}",
    allowed="5 to 50 letters and digits",
    example="crshopprodshared",
    code="RegistryNameInvalid",
)
_REPLICATION_NAME = NameRule(
    input="replicationName",
    pattern=r"[A-Za-z0-9]{5,50}",
    allowed="5 to 50 letters and digits: the replica's region",
    example="westus2",
)
_RETENTION_DAYS = range(366)
_SOFT_DELETE_DAYS = range(1, 91)


@on_write(REGISTRY)
def registry_is_sound(request: Request, world: World, old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/container-registry/container-registry-skus."""
    yield from _REGISTRY_NAME.verdicts(request)
    name = text(request.inputs, "registryName")
    for other in rivals(world, REGISTRY, request, old):
        if name and same(other.id.rpartition("/")[2], name):
            yield "AlreadyInUse", f"registryName: the registry DNS name {name.lower()}.azurecr.io is already in use."
    sku = text(request.inputs, "sku", "name")
    if sku is None or sku == "Premium":
        return
    for path, asked in _premium_features(request):
        if asked:
            yield "InvalidParameter", f"{path} needs a registry of sku 'Premium'; sku.name is '{sku}'."


@on_write(REGISTRY)
def policies_agree(request: Request, world: World, old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/container-registry/container-registry-soft-delete-policy."""
    retention, soft_delete = ("policies", "retentionPolicy"), ("policies", "softDeletePolicy")
    days = number(request.inputs, *retention, "days")
    if days is not None and days not in _RETENTION_DAYS:
        yield "InvalidParameter", f"policies.retentionPolicy.days is {days}; 0 to 365 days are allowed."
    kept = number(request.inputs, *soft_delete, "retentionDays")
    if kept is not None and kept not in _SOFT_DELETE_DAYS:
        yield "InvalidParameter", f"policies.softDeletePolicy.retentionDays is {kept}; 1 to 90 days are allowed."
    if not _is_on(request, *soft_delete):
        return
    if _is_on(request, *retention):
        yield (
            "InvalidParameter",
            "policies: retentionPolicy and softDeletePolicy are both enabled, and a registry can have one of them; "
            "write status 'disabled' for the other.",
        )
    if old and any(child.type == REPLICATION for child in world.children(old.id)):
        yield (
            "InvalidParameter",
            "policies.softDeletePolicy: a geo-replicated registry cannot have soft delete; write status 'disabled'.",
        )


@on_write(REGISTRY)
def access_agrees(request: Request, _world: World, _old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/container-registry/data-loss-prevention."""
    public = text(request.inputs, "publicNetworkAccess")
    if text(request.inputs, "policies", "exportPolicy", "status") == "disabled" and public == "Enabled":
        yield (
            "InvalidParameter",
            "policies.exportPolicy.status is 'disabled', for which publicNetworkAccess must be 'Disabled', "
            "or the export stays possible: write publicNetworkAccess 'Disabled' or exportPolicy 'enabled'.",
        )
    location = region_name(text(request.inputs, "location") or request.location)
    if text(request.inputs, "zoneRedundancy") == "Enabled" and location and location not in WITH_ZONES:
        yield "InvalidParameter", f"zoneRedundancy: region '{location}' has no availability zones; write 'Disabled'."


@on_write(REPLICATION)
def replica_is_sound(request: Request, world: World, old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/container-registry/container-registry-geo-replication."""
    yield from _REPLICATION_NAME.verdicts(request)
    location = region_name(text(request.inputs, "location") or request.location)
    name = text(request.inputs, "replicationName")
    if name and location and name.lower() != location:
        yield "InvalidReplicationName", f"replicationName is '{name}'; a replica bears its region's name: '{location}'."
    if text(request.inputs, "zoneRedundancy") == "Enabled" and location and location not in WITH_ZONES:
        yield "InvalidParameter", f"zoneRedundancy: region '{location}' has no availability zones; write 'Disabled'."
    registry = parent_of(request, world)
    if registry is None:
        return
    sku = text(registry.inputs, "sku", "name")
    if sku and sku != "Premium":
        yield "InvalidParameter", f"registryName: the registry's sku is '{sku}'; replicas need 'Premium'."
    home = region_name(text(registry.inputs, "location") or text(registry.outputs, "location") or "")
    if home and home == location:
        yield (
            "InvalidReplicationLocation",
            f"location is '{location}', the registry's home, which holds its content already; replicate to "
            "other regions.",
        )
    if text(registry.inputs, "policies", "softDeletePolicy", "status") == "enabled":
        yield (
            "InvalidParameter",
            "registryName: the registry's policies.softDeletePolicy is enabled, and a registry with soft delete "
            "cannot be geo-replicated; write status 'disabled' there.",
        )
    for other in siblings(world, request, old):
        if region_name(text(other.inputs, "location") or "") == location:
            yield "InvalidReplicationLocation", f"location: the registry has a replica in '{location}' already."


@outputs(REGISTRY)
def registry_host(request: Request, _id: str, _old: Stored | None) -> dict[str, Any]:
    """The registry's host follows from its name."""
    name = text(request.inputs, "registryName")
    answer: dict[str, Any] = {"provisioningState": "Succeeded", "privateEndpointConnections": []}
    if name:
        host = f"{name.lower()}.azurecr.io"
        location = region_name(text(request.inputs, "location") or request.location)
        separate = flag(request.inputs, "dataEndpointEnabled") and location
        answer["loginServer"] = host
        answer["dataEndpointHostNames"] = [f"{name.lower()}.{location}.data.azurecr.io"] if separate else []
    return answer


@outputs(REPLICATION)
def replica_state(_request: Request, _id: str, _old: Stored | None) -> dict[str, Any]:
    """A replica is ready when it is made."""
    return {"provisioningState": "Succeeded", "status": {"displayStatus": "Ready"}}


def _premium_features(request: Request) -> Iterator[tuple[str, bool]]:
    inputs = request.inputs
    yield "zoneRedundancy 'Enabled'", text(inputs, "zoneRedundancy") == "Enabled"
    yield "publicNetworkAccess 'Disabled'", text(inputs, "publicNetworkAccess") == "Disabled"
    yield "networkRuleSet", text(inputs, "networkRuleSet", "defaultAction") == "Deny"
    yield "networkRuleSet.ipRules", bool(items(inputs, "networkRuleSet", "ipRules"))
    yield "policies.retentionPolicy", _is_on(request, "policies", "retentionPolicy")
    yield "policies.trustPolicy", _is_on(request, "policies", "trustPolicy")
    yield "policies.quarantinePolicy", _is_on(request, "policies", "quarantinePolicy")
    yield "policies.exportPolicy", text(inputs, "policies", "exportPolicy", "status") == "disabled"
    yield "dataEndpointEnabled", flag(inputs, "dataEndpointEnabled") is True
    yield "encryption", _is_on(request, "encryption")


def _is_on(request: Request, *path: str) -> bool:
    return text(request.inputs, *path, "status") == "enabled"
