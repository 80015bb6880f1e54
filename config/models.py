"""Models: what is served, each on the target that it names."""

from typing import Annotated

from pydantic import Field

from config.batch_models import BatchModel
from config.kubernetes_models import KubernetesDeployment, KubernetesModel, Probes
from config.kubernetes_scaling import KubernetesAutoscale
from config.managed_models import ManagedDeployment, ManagedModel
from config.types import ModelName

__all__ = [
    "BatchModel",
    "KubernetesAutoscale",
    "KubernetesDeployment",
    "KubernetesModel",
    "ManagedDeployment",
    "ManagedModel",
    "Model",
    "Models",
    "Probes",
]

Model = Annotated[BatchModel | KubernetesModel | ManagedModel, Field(discriminator="target")]
Models = dict[ModelName, Model]
