"""Models on AKS."""

from typing import Annotated, Literal

from pydantic import Field

from config.base import Section
from config.kubernetes_scaling import EventAutoscale, KubernetesAutoscale, Replicas
from config.rollout import RolloutConfig
from config.serving_types import DnsName, Port, RoutePath, VariableName, VariableValue
from config.types import (
    Cpu,
    DeploymentName,
    ImageReference,
    Memory,
    Percent,
    QueueName,
    SecretName,
    UrlPath,
    Version,
)

MOST_DEPLOYMENTS = 16
"""Backends of one rule of an HTTPRoute.

Source: https://gateway-api.sigs.k8s.io/reference/spec/#httprouterule
"""


class KubernetesDeployment(Section):
    """One version of a model that runs on AKS."""

    version: Version
    """The model's version, as people say it; a label of its pods."""

    image: ImageReference
    """`repository@sha256:…` in the platform's registry; with `registry.existingId`, its host may stand in front."""

    replicas: Replicas = 3
    """Pods where no autoscaler sets their number."""

    cpu: Cpu = "1000m"
    """CPU that a pod requests and is limited to."""

    memory: Memory = "2Gi"
    """Memory that a pod requests and is limited to."""

    gpu: Annotated[int, Field(ge=0, le=8)] = 0
    """Whole GPUs of a pod."""

    environment_variables: dict[VariableName, VariableValue] = Field(default_factory=dict)
    """Environment variables of the pods, by name, beside those that the platform sets."""


class Probes(Section):
    """The paths of a model server that the platform asks."""

    port: Port = 8080
    """Port that the model's server listens on."""

    health: UrlPath = "/health"
    """Path that answers 200 when the server is well; startup, readiness and liveness ask it."""

    metrics: UrlPath | None = None
    """Path that Prometheus scrapes; nothing is scraped without it."""


class RouteConfig(Section):
    """Where callers reach a model through the cluster's gateway."""

    host: DnsName | None = None
    """Name that callers ask for; without it, `MODEL.DOMAIN` with the `domain` of `cluster.gateway`."""

    certificate: SecretName | None = None
    """One of `secrets`: the host's TLS certificate with its key; without it, the gateway's."""

    path: RoutePath = "/"
    """What the paths of the model's requests begin with."""

    timeout_seconds: Annotated[int, Field(ge=1, le=3600)] = 30
    """Seconds that a request may take."""


class KubernetesModel(Section):
    """A model served by AKS."""

    target: Literal["kubernetes"]
    """Served by AKS."""

    deployments: Annotated[dict[DeploymentName, KubernetesDeployment], Field(min_length=1, max_length=MOST_DEPLOYMENTS)]
    """The versions of the model, by name; a rule of a Gateway API route takes 16."""

    traffic: dict[DeploymentName, Percent]
    """Whole percents of the live traffic by deployment; they sum to 100."""

    mirror: Annotated[dict[DeploymentName, Annotated[int, Field(ge=1, le=100)]], Field(max_length=1)] = Field(
        default_factory=dict
    )
    """Percent of live requests copied to a shadow: one deployment without live traffic, its answers thrown away."""

    rollout: RolloutConfig = Field(default_factory=RolloutConfig)
    """How far one edit of the traffic may go."""

    autoscale: KubernetesAutoscale | None = None
    """The HorizontalPodAutoscaler of each deployment; without any autoscaler the number of pods is `replicas`."""

    event_autoscale: EventAutoscale | None = None
    """The KEDA ScaledObject of each deployment, in place of `autoscale`."""

    recommend_resources: bool = False
    """Let a VerticalPodAutoscaler recommend requests for each deployment; it changes nothing by itself."""

    probes: Probes = Field(default_factory=Probes)
    """The paths of the model's server that the platform asks."""

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    """Environment variable `LOG_LEVEL` of the pods."""

    secrets: tuple[SecretName, ...] = ()
    """Names of `secrets` that are mounted into the pods as files under /mnt/secrets."""

    queues: tuple[QueueName, ...] = ()
    """Names of `messaging.queues` that the pods may receive from."""

    route: RouteConfig = Field(default_factory=RouteConfig)
    """Where callers reach the model through the cluster's gateway."""

    protect: bool | None = None
    """Refuse to delete the model's namespace and route; without it, as the stack's `protect` says."""

    retire: bool = False
    """Its callers are gone: the model, or its address, may leave the config in the edit after this one's `up`."""

    @property
    def scaling(self) -> KubernetesAutoscale | EventAutoscale | None:
        """The autoscaler that has the number of each deployment's pods; None where that is the config's."""
        return self.autoscale or self.event_autoscale

    def first_replicas(self, deployment: str) -> int:
        """Pods that a deployment is made with, and has at quiet times."""
        return self.scaling.min_replicas if self.scaling else self.deployments[deployment].replicas
