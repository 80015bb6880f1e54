"""The backup of one region: a storage account that keeps every version of what is written to it."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import resources, storage

from components.access import Access
from components.diagnostics import send_storage_diagnostics
from components.names import Names, Service
from components.storage_account import StorageAccountArgs, secure_account
from components.turns import Turns
from config.backup import BackupConfig


@dataclass(frozen=True, kw_only=True)
class BackupAccountArgs:
    """What the backup of one region is made from."""

    config: BackupConfig
    names: Names
    location: str
    """The region."""
    tags: Mapping[str, str]
    protect: bool
    access: Access
    """Who reaches the account's public endpoint."""
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


def create_backup_account(name: str, args: BackupAccountArgs, parent: pulumi.Resource) -> BackupAccount:
    """The account of one region with its container, in a resource group of that region."""
    config, child = args.config, pulumi.ResourceOptions(parent=parent)
    group = _create_group(f"{name}-group", args, parent)
    account = secure_account(
        f"{name}-account",
        StorageAccountArgs(
            account_name=args.names.of(Service.STORAGE_ACCOUNT, "backup", args.location),
            resource_group_name=group.name,
            location=args.location,
            sku=config.sku,
            access=args.access,
            tags=args.tags,
            immutable_days=config.retention_days,
        ),
        opts=pulumi.ResourceOptions(parent=parent, protect=args.protect),
    )
    blobs = _keep_versions(f"{name}-blobs", account, group.name, config.retention_days, child)
    container = storage.BlobContainer(
        f"{name}-container",
        container_name=config.container,
        account_name=account.name,
        resource_group_name=group.name,
        public_access=storage.PublicAccess.NONE,
        opts=pulumi.ResourceOptions(parent=parent, protect=args.protect, depends_on=[blobs]),
    )
    send_storage_diagnostics(name, account.id, ("blob",), args.log_workspace_id, child)
    return BackupAccount(
        region=args.location,
        account=account,
        blobs=blobs,
        container=container,
        container_name=config.container,
        resource_group_name=group.name,
        turns=Turns(blobs, container),
    )


def _create_group(name: str, args: BackupAccountArgs, parent: pulumi.Resource) -> resources.ResourceGroup:
    return resources.ResourceGroup(
        name,
        resource_group_name=args.names.of(Service.RESOURCE_GROUP, "backup", args.location),
        location=args.location,
        tags=args.tags,
        opts=pulumi.ResourceOptions(parent=parent, protect=args.protect),
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
