"""The backup of one region: a storage account that keeps every version of what is written to it."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import resources, storage

from components.access import Access
from components.diagnostics import send_storage_diagnostics
from components.names import Names, Service
from components.storage_account import secure_account
from components.turns import Turns
from config.backup import BackupConfig


@dataclass(frozen=True, kw_only=True)
class BackupArgs:
    """Inputs of `Backup`."""

    config: BackupConfig
    names: Names
    tags: Mapping[str, str]
    protect: bool
    access: Access
    """Who reaches the accounts' public endpoints; replication needs none of them."""
    log_workspace_id: pulumi.Input[str]


@dataclass(frozen=True, kw_only=True)
class BackupAccount:
    """The backup of one region: the account, and what must be there before blobs are replicated."""

    region: str
    account: storage.StorageAccount
    blobs: storage.BlobServiceProperties
    container: storage.BlobContainer
    container_name: str
    resource_group_name: pulumi.Output[str]
    turns: Turns
    """The changes of the account, which takes one at a time."""


def create_backup_account(name: str, parent: pulumi.Resource, region: str, args: BackupArgs) -> BackupAccount:
    """The account of one region with its container, in a resource group of that region."""
    child = pulumi.ResourceOptions(parent=parent)
    group = resources.ResourceGroup(
        f"{name}-group",
        resource_group_name=args.names.of(Service.RESOURCE_GROUP, "backup", region),
        location=region,
        tags=args.tags,
        opts=child,
    )
    account = secure_account(
        f"{name}-account",
        account_name=args.names.of(Service.STORAGE_ACCOUNT, "backup", region),
        resource_group_name=group.name,
        location=region,
        sku=args.config.sku,
        access=args.access,
        tags=args.tags,
        opts=pulumi.ResourceOptions(parent=parent, protect=args.protect),
        immutable_days=args.config.retention_days,
    )
    blobs = _keep_versions(f"{name}-blobs", account, group.name, args.config.retention_days, child)
    container = storage.BlobContainer(
        f"{name}-container",
        container_name=args.config.container,
        account_name=account.name,
        resource_group_name=group.name,
        public_access=storage.PublicAccess.NONE,
        opts=pulumi.ResourceOptions(parent=parent, protect=args.protect, depends_on=[blobs]),
    )
    send_storage_diagnostics(name, account.id, ("blob",), args.log_workspace_id, child)
    return BackupAccount(
        region=region,
        account=account,
        blobs=blobs,
        container=container,
        container_name=args.config.container,
        resource_group_name=group.name,
        turns=Turns(blobs, container),
    )


def _keep_versions(
    name: str,
    account: storage.StorageAccount,
    resource_group_name: pulumi.Input[str],
    days: int,
    opts: pulumi.ResourceOptions,
) -> storage.BlobServiceProperties:
    """Keep what is overwritten and, for `days`, what is deleted."""
    retention = storage.DeleteRetentionPolicyArgs(enabled=True, days=days)
    return storage.BlobServiceProperties(
        name,
        blob_services_name="default",
        account_name=account.name,
        resource_group_name=resource_group_name,
        is_versioning_enabled=True,
        change_feed=storage.ChangeFeedArgs(enabled=True),
        delete_retention_policy=retention,
        container_delete_retention_policy=retention,
        opts=opts,
    )
