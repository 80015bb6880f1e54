"""Models: what is served, where, and who gets the traffic."""

from typing import Annotated, Literal

from pydantic import Field

from config.base import Section
from config.types import (
    DeploymentName,
    ImageReference,
    ModelName,
    ModelReference,
    Percent,
    Quantity,
    VmSize,
)


class KubernetesDeployment(Section):
    """One version of a model that runs on AKS."""

    version: Annotated[str, Field(min_length=1, max_length=63, pattern=r"^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$")]
    """The model's version, as people say it; a label of its pods."""

    image: ImageReference
    """`repository@sha256:…` in the platform's registry, or with the registry's host in front."""

    replicas: Annotated[int, Field(ge=1, le=1000)] = 3
    """Pods where no autoscaler sets their number."""

    cpu: Quantity = "1000m"
    """CPU that a pod requests and is limited to."""

    memory: Quantity = "2Gi"
    """Memory that a pod requests and is limited to."""

    gpu: Annotated[int, Field(ge=0, le=8)] = 0
    """Whole GPUs of a pod."""


class ManagedDeployment(Section):
    """One version of a model that runs on an Azure ML managed online endpoint."""

    model: ModelReference
    """A registered model with its version: `azureml:NAME:VERSION`."""

    instance_type: VmSize = "Standard_DS3_v2"
    instances: Annotated[int, Field(ge=1, le=50)] = 3


class KubernetesAutoscale(Section):
    """The HorizontalPodAutoscaler of each deployment."""

    min_replicas: Annotated[int, Field(ge=1, le=1000)]
    max_replicas: Annotated[int, Field(ge=1, le=1000)]
    cpu_utilization: Annotated[int, Field(ge=1, le=100)] = 70
    """Average CPU use, in percent of the request, that the autoscaler aims at."""


class Probes(Section):
    """The paths of a model server that the platform asks."""

    port: Annotated[int, Field(ge=1024, le=65535)] = 8080
    health: Annotated[str, Field(pattern=r"^/\S*$")] = "/health"
    metrics: Annotated[str, Field(pattern=r"^/\S*$")] | None = None
    """Path that Prometheus scrapes; nothing is scraped without it."""


class KubernetesModel(Section):
    """A model served by AKS."""

    target: Literal["kubernetes"]
    deployments: Annotated[dict[DeploymentName, KubernetesDeployment], Field(min_length=1)]
    traffic: dict[DeploymentName, Percent]
    """Whole percents of the live traffic by deployment; they sum to 100."""

    autoscale: KubernetesAutoscale | None = None
    probes: Probes = Field(default_factory=Probes)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    secrets: tuple[str, ...] = ()
    """Names of `secrets` that are mounted into the pods as files under /mnt/secrets."""


class ManagedModel(Section):
    """A model served by an Azure ML managed online endpoint."""

    target: Literal["managed"]
    deployments: Annotated[dict[DeploymentName, ManagedDeployment], Field(min_length=1)]
    traffic: dict[DeploymentName, Percent]
    """Whole percents of the live traffic by deployment; they sum to 100."""


Model = Annotated[KubernetesModel | ManagedModel, Field(discriminator="target")]
Models = dict[ModelName, Model]
