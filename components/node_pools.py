"""Node pools: what each pool of a cluster is made of, and which pods it takes."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pulumi
import pulumi_azure_native.containerservice as aks

from config.cluster import PoolConfig, SystemPoolConfig

SYSTEM_POOL = "system"
SYSTEM_TAINT = "CriticalAddonsOnly=true:NoSchedule"
GPU_TAINT = "sku=gpu:NoSchedule"
SPOT_TAINT = "kubernetes.azure.com/scalesetpriority=spot:NoSchedule"

MAX_PODS = 110
"""Pods a node; the overlay gives each node a /24. https://learn.microsoft.com/azure/aks/azure-cni-overlay"""

MAX_SURGE = "33%"
"""Share of a pool that an upgrade adds at a time. https://learn.microsoft.com/azure/aks/upgrade-cluster"""

DRAIN_MINUTES = 30
"""Minutes that an upgrade waits for a node to drain; the default of AKS."""

_GPU_SIZE = re.compile(r"Standard_N[CDGV]")


def is_gpu(vm_size: str) -> bool:
    """Whether the nodes of a VM size have GPUs: the N families."""
    return _GPU_SIZE.match(vm_size) is not None


def labels(pool: PoolConfig) -> dict[str, str]:
    """The labels of a pool's nodes: the user's, and `sku`, which the platform's pods select by."""
    return {**pool.labels, "sku": "gpu" if is_gpu(pool.vm_size) else "cpu"}


def taints(pool: PoolConfig) -> list[str]:
    """What keeps pods that do not ask for a GPU or for spot capacity off a pool."""
    return [
        *([GPU_TAINT] if is_gpu(pool.vm_size) else []),
        *([SPOT_TAINT] if pool.spot else []),
    ]


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
        min_count=config.min_nodes,
        max_count=config.max_nodes,
        os_sku="Ubuntu" if is_gpu(config.vm_size) else "AzureLinux",  # only Ubuntu has the drivers of every GPU family
        node_labels=labels(config),
        node_taints=taints(config),
        **_capacity(config),
        **_common(subnet_id, zones, version, tags),
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
