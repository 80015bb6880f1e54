"""The Azure ML workspace of a stamp: its identity, its storage and its batch compute."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi
import pulumi_azure_native.machinelearningservices as ml
from pulumi_azure_native import storage

from components.access import Access
from components.addresses import workspace_address
from components.diagnostics import send_diagnostics, send_storage_diagnostics
from components.identities import Identity, IdentityArgs
from components.managed_network import Target, open_network
from components.names import Names, Service
from components.removal import goes_with
from components.roles import Grant, Role
from components.storage_account import StorageAccountArgs, secure_account
from components.turns import Turns
from config.workspace import ComputeConfig, WorkspaceConfig


@dataclass(frozen=True, kw_only=True)
class WorkspaceArgs:
    """Inputs of `Workspace`."""

    config: WorkspaceConfig
    names: Names
    location: str
    resource_group_name: pulumi.Input[str]
    tags: Mapping[str, str]
    protect: bool
    access: Access
    zone_redundant: bool
    """Keep the workspace's files in three zones; the region must have them."""
    vault_id: pulumi.Input[str]
    registry_id: pulumi.Input[str]
    app_insights_id: pulumi.Input[str]
    log_workspace_id: pulumi.Input[str]
    targets: Mapping[str, Target] = field(default_factory=dict)
    """What its managed network reaches beside the workspace's own vault, storage and registry, by role."""
    backup_container_id: pulumi.Input[str] | None = None
    """Container that batch jobs, and nobody else, write artifacts to."""
    needs: Sequence[pulumi.Resource] = ()
    """What must be done before Azure makes the managed network's endpoints to the vault and the registry."""


