"""What of a cluster cannot change under the pods that answer requests in it: its pools, its ranges, its network."""

import re
from collections.abc import Iterator

from components.addresses import stamp_group_name
from components.decisions.ground import Ground, is_id, is_in_group, never, once, same, stays
from components.decisions.made import Made
from components.node_pools import SYSTEM_POOL
from config.errors import Problem
from config.paths import Path, dotted
from config.regions import zones_of
from config.remedies import set_value

CLUSTER = "azure-native:containerservice:ManagedCluster"
POOL = "azure-native:containerservice:AgentPool"

_PLACES = (
    ("azure-native:network:PrivateEndpoint", "endpointsSubnetId", "subnet"),
    ("azure-native:privatedns:VirtualNetworkLink", "vnetId", "virtualNetwork"),
)
"""What stands in a network, the key of the part that it stands in, and the output that names that part."""

BESIDE = "serve from another stack beside this one, move the callers there, then retire the models here"
"""What is left where a value is fixed for a whole stack."""
_OTHER_STAMP = "add a stamp in another region, move the callers there, then retire this one"
_MINOR = re.compile(r"1\.(?P<minor>\d+)")
_OTHER_POOL = "add a pool of another name beside it, set `retire` of this one, run `pulumi up`, then remove it"


def fixed_clusters(ground: Ground) -> Iterator[Problem]:
    """What the config changes of the clusters and networks that models are served in, and what Azure never changes."""
    pools, clusters = ground.in_stamps(POOL, ground.pods), ground.in_stamps(CLUSTER, ground.pods)
    yield from once(problem for _, pool in pools for problem in _pool(pool, ground))
    yield from once(problem for _, cluster in clusters for problem in _cluster(cluster, ground))
    made = (cluster for _, cluster in ground.in_stamps(CLUSTER, ground.config.stamps))
    yield from once(problem for cluster in made for problem in _version(cluster, ground))
    yield from _networks(ground)


def pool_name(pool: Made) -> str:
    """What the config calls a pool of the state."""
    return pool.name.rpartition("-pool-")[2]


def _pool(made: Made, ground: Ground) -> Iterator[Problem]:
    name = pool_name(made)
    pool, was = ground.config.cluster.pools.get(name), made.text("vmSize")
    if pool is None:
        return
    path: Path = ("cluster", "pools", name)
    if was and not same(was, pool.vm_size):
        why = "Azure would delete the pool, with the pods that run on it, and make another one"
        yield stays((*path, "vmSize"), pool.vm_size, was, why, _OTHER_POOL)
    spot = made.text("scaleSetPriority") == "Spot"
    if made.text("scaleSetPriority") and spot != pool.spot:
        yield stays((*path, "spot"), pool.spot, spot, "Azure does not change it of a pool", _OTHER_POOL)


def _cluster(made: Made, ground: Ground) -> Iterator[Problem]:
    cluster = ground.config.cluster
    for key, wanted in (("podCidr", cluster.pod_cidr), ("serviceCidr", cluster.service_cidr)):
        was = made.text("networkProfile", key)
        if was and was != wanted:
            why = "Azure would delete the cluster, with all pods, and make another one"
            yield stays(("cluster", key), wanted, was, why, BESIDE)
    private = made.at("apiServerAccessProfile", "enablePrivateCluster")
    if isinstance(private, bool) and private != (cluster.api_access == "private"):
        ranges = made.at("apiServerAccessProfile", "authorizedIPRanges") or ["203.0.113.0/24"]
        was, wanted = ("private", "authorizedIpRanges") if private else ("authorizedIpRanges", "private")
        back = "private" if private else {"authorizedIpRanges": [one for one in ranges if not one.endswith("/32")]}
        path: Path = ("cluster", "apiAccess")
        yield stays(path, wanted, was, "Azure does not change it of a cluster", BESIDE, set_value(path, back))
    for pool in made.at("agentPoolProfiles") or ():
        size = pool.get("vmSize") if pool.get("name") == SYSTEM_POOL else None
        if isinstance(size, str) and not same(size, cluster.system_pool.vm_size):
            yield stays(
                ("cluster", "systemPool", "vmSize"),
                cluster.system_pool.vm_size,
                size,
                "Azure does not change it of a pool",
                BESIDE,
            )


