"""Node pools of AKS clusters, inline and on their own, and the windows in which AKS upgrades them."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from sandbox.request import Request
from sandbox.rules import Verdict, on_delete, on_write, outputs
from sandbox.rules.containerservice import CLUSTER, minor_of
from sandbox.rules.everything import region_name
from sandbox.rules.network import delegations, location_of, network_id, subnet_exists
from sandbox.rules.network_egress import zones_are_offered
from sandbox.rules.reading import at, fields, flag, items, number, text, texts, unsettled
from sandbox.rules.references import made, parent_of, parsed, same
from sandbox.store import Stored, World

POOL = "azure-native:containerservice:AgentPool"
WINDOW = "azure-native:containerservice:MaintenanceConfiguration"

WINDOWS = ("default", "aksManagedAutoUpgradeSchedule", "aksManagedNodeOSUpgradeSchedule")
"""https://learn.microsoft.com/azure/aks/planned-maintenance"""

_LINUX_NAME, _WINDOWS_NAME = re.compile(r"[a-z][a-z0-9]{0,11}"), re.compile(r"[a-z][a-z0-9]{0,5}")
"""https://learn.microsoft.com/azure/aks/create-node-pools#limitations"""

_VM_SIZE = re.compile(r"(Standard|Basic)_[A-Z][A-Za-z0-9-]*(_[A-Za-z0-9-]+)*", re.IGNORECASE)
_TAINT = re.compile(r"[A-Za-z0-9./_-]{1,253}(=[A-Za-z0-9._-]{0,63})?:(NoSchedule|PreferNoSchedule|NoExecute)")
_MOST_NODES = 1000
_MOST_PODS = range(10, 251)


