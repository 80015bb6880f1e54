"""Address spaces: of stamps, pods and services, which must not meet."""

from collections.abc import Iterator, Mapping
from ipaddress import IPv4Network

from config.cluster import ClusterConfig
from config.errors import Problem
from config.paths import Path, dotted
from config.ranges import free, parsed
from config.remedies import flow, set_value
from config.stamps import StampConfig

_LARGEST_SERVICE_CIDR = 13
"""AKS takes service ranges smaller than a /12."""

_NODE_PREFIX = 24
"""The overlay gives each node a /24 for its pods. https://learn.microsoft.com/azure/aks/azure-cni-overlay"""

_SURGE = 3
"""An upgrade adds up to a third of a pool."""

_AZURE_KEEPS = 5
"""Addresses that Azure keeps of each subnet."""


def apart(stamps: Mapping[str, StampConfig], cluster: ClusterConfig) -> Iterator[Problem]:
    """No two stamps share an address, so that their networks can be peered, and none has one of pods or services.

    Whose range is in use already, the config does not say. The primary's gives way to no other stamp's, and none of
    pods and services, which all clusters have, to a stamp's. No range is offered twice, so that all can move at once.
    """
    spaces = _spaces(stamps)
    seen = _of_clusters(cluster)
    taken = [*spaces.values(), *seen.values()]
    for region in sorted(spaces, key=lambda one: stamps[one].role != "primary"):
        path, space = ("stamps", region, "addressSpace"), spaces[region]
        other = next((place for place, range_ in seen.items() if range_.overlaps(space)), None)
        if other:
            moved = free(space.prefixlen, taken)
            taken.append(moved)
            hint = _instead(region, other, stamps, free(seen[other].prefixlen, taken))
            yield _overlap(path, space, other, seen[other], moved, hint)
        seen[path] = space


def pods_and_services(stamps: Mapping[str, StampConfig], cluster: ClusterConfig) -> Iterator[Problem]:
    """Pods and services share no address."""
    pods, services = parsed(cluster.pod_cidr), parsed(cluster.service_cidr)
    if pods and services and pods.overlaps(services):
        moved = free(services.prefixlen, [*_spaces(stamps).values(), pods])
        yield _overlap(("cluster", "serviceCidr"), services, ("cluster", "podCidr"), pods, moved)


def room_for_nodes(stamps: Mapping[str, StampConfig], cluster: ClusterConfig) -> Iterator[Problem]:
    """The pods' range and the nodes' subnets have room for as many nodes as the pools may have while they upgrade."""
    sizes = [cluster.system_pool.max_nodes, *(pool.max_nodes for pool in cluster.pools.values())]
    nodes = sum(size + -(-size // _SURGE) for size in sizes)
    pods = parsed(cluster.pod_cidr)
    if pods and nodes > 2 ** (_NODE_PREFIX - pods.prefixlen):
        wider = max(_NODE_PREFIX - (nodes - 1).bit_length(), _LARGEST_SERVICE_CIDR)
        yield Problem(
            path="cluster.podCidr",
            value=flow(cluster.pod_cidr),
            allowed=f"a range with a /24 for each of the {nodes} nodes that the pools may have while they upgrade",
            example=set_value(("cluster", "podCidr"), _elsewhere(wider, stamps, cluster)),
            hint="or lower `maxNodes` of the pools",
        )
    for region, space in _spaces(stamps).items():
        if nodes > space.num_addresses // 2 - _AZURE_KEEPS:
            path: Path = ("stamps", region, "addressSpace")
            yield Problem(
                path=dotted(path),
                value=flow(str(space)),
                allowed=f"a range of which half, the nodes' subnet, holds the {nodes} nodes that the pools may have "
                "while they upgrade",
                example=set_value(path, _elsewhere(16, stamps, cluster)),
                hint="or lower `maxNodes` of the pools",
            )


def _spaces(stamps: Mapping[str, StampConfig]) -> dict[str, IPv4Network]:
    return {region: space for region, stamp in stamps.items() if (space := parsed(stamp.address_space or ""))}


def _of_clusters(cluster: ClusterConfig) -> dict[Path, IPv4Network]:
    ranges = {"podCidr": parsed(cluster.pod_cidr), "serviceCidr": parsed(cluster.service_cidr)}
    return {("cluster", key): range_ for key, range_ in ranges.items() if range_}


def _overlap(
    path: Path, own: IPv4Network, other: Path, others: IPv4Network, moved: IPv4Network, hint: str = ""
) -> Problem:
    return Problem(
        path=dotted(path),
        value=flow(str(own)),
        allowed=f"a range that shares no address with {dotted(other)} ({others})",
        example=set_value(path, str(moved)),
        hint=hint,
    )


def _instead(region: str, other: Path, stamps: Mapping[str, StampConfig], moved: IPv4Network) -> str:
    """What to do where the network of `region` is there already, and so has to stay."""
    if other[0] == "cluster":
        return f"or, while there are no clusters yet, another range for {dotted(other)}"
    if stamps[str(other[1])].role == "primary":
        return ""
    return f"where `{region}` is there already and `{other[1]}` is the new one: `{set_value(other, str(moved))}`"


def _elsewhere(prefix: int, stamps: Mapping[str, StampConfig], cluster: ClusterConfig) -> str:
    """A range that nothing of the stack has."""
    return str(free(prefix, [*_spaces(stamps).values(), *_of_clusters(cluster).values()]))
