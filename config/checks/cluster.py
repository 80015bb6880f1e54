"""The AKS cluster's node pools and upgrades."""

from collections.abc import Iterator

from config.cluster import ClusterConfig, PoolConfig, SystemPoolConfig
from config.errors import Problem
from config.paths import Path, dotted
from config.remedies import flow, remove, set_value
from config.vm_sizes import has_gpu, vcpus

_FEWEST_VCPUS = 2
"""Source: https://learn.microsoft.com/azure/aks/quotas-skus-regions"""


def pool_bounds(cluster: ClusterConfig) -> Iterator[Problem]:
    """No pool's lower bound is above its upper one."""
    for path, pool in _pools(cluster):
        if pool.min_nodes > pool.max_nodes:
            yield Problem(
                path=dotted((*path, "minNodes")),
                value=str(pool.min_nodes),
                allowed=f"at most `maxNodes`, which is {pool.max_nodes}",
                example=set_value((*path, "minNodes"), pool.max_nodes),
            )


def pool_sizes(cluster: ClusterConfig) -> Iterator[Problem]:
    """AKS refuses nodes of one CPU; the system pool needs no GPU."""
    for path, pool in _pools(cluster):
        count = vcpus(pool.vm_size)
        if count is not None and count < _FEWEST_VCPUS:
            yield Problem(
                path=dotted((*path, "vmSize")),
                value=flow(pool.vm_size),
                allowed=f"a VM size of {_FEWEST_VCPUS} vCPUs or more: AKS refuses smaller nodes",
                example=set_value((*path, "vmSize"), "Standard_D2ds_v5"),
            )
    if has_gpu(cluster.system_pool.vm_size):
        path = ("cluster", "systemPool", "vmSize")
        yield Problem(
            path=dotted(path),
            value=flow(cluster.system_pool.vm_size),
            allowed="a VM size without GPUs: the system pool runs the cluster's own pods alone",
            example=set_value(path, "Standard_D4ds_v5"),
            hint="GPU pools go to `cluster.pools`",
        )


def pools_left(cluster: ClusterConfig) -> Iterator[Problem]:
    """Some pool takes the pods of those that are retired."""
    if not cluster.open_pools:
        path: Path = ("cluster", "pools", next(iter(cluster.pools)), "retire")
        yield Problem(
            path=dotted(path),
            value="true",
            allowed="`false` for one pool at least: the pods of the others go there",
            example=remove(path),
        )


def gpu_plugin(cluster: ClusterConfig) -> Iterator[Problem]:
    """GPU nodes offer no GPU before NVIDIA's device plugin runs on them: AKS installs the driver alone.

    Source: https://learn.microsoft.com/azure/aks/use-nvidia-gpu
    """
    pools = [name for name, pool in cluster.pools.items() if has_gpu(pool.vm_size)]
    if pools and cluster.gpu_plugin is None:
        path = ("cluster", "gpuPlugin")
        yield Problem(
            path=dotted(path),
            allowed=f"the image of NVIDIA's device plugin by its digest: pool `{pools[0]}` offers no GPU without it",
            example=set_value(path, f"nvidia/k8s-device-plugin@sha256:{'0' * 64}"),
            hint="`az acr import --source nvcr.io/nvidia/k8s-device-plugin:VERSION` brings it into the registry; put "
            "its digest in place of the zeros",
        )


def upgrade_channels(cluster: ClusterConfig) -> Iterator[Problem]:
    """The channel `node-image` of the cluster upgrades the nodes' images, which no other channel then may.

    Source: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/kubernetes_cluster
    """
    upgrades = cluster.upgrades
    if upgrades.cluster == "node-image" and upgrades.node_os != "NodeImage":
        path = ("cluster", "upgrades", "nodeOs")
        yield Problem(
            path=dotted(path),
            value=flow(upgrades.node_os),
            allowed="`NodeImage` beside `cluster: node-image`: AKS refuses two ways for the nodes' images",
            example=set_value(path, "NodeImage"),
            hint="or `cluster: patch`, which leaves the images to `nodeOs`",
        )


def _pools(cluster: ClusterConfig) -> Iterator[tuple[Path, PoolConfig | SystemPoolConfig]]:
    yield ("cluster", "systemPool"), cluster.system_pool
    for name, pool in cluster.pools.items():
        yield ("cluster", "pools", name), pool