@on_write(CLUSTER)
def pools_are_sound(request: Request, world: World, old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/aks/use-system-pools."""
    pools = items(request.inputs, "agentPoolProfiles")
    if not pools and not old and not unsettled(request.inputs, "agentPoolProfiles"):
        yield "InvalidParameter", "agentPoolProfiles is empty; a cluster starts with at least one system pool."
    if pools and not _has_system(pools):
        yield (
            "InvalidParameter",
            "agentPoolProfiles: no pool has mode 'System'; a cluster needs one for its own pods.",
        )
    names = [text(pool, "name") for pool in pools]
    for index, pool in enumerate(pools):
        path = f"agentPoolProfiles[{index}]."
        if names[index] in names[:index]:
            yield "InvalidParameter", f"{path}name: '{names[index]}' is used twice."
        yield from _unsound(request, world, path, names[index], pool)


@on_write(POOL)
def pool_is_sound(request: Request, world: World, _old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/aks/create-node-pools."""
    yield from _unsound(request, world, "", text(request.inputs, "agentPoolName"), request.inputs)
    cluster = parent_of(request, world)
    control = minor_of(text(cluster.inputs, "kubernetesVersion") or "") if cluster else None
    own = minor_of(text(request.inputs, "orchestratorVersion") or "")
    if control is not None and own is not None and not control - 3 <= own <= control:
        yield (
            "NodePoolMcVersionIncompatible",
            f"orchestratorVersion 1.{own} does not go with the control plane's 1.{control}; a pool is not "
            "newer, and at most "
            f"three minor versions older.",
        )
    inline = items(cluster.inputs, "agentPoolProfiles") if cluster else []
    name = text(request.inputs, "agentPoolName")
    if any(same(text(pool, "name"), name) for pool in inline):
        yield (
            "InvalidParameter",
            f"agentPoolName: the cluster declares a pool '{name}' in agentPoolProfiles already; choose another name.",
        )


@on_write(POOL)
def what_is_fixed_stays(request: Request, _world: World, old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/aks/faq."""
    for key in _FIXED if old else ():
        was, wanted = at(old.inputs, key) if old else None, at(request.inputs, key)
        if was is not None and wanted is not None and was != wanted:
            yield "PropertyChangeNotAllowed", f"{key} was '{was}' and cannot change; make another pool."


@on_delete(POOL)
def a_system_pool_stays(stored: Stored, world: World) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/aks/use-system-pools#system-and-user-node-pools."""
    found = parsed(stored.id)
    cluster = made(world, found.parent) if found else None
    if cluster is None or text(stored.inputs, "mode") != "System":
        return
    pools = [*items(cluster.inputs, "agentPoolProfiles"), *_own_pools(cluster, world, stored)]
    if not _has_system(pools):
        yield "OperationNotAllowed", f"pool '{stored.id.rpartition('/')[2]}' is the cluster's last system pool."


@on_write(WINDOW)
def window_is_sound(request: Request, _world: World, _old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/aks/planned-maintenance."""
    name = text(request.inputs, "configName")
    if name is not None and name not in WINDOWS:
        yield "InvalidMaintenanceConfigurationName", f"configName is '{name}'; there are {', '.join(WINDOWS)}."
    window = fields(request.inputs, "maintenanceWindow")
    if name in WINDOWS[1:] and not window and not unsettled(request.inputs, "maintenanceWindow"):
        yield "InvalidParameter", f"maintenanceWindow is missing; '{name}' needs one."
    if name == "default" and window:
        yield "InvalidParameter", "maintenanceWindow is not for configName 'default'; write timeInWeek."
    if not window:
        return
    kinds = [kind for kind, value in fields(window, "schedule").items() if value]
    if len(kinds) != 1:
        yield (
            "InvalidParameter",
            f"maintenanceWindow.schedule has {len(kinds)} kinds; write one of daily, weekly, absoluteMonthly and "
            f"relativeMonthly.",
        )
    if name == WINDOWS[1] and "daily" in kinds:
        yield "InvalidParameter", f"maintenanceWindow.schedule.daily is not for '{name}'; write weekly."
    hours = number(window, "durationHours")
    if (hours is None and "durationHours" not in window) or (hours is not None and not 4 <= hours <= 24):
        yield "InvalidParameter", f"maintenanceWindow.durationHours is {hours}; 4 to 24 hours are allowed."
    for key, pattern, example in (
        ("startTime", r"([01]\d|2[0-3]):[0-5]\d", "02:00"),
        ("utcOffset", r"[+-](0\d|1[0-4]):[0-5]\d", "+00:00"),
        ("startDate", r"\d{4}-\d{2}-\d{2}", "2026-01-31"),
    ):
        value = text(window, key)
        if value is not None and not re.fullmatch(pattern, value):
            yield "InvalidParameter", f"maintenanceWindow.{key} is '{value}'; write it as '{example}'."


@outputs(POOL)
def pool_state(request: Request, _id: str, _old: Stored | None) -> dict[str, Any]:
    """What follows from the request."""
    version = text(request.inputs, "orchestratorVersion")
    full = version and (version if version.count(".") == 2 else f"{version}.0")
    state: dict[str, Any] = {"provisioningState": "Succeeded", "powerState": {"code": "Running"}}
    return {**state, **({"currentOrchestratorVersion": full} if full else {})}


def _has_system(pools: Sequence[Any]) -> bool:
    """Whether one may be a system pool: a pool without a mode is a user pool, https://github.com/Azure/AKS/issues/1602."""
    return any(text(pool, "mode") == "System" or unsettled(pool, "mode") for pool in pools)


_FIXED = ("osType", "vnetSubnetID", "podSubnetID", "maxPods", "availabilityZones", "scaleSetPriority", "osDiskType")


def _unsound(request: Request, world: World, path: str, name: str | None, pool: Any) -> Iterator[Verdict]:
    windows = text(pool, "osType") == "Windows"
    rule, longest = (_WINDOWS_NAME, 6) if windows else (_LINUX_NAME, 12)
    if name is not None and not rule.fullmatch(name):
        yield (
            "InvalidParameter",
            f"{path or 'agentPoolName'}{'name' if path else ''} is '{name}'; it is 1 to {longest} lower-case "
            "letters and "
            f"digits, a letter first.",
        )
    size = text(pool, "vmSize")
    if size is not None and not _VM_SIZE.fullmatch(size):
        yield "VMSizeNotSupported", f"{path}vmSize is '{size}'; write a size such as 'Standard_D4ds_v5'."
    system = text(pool, "mode") == "System"
    if system and windows:
        yield "InvalidParameter", f"{path}mode: a system pool has osType 'Linux'."
    yield from _unsound_counts(path, pool, system)
    yield from _unsound_spot(path, pool, system)
    pods = number(pool, "maxPods")
    if pods is not None and pods not in _MOST_PODS:
        yield "InvalidParameter", f"{path}maxPods is {pods}; 10 to 250 are allowed."
    for taint in texts(pool, "nodeTaints"):
        if not _TAINT.fullmatch(taint):
            yield "InvalidParameter", f"{path}nodeTaints: '{taint}' is no taint; write 'key=value:NoSchedule'."
    for label in fields(pool, "nodeLabels"):
        if label.startswith(("kubernetes.azure.com/", "kubernetes.io/")):
            yield "InvalidParameter", f"{path}nodeLabels: the prefix of '{label}' is kept for AKS; choose another."
    zones = texts(pool, "availabilityZones")
    cluster = parent_of(request, world) if not path else None
    located = Request(urn="", type="", name="", inputs={"location": location_of(cluster)}) if cluster else request
    for _, message in zones_are_offered(located, f"{path}availabilityZones", zones):
        yield "AvailabilityZoneNotSupported", message
    yield from _unfit_subnets(request, world, path, pool)


def _unsound_counts(path: str, pool: Any, system: bool) -> Iterator[Verdict]:
    count, least, most = (number(pool, key) for key in ("count", "minCount", "maxCount"))
    floor = 1 if system else 0
    scaled = flag(pool, "enableAutoScaling")
    for key, value in (("count", count), ("minCount", least), ("maxCount", most)):
        if value is not None and not floor <= value <= _MOST_NODES:
            yield "InvalidParameter", f"{path}{key} is {value}; {floor} to {_MOST_NODES} nodes are allowed."
    if scaled and ("minCount" not in pool or "maxCount" not in pool):
        yield "InvalidParameter", f"{path}enableAutoScaling needs minCount and maxCount."
    if scaled is not True and (least is not None or most is not None) and not unsettled(pool, "enableAutoScaling"):
        yield "InvalidParameter", f"{path}minCount and maxCount need enableAutoScaling true."
    if least is not None and most is not None and least > most:
        yield "InvalidParameter", f"{path}minCount {least} is greater than maxCount {most}."
    elif scaled and count is not None and least is not None and most is not None and not least <= count <= most:
        yield "InvalidParameter", f"{path}count {count} is not between minCount {least} and maxCount {most}."


def _unsound_spot(path: str, pool: Any, system: bool) -> Iterator[Verdict]:
    spot = text(pool, "scaleSetPriority") == "Spot"
    if spot and system:
        yield "InvalidParameter", f"{path}scaleSetPriority 'Spot' is not for system pools; write mode 'User'."
    if spot and "maxSurge" in fields(pool, "upgradeSettings"):
        yield "InvalidParameter", f"{path}upgradeSettings.maxSurge is not for spot pools; leave it out."
    for key in ("scaleSetEvictionPolicy", "spotMaxPrice"):
        if key in pool and not spot and at(pool, "scaleSetPriority") is not None:
            yield "InvalidParameter", f"{path}{key} is for scaleSetPriority 'Spot'; leave it out."
    price = number(pool, "spotMaxPrice")
    if price is not None and price != -1 and price <= 0:
        yield "InvalidParameter", f"{path}spotMaxPrice is {price}; write -1 for any price, or more than 0."


def _unfit_subnets(request: Request, world: World, path: str, pool: Any) -> Iterator[Verdict]:
    for key in ("vnetSubnetID", "podSubnetID"):
        id_ = text(pool, key)
        if id_ is None:
            continue
        found = parsed(id_)
        if found is None or found.type.lower() != "microsoft.network/virtualnetworks/subnets":
            yield "LinkedInvalidPropertyId", f"{path}{key} is '{id_}', which is no id of a subnet."
        elif not subnet_exists(world, id_):
            yield (
                "SubnetNotFound",
                f"{path}{key} names subnet '{found.name}', which does not exist; use its `id` output.",
            )
        elif key == "vnetSubnetID" and delegations(world, id_):
            yield (
                "SubnetIsDelegated",
                f"{path}{key}: the subnet is delegated to {delegations(world, id_)[0]}; nodes need none.",
            )
        there, here = location_of(world.get(network_id(id_))), text(request.inputs, "location")
        if there and here and region_name(there) != region_name(here):
            yield (
                "InvalidParameter",
                f"{path}{key}: the subnet is in '{there}', the cluster in '{here}'; use one region.",
            )


def _own_pools(cluster: Stored, world: World, but: Stored) -> Iterator[dict[str, Any]]:
    for child in world.children(cluster.id):
        if child.type == POOL and not same(child.id, but.id):
            yield child.inputs
