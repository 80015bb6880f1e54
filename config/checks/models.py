"""Models: traffic, scaling, room on the nodes, secrets, limits of managed endpoints."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from config.cluster import ClusterConfig
from config.errors import Problem
from config.models import BatchModel, KubernetesModel, ManagedModel
from config.paths import Path, dotted
from config.remedies import flow, remove, set_all, set_value
from config.spelling import nearest
from config.stamps import StampConfig
from config.vault import SecretConfig
from config.vm_sizes import gpus, has_gpu, serves_managed, vcpus

Models = Mapping[str, BatchModel | KubernetesModel | ManagedModel]

_WHOLE = 100

_MOST_ENDPOINTS = 100
_MOST_DEPLOYMENTS = 500
"""Of one region. Source: https://learn.microsoft.com/azure/machine-learning/how-to-manage-quotas"""


def traffic(models: Models) -> Iterator[Problem]:
    """A model says where all of its traffic goes, to deployments that it has."""
    for name, model in models.items():
        if isinstance(model, BatchModel):
            continue
        path: Path = ("models", name, "traffic")
        unknown = [deployment for deployment in model.traffic if deployment not in model.deployments]
        for deployment in unknown:
            yield _unknown_deployment((*path, deployment), deployment, model)
        total = sum(model.traffic.values())
        if total != _WHOLE and not unknown:
            yield Problem(
                path=dotted(path),
                value=f"{flow(dict(model.traffic))}, together {total}" if model.traffic else "{}",
                allowed="whole percents that sum to 100",
                example=set_all({(*path, key): share for key, share in _whole(model).items()}),
            )


def autoscale(models: Models) -> Iterator[Problem]:
    """No autoscaler's lower bound is above its upper one."""
    for name, model in models.items():
        scaling = model.autoscale if isinstance(model, KubernetesModel) else None
        if scaling and scaling.min_replicas > scaling.max_replicas:
            path = ("models", name, "autoscale", "minReplicas")
            yield Problem(
                path=dotted(path),
                value=str(scaling.min_replicas),
                allowed=f"at most `maxReplicas`, which is {scaling.max_replicas}",
                example=set_value(path, scaling.max_replicas),
            )


def room_for_pods(models: Models, cluster: ClusterConfig) -> Iterator[Problem]:
    """Some pool has nodes for each pod: with enough GPUs, or without any and with more CPUs than it asks for.

    GPU nodes take only pods that ask for GPUs. A node keeps part of its CPUs for the system.
    """
    sizes = [pool.vm_size for pool in cluster.pools.values()]
    for name, model in models.items():
        if not isinstance(model, KubernetesModel):
            continue
        for key, deployment in model.deployments.items():
            path: Path = ("models", name, "deployments", key)
            if deployment.gpu:
                yield from _gpu_problem((*path, "gpu"), deployment.gpu, sizes)
            else:
                yield from _cpu_problem((*path, "cpu"), deployment.cpu, [size for size in sizes if not has_gpu(size)])


def room_for_gpus(models: Models, cluster: ClusterConfig) -> Iterator[Problem]:
    """Each deployment alone, at its most pods, fits on the GPU pools at their most nodes.

    Several together may ask for more: they seldom peak at once.
    """
    pools = {name: pool for name, pool in cluster.pools.items() if has_gpu(pool.vm_size)}
    nodes = [(gpus(pool.vm_size), pool.max_nodes) for pool in pools.values()]
    known = [(count, most) for count, most in nodes if count is not None]
    if len(known) < len(nodes):
        return
    for name, model in models.items():
        if isinstance(model, KubernetesModel):
            yield from _too_many_gpus(name, model, known, ", ".join(f"`{pool}`" for pool in pools))


def known_secrets(models: Models, secrets: Mapping[str, SecretConfig]) -> Iterator[Problem]:
    """A model mounts secrets that there are."""
    for name, model in models.items():
        if not isinstance(model, KubernetesModel):
            continue
        for index, secret in enumerate(model.secrets):
            if secret in secrets:
                continue
            path: Path = ("models", name, "secrets", index)
            meant = nearest(secret, secrets)
            known = ", ".join(f"`{key}`" for key in secrets)
            yield Problem(
                path=dotted(path),
                value=flow(secret),
                allowed=f"the name of one of `secrets`: {known}"
                if known
                else "the name of one of `secrets`; it is empty",
                example=set_value(path, meant) if meant else remove(path),
                hint=f"did you mean `{meant}`?" if meant else f"or add it: `secrets.{secret}`",
            )


def managed_sizes(models: Models) -> Iterator[Problem]:
    """Managed endpoints run on sizes that Azure ML has for them."""
    for name, model in models.items():
        if not isinstance(model, ManagedModel):
            continue
        for key, deployment in model.deployments.items():
            if not serves_managed(deployment.instance_type):
                path = ("models", name, "deployments", key, "instanceType")
                yield Problem(
                    path=dotted(path),
                    value=flow(deployment.instance_type),
                    allowed="a VM size of managed online endpoints: DSv2, Dav4, Dasv4, Esv3, Fsv2, FX, NC or ND family",
                    example=set_value(path, "Standard_DS3_v2"),
                )