def _version(made: Made, ground: Ground) -> Iterator[Problem]:
    """https://learn.microsoft.com/azure/aks/upgrade-aks-cluster."""
    found, wanted = _MINOR.match(made.text("kubernetesVersion")), ground.config.cluster.kubernetes_version
    if found is None:
        return
    step = int(wanted.partition(".")[2]) - int(found["minor"])
    path: Path = ("cluster", "kubernetesVersion")
    if step < 0:
        why = "AKS takes no cluster back to an older version"
        yield never(path, wanted, found[0], why, "what must run on an older version is another stack")
    elif step > 1:
        following = f"1.{int(found['minor']) + 1}"
        yield Problem(
            path=dotted(path),
            value=f"{wanted}, where {found[0]} stands",
            allowed=f"{found[0]} or {following}: AKS upgrades by one minor version at a time",
            example=set_value(path, following),
            hint="run `pulumi up` with that, then take the next",
        )


def _networks(ground: Ground) -> Iterator[Problem]:
    for region, made in ground.in_stamps("azure-native:network:VirtualNetwork", ground.serving):
        yield from _range(region, made, ground)
    for region, made in ground.in_stamps(CLUSTER, ground.serving):
        yield from _zones(region, made, ground)
        nodes = made.text("agentPoolProfiles", 0, "vnetSubnetID")
        yield from _place(region, "nodesSubnetId", nodes, ground)
    for type_, key, output in _PLACES:
        places = {(region, made.text(output, "id")) for region, made in ground.in_stamps(type_, ground.serving)}
        yield from once(problem for region, place in sorted(places) for problem in _place(region, key, place, ground))


def _range(region: str, made: Made, ground: Ground) -> Iterator[Problem]:
    was, wanted = made.text("addressSpace", "addressPrefixes", 0), ground.config.stamps[region].address_space
    if was and wanted and was != wanted:
        why = "Azure does not change the range of a subnet that is in use"
        yield stays(("stamps", region, "addressSpace"), wanted, was, why, _OTHER_STAMP)


def _zones(region: str, made: Made, ground: Ground) -> Iterator[Problem]:
    chosen = ground.config.stamps[region].zones
    wanted = sorted(zones_of(region) if chosen is None else chosen)
    was = made.at("agentPoolProfiles", 0, "availabilityZones")
    if (was is None or isinstance(was, list)) and made.at("agentPoolProfiles") and sorted(was or []) != wanted:
        why = "Azure does not change it of a pool or of an address"
        yield stays(("stamps", region, "zones"), wanted, sorted(was or []), why, _OTHER_STAMP)


def _place(region: str, key: str, was: str, ground: Ground) -> Iterator[Problem]:
    """A network, or a part of it, that something stands in: the config's, or the stack's own."""
    if not is_id(was):
        return
    existing = ground.config.stamps[region].existing_network
    own = is_in_group(was, stamp_group_name(ground.names, region))
    why = "what stands in the network would be deleted, and made anew elsewhere"
    if existing is None:
        if not own:
            path: Path = ("stamps", region, "existingNetwork", key)
            yield stays(path, None, was, why, _OTHER_STAMP)
        return
    wanted = {
        "nodesSubnetId": existing.nodes_subnet_id,
        "endpointsSubnetId": existing.endpoints_subnet_id,
        "vnetId": existing.vnet_id,
    }[key]
    if own:
        back = f"stamps.{region}.addressSpace: as it was before this edit"
        yield stays(("stamps", region, "existingNetwork"), wanted, None, why, _OTHER_STAMP, back)
    elif wanted is None or not same(wanted, was):
        yield stays(("stamps", region, "existingNetwork", key), wanted, was, why, _OTHER_STAMP)
