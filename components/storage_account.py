"""Storage accounts: what every one of the platform's has in common."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import storage

from components.access import Access


@dataclass(frozen=True, kw_only=True)
class StorageAccountArgs:
    """What a storage account is made from."""

    account_name: str
    """Physical name."""
    resource_group_name: pulumi.Input[str]
    location: str
    sku: str
    """Redundancy, such as `Standard_ZRS`."""
    access: Access
    """Who reaches its public endpoints; subnets need the service endpoint `Microsoft.Storage.Global`."""
    tags: Mapping[str, str]
    immutable_days: int | None = None
    """Days for which no version of a blob can be deleted.

    Azure takes it at creation only, and deletes such an account only when it is empty.
    """


def secure_account(name: str, args: StorageAccountArgs, opts: pulumi.ResourceOptions) -> storage.StorageAccount:
    """A general-purpose v2 account without keys, without anonymous blobs, behind its firewall."""
    return storage.StorageAccount(
        name,
        account_name=args.account_name,
        resource_group_name=args.resource_group_name,
        location=args.location,
        kind="StorageV2",
        sku=storage.SkuArgs(name=args.sku),
        access_tier=storage.AccessTier.HOT,
        allow_blob_public_access=False,
        allow_shared_key_access=False,
        default_to_o_auth_authentication=True,
        allow_cross_tenant_replication=False,
        allowed_copy_scope="AAD",
        enable_https_traffic_only=True,
        minimum_tls_version="TLS1_2",
        is_hns_enabled=False,
        is_local_user_enabled=False,
        is_sftp_enabled=False,
        enable_nfs_v3=False,
        encryption=_encryption(),
        immutable_storage_with_versioning=_immutability(args.immutable_days) if args.immutable_days else None,
        public_network_access=args.access.public_network_access,
        network_rule_set=_network_rules(args.access),
        tags=args.tags,
        opts=opts,
    )


def _encryption() -> storage.EncryptionArgs:
    service = storage.EncryptionServiceArgs(enabled=True, key_type="Account")
    return storage.EncryptionArgs(
        key_source="Microsoft.Storage",
        require_infrastructure_encryption=True,
        services=storage.EncryptionServicesArgs(blob=service, file=service),
    )


def _immutability(days: int) -> storage.ImmutableStorageAccountArgs:
    return storage.ImmutableStorageAccountArgs(
        enabled=True,
        immutability_policy=storage.AccountImmutabilityPolicyPropertiesArgs(
            # Locked can never be shortened again, by nobody.
            state="Unlocked",
            immutability_period_since_creation_in_days=days,
            allow_protected_append_writes=False,
        ),
    )


def _network_rules(access: Access) -> storage.NetworkRuleSetArgs:
    return storage.NetworkRuleSetArgs(
        default_action=storage.DefaultAction.DENY,
        bypass="AzureServices",
        ip_rules=[
            storage.IPRuleArgs(i_p_address_or_range=ip_range, action=storage.Action.ALLOW)
            for ip_range in access.allowed_ip_ranges
        ],
        virtual_network_rules=[
            storage.VirtualNetworkRuleArgs(virtual_network_resource_id=subnet, action=storage.Action.ALLOW)
            for subnet in access.allowed_subnet_ids
        ],
    )