def managed_limits(models: Models, stamps: Mapping[str, StampConfig]) -> Iterator[Problem]:
    """A region has 100 managed endpoints and 500 deployments at most; each stamp has all of them."""
    managed = [model for model in models.values() if isinstance(model, ManagedModel)]
    deployments = sum(len(model.deployments) for model in managed)
    for count, most, what in (
        (len(managed), _MOST_ENDPOINTS, "managed endpoints"),
        (deployments, _MOST_DEPLOYMENTS, "managed deployments"),
    ):
        if count > most:
            last = [name for name, model in models.items() if isinstance(model, ManagedModel)][-1]
            yield Problem(
                path="models",
                value=f"{count} {what}",
                allowed=f"at most {most} {what} in a region, and each of {len(stamps)} stamps has all",
                example=remove(("models", last)),
                hint="or serve some by `target: kubernetes`",
            )


def _unknown_deployment(path: Path, deployment: str, model: KubernetesModel | ManagedModel) -> Problem:
    meant = nearest(deployment, model.deployments)
    share = model.traffic[deployment]
    total = sum(model.traffic.values())
    if meant and meant not in model.traffic and total == _WHOLE:
        example = f"{remove(path)} && {set_value((*path[:-1], meant), share)}"
    else:
        whole: dict[Path, object] = {(*path[:-1], key): share for key, share in _whole(model).items()}
        example = f"{remove(path)} && {set_all(whole)}"
    return Problem(
        path=dotted(path),
        value=str(share),
        allowed="traffic to a deployment of the model: " + ", ".join(f"`{key}`" for key in model.deployments),
        example=example,
        hint=f"did you mean `{meant}`?" if meant else "",
    )


def _whole(model: KubernetesModel | ManagedModel) -> dict[str, int]:
    """Shares that sum to 100, as near to the model's as one change of the largest makes them."""
    shares = {key: share for key, share in model.traffic.items() if key in model.deployments}
    largest = max(shares, key=lambda key: shares[key]) if shares else next(iter(model.deployments))
    others = sum(share for key, share in shares.items() if key != largest)
    if others > _WHOLE:
        return {**dict.fromkeys(shares, 0), largest: _WHOLE}
    return {**shares, largest: _WHOLE - others}


def _gpu_problem(path: Path, asked: int, sizes: list[str]) -> Iterator[Problem]:
    known = [gpus(size) for size in sizes if has_gpu(size)]
    if any(count is None or count >= asked for count in known):
        return
    most = max((count for count in known if count), default=0)
    yield Problem(
        path=dotted(path),
        value=str(asked),
        allowed=f"at most {most}: no node of `cluster.pools` has more GPUs"
        if most
        else "0: no pool of `cluster.pools` has nodes with GPUs",
        example=set_value(path, most),
        hint="or add a pool, such as `gpu: {vmSize: Standard_NC4as_T4_v3, maxNodes: 3}`, under `cluster.pools`",
    )


def _too_many_gpus(name: str, model: KubernetesModel, nodes: list[tuple[int, int]], pools: str) -> Iterator[Problem]:
    """`nodes` has for each GPU pool the GPUs of a node and the most nodes."""
    told: set[Path] = set()
    tightest = sorted(model.deployments.items(), key=lambda item: -item[1].gpu)
    for key, deployment in tightest:
        asked = deployment.gpu
        room = sum(count // asked * most for count, most in nodes) if asked else 0
        path: Path = ("models", name, "deployments", key, "replicas")
        pods = deployment.replicas
        if model.autoscale:
            path, pods = ("models", name, "autoscale", "maxReplicas"), model.autoscale.max_replicas
        if 0 < room < pods and path not in told:
            told.add(path)
            yield Problem(
                path=dotted(path),
                value=str(pods),
                allowed=f"at most {room} pods with `gpu: {asked}`, as `{key}` has them: the nodes of {pools} have "
                f"{sum(count * most for count, most in nodes)} GPUs at `maxNodes`, and a pod has all of its on one",
                example=set_value(path, room),
                hint=f"or raise `maxNodes` of {pools}",
            )


def _cpu_problem(path: Path, asked: str, sizes: list[str]) -> Iterator[Problem]:
    if not sizes:
        yield Problem(
            path="cluster.pools",
            value="GPU pools alone",
            allowed="a pool without GPUs for the models that ask for none: GPU nodes take no others",
            example=set_value(("cluster", "pools", "cpu"), {"vmSize": "Standard_D4ds_v5", "maxNodes": 3}),
        )
        return
    counts = [vcpus(size) for size in sizes]
    known = [count for count in counts if count is not None]
    if len(known) == len(counts) and _cpus(asked) >= max(known):
        yield Problem(
            path=dotted(path),
            value=flow(asked),
            allowed=f"less than {max(known)} CPUs: the largest nodes of `cluster.pools` have {max(known)}, and keep "
            "some for the system",
            example=set_value(path, f"{max(known) * 1000 - 1000}m" if max(known) > 1 else "500m"),
            hint="or use a larger `vmSize`",
        )


def _cpus(quantity: str) -> Decimal:
    return Decimal(quantity[:-1]) / 1000 if quantity.endswith("m") else Decimal(quantity)
