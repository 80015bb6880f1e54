"""Models: what is served, where, and who gets the traffic."""

from typing import Annotated, Literal

from pydantic import Field

from config.base import Section
from config.types import (
    Cpu,
    DeploymentName,
    ImageReference,
    Memory,
    ModelName,
    ModelReference,
    Percent,
    SecretName,
    UrlPath,
    Version,
    VmSize,
)


class KubernetesDeployment(Section):
    """One version of a model that runs on AKS."""

    version: Version
    """The model's version, as people say it; a label of its pods."""

    image: ImageReference
    """`repository@sha256:…` in the platform's registry, or with the registry's host in front."""

    replicas: Annotated[int, Field(ge=1, le=1000)] = 3
    """Pods where no autoscaler sets their number."""

    cpu: Cpu = "1000m"
    """CPU that a pod requests and is limited to."""

    memory: Memory = "2Gi"
    """Memory that a pod requests and is limited to."""

    gpu: Annotated[int, Field(ge=0, le=8)] = 0
    """Whole GPUs of a pod."""


class ManagedDeployment(Section):
    """One version of a model that runs on an Azure ML managed online endpoint."""

    model: ModelReference
    """A registered model with its version: `azureml:NAME:VERSION`."""

    instance_type: VmSize = "Standard_DS3_v2"
    """VM size of the instances."""

    instances: Annotated[int, Field(ge=1, le=50)] = 3
    """Instances of the deployment; 3 or more keep it highly available."""


class KubernetesAutoscale(Section):
    """The HorizontalPodAutoscaler of each deployment."""

    min_replicas: Annotated[int, Field(ge=1, le=1000)]
    """Pods at quiet times."""

    max_replicas: Annotated[int, Field(ge=1, le=1000)]
    """Pods that the autoscaler may go up to."""

    cpu_utilization: Annotated[int, Field(ge=1, le=100)] = 70
    """Average CPU use, in percent of the request, that the autoscaler aims at."""


class Probes(Section):
    """The paths of a model server that the platform asks."""

    port: Annotated[int, Field(ge=1024, le=65535)] = 8080
    """Port that the model's server listens on."""

    health: UrlPath = "/health"
    """Path that answers 200 when the server is well; startup, readiness and liveness ask it."""

    metrics: UrlPath | None = None
    """Path that Prometheus scrapes; nothing is scraped without it."""


class KubernetesModel(Section):
    """A model served by AKS."""

    target: Literal["kubernetes"]
    """Served by AKS."""

    deployments: Annotated[dict[DeploymentName, KubernetesDeployment], Field(min_length=1, max_length=20)]
    """The versions of the model, by name."""

    traffic: dict[DeploymentName, Percent]
    """Whole percents of the live traffic by deployment; they sum to 100."""

    autoscale: KubernetesAutoscale | None = None
    """The autoscaler of each deployment; without it the number of pods is `replicas`."""

    probes: Probes = Field(default_factory=Probes)
    """The paths of the model's server that the platform asks."""

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    """Environment variable `LOG_LEVEL` of the pods."""

    secrets: tuple[SecretName, ...] = ()
    """Names of `secrets` that are mounted into the pods as files under /mnt/secrets."""


class ManagedModel(Section):
    """A model served by an Azure ML managed online endpoint."""

    target: Literal["managed"]
    """Served by an Azure ML managed online endpoint."""

    deployments: Annotated[dict[DeploymentName, ManagedDeployment], Field(min_length=1, max_length=20)]
    """The versions of the model, by name."""

    traffic: dict[DeploymentName, Percent]
    """Whole percents of the live traffic by deployment; they sum to 100."""


Model = Annotated[KubernetesModel | ManagedModel, Field(discriminator="target")]
Models = dict[ModelName, Model]
