"""Models on AKS: GPUs for their pods, and names that the platform keeps."""

from collections.abc import Iterator, Mapping

from config.cluster import ClusterConfig
from config.errors import Problem
from config.models import KubernetesModel, Model, of_target
from config.paths import Path, dotted
from config.remedies import flow, remove, set_value
from config.vm_sizes import gpus, has_gpu

PLATFORM_VARIABLES = frozenset(
    {
        "APPLICATIONINSIGHTS_CONNECTION_STRING",
        "AZURE_AUTHORITY_HOST",
        "AZURE_CLIENT_ID",
        "AZURE_FEDERATED_TOKEN_FILE",
        "AZURE_TENANT_ID",
        "LOG_LEVEL",
        "MODEL_NAME",
        "MODEL_VERSION",
        "PORT",
    }
)
"""Environment variables of a model's pods that the platform sets, or workload identity for it."""

_SET_BY = {
    "LOG_LEVEL": "`logLevel` of the model sets it",
    "MODEL_VERSION": "`version` of the deployment sets it",
    "PORT": "`probes.port` of the model sets it",
}


def room_for_gpus(models: Mapping[str, Model], cluster: ClusterConfig) -> Iterator[Problem]:
    """Each deployment alone, at its most pods, fits on the GPU pools at their most nodes.

    Several together may ask for more: they seldom peak at once.
    """
    pools = {name: pool for name, pool in cluster.open_pools.items() if has_gpu(pool.vm_size)}
    nodes = [(gpus(pool.vm_size), pool.max_nodes) for pool in pools.values()]
    known = [(count, most) for count, most in nodes if count is not None]
    if len(known) < len(nodes):
        return
    for name, model in of_target(models, KubernetesModel):
        yield from _too_many_gpus(name, model, known, ", ".join(f"`{pool}`" for pool in pools))


def own_variables(models: Mapping[str, Model]) -> Iterator[Problem]:
    """A model's environment variables are none that the platform sets."""
    for name, model in of_target(models, KubernetesModel):
        for key, deployment in model.deployments.items():
            for variable in sorted(PLATFORM_VARIABLES & deployment.environment_variables.keys()):
                path: Path = ("models", name, "deployments", key, "environmentVariables", variable)
                yield Problem(
                    path=dotted(path),
                    value=flow(deployment.environment_variables[variable]),
                    allowed=f"another name: the platform sets {variable} itself",
                    example=remove(path),
                    hint=_SET_BY.get(variable, ""),
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
        elif model.event_autoscale:
            path, pods = ("models", name, "eventAutoscale", "maxReplicas"), model.event_autoscale.max_replicas
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
