"""Node pools that leave the config: only when no pod of a model can be on them any more.

AKS deletes a pool without draining its nodes, so a pool goes in two edits. `retire` moves the models' pods to the other
pools by rolling updates; the autoscaler then takes its nodes away, and the pool may leave once Azure says that it has
none: https://learn.microsoft.com/azure/aks/delete-node-pool

Where no model is served a pool may go at once, unless it is protected: Pulumi would refuse that in its own words. The
`up` that retires it takes the protection off.
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
    """A pool that the config has no more, of a stamp that it has, which is in the way of an `up`."""

    region: str
    name: str
    retired: bool
    """Whether an `up` has retired it."""
    serves: bool
    """Whether models are served in its stamp, by whatever nodes."""


def leaving_pools(config: StackConfig, names: Names, made: Sequence[Made]) -> list[LeavingPool]:
    """The pools that an `up` would delete from under models, or would not delete as they are protected.

    `made` is the stack's state. That does not tell what is protected; the config does, for stacks that are up to date.
    """
    ground = Ground(made=made, config=config, names=names)
    if ground.is_renamed:
        return []
    pools = [
        LeavingPool(
            region=region,
            name=pool_name(one),
            retired=one.text("tags", RETIRED_TAG) == "true",
            serves=region in ground.pods,
        )
        for region, one in ground.in_stamps(POOL, config.stamps)
        if pool_name(one) not in config.cluster.pools
    ]
    return [pool for pool in pools if pool.serves or (config.protects(pool.region) and not pool.retired)]


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
    kept = [pool for pool in pools if not pool.retired]
    for name in sorted({pool.name for pool in kept}):
        path: Path = ("cluster", "pools", name)
        regions = ", ".join(sorted(pool.region for pool in kept if pool.name == name))
        serves = any(pool.serves for pool in kept if pool.name == name)
        why = "pods of models may run on it" if serves else f"`protect` keeps it in {regions}"
        until = ", and its nodes are gone" if serves else ", which takes the protection off"
        wait = "wait for the autoscaler to take its nodes away, " if serves else ""
        yield Problem(
            path=dotted(path),
            value=f"no longer declared, and not retired: {why}",
            allowed=f"to be declared until an `up` has retired it{until}",
            example=f"{dotted(path)}: as it was before this edit\n{set_value((*path, 'retire'), True)}",
            hint=f"retire it, run `pulumi up`, {wait}then remove it",
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
