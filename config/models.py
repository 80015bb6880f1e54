"""Models: what is served, each on the target that it names."""

from collections.abc import Iterator, Mapping
from typing import Annotated, TypeVar

from pydantic import Field

from config.batch_models import BatchModel
from config.kubernetes_models import KubernetesModel
from config.managed_models import ManagedModel
from config.types import ModelName

__all__ = [
    "BatchModel",
    "KubernetesModel",
    "ManagedModel",
    "Model",
    "Models",
    "of_target",
]

_OfTarget = TypeVar("_OfTarget", BatchModel, KubernetesModel, ManagedModel)

Model = Annotated[BatchModel | KubernetesModel | ManagedModel, Field(discriminator="target")]
Models = dict[ModelName, Model]


def of_target(models: Mapping[str, Model], kind: type[_OfTarget]) -> Iterator[tuple[str, _OfTarget]]:
    """The models of one target with their names."""
    for name, model in models.items():
        if isinstance(model, kind):
            yield name, model
