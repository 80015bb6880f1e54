"""Node pools: what each pool of a cluster is made of, and which pods it takes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_azure_native.containerservice as aks

from components.decisions.retirement import retired_tag
from config.cluster import PoolConfig, SystemPoolConfig
from config.pools import pools_for
from config.vm_sizes import has_gpu

SYSTEM_POOL = "system"
SYSTEM_TAINT = "CriticalAddonsOnly=true:NoSchedule"
GPU_TAINT = "sku=gpu:NoSchedule"
SPOT_TAINT = "kubernetes.azure.com/scalesetpriority=spot:NoSchedule"

POOL_LABEL = "kubernetes.azure.com/agentpool"
"""Label of a node that names its pool: https://learn.microsoft.com/azure/aks/use-labels"""

MAX_PODS = 110
"""Pods a node; the overlay gives each node a /24. https://learn.microsoft.com/azure/aks/azure-cni-overlay"""

MAX_SURGE = "33%"
"""Share of a pool that an upgrade adds at a time. https://learn.microsoft.com/azure/aks/upgrade-cluster"""

DRAIN_MINUTES = 30
"""Minutes that an upgrade waits for a node to drain; the default of AKS."""


def labels(pool: PoolConfig) -> dict[str, str]:
    """The labels of a pool's nodes: the user's, and `sku`, which the platform's pods select by."""
    return {**pool.labels, "sku": "gpu" if has_gpu(pool.vm_size) else "cpu"}


def taints(pool: PoolConfig) -> list[str]:
    """What keeps pods that do not ask for a GPU or for spot capacity off a pool."""
    return [
        *([GPU_TAINT] if has_gpu(pool.vm_size) else []),
        *([SPOT_TAINT] if pool.spot else []),
    ]


@dataclass(frozen=True, kw_only=True)
class Placement:
    """Which nodes a pod goes to."""

    node_selector: Mapping[str, str]
    tolerations: Mapping[str, str]
    """The `NoSchedule` taints that the pod puts up with: values by key."""
    avoided: tuple[str, ...] = ()
    """Pools that are retired, which the pod leaves: by a rolling update, so that no request is lost."""

    @property
    def affinity(self) -> dict[str, Any]:
        """What keeps the pod off the pools that it avoids, in Kubernetes' own words; empty where there are none."""
        if not self.avoided:
            return {}
        elsewhere = {"key": POOL_LABEL, "operator": "NotIn", "values": list(self.avoided)}
        terms = {"nodeSelectorTerms": [{"matchExpressions": [elsewhere]}]}
        return {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": terms}}


def placement(gpu: int, pools: Mapping[str, PoolConfig]) -> Placement:
    """The nodes of the pools that `pools_for` finds for a pod with `gpu` GPUs.

    Raises:
        ValueError: no pool has a node with as many GPUs.
    """
    fitting = pools_for(gpu, pools).values()
    if not fitting:
        raise ValueError(f"no pool of {', '.join(pools) or 'none'} has nodes with {gpu} GPUs")
    on_gpu = all(has_gpu(pool.vm_size) for pool in fitting)
    spot_only = all(pool.spot for pool in fitting)
    return Placement(
        node_selector={"sku": "gpu" if on_gpu else "cpu"},
        tolerations={
            **({"sku": "gpu"} if on_gpu else {}),
            **({"kubernetes.azure.com/scalesetpriority": "spot"} if spot_only else {}),
        },
        avoided=tuple(sorted(name for name, pool in pools.items() if pool.retire)),
    )


def system_pool(
    config: SystemPoolConfig, subnet_id: pulumi.Input[str], zones: Sequence[str], version: str, tags: Mapping[str, str]
) -> aks.ManagedClusterAgentPoolProfileArgs:
    """The pool of the cluster's own pods, part of the cluster itself."""
    return aks.ManagedClusterAgentPoolProfileArgs(
        name=SYSTEM_POOL,
        mode="System",
        vm_size=config.vm_size,
        count=config.min_nodes,
        min_count=config.min_nodes,
        max_count=config.max_nodes,
        os_sku="AzureLinux",
        node_taints=[SYSTEM_TAINT],
        upgrade_settings=aks.AgentPoolUpgradeSettingsArgs(max_surge=MAX_SURGE, drain_timeout_in_minutes=DRAIN_MINUTES),
        **_common(subnet_id, zones, version, tags),
    )


def create_pool(
    name: str,
    pool_name: str,
    config: PoolConfig,
    *,
    cluster: aks.ManagedCluster,
    resource_group_name: pulumi.Input[str],
    subnet_id: pulumi.Input[str],
    zones: Sequence[str],
    version: str,
    tags: Mapping[str, str],
    opts: pulumi.ResourceOptions,
) -> aks.AgentPool:
    """Declare a pool for models, a resource of its own, so that it comes and goes without the cluster."""
    return aks.AgentPool(
        name,
        agent_pool_name=pool_name,
        resource_name_=cluster.name,
        resource_group_name=resource_group_name,
        mode="User",
        vm_size=config.vm_size,
        count=config.min_nodes,
        min_count=0 if config.retire else config.min_nodes,
        max_count=config.max_nodes,
        os_sku="Ubuntu" if has_gpu(config.vm_size) else "AzureLinux",  # only Ubuntu has the drivers of every GPU family
        node_labels=labels(config),
        node_taints=taints(config),
        **_capacity(config),
        **_common(subnet_id, zones, version, {**tags, **retired_tag(retired=config.retire)}),
        opts=pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(ignore_changes=["count"])),
    )


def _capacity(config: PoolConfig) -> dict[str, Any]:
    if config.spot:  # Azure refuses upgrade settings on spot pools.
        return {"scale_set_priority": "Spot", "scale_set_eviction_policy": "Delete", "spot_max_price": -1.0}
    return {
        "scale_set_priority": "Regular",
        "upgrade_settings": aks.AgentPoolUpgradeSettingsArgs(
            max_surge=MAX_SURGE, drain_timeout_in_minutes=DRAIN_MINUTES
        ),
    }


def _common(
    subnet_id: pulumi.Input[str], zones: Sequence[str], version: str, tags: Mapping[str, str]
) -> dict[str, Any]:
    return {
        "type": "VirtualMachineScaleSets",
        "os_type": "Linux",
        "orchestrator_version": version,
        "enable_auto_scaling": True,
        "enable_encryption_at_host": True,
        "enable_node_public_ip": False,
        "security_profile": aks.AgentPoolSecurityProfileArgs(ssh_access="Disabled"),
        "vnet_subnet_id": subnet_id,
        "availability_zones": list(zones) or None,
        "max_pods": MAX_PODS,
        "tags": tags,
    }
