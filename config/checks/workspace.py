"""The ML workspace: which compute builds its images."""

from collections.abc import Iterator, Mapping

from config.errors import Problem
from config.models import ManagedModel, Model
from config.network import NetworkConfig
from config.paths import Path, dotted
from config.registry import RegistryConfig
from config.remedies import flow, set_all, set_value
from config.spelling import nearest
from config.vm_sizes import has_gpu
from config.workspace import WorkspaceConfig

_PATH: Path = ("workspace", "imageBuilder")
_SIZE = "Standard_D4ds_v5"


def image_builder(
    workspace: WorkspaceConfig,
    registry: RegistryConfig,
    network: NetworkConfig,
    models: Mapping[str, Model],
) -> Iterator[Problem]:
    """A registry that is closed to its own builds has them done by a CPU compute of the workspace.

    Source: https://learn.microsoft.com/azure/machine-learning/how-to-secure-workspace-vnet
    """
    able = [name for name, compute in workspace.compute.items() if not has_gpu(compute.vm_size)]
    builder = workspace.image_builder
    if builder is not None and builder not in able:
        meant = nearest(builder, able)
        yield Problem(
            path=dotted(_PATH),
            value=flow(builder),
            allowed=_allowed(able),
            example=_example(able, meant),
            hint=f"did you mean `{meant}`?" if meant else "",
        )
    builds = bool(workspace.compute) or any(isinstance(model, ManagedModel) for model in models.values())
    closed = network.private_endpoints or registry.existing_id is None
    if builder is None and builds and closed:
        yield Problem(
            path=dotted(_PATH),
            allowed=f"{_allowed(able)}; the registry is closed, and Azure ML cannot build images in it",
            example=_example(able, None),
        )


def _allowed(able: list[str]) -> str:
    known = f": {', '.join(f'`{name}`' for name in able)}" if able else ", of which there is none"
    return f"the name of one of `workspace.compute` without GPUs{known}"


def _example(able: list[str], meant: str | None) -> str:
    if able:
        return set_value(_PATH, meant or able[0])
    new = ("workspace", "compute", "image-builds")
    return set_all({(*new, "vmSize"): _SIZE, (*new, "maxNodes"): 1, _PATH: new[-1]})
