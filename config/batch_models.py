"""Models on Azure ML batch endpoints."""

from typing import Annotated, Literal

from pydantic import Field

from config.base import Section
from config.runtimes import CodeConfig
from config.serving_types import EnvironmentReference, OutputFile, VariableName, VariableValue
from config.types import ComputeName, DeploymentName, ImageReference, ModelReference


class BatchDeployment(Section):
    """One version of a model that scores files on a batch compute cluster."""

    model: ModelReference
    """A registered model with its version: `azureml:NAME:VERSION`; an MLflow model needs no code."""

    environment: EnvironmentReference | None = None
    """The registered environment that runs the code, such as `azureml:scoring:1`; not beside `image`."""

    image: ImageReference | None = None
    """An image with all that the code needs, by its digest; not beside `environment`."""

    code: CodeConfig | None = None
    """The scoring script; needs `environment` or `image`, which need it."""

    compute: ComputeName
    """One of `workspace.compute`."""

    instances: Annotated[int, Field(ge=1, le=100)] = 1
    """Nodes that one job takes; no more than the compute's `maxNodes`."""

    mini_batch_size: Annotated[int, Field(ge=1, le=100_000)] = 10
    """Files that the script gets in one call."""

    concurrent: Annotated[int, Field(ge=1, le=100)] = 1
    """Calls of the script that a node works on at a time."""

    retries: Annotated[int, Field(ge=0, le=100)] = 3
    """Times that a failed call is repeated."""

    retry_timeout_seconds: Annotated[int, Field(ge=1, le=259_200)] = 30
    """Seconds that one call may take."""

    error_threshold: Annotated[int, Field(ge=-1, le=2_147_483_647)] = -1
    """Failed files after which a job is given up; -1 goes on whatever fails."""

    output_file: OutputFile = "predictions.csv"
    """Name of the file that a job appends its rows to."""

    log_level: Literal["DEBUG", "INFO", "WARNING"] = "INFO"
    """What the jobs log."""

    environment_variables: dict[VariableName, VariableValue] = Field(default_factory=dict)
    """Environment variables of the script, by name."""


class BatchModel(Section):
    """A model that scores files by Azure ML batch jobs."""

    target: Literal["batch"]
    """Served by an Azure ML batch endpoint."""

    deployments: Annotated[dict[DeploymentName, BatchDeployment], Field(min_length=1, max_length=20)]
    """The versions of the model, by name; Azure takes 20 of an endpoint."""

    default: DeploymentName
    """The deployment that scores where a caller names none."""

    protect: bool | None = None
    """Refuse to delete the endpoint; without it, as the stack's `protect` says."""

    retire: bool = False
    """Its callers are gone: the model, or its address, may leave the config in the edit after this one's `up`."""
