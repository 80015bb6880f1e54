"""Backup of model artifacts: a storage account a region, the first one's blobs replicated to the others.

Why each setting is as it is: docs/adr/0002-backup-replication.md
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

from components.access import Access
from components.backup_account import BackupAccount, BackupAccountArgs, create_backup_account
from components.backup_policies import age_blobs, replicate
from components.names import Names
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


class Backup(pulumi.ComponentResource):
    """An account a region, each in a resource group of its own region, so that one's outage leaves the others be.

    Artifacts are written to the first region only: Azure refuses writes to the containers that it replicates to.
    """

    account_ids: dict[str, pulumi.Output[str]]
    """ARM ids of the accounts by region, the first being the source."""
    account_names: dict[str, pulumi.Output[str]]
    """Names of the accounts by region."""
    turns: dict[str, Turns]
    """The changes of the accounts by region: their policies, then the private endpoints to them."""
    source: str
    """Region of the account that artifacts are written to."""
    container_id: pulumi.Output[str]
    """ARM id of the source's container: the scope for who writes artifacts."""

    def __init__(self, name: str, args: BackupArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("ai-models:backup:Backup", name, None, opts)
        config = args.config
        backups = [self._create_account(f"{name}-{region}", region, args) for region in config.regions]
        source, *destinations = backups
        for backup in backups:
            # A blob that is archived at the source is replicated no more; its copies can be archived.
            archived = not destinations or backup is not source
            age_blobs(f"{name}-{backup.region}", self, backup, config, config.archive_after_days if archived else None)
        for destination in destinations:
            replicate(f"{name}-to-{destination.region}", self, source, destination)
        self.account_ids = {backup.region: backup.account.id for backup in backups}
        self.account_names = {backup.region: backup.account.name for backup in backups}
        self.turns = {backup.region: backup.turns for backup in backups}
        self.source = source.region
        self.container_id = source.container.id
        self.register_outputs(
            {
                "accountIds": self.account_ids,
                "accountNames": self.account_names,
                "containerId": self.container_id,
            }
        )

    def _create_account(self, name: str, region: str, args: BackupArgs) -> BackupAccount:
        return create_backup_account(
            name,
            BackupAccountArgs(
                config=args.config,
                names=args.names,
                location=region,
                tags=args.tags,
                protect=args.protect,
                access=args.access,
                log_workspace_id=args.log_workspace_id,
            ),
            parent=self,
        )
