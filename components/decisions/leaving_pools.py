"""Node pools that leave the config: only when no pod of a model can be on them any more.

AKS deletes a pool without draining its nodes, so a pool goes in two edits. `retire` moves the models' pods to the other
pools by rolling updates; the autoscaler then takes its nodes away, and the pool may leave once Azure says that it has
none: https://learn.microsoft.com/azure/aks/delete-node-pool
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_azure_native as azure
from pulumi.runtime import invoke_async

from components.addresses import stamp_group_name
from components.decisions.asking import means_absent
from components.decisions.fixed_clusters import POOL, pool_name
from components.decisions.ground import Ground
from components.decisions.made import Made
from components.decisions.retirement import RETIRED_TAG
from components.names import Names, Service
from config.errors import Problem
from config.paths import Path, dotted
from config.remedies import set_value
from config.stack import StackConfig


@dataclass(frozen=True, kw_only=True)
class LeavingPool:
    """A pool of a stamp, which models are served in, that the config has no more."""

    region: str
    name: str
    retired: bool
    """Whether an `up` has retired it."""


def leaving_pools(config: StackConfig, names: Names, made: Sequence[Made]) -> list[LeavingPool]:
    """The pools that an `up` would delete; `made` is the stack's state."""
    ground = Ground(made=made, config=config, names=names)
    if ground.is_renamed:
        return []
    return [
        LeavingPool(region=region, name=pool_name(one), retired=one.text("tags", RETIRED_TAG) == "true")
        for region, one in ground.in_stamps(POOL, ground.pods)
        if pool_name(one) not in config.cluster.pools
    ]


async def ask_nodes(
    pools: Sequence[LeavingPool], names: Names, providers: Mapping[str, azure.Provider]
) -> Sequence[Problem]:
    """Ask Azure how many nodes these pools have, and tell which may not leave yet.

    `providers` are the stamps' azure-native providers by region. Raises `pulumi.RunError` where Azure does not say.
    """
    retired = [pool for pool in pools if pool.retired]
    counts = await asyncio.gather(*(_count(pool, names, providers[pool.region]) for pool in retired))
    full = {pool: count for pool, count in zip(retired, counts, strict=True) if count}
    return [*not_retired(pools), *_not_empty(full)]


def not_retired(pools: Sequence[LeavingPool]) -> Iterator[Problem]:
    """Those of the pools that no `up` has retired, whatever Azure says of them."""
    for name in sorted({pool.name for pool in pools if not pool.retired}):
        path: Path = ("cluster", "pools", name)
        yield Problem(
            path=dotted(path),
            value="no longer declared, and not retired: pods of models may run on it",
            allowed="to be declared until an `up` has retired it, and its nodes are gone",
            example=f"{dotted(path)}: as it was before this edit\n{set_value((*path, 'retire'), True)}",
            hint="retire it, run `pulumi up`, wait for the autoscaler to take its nodes away, then remove it",
        )


async def _count(pool: LeavingPool, names: Names, provider: azure.Provider) -> int:
    where = {
        "resourceGroupName": stamp_group_name(names, pool.region),
        "resourceName": names.of(Service.CLUSTER, pool.region),
        "agentPoolName": pool.name,
    }
    options = pulumi.InvokeOptions(provider=provider)
    try:
        answer: Any = await invoke_async("azure-native:containerservice:getAgentPool", where, options)
    except Exception as error:  # the SDK raises plain Exception for whatever a provider answers
        if means_absent(str(error)):
            return 0
        raise pulumi.RunError(
            f"Azure did not say how many nodes pool {pool.name} has in {pool.region}, and no pool is deleted without "
            f"knowing.\nIt answered: {error}\n"
            "Check that you are signed in (`az login`), that your account may read the cluster, and run again."
        ) from error
    count = (answer or {}).get("count")
    if not isinstance(count, int | float):
        raise pulumi.RunError(f"Azure's answer about pool {pool.name} in {pool.region} has no count. Run again.")
    return int(count)


def _not_empty(full: Mapping[LeavingPool, int]) -> Iterator[Problem]:
    for name in sorted({pool.name for pool in full}):
        nodes = ", ".join(f"{count} in {pool.region}" for pool, count in full.items() if pool.name == name)
        path: Path = ("cluster", "pools", name)
        yield Problem(
            path=dotted(path),
            value=f"no longer declared, and it still has nodes: {nodes}",
            allowed="to be declared until Azure says that it has none",
            example=f"{dotted(path)}: as it was before this edit, with retire: true",
            hint=f"the autoscaler takes a node away some ten minutes after its last pod; `kubectl get nodes -l "
            f"kubernetes.azure.com/agentpool={name}` names the nodes, `kubectl get pods -A -o wide` what is on them",
        )
