"""What Azure ML runs for a model: code, environment and image, as far as they need or exclude each other."""

from collections.abc import Iterator, Mapping

from config.batch_models import BatchDeployment
from config.errors import Problem
from config.managed_models import ManagedDeployment
from config.models import BatchModel, ManagedModel, Model, of_target
from config.paths import Path, dotted
from config.remedies import flow, remove, set_value
from config.workspace import WorkspaceConfig

AzureDeployment = BatchDeployment | ManagedDeployment


def something_to_serve(models: Mapping[str, Model]) -> Iterator[Problem]:
    """A managed deployment has a model: registered, or inside of an environment or image."""
    for name, model in of_target(models, ManagedModel):
        for key, deployment in model.deployments.items():
            if not (deployment.model or deployment.environment or deployment.image):
                path: Path = ("models", name, "deployments", key, "model")
                yield Problem(
                    path=dotted(path),
                    allowed="a registered model, azureml:NAME:VERSION, or instead an `image` or `environment` that has "
                    "the model inside",
                    example=set_value(path, f"azureml:{name}:1"),
                )


def one_environment(models: Mapping[str, Model]) -> Iterator[Problem]:
    """An image is an environment of its own; only a server in it has routes of its own."""
    for path, deployment in _deployments(models):
        if deployment.image and deployment.environment:
            yield Problem(
                path=dotted((*path, "environment")),
                value=flow(deployment.environment),
                allowed="nothing beside `image`, of which an environment is made",
                example=remove((*path, "environment")),
                hint="or take `image` out",
            )
        if isinstance(deployment, ManagedDeployment) and deployment.server and not deployment.image:
            yield Problem(
                path=dotted((*path, "server")),
                value="without `image`",
                allowed="nothing without `image`: only a server of one's own has routes of its own",
                example=remove((*path, "server")),
            )


def code_with_environment(models: Mapping[str, Model]) -> Iterator[Problem]:
    """Code runs in an environment; batch environments run code.

    Source: https://learn.microsoft.com/azure/machine-learning/how-to-use-batch-model-deployments
    """
    for path, deployment in _deployments(models):
        if deployment.code and not (deployment.environment or deployment.image):
            yield Problem(
                path=dotted((*path, "environment")),
                allowed="the environment that runs `code`, or `image`",
                example=set_value((*path, "environment"), f"azureml:{path[1]}-environment:1"),
                hint="`az ml environment create` registers it; or take `code` out, which an MLflow model does not need",
            )
        runs_nothing = isinstance(deployment, BatchDeployment) and not deployment.code
        if runs_nothing and (deployment.environment or deployment.image):
            yield Problem(
                path=dotted((*path, "code", "asset")),
                allowed="the code that `environment` or `image` is to run, azureml:NAME:VERSION",
                example=set_value((*path, "code", "asset"), f"azureml:{path[1]}-code:1"),
                hint="or take the environment out, which an MLflow model does not need",
            )


def packages_at_hand(models: Mapping[str, Model], workspace: WorkspaceConfig) -> Iterator[Problem]:
    """For a model alone, Azure ML builds an environment out of packages of the Internet: it has to reach them.

    Source: https://learn.microsoft.com/azure/machine-learning/how-to-deploy-mlflow-models
    """
    if workspace.isolation != "AllowOnlyApprovedOutbound":
        return
    for path, deployment in _deployments(models):
        if deployment.model and not (deployment.environment or deployment.image or deployment.code):
            yield Problem(
                path=dotted((*path, "environment")),
                allowed="an environment that has the model's packages, or `image`: for a model alone Azure ML fetches "
                f"them from the Internet, which `workspace.isolation: {workspace.isolation}` does not let in",
                example=set_value((*path, "environment"), f"azureml:{path[1]}-environment:1"),
                hint="`az ml environment create` registers it; or set `workspace.isolation` to AllowInternetOutbound",
            )


def _deployments(models: Mapping[str, Model]) -> Iterator[tuple[Path, AzureDeployment]]:
    for name, managed in of_target(models, ManagedModel):
        yield from ((("models", name, "deployments", key), its) for key, its in managed.deployments.items())
    for name, batch in of_target(models, BatchModel):
        yield from ((("models", name, "deployments", key), its) for key, its in batch.deployments.items())
