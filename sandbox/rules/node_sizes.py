"""The VM sizes of node pools, and of managed online deployments: what is too small, and what is not offered."""

from collections.abc import Iterator
from typing import Any

from sandbox.request import Request
from sandbox.rules import Verdict, on_write
from sandbox.rules.containerservice import CLUSTER
from sandbox.rules.node_pools import POOL
from sandbox.rules.online_endpoints import DEPLOYMENT
from sandbox.rules.reading import items, number, text
from sandbox.rules.vm_sizes import family, local_disk, vcpus
from sandbox.store import Stored, World

_FEWEST_VCPUS = 2


@on_write(CLUSTER)
def inline_pools_fit_their_sizes(request: Request, _world: World, _old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/aks/quotas-skus-regions#restricted-vm-sizes."""
    for index, pool in enumerate(items(request.inputs, "agentPoolProfiles")):
        yield from _unfit(f"agentPoolProfiles[{index}].", pool)


@on_write(POOL)
def pool_fits_its_size(request: Request, _world: World, _old: Stored | None) -> Iterator[Verdict]:
    """Source as above; https://learn.microsoft.com/azure/aks/use-system-pools."""
    yield from _unfit("", request.inputs)


@on_write(DEPLOYMENT)
def instances_are_of_an_offered_family(request: Request, _world: World, _old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/machine-learning/reference-managed-online-endpoints-vm-sku-list."""
    size = text(request.inputs, "properties", "instanceType")
    managed = text(request.inputs, "properties", "endpointComputeType") == "Managed"
    if managed and size and family(size) == "B":
        yield (
            "BadArgument",
            f"properties.instanceType is '{size}'; managed online endpoints have no burstable sizes: write one such as "
            "'Standard_DS3_v2'.",
        )


def _unfit(path: str, pool: Any) -> Iterator[Verdict]:
    size = text(pool, "vmSize")
    if size is None:
        return
    count = vcpus(size)
    if count is not None and count < _FEWEST_VCPUS:
        system = text(pool, "mode") == "System"
        yield (
            "SystemPoolSkuTooLow" if system else "VMSizeNotSupported",
            f"{path}vmSize is '{size}' of {count} vCPU; nodes of AKS have 2 or more: write 'Standard_D4ds_v5'.",
        )
    room, asked = local_disk(size), number(pool, "osDiskSizeGB")
    if text(pool, "osDiskType") != "Ephemeral" or room is None:
        return
    if not room:
        yield (
            "InvalidParameter",
            f"{path}osDiskType is 'Ephemeral', and '{size}' has no local disk; write 'Managed', or a size with a `d` "
            "such as 'Standard_D4ds_v5'.",
        )
    elif asked is not None and asked > room:
        yield (
            "InvalidParameter",
            f"{path}osDiskSizeGB is {asked}, and the local disk of '{size}' has {room:g} GiB; write less, or "
            "osDiskType 'Managed'.",
        )
