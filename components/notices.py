"""Warnings of what a config asks for that may be right, but seldom is."""

import datetime
from collections.abc import Iterator

import pulumi

from components.models.envoy import DRAIN_SECONDS
from config.crowding import crowded
from config.idle import idle
from config.models import KubernetesModel, ManagedModel, of_target
from config.oddities import oddities
from config.paths import Path, dotted
from config.stack import StackConfig
from config.vm_series import is_known


def warn_of_oddities(config: StackConfig, today: datetime.date) -> None:
    """Warn of secrets that have expired, of VM sizes that are not known, and of what may cost requests.

    None of it is an error: what is expired must not keep traffic from moving, Azure adds sizes, a model of one pod is
    enough to try things out, and what is retired is meant to go. What has no effect is remarked on, no more.
    """
    notices = (
        *_expired(config, today),
        *_unknown_sizes(config),
        *_lone_pods(config),
        *_long_requests(config),
        *_retired(config),
        *_unused_zones(config),
        *crowded(config),
        *oddities(config),
    )
    for notice in notices:
        pulumi.log.warn(notice)
    for remark in idle(config):
        pulumi.log.info(remark)


def _expired(config: StackConfig, today: datetime.date) -> Iterator[str]:
    for name, secret in config.secrets.items():
        if secret.expires <= today:
            yield (
                f"secrets.{name}.expires: {secret.expires} is past. Key Vault goes on serving the secret, but every "
                "audit finds it. Set a new value and a later day."
            )


def _unused_zones(config: StackConfig) -> Iterator[str]:
    """Zones of another team, in which nothing of the platform is registered."""
    zones = config.network.private_dns_zones.model_dump(by_alias=True, exclude_none=True)
    if zones and not config.network.private_endpoints:
        yield (
            f"network.privateDnsZones has no effect while `network.privateEndpoints` is off: nothing is registered in "
            f"the zones of {', '.join(zones)}. Take the zones out, or turn `network.privateEndpoints` on, while no "
            "models are served."
        )


def _unknown_sizes(config: StackConfig) -> Iterator[str]:
    for path, size in _sizes(config):
        if not is_known(size):
            yield (
                f"{dotted(path)}: {size} is of no family and version of VM sizes known here; Azure refuses it at `up` "
                f"if it has none of that name. `az vm list-skus --all --size {size} --output table` tells where it is."
            )


def _lone_pods(config: StackConfig) -> Iterator[str]:
    """Its disruption budget lets a node go that runs the only pod: else no node could ever be upgraded."""
    for name, model in of_target(config.models, KubernetesModel):
        live = [one for one, share in model.traffic.items() if share]
        fewest: dict[Path, int] = {("deployments", one, "replicas"): model.deployments[one].replicas for one in live}
        for key, scaling in (("autoscale", model.autoscale), ("eventAutoscale", model.event_autoscale)):
            if scaling:
                fewest = {(key, "minReplicas"): scaling.min_replicas}
        for path, pods in fewest.items():
            if pods == 1:
                yield (
                    f"{dotted(('models', name, *path))}: 1 pod answers live requests. While its node is upgraded or "
                    "removed, nobody does until another has started. 2 or more keep the model up."
                )


def _long_requests(config: StackConfig) -> Iterator[str]:
    for name, model in of_target(config.models, KubernetesModel):
        seconds = model.route.timeout_seconds
        if seconds > DRAIN_SECONDS:
            yield (
                f"models.{name}.route.timeoutSeconds: {seconds} is more than the {DRAIN_SECONDS} s that a proxy of the "
                "gateway has to finish when it is replaced: a request that takes longer may be cut off. Give long work "
                "to a queue or a batch model."
            )


def _retired(config: StackConfig) -> Iterator[str]:
    paths: list[Path] = [("stamps", region) for region, stamp in config.stamps.items() if stamp.retire]
    paths += [("models", name) for name, model in config.models.items() if model.retire]
    for path in paths:
        yield (
            f"{dotted(path)}.retire: from the next edit on it may be removed or changed without a word, with whoever "
            "still calls it. Take `retire` out to keep it."
        )


def _sizes(config: StackConfig) -> Iterator[tuple[Path, str]]:
    yield ("cluster", "systemPool", "vmSize"), config.cluster.system_pool.vm_size
    for name, pool in config.cluster.pools.items():
        yield ("cluster", "pools", name, "vmSize"), pool.vm_size
    for name, compute in config.workspace.compute.items():
        yield ("workspace", "compute", name, "vmSize"), compute.vm_size
    for name, model in of_target(config.models, ManagedModel):
        for key, deployment in model.deployments.items():
            yield ("models", name, "deployments", key, "instanceType"), deployment.instance_type
