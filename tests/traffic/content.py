"""What a story edits of a model, and what tells the targets apart in it."""

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Model = dict[str, Any]
"""The value of `models.NAME`, as in a stack file."""


@dataclass(frozen=True, kw_only=True)
class Content:
    """What tells the targets apart in a model's config."""

    deployment: Callable[[int], dict[str, Any]]
    """A deployment that runs the n-th version."""
    versioned: str
    """The key of a deployment that names its version."""
    size: str
    """The key of a deployment's instances or pods."""
    most_mirrored: int
    of_model: Mapping[str, Sequence[Mapping[str, Any]]]
    """By kind of edit: the keys of the model that it may write; None takes a key away."""
    of_deployment: Mapping[str, Sequence[Mapping[str, Any]]]
    """The same, of the keys of a deployment."""
    address: Callable[[Model], str | None]
    """Where a config has callers reach the model; None where it has no say in it."""
    firsts: Sequence[Model]
    """Another model's config on its first day: of the same target, and of the other one."""


def live(model: Model) -> list[str]:
    """The deployments that the config gives traffic, most first."""
    return sorted((name for name, share in model["traffic"].items() if share), key=lambda name: -model["traffic"][name])


def all_to(model: Model, name: str) -> Model:
    """The config with all traffic on one deployment, which is not mirrored to then."""
    edited = copy.deepcopy(model)
    edited["traffic"] = {name: 100}
    unmirror_if(edited, name)
    return edited


def unmirror_if(model: Model, name: str) -> None:
    """Have a deployment not mirrored to."""
    if name in model.get("mirror", {}):
        del model["mirror"]