class Workspace(pulumi.ComponentResource):
    """An Azure ML workspace whose managed network decides what leaves, and that signs in without keys.

    A deleted workspace keeps its name for 14 days: purge it before another of the same name is created.
    https://learn.microsoft.com/azure/machine-learning/concept-soft-delete
    """

    id: pulumi.Output[str]
    """ARM id."""
    name: pulumi.Output[str]
    """Physical name, known once the workspace is there."""
    storage_account_id: pulumi.Output[str]
    storage_account_name: pulumi.Output[str]
    storage_turns: Turns
    """The changes of the storage account: the managed network's endpoints to it come with the workspace."""
    network_rules: list[pulumi.Resource]
    """What the managed network must let out before something runs in it."""
    compute: dict[str, ml.Compute]
    """The batch compute by its name in the config."""

    def __init__(self, name: str, args: WorkspaceArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("ai-models:workspace:Workspace", name, None, opts)
        account = self._create_storage(name, args)
        identity = self._create_identity(name, args, "workspace", _workspace_grants(args, account.id))
        workspace = self._create_workspace(name, args, account, identity)
        self.storage_turns = Turns(workspace)
        self.network_rules = open_network(
            f"{name}-network", workspace, args.resource_group_name, args.targets, self._within(args, workspace)
        )
        self.compute = self._create_compute(name, args, workspace, account)
        send_diagnostics(
            f"{name}-diagnostics", workspace.id, args.log_workspace_id, pulumi.ResourceOptions(parent=self)
        )
        self.id = workspace.id
        self.name = workspace.name
        self.storage_account_id = account.id
        self.storage_account_name = account.name
        self.register_outputs(
            {
                "id": self.id,
                "name": self.name,
                "storageAccountId": self.storage_account_id,
                "storageAccountName": self.storage_account_name,
            }
        )

    def _create_storage(self, name: str, args: WorkspaceArgs) -> storage.StorageAccount:
        account = secure_account(
            f"{name}-storage",
            StorageAccountArgs(
                account_name=args.names.of(Service.STORAGE_ACCOUNT, args.location, "ml"),
                resource_group_name=args.resource_group_name,
                location=args.location,
                sku="Standard_ZRS" if args.zone_redundant else "Standard_LRS",
                access=args.access,
                tags=args.tags,
            ),
            opts=pulumi.ResourceOptions(parent=self, protect=args.protect),
        )
        send_storage_diagnostics(
            f"{name}-storage", account.id, ("blob", "file"), args.log_workspace_id, pulumi.ResourceOptions(parent=self)
        )
        return account

    def _create_identity(self, name: str, args: WorkspaceArgs, purpose: str, grants: Mapping[str, Grant]) -> Identity:
        return Identity(
            f"{name}-{purpose}-identity",
            IdentityArgs(
                purpose=purpose,
                names=args.names,
                location=args.location,
                resource_group_name=args.resource_group_name,
                tags=args.tags,
                grants=grants,
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _create_workspace(
        self, name: str, args: WorkspaceArgs, account: storage.StorageAccount, identity: Identity
    ) -> ml.Workspace:
        return ml.Workspace(
            f"{name}-workspace",
            workspace_name=workspace_address(args.names, args.location).workspace,
            resource_group_name=args.resource_group_name,
            location=args.location,
            kind="Default",
            sku=ml.SkuArgs(name="Basic", tier=ml.SkuTier.BASIC),
            identity=identity.of_machine_learning(),
            primary_user_assigned_identity=identity.id,
            storage_account=account.id,
            key_vault=args.vault_id,
            container_registry=args.registry_id,
            application_insights=args.app_insights_id,
            system_datastores_auth_mode="Identity",
            public_network_access=args.access.public_network_access,
            allow_public_access_when_behind_vnet=False,
            managed_network=ml.ManagedNetworkSettingsArgs(isolation_mode=args.config.isolation),
            provision_network_now=True,  # a deployment that comes before it would stay outside of it
            image_build_compute=args.config.image_builder,
            v1_legacy_mode=False,
            hbi_workspace=False,
            tags=args.tags,
            opts=pulumi.ResourceOptions(parent=self, protect=args.protect, depends_on=[identity, *args.needs]),
        )

    def _within(self, args: WorkspaceArgs, workspace: ml.Workspace) -> pulumi.ResourceOptions:
        return pulumi.ResourceOptions(parent=self, deleted_with=goes_with(workspace, protected=args.protect))

    def _create_compute(
        self, name: str, args: WorkspaceArgs, workspace: ml.Workspace, account: storage.StorageAccount
    ) -> dict[str, ml.Compute]:
        if not args.config.compute:
            return {}
        identity = self._create_identity(name, args, "batch", _compute_grants(args, account.id))
        return {
            compute: ml.Compute(
                f"{name}-compute-{compute}",
                compute_name=compute,
                workspace_name=workspace.name,
                resource_group_name=args.resource_group_name,
                location=args.location,
                identity=identity.of_machine_learning(),
                properties=_batch_cluster(config),
                tags=args.tags,
                opts=pulumi.ResourceOptions.merge(
                    self._within(args, workspace),
                    pulumi.ResourceOptions(depends_on=[identity, *self.network_rules]),
                ),
            )
            for compute, config in args.config.compute.items()
        }


def _workspace_grants(args: WorkspaceArgs, account_id: pulumi.Input[str]) -> dict[str, Grant]:
    """What Azure asks of a workspace's own identity, each by the narrowest built-in role that holds it.

    https://learn.microsoft.com/azure/machine-learning/how-to-identity-based-service-authentication
    asks for Contributor on each of the resources; the role of their own service is as good.
    """
    return {
        "storage": Grant(role=Role.STORAGE_ACCOUNT_CONTRIBUTOR, scope=account_id),
        "blobs": Grant(role=Role.STORAGE_BLOB_DATA_CONTRIBUTOR, scope=account_id),
        "files": Grant(role=Role.STORAGE_FILE_DATA_PRIVILEGED_CONTRIBUTOR, scope=account_id),
        "vault": Grant(role=Role.KEY_VAULT_CONTRIBUTOR, scope=args.vault_id),
        "secrets": Grant(role=Role.KEY_VAULT_SECRETS_OFFICER, scope=args.vault_id),
        "registry": Grant(role=Role.READER, scope=args.registry_id),
        "images": Grant(role=Role.ACR_PUSH, scope=args.registry_id),
        "insights": Grant(role=Role.APP_INSIGHTS_COMPONENT_CONTRIBUTOR, scope=args.app_insights_id),
        # The managed network reaches these by private endpoints, which the workspace approves itself.
        "storage-endpoint": Grant(role=Role.NETWORK_CONNECTION_APPROVER, scope=account_id),
        "vault-endpoint": Grant(role=Role.NETWORK_CONNECTION_APPROVER, scope=args.vault_id),
        "registry-endpoint": Grant(role=Role.NETWORK_CONNECTION_APPROVER, scope=args.registry_id),
        **{
            f"{role}-endpoint": Grant(role=Role.NETWORK_CONNECTION_APPROVER, scope=target.resource_id)
            for role, target in args.targets.items()
        },
    }


def _compute_grants(args: WorkspaceArgs, account_id: pulumi.Input[str]) -> dict[str, Grant]:
    """What jobs need: to pull images, to push those that they build, to read and write data, to back up models."""
    grants = {
        "images": Grant(role=Role.ACR_PUSH, scope=args.registry_id),
        "blobs": Grant(role=Role.STORAGE_BLOB_DATA_CONTRIBUTOR, scope=account_id),
        "files": Grant(role=Role.STORAGE_FILE_DATA_PRIVILEGED_CONTRIBUTOR, scope=account_id),
    }
    if args.backup_container_id is not None:
        grants["backup"] = Grant(role=Role.STORAGE_BLOB_DATA_CONTRIBUTOR, scope=args.backup_container_id)
    return grants


def _batch_cluster(config: ComputeConfig) -> ml.AmlComputeArgs:
    """A cluster that scales to zero. It has no subnet: the workspace's managed network places it in its own."""
    return ml.AmlComputeArgs(
        compute_type="AmlCompute",
        disable_local_auth=True,
        properties=ml.AmlComputePropertiesArgs(
            vm_size=config.vm_size,
            vm_priority=config.priority,
            os_type="Linux",
            enable_node_public_ip=False,
            remote_login_port_public_access="Disabled",
            scale_settings=ml.ScaleSettingsArgs(
                min_node_count=0,
                max_node_count=config.max_nodes,
                node_idle_time_before_scale_down=f"PT{config.idle_minutes}M",
            ),
        ),
    )
