"""Where batch jobs of a stamp write what they predict: a container of the workspace's storage, by an ML datastore."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_azure_native.machinelearningservices as ml
from pulumi_azure_native import storage

from components.workspace import Workspace

CONTAINER = "predictions"
DATASTORE = "predictions"
"""Name of the datastore; callers of a batch endpoint write to `azureml://datastores/predictions/paths/…`."""


@dataclass(frozen=True, kw_only=True)
class BatchOutputsArgs:
    """Where the container and the datastore go."""

    workspace: Workspace
    resource_group_name: pulumi.Input[str]
    tags: Mapping[str, str]
    protect: bool
    """Refuse to delete what jobs have written."""


def create_batch_outputs(name: str, args: BatchOutputsArgs, parent: pulumi.Resource) -> ml.Datastore:
    """The datastore `predictions`, which is reached without keys: jobs sign in as the compute that runs them."""
    workspace = args.workspace
    container = storage.BlobContainer(
        f"{name}-container",
        account_name=workspace.storage_account_name,
        container_name=CONTAINER,
        resource_group_name=args.resource_group_name,
        public_access=storage.PublicAccess.NONE,
        opts=pulumi.ResourceOptions(parent=parent, depends_on=workspace.storage_turns.last, protect=args.protect),
    )
    workspace.storage_turns.take(container)
    return ml.Datastore(
        f"{name}-datastore",
        name=DATASTORE,
        workspace_name=workspace.name,
        resource_group_name=args.resource_group_name,
        properties=ml.AzureBlobDatastoreArgs(
            datastore_type="AzureBlob",
            credentials=ml.NoneDatastoreCredentialsArgs(credentials_type="None"),
            account_name=workspace.storage_account_name,
            container_name=container.name,
            endpoint="core.windows.net",
            protocol="https",
            service_data_access_auth_identity=ml.ServiceDataAccessAuthIdentity.WORKSPACE_USER_ASSIGNED_IDENTITY,
            description="What batch endpoints predict",
            tags=args.tags,
        ),
        opts=pulumi.ResourceOptions(parent=parent),
    )


def output_location(model: str) -> str:
    """Where callers of a model's batch endpoint have its jobs write to, each job in a folder of its own."""
    return f"azureml://datastores/{DATASTORE}/paths/{model}/"
