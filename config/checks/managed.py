"""Managed online endpoints: the VM sizes and the numbers that Azure ML has for them."""

from collections.abc import Iterator, Mapping

from config.errors import Problem
from config.models import BatchModel, ManagedModel, Model, of_target
from config.paths import dotted
from config.remedies import flow, remove, set_value
from config.stamps import StampConfig
from config.vm_sizes import serves_managed

_MOST_ENDPOINTS = 100
_MOST_DEPLOYMENTS = 500
"""Of one region, for each kind of endpoint.

Source: https://learn.microsoft.com/azure/machine-learning/how-to-manage-quotas
"""


def managed_sizes(models: Mapping[str, Model]) -> Iterator[Problem]:
    """Managed endpoints run on sizes that Azure ML has for them."""
    for name, model in of_target(models, ManagedModel):
        for key, deployment in model.deployments.items():
            if not serves_managed(deployment.instance_type):
                path = ("models", name, "deployments", key, "instanceType")
                yield Problem(
                    path=dotted(path),
                    value=flow(deployment.instance_type),
                    allowed="a VM size of managed online endpoints: DSv2, Dav4, Dasv4, Esv3, Fsv2, FX, NC or ND family",
                    example=set_value(path, "Standard_DS3_v2"),
                )


def endpoint_limits(models: Mapping[str, Model], stamps: Mapping[str, StampConfig]) -> Iterator[Problem]:
    """A region has 100 managed and 100 batch endpoints and 500 deployments of each at most; each stamp has them all."""
    managed = {name: len(model.deployments) for name, model in of_target(models, ManagedModel)}
    batch = {name: len(model.deployments) for name, model in of_target(models, BatchModel)}
    yield from _limits("managed", managed, len(stamps))
    yield from _limits("batch", batch, len(stamps))


def _limits(kind: str, deployments: Mapping[str, int], stamps: int) -> Iterator[Problem]:
    """`deployments` counts them by model."""
    for count, most, what in (
        (len(deployments), _MOST_ENDPOINTS, f"{kind} endpoints"),
        (sum(deployments.values()), _MOST_DEPLOYMENTS, f"{kind} deployments"),
    ):
        if count > most:
            yield Problem(
                path="models",
                value=f"{count} {what}",
                allowed=f"at most {most} {what} in a region, and each of {stamps} stamps has all",
                example=remove(("models", list(deployments)[-1])),
                hint="or serve some by `target: kubernetes`" if kind == "managed" else "",
            )
