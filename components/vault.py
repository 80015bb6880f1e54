"""A stamp's Key Vault and the secrets in it."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import keyvault

from components.access import Access
from components.diagnostics import send_diagnostics
from components.names import Names, Service
from components.resource_ids import parse_resource_id
from config.vault import SecretConfig, VaultConfig


@dataclass(frozen=True, kw_only=True)
class VaultArgs:
    """Inputs of `Vault`."""

    config: VaultConfig
    existing_id: str | None
    """Use this vault, of the same subscription, instead of creating one."""
    secrets: Mapping[str, SecretConfig]
    names: Names
    tenant_id: str
    location: str
    resource_group_name: pulumi.Input[str]
    tags: Mapping[str, str]
    protect: bool
    access: Access
    log_workspace_id: pulumi.Input[str]


class Vault(pulumi.ComponentResource):
    """The Key Vault of a stamp, created or existing, with the stack's secrets in it.

    Access is by role assignments alone. A deleted vault keeps its name and content for the soft-delete period and
    cannot be purged before: `recover` brings it back.
    """

    vault_id: pulumi.Output[str]
    vault_name: pulumi.Output[str]
    vault_uri: pulumi.Output[str]
    """Base URL of the vault, with a slash at its end."""
    secret_ids: dict[str, pulumi.Output[str]]
    """ARM ids of the secrets by name: scopes of role assignments, and what waits for a secret to exist."""

    def __init__(self, name: str, args: VaultArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("ai-models:vault:Vault", name, None, opts)
        vault = self._take_existing(args.existing_id) if args.existing_id else self._create(name, args)
        self.secret_ids = {
            secret: self._create_secret(f"{name}-{secret}", secret, config, vault, args.tags).id
            for secret, config in args.secrets.items()
        }
        self.register_outputs(
            {
                "vaultId": self.vault_id,
                "vaultName": self.vault_name,
                "vaultUri": self.vault_uri,
                "secretIds": self.secret_ids,
            }
        )

    def _take_existing(self, vault_id: str) -> "_Place":
        vault = parse_resource_id(vault_id)
        self._export(vault_id, vault.name)
        return _Place(vault_name=vault.name, resource_group_name=vault.resource_group)

    def _export(self, vault_id: pulumi.Input[str], vault_name: str) -> None:
        self.vault_id = pulumi.Output.from_input(vault_id)
        # The name as it was asked for, and so known at preview.
        self.vault_name = pulumi.Output.from_input(vault_name)
        self.vault_uri = pulumi.Output.from_input(f"https://{vault_name.lower()}.vault.azure.net/")

    def _create(self, name: str, args: VaultArgs) -> "_Place":
        physical_name = args.names.of(Service.KEY_VAULT, args.location)
        vault = keyvault.Vault(
            f"{name}-vault",
            vault_name=physical_name,
            resource_group_name=args.resource_group_name,
            location=args.location,
            properties=keyvault.VaultPropertiesArgs(
                tenant_id=args.tenant_id,
                sku=keyvault.SkuArgs(family="A", name=keyvault.SkuName.STANDARD),
                create_mode=keyvault.CreateMode.RECOVER if args.config.recover else keyvault.CreateMode.DEFAULT,
                enable_rbac_authorization=True,
                enable_soft_delete=True,
                soft_delete_retention_in_days=args.config.soft_delete_days,
                enable_purge_protection=True,
                enabled_for_deployment=False,
                enabled_for_disk_encryption=False,
                enabled_for_template_deployment=False,
                public_network_access=args.access.public_network_access,
                network_acls=_network_acls(args.access),
            ),
            tags=args.tags,
            opts=pulumi.ResourceOptions(parent=self, protect=args.protect),
        )
        send_diagnostics(f"{name}-diagnostics", vault.id, args.log_workspace_id, pulumi.ResourceOptions(parent=self))
        self._export(vault.id, physical_name)
        return _Place(vault_name=vault.name, resource_group_name=args.resource_group_name)

    def _create_secret(
        self, name: str, secret: str, config: SecretConfig, vault: "_Place", tags: Mapping[str, str]
    ) -> keyvault.Secret:
        midnight = datetime.datetime.combine(config.expires, datetime.time(), datetime.UTC)
        return keyvault.Secret(
            name,
            secret_name=secret,
            vault_name=vault.vault_name,
            resource_group_name=vault.resource_group_name,
            properties=keyvault.SecretPropertiesArgs(
                value=pulumi.Output.secret(config.value.get_secret_value()),
                content_type=config.content_type,
                attributes=keyvault.SecretAttributesArgs(enabled=True, expires=int(midnight.timestamp())),
            ),
            tags=tags,
            opts=pulumi.ResourceOptions(parent=self),
        )


@dataclass(frozen=True, kw_only=True)
class _Place:
    """Where the secrets go; waits for a created vault to exist."""

    vault_name: pulumi.Input[str]
    resource_group_name: pulumi.Input[str]


def _network_acls(access: Access) -> keyvault.NetworkRuleSetArgs:
    return keyvault.NetworkRuleSetArgs(
        default_action="Deny",
        # Azure Resource Manager and Azure ML come as trusted services.
        bypass="AzureServices",
        ip_rules=[keyvault.IPRuleArgs(value=ip_range) for ip_range in access.allowed_ip_ranges],
        virtual_network_rules=[keyvault.VirtualNetworkRuleArgs(id=subnet) for subnet in access.allowed_subnet_ids],
    )
