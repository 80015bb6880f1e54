"""Keys that are right by themselves and have no effect, or a further one, beside others: told as remarks."""

from collections.abc import Iterator, Mapping

from config.base import Section
from config.managed_models import ManagedModel
from config.models import KubernetesModel, of_target
from config.paths import Path, dotted
from config.stack import StackConfig
from config.vm_sizes import has_gpu


def idle(config: StackConfig) -> Iterator[str]:
    """What of the config has no effect or a further one, and why: a remark each."""
    yield from _beside_existing(config)
    yield from _without_endpoints(config)
    yield from _in_one_subnet(config)
    yield from _without_gpus(config)
    yield from _scaled_pods(config)
    yield from _scaled_instances(config)
    yield from _nothing_collected(config)


def _beside_existing(config: StackConfig) -> Iterator[str]:
    """What is asked of a service that the platform only uses."""
    if config.registry.existing_id:
        why = "has no effect on the registry of `existingId`, which its owner configures"
        yield from _given(("registry",), config.registry, {"untagged_retention_days": "untaggedRetentionDays"}, why)
    if config.observability.existing_workspace_id:
        why = "has no effect on the workspace of `existingWorkspaceId`, which its owner configures"
        keys = {"retention_days": "retentionDays", "daily_cap_gb": "dailyCapGb"}
        yield from _given(("observability",), config.observability, keys, why)
    if set(config.stamps) <= set(config.vault.existing_ids):
        why = "has no effect, as every stamp has a vault of `existingIds`"
        keys = {"soft_delete_days": "softDeleteDays", "recover": "recover"}
        yield from _given(("vault",), config.vault, keys, why)


def _without_endpoints(config: StackConfig) -> Iterator[str]:
    if config.network.private_endpoints:
        return
    for region, stamp in config.stamps.items():
        if stamp.existing_network and stamp.existing_network.endpoints_subnet_id:
            path: Path = ("stamps", region, "existingNetwork", "endpointsSubnetId")
            yield f"{dotted(path)} has no effect while `network.privateEndpoints` is off."


def _in_one_subnet(config: StackConfig) -> Iterator[str]:
    for region, stamp in config.stamps.items():
        existing = stamp.existing_network
        endpoints = existing.endpoints_subnet_id if existing and config.network.private_endpoints else None
        if existing and endpoints and endpoints.lower() == existing.nodes_subnet_id.lower():
            path: Path = ("stamps", region, "existingNetwork", "endpointsSubnetId")
            yield (
                f"{dotted(path)} is the nodes' subnet: Azure allows it, but the private endpoints take addresses from "
                "the nodes, and one network security group and one route table stand for both."
            )


def _without_gpus(config: StackConfig) -> Iterator[str]:
    if config.cluster.gpu_plugin and not any(has_gpu(pool.vm_size) for pool in config.cluster.pools.values()):
        yield "cluster.gpuPlugin has no effect: no pool of `cluster.pools` has GPUs."


def _scaled_pods(config: StackConfig) -> Iterator[str]:
    """Pods asked for where an autoscaler has their number from the first one on."""
    for name, model in of_target(config.models, KubernetesModel):
        key, scaling = ("autoscale", model.autoscale) if model.autoscale else ("eventAutoscale", model.event_autoscale)
        for deployment, version in model.deployments.items() if scaling else ():
            if scaling and "replicas" in version.model_fields_set and version.replicas != scaling.min_replicas:
                path: Path = ("models", name, "deployments", deployment, "replicas")
                yield (
                    f"{dotted(path)}: {version.replicas} has no effect beside `{key}`, which has the number of pods: "
                    f"{scaling.min_replicas} at first and at least, {scaling.max_replicas} at most."
                )


def _scaled_instances(config: StackConfig) -> Iterator[str]:
    for name, model in of_target(config.models, ManagedModel):
        scaling = model.autoscale
        for deployment, version in model.deployments.items() if scaling else ():
            if scaling and "instances" in version.model_fields_set and version.instances != scaling.min_instances:
                path: Path = ("models", name, "deployments", deployment, "instances")
                yield (
                    f"{dotted(path)}: the deployment only begins with {version.instances}; from then on `autoscale` "
                    f"has the number, {scaling.min_instances} to {scaling.max_instances}."
                )


def _nothing_collected(config: StackConfig) -> Iterator[str]:
    for name, model in of_target(config.models, ManagedModel):
        for deployment, version in model.deployments.items():
            collect = version.collect
            if not collect.inputs and not collect.outputs:
                root: Path = ("models", name, "deployments", deployment, "collect")
                why = "has no effect, as neither `inputs` nor `outputs` are collected"
                yield from _given(root, collect, {"sampling_percent": "samplingPercent"}, why)


def _given(root: Path, section: Section, keys: Mapping[str, str], why: str) -> Iterator[str]:
    """A remark on each of the keys that the section was given; they are by the names of its fields."""
    for field, key in keys.items():
        if field in section.model_fields_set:
            yield f"{dotted((*root, key))} {why}."
