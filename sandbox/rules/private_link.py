"""Private endpoints and the DNS zones that they register in."""

from collections.abc import Iterator
from typing import Any

from sandbox.request import Request
from sandbox.rules import Verdict, drawn, on_write, outputs
from sandbox.rules.everything import region_name
from sandbox.rules.hashes import guid
from sandbox.rules.naming import NameRule
from sandbox.rules.network import delegations, location_of, network_id, subnet_exists
from sandbox.rules.reading import items, text, texts, unsettled
from sandbox.rules.references import existing, is_missing, made, parsed, siblings
from sandbox.store import Stored, World

ENDPOINT = "azure-native:network:PrivateEndpoint"
ZONE_GROUP = "azure-native:network:PrivateDnsZoneGroup"

GROUPS: dict[str, tuple[str, ...]] = {
    "microsoft.containerregistry/registries": ("registry",),
    "microsoft.containerservice/managedclusters": ("management",),
    "microsoft.devices/iothubs": ("iotHub",),
    "microsoft.eventgrid/topics": ("topic",),
    "microsoft.insights/privatelinkscopes": ("azuremonitor",),
    "microsoft.keyvault/vaults": ("vault",),
    "microsoft.machinelearningservices/workspaces": ("amlworkspace",),
    "microsoft.machinelearningservices/registries": ("amlregistry",),
    "microsoft.monitor/accounts": ("prometheusMetrics",),
    "microsoft.servicebus/namespaces": ("namespace",),
    "microsoft.eventhub/namespaces": ("namespace",),
    "microsoft.storage/storageaccounts": (
        "blob", "blob_secondary", "dfs", "dfs_secondary", "file", "queue", "queue_secondary",
        "table", "table_secondary", "web", "web_secondary",
    ),
}  # fmt: skip
"""Sub-resources by type: https://learn.microsoft.com/azure/private-link/private-endpoint-overview."""

_PREMIUM_ONLY = frozenset({"microsoft.containerregistry/registries", "microsoft.servicebus/namespaces"})
"""Types whose private endpoints need the Premium sku.

https://learn.microsoft.com/azure/container-registry/container-registry-skus and
https://learn.microsoft.com/azure/service-bus-messaging/private-link-service
"""

_NAME = NameRule(
    input="privateEndpointName",
    pattern=r"[A-Za-z0-9][\w.-]{0,62}\w",
    allowed="2 to 64 letters, digits, underscores, dots and dashes, a letter or digit first, no dot or dash last",
    example="pep-shop-prod-eastus-vault",
)


