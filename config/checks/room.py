"""Room for one pod: some pool has nodes with the GPUs, the CPUs and the memory that it asks for."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from config.cluster import ClusterConfig
from config.errors import Problem
from config.kubernetes_models import KubernetesDeployment
from config.models import KubernetesModel, Model, of_target
from config.paths import Path, dotted
from config.remedies import flow, set_value
from config.vm_series import most_memory
from config.vm_sizes import gpus, has_gpu, has_gpus, vcpus

_GIB = 1024**3
_UNITS = {"M": 1000**2, "G": 1000**3, "T": 1000**4, "Mi": 1024**2, "Gi": _GIB, "Ti": 1024**4}


def room_for_pods(models: Mapping[str, Model], cluster: ClusterConfig) -> Iterator[Problem]:
    """Some pool has nodes for each pod: with GPUs if it asks for some, else without, and with all that it asks for.

    GPU nodes take only pods that ask for GPUs. A node keeps part of its CPUs and memory for the system. What a size
    has that is not known here is taken to be enough.
    """
    sizes = [pool.vm_size for pool in cluster.open_pools.values()]
    if not sizes:
        return
    for name, model in of_target(models, KubernetesModel):
        for key, deployment in model.deployments.items():
            yield from _problems(("models", name, "deployments", key), deployment, sizes)


def _problems(path: Path, deployment: KubernetesDeployment, sizes: Sequence[str]) -> Iterator[Problem]:
    with_gpus = [size for size in sizes if has_gpu(size)]
    fitting = [size for size in sizes if size not in with_gpus]
    if deployment.gpu:
        fitting = [size for size in with_gpus if has_gpus(size, deployment.gpu)]
        if not fitting:
            yield _gpu_problem((*path, "gpu"), deployment.gpu, with_gpus)
            return
    elif not fitting:
        yield Problem(
            path="cluster.pools",
            value="GPU pools alone",
            allowed="a pool without GPUs for the models that ask for none: GPU nodes take no others",
            example=set_value(("cluster", "pools", "cpu"), {"vmSize": "Standard_D4ds_v5", "maxNodes": 3}),
        )
        return
    cpus, memory = cpus_of(deployment.cpu), bytes_of(deployment.memory)
    which = f"nodes of `cluster.pools` with {deployment.gpu} GPUs or more" if deployment.gpu else "nodes without GPUs"
    roomy = [size for size in fitting if (count := vcpus(size)) is None or cpus < count]
    if not roomy:
        yield _cpu_problem((*path, "cpu"), deployment.cpu, max(vcpus(size) or 0 for size in fitting), which)
        return
    gib = [most_memory(size) for size in roomy]
    known = [most for most in gib if most is not None]
    if len(known) == len(gib) and memory >= max(known) * _GIB:
        yield _memory_problem((*path, "memory"), deployment.memory, max(known), which)


def _gpu_problem(path: Path, asked: int, sizes: Sequence[str]) -> Problem:
    most = max((gpus(size) or 0 for size in sizes), default=0)
    return Problem(
        path=dotted(path),
        value=str(asked),
        allowed=f"at most {most}: no node of `cluster.pools` has more GPUs"
        if most
        else "0: no pool of `cluster.pools` has nodes with GPUs",
        example=set_value(path, most),
        hint="or add a pool, such as `gpu: {vmSize: Standard_NC4as_T4_v3, maxNodes: 3}`, under `cluster.pools`",
    )


def _cpu_problem(path: Path, asked: str, most: int, which: str) -> Problem:
    return Problem(
        path=dotted(path),
        value=flow(asked),
        allowed=f"less than {most} CPUs: the largest {which} have {most}, and keep some for the system",
        example=set_value(path, f"{most * 1000 - 1000}m" if most > 1 else "500m"),
        hint="or use a larger `vmSize`",
    )


def _memory_problem(path: Path, asked: str, most: int, which: str) -> Problem:
    return Problem(
        path=dotted(path),
        value=flow(asked),
        allowed=f"less than {most}Gi: the largest {which} and enough CPUs have {most} GiB at most, and keep some for "
        "the system",
        example=set_value(path, f"{max(most * 3 // 4, 1)}Gi"),
        hint="or use a larger `vmSize`",
    )


def cpus_of(quantity: str) -> Decimal:
    """The CPUs in a quantity such as `500m`."""
    return Decimal(quantity[:-1]) / 1000 if quantity.endswith("m") else Decimal(quantity)


def bytes_of(quantity: str) -> Decimal:
    """The bytes in a quantity such as `2Gi`."""
    number = quantity.rstrip("MGTi")
    return Decimal(number) * _UNITS[quantity[len(number) :]]
