"""The container registry: one for all stamps, replicated to each."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import containerregistry

from components.access import Access
from components.diagnostics import send_diagnostics
from components.names import Names, Service
from components.resource_ids import parse_resource_id
from components.turns import Turns
from config.regions import WITH_ZONES
from config.registry import RegistryConfig


@dataclass(frozen=True, kw_only=True)
class RegistryArgs:
    """Inputs of `Registry`."""

    config: RegistryConfig
    names: Names
    location: str
    resource_group_name: pulumi.Input[str]
    tags: Mapping[str, str]
    protect: bool
    replicas: tuple[str, ...]
    """Regions of the other stamps."""
    access: Access
    """Its subnets are not used: the registry's service endpoints never left their preview."""
    log_workspace_id: pulumi.Input[str]


class Registry(pulumi.ComponentResource):
    """The registry of the stack's images, created or existing.

    Azure refuses soft delete on a registry that is replicated or that cleans up untagged manifests, so untagged
    manifests are kept for the retention period instead: give every image in use a tag of its own, such as its version.
    https://learn.microsoft.com/azure/container-registry/container-registry-soft-delete-policy
    """

    registry_id: pulumi.Output[str]
    registry_name: pulumi.Output[str]
    login_server: pulumi.Output[str]
    """Host that images are pulled from."""
    turns: Turns
    """The changes of the registry: its replications, then the private endpoints to it."""

    def __init__(self, name: str, args: RegistryArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("ai-models:registry:Registry", name, None, opts)
        self.turns = Turns()
        if args.config.existing_id:
            self._take_existing(args.config.existing_id)
        else:
            self._create(name, args)
        self.register_outputs(
            {
                "registryId": self.registry_id,
                "registryName": self.registry_name,
                "loginServer": self.login_server,
            }
        )

    def _take_existing(self, registry_id: str) -> None:
        self._export(registry_id, parse_resource_id(registry_id).name)

    def _export(self, registry_id: pulumi.Input[str], registry_name: str) -> None:
        self.registry_id = pulumi.Output.from_input(registry_id)
        # The name as it was asked for, so that image references are known at preview.
        self.registry_name = pulumi.Output.from_input(registry_name)
        self.login_server = pulumi.Output.from_input(f"{registry_name.lower()}.azurecr.io")

    def _create(self, name: str, args: RegistryArgs) -> None:
        physical_name = args.names.of(Service.REGISTRY)
        registry = self._create_registry(name, physical_name, args)
        for region in args.replicas:
            replication = containerregistry.Replication(
                f"{name}-{region}",
                replication_name=region,
                registry_name=registry.name,
                resource_group_name=args.resource_group_name,
                location=region,
                region_endpoint_enabled=True,
                zone_redundancy=_zone_redundancy(region),
                tags=args.tags,
                opts=pulumi.ResourceOptions(parent=self, depends_on=self.turns.last),
            )
            self.turns.take(replication)
        send_diagnostics(f"{name}-diagnostics", registry.id, args.log_workspace_id, pulumi.ResourceOptions(parent=self))
        self._export(registry.id, physical_name)

    def _create_registry(self, name: str, physical_name: str, args: RegistryArgs) -> containerregistry.Registry:
        return containerregistry.Registry(
            f"{name}-registry",
            registry_name=physical_name,
            resource_group_name=args.resource_group_name,
            location=args.location,
            sku=containerregistry.SkuArgs(name="Premium"),
            admin_user_enabled=False,
            anonymous_pull_enabled=False,
            # Without it pulls would need *.blob.core.windows.net open: https://aka.ms/acr/dedicated-data-endpoints
            data_endpoint_enabled=True,
            public_network_access=args.access.public_network_access,
            # Azure ML and Defender come as trusted services.
            network_rule_bypass_options="AzureServices",
            network_rule_set=containerregistry.NetworkRuleSetArgs(
                default_action="Deny",
                ip_rules=[
                    containerregistry.IPRuleArgs(action="Allow", i_p_address_or_range=ip_range)
                    for ip_range in args.access.allowed_ip_ranges
                ],
            ),
            policies=_policies(args),
            zone_redundancy=_zone_redundancy(args.location),
            tags=args.tags,
            opts=pulumi.ResourceOptions(parent=self, protect=args.protect),
        )


def _policies(args: RegistryArgs) -> containerregistry.PoliciesArgs:
    public = args.access.public_network_access
    return containerregistry.PoliciesArgs(
        # AKS pulls with tokens for the registry since 1.29: kubernetes-sigs/cloud-provider-azure#8592
        azure_ad_authentication_as_arm_policy=containerregistry.AzureADAuthenticationAsArmPolicyArgs(status="disabled"),
        # Azure refuses to disable exports while the public endpoint answers: https://aka.ms/acr/export-policy
        export_policy=containerregistry.ExportPolicyArgs(status="disabled" if public == "Disabled" else "enabled"),
        retention_policy=containerregistry.RetentionPolicyArgs(
            status="enabled", days=args.config.untagged_retention_days
        ),
        soft_delete_policy=containerregistry.SoftDeletePolicyArgs(status="disabled"),
    )


def _zone_redundancy(region: str) -> str:
    return "Enabled" if region in WITH_ZONES else "Disabled"