@on_write(ENDPOINT)
def endpoint_has_a_subnet(request: Request, world: World, _old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/private-link/private-endpoint-overview#private-endpoint-properties."""
    yield from _NAME.verdicts(request)
    id_ = text(request.inputs, "subnet", "id")
    if id_ is None:
        if not unsettled(request.inputs, "subnet"):
            yield (
                "InvalidRequestFormat",
                "subnet.id is missing; write the id of the subnet that holds private endpoints.",
            )
        return
    if not subnet_exists(world, id_):
        yield (
            "InvalidResourceReference",
            f"subnet.id names '{id_}', which does not exist; use the subnet's `id` output.",
        )
        return
    if taken := delegations(world, id_):
        yield (
            "PrivateEndpointsCannotBeCreatedInDelegatedSubnet",
            f"subnet.id names a subnet delegated to {taken[0]}; private endpoints need one without delegations.",
        )
    there, here = location_of(world.get(network_id(id_))), text(request.inputs, "location")
    if there and here and region_name(there) != region_name(here):
        yield (
            "InvalidResourceReference",
            f"location is '{here}' but the subnet's network is in '{there}'; a private endpoint is in its "
            "network's region.",
        )


@on_write(ENDPOINT)
def endpoint_has_a_target(request: Request, world: World, _old: Stored | None) -> Iterator[Verdict]:
    """Source of the sub-resources: `GROUPS`."""
    connections = [
        (f"{key}[{index}]", connection)
        for key in ("privateLinkServiceConnections", "manualPrivateLinkServiceConnections")
        for index, connection in enumerate(items(request.inputs, key))
    ]
    if len(connections) != 1 and not any(unsettled(request.inputs, key) for key in _CONNECTION_INPUTS):
        yield (
            "InvalidRequestFormat",
            f"privateLinkServiceConnections has {len(connections)} entries; a private endpoint connects to one "
            "service.",
        )
    for path, connection in connections:
        yield from _unfit_connection(world, path, connection)


@on_write(ZONE_GROUP)
def zone_group_is_sound(request: Request, world: World, old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/private-link/private-endpoint-dns#private-dns-zone-group."""
    seen: set[str] = set()
    for index, config in enumerate(items(request.inputs, "privateDnsZoneConfigs")):
        path, id_ = f"privateDnsZoneConfigs[{index}]", text(config, "privateDnsZoneId")
        yield from existing(
            world, f"{path}.privateDnsZoneId", id_, "Microsoft.Network/privateDnsZones", "InvalidResourceReference"
        )
        found = parsed(id_) if id_ else None
        zone = found.name.lower() if found else ""
        if zone and zone in seen:
            yield "InvalidRequestFormat", f"{path}: zone '{zone}' is named twice; each zone is in a group once."
        seen.add(zone)
    if len(items(request.inputs, "privateDnsZoneConfigs")) > _MOST_ZONES:
        yield "InvalidRequestFormat", f"privateDnsZoneConfigs has more than {_MOST_ZONES} entries."
    for other in siblings(world, request, old):
        yield (
            "PrivateDnsZoneGroupLimitReached",
            f"the private endpoint of '{other.id.rpartition('/')[2]}' has that DNS zone group already; "
            f"put every zone in that one.",
        )


@outputs(ENDPOINT, ZONE_GROUP)
def endpoint_state(_request: Request, _id: str, _old: Stored | None) -> dict[str, Any]:
    """Once the network resource provider has answered, the work is done."""
    return {"provisioningState": "Succeeded"}


@drawn(ENDPOINT)
def endpoint_interface(request: Request, id_: str, _old: Stored | None) -> dict[str, Any]:
    """The interface that the endpoint has in its subnet."""
    group = id_.partition("/providers/")[0]
    name = text(request.inputs, "customNetworkInterfaceName") or f"{id_.rpartition('/')[2]}.nic.{guid(id_)}"
    return {"networkInterfaces": [{"id": f"{group}/providers/Microsoft.Network/networkInterfaces/{name}"}]}


_CONNECTION_INPUTS = ("privateLinkServiceConnections", "manualPrivateLinkServiceConnections")
_MOST_ZONES = 5


def _unfit_connection(world: World, path: str, connection: Any) -> Iterator[Verdict]:
    target, groups = text(connection, "privateLinkServiceId"), texts(connection, "groupIds")
    found = parsed(target) if target else None
    if target and found is None:
        yield "LinkedInvalidPropertyId", f"{path}.privateLinkServiceId is '{target}', which is no resource id."
    if target is None or found is None:
        return
    if is_missing(world, target):
        yield (
            "InvalidResourceReference",
            f"{path}.privateLinkServiceId names {found.type} '{found.name}', which does not exist; "
            f"use the resource's `id` output.",
        )
    allowed = GROUPS.get(found.type.lower())
    if allowed is None:
        return
    if len(groups) != 1 and not unsettled(connection, "groupIds"):
        yield (
            "InvalidPrivateLinkServiceGroupIds",
            f"{path}.groupIds has {len(groups)} entries; name exactly one of: {', '.join(allowed)}.",
        )
    for group in groups:
        if group.lower() not in {name.lower() for name in allowed}:
            yield (
                "InvalidPrivateLinkServiceGroupIds",
                f"{path}.groupIds: {found.type} has no '{group}'; it has {', '.join(allowed)}.",
            )
    stored = made(world, target)
    sku = text(stored.inputs, "sku", "name") if stored else None
    if sku and found.type.lower() in _PREMIUM_ONLY and sku != "Premium":
        yield (
            "PrivateEndpointNotSupportedBySku",
            f"{path}.privateLinkServiceId names a {found.type} of sku '{sku}'; private endpoints need 'Premium'.",
        )
