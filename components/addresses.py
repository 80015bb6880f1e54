"""Where a model's endpoint is to be found, known before anything is built."""

from dataclasses import dataclass

from components.names import Names, Service
from config.kubernetes_models import RouteConfig


@dataclass(frozen=True, kw_only=True)
class WorkspaceAddress:
    """The physical names that lead to a stamp's ML workspace."""

    subscription_id: str
    resource_group: str
    workspace: str

    @property
    def id(self) -> str:
        """ARM id of the workspace."""
        return (
            f"/subscriptions/{self.subscription_id}/resourceGroups/{self.resource_group}"
            f"/providers/Microsoft.MachineLearningServices/workspaces/{self.workspace}"
        )

    def asset_id(self, reference: str, kind: str = "models") -> str:
        """ARM id of the asset that `azureml:NAME:VERSION` names: a `kind` of this workspace.

        What a registry shares, `azureml://registries/…`, is its own id.
        """
        if reference.startswith("azureml://"):
            return reference
        _, name, version = reference.split(":")
        return f"{self.id}/{kind}/{name}/versions/{version}"


def stamp_group_name(names: Names, region: str) -> str:
    """Physical name of the resource group that holds a stamp."""
    return names.of(Service.RESOURCE_GROUP, region)


def workspace_address(names: Names, region: str) -> WorkspaceAddress:
    """Where the ML workspace of a stamp is."""
    return WorkspaceAddress(
        subscription_id=names.subscription_id,
        resource_group=stamp_group_name(names, region),
        workspace=names.of(Service.ML_WORKSPACE, region),
    )


def namespace_name(model: str) -> str:
    """Name of the namespace that a model on AKS has to itself."""
    return f"model-{model}"


def route_host(model: str, route: RouteConfig, domain: str) -> str:
    """The name that callers of a model on AKS ask for."""
    return route.host or f"{model}.{domain}"


def endpoint_name(names: Names, region: str, model: str) -> str:
    """Physical name of a model's managed endpoint in a stamp; Azure wants it unique in the region."""
    return names.of(Service.ML_ENDPOINT, region, model)


def batch_endpoint_name(names: Names, region: str, model: str) -> str:
    """Physical name of a model's batch endpoint in a stamp; Azure wants it unique in the region."""
    return names.of(Service.ML_BATCH_ENDPOINT, region, model)
