"""Models on Azure ML managed online endpoints."""

from typing import Annotated, Literal

from pydantic import Field

from config.base import Section
from config.managed_scaling import Instances, ManagedAutoscale
from config.rollout import RolloutConfig
from config.runtimes import CodeConfig, ServerRoutes
from config.serving_types import EnvironmentReference, VariableName, VariableValue
from config.types import DeploymentName, ImageReference, ModelReference, Percent, VmSize


class ManagedProbe(Section):
    """How often and how long an instance is asked how it is."""

    initial_delay_seconds: Annotated[int, Field(ge=1, le=3600)] = 30
    """Seconds from the start of the container to the first question."""

    period_seconds: Annotated[int, Field(ge=1, le=3600)] = 10
    """Seconds between two questions."""

    timeout_seconds: Annotated[int, Field(ge=1, le=300)] = 2
    """Seconds after which a question counts as failed."""

    failure_threshold: Annotated[int, Field(ge=1, le=1000)] = 30
    """Failures in a row after which the instance counts as failed."""


class ManagedProbes(Section):
    """How instances are asked whether they live, and whether they can take requests."""

    liveness: ManagedProbe = Field(default_factory=ManagedProbe)
    """What fails here is started anew."""

    readiness: ManagedProbe = Field(default_factory=ManagedProbe)
    """What fails here gets no requests."""


class RequestConfig(Section):
    """What a deployment does with requests."""

    timeout_seconds: Annotated[int, Field(ge=1, le=180)] = 30
    """Seconds that a scoring request may take."""

    concurrent: Annotated[int, Field(ge=1, le=1000)] = 4
    """Requests that an instance works on at a time."""

    queue_seconds: Annotated[int, Field(ge=0, le=180)] = 5
    """Seconds that a request may wait in an instance's queue before it is turned away."""


class CollectionConfig(Section):
    """What the data collector keeps of production requests, for drift monitors."""

    inputs: bool = True
    """Keep what the model is asked."""

    outputs: bool = True
    """Keep what the model answers."""

    sampling_percent: Annotated[int, Field(ge=1, le=100)] = 100
    """Percent of the requests that is kept."""


class ManagedDeployment(Section):
    """One version of a model that runs on an Azure ML managed online endpoint.

    It needs `model`, or instead `environment` or `image` with the model inside.
    """

    model: ModelReference | None = None
    """A registered model with its version: `azureml:NAME:VERSION`."""

    environment: EnvironmentReference | None = None
    """The registered environment that serves the model, such as `azureml:scoring:1`; not beside `image`.

    Needed for a model alone, too, where `workspace.isolation` lets its packages in from nowhere.
    """

    image: ImageReference | None = None
    """A model server of one's own by its digest, in the platform's registry."""

    server: ServerRoutes | None = None
    """Where the server of `image` answers; without it, on port 8080 at /score and /health."""

    code: CodeConfig | None = None
    """The scoring script; needs `environment` or `image`."""

    instance_type: VmSize = "Standard_DS3_v2"
    """VM size of the instances."""

    instances: Instances = 3
    """Instances of the deployment, with an autoscaler those it begins with; 3 or more keep it highly available."""

    environment_variables: dict[VariableName, VariableValue] = Field(default_factory=dict)
    """Environment variables of the container, by name."""

    probes: ManagedProbes = Field(default_factory=ManagedProbes)
    """How instances are asked whether they live, and whether they can take requests."""

    requests: RequestConfig = Field(default_factory=RequestConfig)
    """What a deployment does with requests."""

    collect: CollectionConfig = Field(default_factory=CollectionConfig)
    """What the data collector keeps of production requests."""

    app_insights: bool = True
    """Send requests and traces to Application Insights."""


class ManagedModel(Section):
    """A model served by an Azure ML managed online endpoint."""

    target: Literal["managed"]
    """Served by an Azure ML managed online endpoint."""

    deployments: Annotated[dict[DeploymentName, ManagedDeployment], Field(min_length=1, max_length=20)]
    """The versions of the model, by name; Azure takes 20 of an endpoint."""

    traffic: dict[DeploymentName, Percent]
    """Whole percents of the live traffic by deployment; they sum to 100."""

    mirror: Annotated[dict[DeploymentName, Annotated[int, Field(ge=1, le=50)]], Field(max_length=1)] = Field(
        default_factory=dict
    )
    """Percent of live requests copied to a shadow: one deployment without live traffic, its answers thrown away."""

    rollout: RolloutConfig = Field(default_factory=RolloutConfig)
    """How far one edit of the traffic may go."""

    autoscale: ManagedAutoscale | None = None
    """The autoscaler of each deployment; without it the number of instances is `instances`."""

    protect: bool | None = None
    """Refuse to delete the endpoint; without it, as the stack's `protect` says."""

    retire: bool = False
    """Its callers are gone: the model, or its address, may leave the config in the edit after this one's `up`."""

    def first_instances(self, deployment: str) -> int:
        """Instances that a deployment is made with: what it asks for, brought inside of the autoscaler's bounds."""
        asked = self.deployments[deployment].instances
        if self.autoscale is None:
            return asked
        return min(max(asked, self.autoscale.min_instances), self.autoscale.max_instances)
