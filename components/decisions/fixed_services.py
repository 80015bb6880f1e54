"""What of the services around a model cannot change under it: tenant, vault, registry, ways to reach them."""

from collections.abc import Iterator

from components.addresses import stamp_group_name
from components.decisions.fixed_clusters import BESIDE, CLUSTER
from components.decisions.ground import Ground, is_id, is_in_group, never, once, same, stays
from components.decisions.made import Made
from components.names import Service
from components.private_dns import ZONES
from config.errors import Problem
from config.network import PrivateDnsConfig
from config.paths import Path

_WORKSPACE = "azure-native:machinelearningservices:Workspace"
_ZONE_GROUP = "azure-native:network:PrivateDnsZoneGroup"


def fixed_services(ground: Ground) -> Iterator[Problem]:
    """What the config changes of the services that models are served with, and what Azure never changes of them."""
    yield from once(_tenants(ground))
    yield from once(_messaging(ground))
    yield from once(_vaults(ground))
    yield from once(_computes(ground))
    for region, workspace in ground.in_stamps(_WORKSPACE, ground.serving):
        yield from _used(region, workspace, ground)
    yield from once(p for r, one in ground.in_stamps(_WORKSPACE, ground.serving) for p in _reach(r, one, ground))
    if ground.serving:
        yield from once(problem for one in ground.of(_ZONE_GROUP) for problem in _zones(one, ground))


def is_reach_fixed(ground: Ground) -> bool:
    """Whether `network.privateEndpoints` stays as it is: models are served in a workspace that is reached by it."""
    return any(True for _ in ground.in_stamps(_WORKSPACE, ground.serving))


def _tenants(ground: Ground) -> Iterator[Problem]:
    wanted = ground.config.azure.tenant_id
    for _, cluster in ground.in_stamps(CLUSTER, ground.serving):
        was = cluster.text("aadProfile", "tenantID")
        if was and not same(was, wanted):
            why = "clusters and vaults would take no token of those who use them now"
            yield stays(("azure", "tenantId"), wanted, was, why, BESIDE)


def _messaging(ground: Ground) -> Iterator[Problem]:
    """https://learn.microsoft.com/azure/service-bus-messaging/service-bus-migrate-standard-premium."""
    wanted = ground.config.messaging.sku
    for _, namespace in ground.in_stamps("azure-native:servicebus:Namespace", ground.config.stamps):
        was = namespace.text("sku", "name")
        if was and was != wanted:
            why = "Azure does not change a Service Bus namespace to or from Premium"
            instead = (
                "the sku is chosen with the stack: another stack beside this one, to which what fills the queues moves"
            )
            yield never(("messaging", "sku"), wanted, was, why, instead)


def _vaults(ground: Ground) -> Iterator[Problem]:
    """https://learn.microsoft.com/azure/key-vault/general/soft-delete-overview."""
    config = ground.config.vault
    for region, vault in ground.in_stamps("azure-native:keyvault:Vault", ground.config.stamps):
        was = vault.at("properties", "softDeleteRetentionInDays")
        if was and region not in config.existing_ids and int(was) != config.soft_delete_days:
            why = "Azure fixes it when it makes the vault"
            instead = "leave it: what is deleted is kept as long as it was on the first day"
            yield never(("vault", "softDeleteDays"), config.soft_delete_days, int(was), why, instead)


def _computes(ground: Ground) -> Iterator[Problem]:
    """https://learn.microsoft.com/powershell/module/az.machinelearningservices/update-azmlworkspacecompute."""
    for _, made in ground.in_stamps("azure-native:machinelearningservices:Compute", ground.config.stamps):
        name = made.text("name")
        compute = ground.config.workspace.compute.get(name)
        if compute is None:
            continue
        path: Path = ("workspace", "compute", name)
        why = "Azure ML changes nothing of a compute cluster but its scaling"
        instead = "declare another compute beside it, name that in the batch deployments, then remove this one"
        for key, wanted, output in (
            ("vmSize", compute.vm_size, "vmSize"),
            ("priority", compute.priority, "vmPriority"),
        ):
            was = made.text("properties", "properties", output)
            if was and not same(was, wanted):
                yield never((*path, key), wanted, was, why, instead)


def _used(region: str, workspace: Made, ground: Ground) -> Iterator[Problem]:
    """The vault and the registry, which the workspace names: the platform's own, or existing ones."""
    config, names = ground.config, ground.names
    places = (
        (
            ("vault", "existingIds", region),
            "keyVault",
            config.vault.existing_ids.get(region),
            stamp_group_name(names, region),
            "models read their secrets there, and Azure ML does not change it of a workspace",
        ),
        (
            ("registry", "existingId"),
            "containerRegistry",
            config.registry.existing_id,
            names.of(Service.RESOURCE_GROUP, "shared"),
            "the images that models run are there",
        ),
    )
    for path, output, wanted, group, why in places:
        was = workspace.text(output)
        if not is_id(was):
            continue
        own = is_in_group(was, group)
        if not (own if wanted is None else same(was, wanted)):
            yield stays(path, wanted, None if own else was, why, BESIDE)


def _reach(region: str, workspace: Made, ground: Ground) -> Iterator[Problem]:
    config = ground.config
    access = workspace.text("publicNetworkAccess")
    if access and (access == "Disabled") != config.network.private_endpoints:
        wanted = config.network.private_endpoints
        why = "callers and nodes would lose the way by which they reach models, images and secrets"
        yield stays(("network", "privateEndpoints"), wanted, not wanted, why, BESIDE)
    was, wanted_mode = workspace.text("managedNetwork", "isolationMode"), config.workspace.isolation
    if region in ground.endpoints and was and was != wanted_mode:
        why = "what the deployments reach would change under them"
        yield stays(("workspace", "isolation"), wanted_mode, was, why, BESIDE)


def _zones(group: Made, ground: Ground) -> Iterator[Problem]:
    """The zones that a private endpoint has its names in."""
    config = ground.config
    own = {stamp_group_name(ground.names, region) for region in ground.stamps}
    for entry in group.at("privateDnsZoneConfigs") or ():
        field, was = _field_of(entry.get("privateDnsZoneId")), str(entry.get("privateDnsZoneId"))
        if field is None:
            continue
        wanted: str | None = getattr(config.network.private_dns_zones, field)
        is_own = any(is_in_group(was, one) for one in own)
        if not (is_own if wanted is None else same(was, wanted)):
            key = PrivateDnsConfig.model_fields[field].alias or field
            path: Path = ("network", "privateDnsZones", key)
            why = "for some time the network would find the service under neither zone's addresses"
            yield stays(path, wanted, None if is_own else was, why, BESIDE)


def _field_of(zone_id: object) -> str | None:
    """The field of the config that can name the zone; None where none does, as where the id is not known."""
    if not isinstance(zone_id, str) or not is_id(zone_id):
        return None
    name = zone_id.rpartition("/")[2].lower()
    return next(
        (field for field, zone in ZONES.items() if zone == name and field in PrivateDnsConfig.model_fields), None
    )
