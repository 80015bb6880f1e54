"""Pods that the node pools have no room for, however far they scale: told as warnings."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby

from config.checks.room import bytes_of, cpus_of
from config.cluster import MOST_NODES, PoolConfig
from config.kubernetes_models import KubernetesDeployment
from config.models import KubernetesModel, of_target
from config.paths import dotted
from config.pools import pools_for
from config.stack import StackConfig
from config.types import PoolName
from config.vm_series import most_memory
from config.vm_sizes import gpus, vcpus

_MANY = Decimal(10**18)
"""For what the name of a size does not tell."""

_RESERVED_CPUS = ((64, "0.74"), (32, "0.42"), (16, "0.26"), (8, "0.18"), (4, "0.14"), (2, "0.1"), (1, "0.06"))
"""CPUs that a node of so many keeps for itself.

https://learn.microsoft.com/azure/aks/node-resource-reservations
"""

_RESERVED_BYTES = (20 * 110 + 50) * 1000**2 + 100 * 1024**2
"""20 MB for each of the 110 pods that a node may have, 50 MB more, and what is left free by evictions; source above."""

_MOST_RESERVED = Decimal("0.25")
"""Share of a node's memory that the part by pods is at most."""


@dataclass(frozen=True, kw_only=True)
class _Room:
    """What a node has for pods, or what a pod asks for."""

    cpus: Decimal
    memory: Decimal
    gpus: Decimal

    def times(self, pod: "_Room") -> int:
        """How many of those pods fit."""
        pairs = ((self.cpus, pod.cpus), (self.memory, pod.memory), (self.gpus, pod.gpus))
        return min(int(have // asked) for have, asked in pairs if asked)

    def less(self, pod: "_Room", count: int) -> "_Room":
        """What is left beside so many of those pods."""
        return _Room(
            cpus=self.cpus - pod.cpus * count,
            memory=self.memory - pod.memory * count,
            gpus=self.gpus - pod.gpus * count,
        )


@dataclass(frozen=True, kw_only=True)
class _Nodes:
    """Nodes that have the same room left: told apart, a thousand of them would make a preview wait."""

    room: _Room
    count: int

    def less(self, pod: _Room, placed: int) -> "list[_Nodes]":
        """The nodes once each has taken all of those pods that it can, one node after the other."""
        if not placed:
            return [self]
        each = self.room.times(pod)
        full, rest = divmod(placed, each)
        partly = 1 if rest else 0
        taken = ((each, full), (rest, partly), (0, self.count - full - partly))
        return [_Nodes(room=self.room.less(pod, pods), count=count) for pods, count in taken if count]


@dataclass(frozen=True, kw_only=True)
class _Pods:
    """The pods of a deployment at quiet times."""

    model: str
    room: _Room
    count: int


def crowded(config: StackConfig) -> Iterator[str]:
    """A warning for each kind of node, of which there are too few for the pods of quiet times and one more.

    The one more is what a rolling update starts before it ends another. What the cluster itself and the gateway run
    on the same nodes is not counted, so a stack that is not warned of may lack room as well.
    """
    pools = config.cluster.pools
    by_pools: dict[tuple[PoolName, ...], list[_Pods]] = {}
    for name, model in of_target(config.models, KubernetesModel):
        for key, deployment in model.deployments.items():
            pods = _Pods(model=name, room=_asked(deployment), count=model.first_replicas(key))
            by_pools.setdefault(tuple(pools_for(deployment.gpu, pools)), []).append(pods)
    for names, pods in by_pools.items():
        yield from _too_few({name: pools[name] for name in names}, pods)


def _too_few(pools: Mapping[PoolName, PoolConfig], pods: Sequence[_Pods]) -> Iterator[str]:
    largest = max(pods, key=lambda each: each.room.cpus)
    asked = [*pods, replace(largest, count=1)]
    if not pools or _fit(pools, asked):
        return
    name = next((one for one, pool in pools.items() if _of_node(pool).times(largest.room)), next(iter(pools)))
    total, most = sum(each.count for each in pods), pools[name].max_nodes
    enough = _enough(pools, name, asked)
    raised = f"Raise it to {enough} or more, take" if enough else "Take"
    nodes = " and ".join(f"{pool.max_nodes} of `{each}` ({pool.vm_size})" for each, pool in pools.items())
    models = ", ".join(sorted({each.model for each in pods if each.count}))
    yield (
        f"{dotted(('cluster', 'pools', name, 'maxNodes'))}: {most} is too few. The nodes that there may be, {nodes}, "
        f"have no room for the {total} pods at quiet times of {models} and the one more that a rolling update starts "
        f"first: a pod waits for ever, and `up` with it. {raised} a larger `vmSize`, or ask for less."
    )


def _enough(pools: Mapping[PoolName, PoolConfig], name: PoolName, pods: Sequence[_Pods]) -> int:
    """A number of nodes of one pool with which all fit, and with one fewer do not; 0 where no number was found.

    It need not be the smallest: as each pod takes the first place, room for all is no matter of the number alone.
    """

    def fits(nodes: int) -> bool:
        return _fit({**pools, name: pools[name].model_copy(update={"max_nodes": nodes})}, pods)

    few = pools[name].max_nodes
    most, step = min(few + sum(each.count for each in pods), MOST_NODES), 1
    while not fits(many := min(few + step, most)):
        if many >= most:
            return 0
        few, step = many, step * 2
    while many - few > 1:
        middle = (few + many) // 2
        few, many = (few, middle) if fits(middle) else (middle, many)
    return many


def _fit(pools: Mapping[PoolName, PoolConfig], pods: Sequence[_Pods]) -> bool:
    """Whether all find a node: the largest first, each on the smallest nodes that take it."""
    nodes = [_Nodes(room=_of_node(pool), count=pool.max_nodes) for pool in pools.values()]
    nodes.sort(key=lambda each: each.room.cpus)
    largest_first = sorted(pods, key=lambda each: each.room.cpus, reverse=True)
    for room, alike in groupby(largest_first, key=lambda each: each.room):
        nodes, left = _placed(nodes, room, sum(each.count for each in alike))
        if left:
            return False
    return True


def _placed(nodes: Sequence[_Nodes], pod: _Room, count: int) -> tuple[list[_Nodes], int]:
    """The nodes beside so many of those pods, and how many of these found none."""
    beside: list[_Nodes] = []
    for each in nodes:
        placed = min(count, each.count * each.room.times(pod)) if count else 0
        beside += each.less(pod, placed)
        count -= placed
    return beside, count


def _of_node(pool: PoolConfig) -> _Room:
    count, gib = vcpus(pool.vm_size), most_memory(pool.vm_size)
    kept = next((Decimal(cpus) for least, cpus in _RESERVED_CPUS if count and count >= least), Decimal(0))
    total = Decimal(gib * 1024**3) if gib else _MANY
    return _Room(
        cpus=Decimal(count) - kept if count else _MANY,
        memory=total - min(_RESERVED_BYTES, total * _MOST_RESERVED) if gib else _MANY,
        gpus=_or_many(gpus(pool.vm_size)),
    )


def _asked(deployment: KubernetesDeployment) -> _Room:
    return _Room(cpus=cpus_of(deployment.cpu), memory=bytes_of(deployment.memory), gpus=Decimal(deployment.gpu))


def _or_many(count: int | None) -> Decimal:
    return _MANY if count is None else Decimal(count)
