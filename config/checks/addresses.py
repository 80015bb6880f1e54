"""Address spaces: of stamps, pods and services, which must not meet."""

from collections.abc import Iterable, Iterator, Mapping
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


def apart(stamps: Mapping[str, StampConfig]) -> Iterator[Problem]:
    """No two stamps share an address, so that their networks can be peered."""
    spaces = _spaces(stamps)
    seen: dict[str, IPv4Network] = {}
    for region, space in spaces.items():
        other = next((name for name, range_ in seen.items() if range_.overlaps(space)), None)
        if other:
            yield _overlap(
                ("stamps", region, "addressSpace"), space, f"stamps.{other}.addressSpace", seen[other], spaces.values()
            )
        seen[region] = space


def pods_and_services(stamps: Mapping[str, StampConfig], cluster: ClusterConfig) -> Iterator[Problem]:
    """Pods and services have ranges that no network has."""
    ranges = {f"stamps.{region}.addressSpace": space for region, space in _spaces(stamps).items()}
    for key, text in (("podCidr", cluster.pod_cidr), ("serviceCidr", cluster.service_cidr)):
        own = parsed(text)
        if own is None:
            continue
        taken = [
            *ranges.values(),
            *(range_ for range_ in map(parsed, (cluster.pod_cidr, cluster.service_cidr)) if range_),
        ]
        other = next((name for name, range_ in ranges.items() if range_.overlaps(own)), None)
        if other:
            yield _overlap(("cluster", key), own, other, ranges[other], taken)
        ranges[f"cluster.{key}"] = own


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


def _overlap(path: Path, own: IPv4Network, other: str, others: IPv4Network, taken: Iterable[IPv4Network]) -> Problem:
    return Problem(
        path=dotted(path),
        value=flow(str(own)),
        allowed=f"a range that shares no address with {other} ({others})",
        example=set_value(path, str(free(own.prefixlen, taken))),
    )


def _elsewhere(prefix: int, stamps: Mapping[str, StampConfig], cluster: ClusterConfig) -> str:
    """A range that nothing of the stack has."""
    others = [range_ for text in (cluster.pod_cidr, cluster.service_cidr) if (range_ := parsed(text))]
    return str(free(prefix, [*_spaces(stamps).values(), *others]))
