"""Batch endpoints: compute and default deployment."""

from collections.abc import Iterator, Mapping

from config.errors import Problem
from config.models import BatchModel, Model, of_target
from config.paths import Path, dotted
from config.remedies import flow, set_value
from config.spelling import nearest
from config.workspace import WorkspaceConfig

_COMPUTE = {"vmSize": "Standard_D4ds_v5", "maxNodes": 4}


def known_compute(models: Mapping[str, Model], workspace: WorkspaceConfig) -> Iterator[Problem]:
    """Jobs run on compute that there is, on no more nodes than it has."""
    for name, model in of_target(models, BatchModel):
        for key, deployment in model.deployments.items():
            path: Path = ("models", name, "deployments", key)
            compute = workspace.compute.get(deployment.compute)
            if compute is None:
                yield _unknown_compute((*path, "compute"), deployment.compute, workspace)
            elif deployment.instances > compute.max_nodes:
                yield Problem(
                    path=dotted((*path, "instances")),
                    value=str(deployment.instances),
                    allowed=f"at most {compute.max_nodes}, the `maxNodes` of `{deployment.compute}`",
                    example=set_value((*path, "instances"), compute.max_nodes),
                    hint=f"or raise `workspace.compute.{deployment.compute}.maxNodes`",
                )


def known_default(models: Mapping[str, Model]) -> Iterator[Problem]:
    """The default is a deployment of the model."""
    for name, model in of_target(models, BatchModel):
        if model.default not in model.deployments:
            path: Path = ("models", name, "default")
            meant = nearest(model.default, model.deployments)
            yield Problem(
                path=dotted(path),
                value=flow(model.default),
                allowed="a deployment of the model: " + ", ".join(f"`{key}`" for key in model.deployments),
                example=set_value(path, meant or next(iter(model.deployments))),
                hint=f"did you mean `{meant}`?" if meant else "",
            )


def _unknown_compute(path: Path, compute: str, workspace: WorkspaceConfig) -> Problem:
    meant = nearest(compute, workspace.compute)
    known = ", ".join(f"`{name}`" for name in workspace.compute)
    return Problem(
        path=dotted(path),
        value=flow(compute),
        allowed=f"the name of one of `workspace.compute`: {known}"
        if known
        else "the name of one of `workspace.compute`; it is empty",
        example=set_value(path, meant) if meant else set_value(("workspace", "compute", compute), _COMPUTE),
        hint=f"did you mean `{meant}`?" if meant else "this adds the compute to `workspace.compute`",
    )
