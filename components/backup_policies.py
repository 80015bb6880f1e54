"""How backed-up blobs age, and how they reach other regions."""

import pulumi
from pulumi_azure_native import storage

from components.answers import required
from components.backup_account import BackupAccount
from config.backup import BackupConfig

EVERYTHING_SINCE = "1601-01-01T00:00:00Z"
"""Azure's word for replicating what was there before the policy, too."""


def age_blobs(
    name: str,
    parent: pulumi.Resource,
    backup: BackupAccount,
    config: BackupConfig,
    archive_after_days: int | None,
) -> storage.ManagementPolicy:
    """Move blobs to cheaper tiers as they age, and delete old versions once Azure lets them go.

    A version can be deleted when it is older than the days for which it is immutable; soft delete keeps it as many
    days again, so that an overwritten blob can be restored for the whole retention however long it had been there.
    """
    aging = storage.ManagementPolicy(
        f"{name}-aging",
        management_policy_name="default",
        account_name=backup.account.name,
        resource_group_name=backup.resource_group_name,
        policy=storage.ManagementPolicySchemaArgs(rules=[_aging_rule(config, archive_after_days)]),
        opts=pulumi.ResourceOptions(parent=parent, depends_on=backup.turns.last),
    )
    backup.turns.take(aging)
    return aging


def replicate(
    name: str, parent: pulumi.Resource, source: BackupAccount, destination: BackupAccount
) -> storage.ObjectReplicationPolicy:
    """Copy every blob of the source's container, and every later one, to the destination's.

    Azure wants the destination's policy first, under the name `default`; it answers with the ids that the source's
    policy must carry. https://learn.microsoft.com/azure/storage/blobs/object-replication-overview
    """
    receiving = _policy(
        f"{name}-receive",
        destination,
        source,
        destination,
        policy_id="default",
        rule_id=None,
        opts=pulumi.ResourceOptions(
            parent=parent, depends_on=[source.blobs, source.container, *destination.turns.last]
        ),
    )
    destination.turns.take(receiving)
    sending = _policy(
        f"{name}-send",
        source,
        source,
        destination,
        policy_id=receiving.policy_id,
        rule_id=required(
            receiving.rules.apply(lambda rules: rules[0].rule_id if rules else None),
            f"the rule of {name}-receive, by which the source sends",
        ),
        opts=pulumi.ResourceOptions(parent=parent, depends_on=[receiving, *source.turns.last]),
    )
    source.turns.take(sending)
    return sending


def _policy(
    name: str,
    owner: BackupAccount,
    source: BackupAccount,
    destination: BackupAccount,
    *,
    policy_id: pulumi.Input[str],
    rule_id: pulumi.Input[str] | None,
    opts: pulumi.ResourceOptions,
) -> storage.ObjectReplicationPolicy:
    return storage.ObjectReplicationPolicy(
        name,
        object_replication_policy_id=policy_id,
        account_name=owner.account.name,
        resource_group_name=owner.resource_group_name,
        # Full ids: where replication to other tenants is off, Azure refuses names.
        source_account=source.account.id,
        destination_account=destination.account.id,
        rules=[
            storage.ObjectReplicationPolicyRuleArgs(
                rule_id=rule_id,
                source_container=source.container_name,
                destination_container=destination.container_name,
                filters=storage.ObjectReplicationPolicyFilterArgs(min_creation_time=EVERYTHING_SINCE),
            )
        ],
        opts=opts,
    )


def _aging_rule(config: BackupConfig, archive_after_days: int | None) -> storage.ManagementPolicyRuleArgs:
    current = storage.ManagementPolicyBaseBlobArgs(
        tier_to_cool=_unchanged_for(config.cool_after_days),
        tier_to_archive=_unchanged_for(archive_after_days) if archive_after_days else None,
    )
    previous = storage.ManagementPolicyVersionArgs(
        delete=storage.DateAfterCreationArgs(days_after_creation_greater_than=config.retention_days)
    )
    return storage.ManagementPolicyRuleArgs(
        name="age-artifacts",
        type="Lifecycle",
        enabled=True,
        definition=storage.ManagementPolicyDefinitionArgs(
            filters=storage.ManagementPolicyFilterArgs(blob_types=["blockBlob"], prefix_match=[f"{config.container}/"]),
            actions=storage.ManagementPolicyActionArgs(base_blob=current, version=previous),
        ),
    )


def _unchanged_for(days: int) -> storage.DateAfterModificationArgs:
    return storage.DateAfterModificationArgs(days_after_modification_greater_than=days)
