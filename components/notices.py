"""Warnings of what a config asks for that may be right, but seldom is."""

import datetime
from collections.abc import Iterator

import pulumi

from config.models import ManagedModel, of_target
from config.paths import Path, dotted
from config.stack import StackConfig
from config.vm_series import is_known


def warn_of_oddities(config: StackConfig, today: datetime.date) -> None:
    """Warn of secrets that have expired and of VM sizes that are not known.

    Neither is an error: what is expired must not keep traffic from moving, and Azure adds sizes.
    """
    for notice in (*_expired(config, today), *_unknown_sizes(config)):
        pulumi.log.warn(notice)


def _expired(config: StackConfig, today: datetime.date) -> Iterator[str]:
    for name, secret in config.secrets.items():
        if secret.expires <= today:
            yield (
                f"secrets.{name}.expires: {secret.expires} is past. Key Vault goes on serving the secret, but every "
                "audit finds it. Set a new value and a later day."
            )


def _unknown_sizes(config: StackConfig) -> Iterator[str]:
    for path, size in _sizes(config):
        if not is_known(size):
            yield (
                f"{dotted(path)}: {size} is of no family and version of VM sizes known here; Azure refuses it at `up` "
                f"if it has none of that name. `az vm list-skus --all --size {size} --output table` tells where it is."
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
