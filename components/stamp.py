"""One stamp: a region's set of serving resources."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_azure_native as azure

from components.access import Access
from components.backup import Backup
from components.cluster import Cluster, ClusterArgs
from components.messaging import Messaging, MessagingArgs
from components.names import Names
from components.observability import Observability
from components.open_services import open_services, warning
from components.private_links import PrivateLinks, PrivateLinksArgs
from components.registry import Registry
from components.serving import Serving, ServingArgs
from components.site import Site, access_from
from components.stamp_links import backup_regions_of, stamp_links
from components.telemetry import Telemetry, TelemetryArgs
from components.traffic import LiveEndpoint
from components.vault import Vault, VaultArgs
from components.workspace import Workspace, WorkspaceArgs
from config.stack import StackConfig


@dataclass(frozen=True, kw_only=True)
class Shared:
    """What exists once and every stamp uses."""

    group_name: pulumi.Output[str]
    observability: Observability
    registry: Registry
    backup: Backup | None


@dataclass(frozen=True, kw_only=True)
class StampArgs:
    """Inputs of `Stamp`."""

    config: StackConfig
    region: str
    zones: tuple[str, ...]
    """Availability zones to use; empty in a region without zones."""
    names: Names
    tags: Mapping[str, str]
    provider: azure.Provider
    """The Azure provider of the region."""
    site: Site
    shared: Shared
    live: Mapping[str, LiveEndpoint | None]
    """What Azure answers about the managed endpoints of this region, by model."""

    @property
    def access(self) -> Access:
        """Who reaches the public endpoints of the stamp's services."""
        network = self.config.network
        return access_from({self.region: self.site}, network.private_endpoints, network.allowed_ip_ranges)

    @property
    def log_workspace_id(self) -> pulumi.Output[str]:
        """Where every diagnostic setting writes to."""
        return self.shared.observability.log_workspace_id


class Stamp(pulumi.ComponentResource):
    """One region's set of serving resources, on the ground of its site."""

    cluster: Cluster
    workspace: Workspace
    vault: Vault
    messaging: Messaging
    serving: Serving

    def __init__(self, name: str, args: StampArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("ai-models:stamp:Stamp", name, None, opts)
        self._warn(args)
        telemetry = self._create_telemetry(name, args)
        self.vault = self._create_vault(name, args)
        self.messaging = self._create_messaging(name, args)
        self.workspace = self._create_workspace(name, args, telemetry)
        links = self._create_links(name, args, telemetry)
        self.cluster = self._create_cluster(name, args, telemetry, links)
        self.serving = self._create_serving(name, args, telemetry)
        self.register_outputs({"clusterName": self.cluster.name, "workspaceName": self.workspace.name})

    def _warn(self, args: StampArgs) -> None:
        services = open_services(args.config, args.access)
        if services:
            pulumi.log.warn(warning(args.region, services), self)

    def _create_telemetry(self, name: str, args: StampArgs) -> Telemetry:
        return Telemetry(
            f"{name}-telemetry",
            TelemetryArgs(
                names=args.names,
                location=args.region,
                resource_group_name=args.site.resource_group_name,
                tags=args.tags,
                protect=args.config.protect,
                public_access=args.config.observability.public_access,
                log_workspace_id=args.log_workspace_id,
                private_link_scope_name=args.shared.observability.private_link_scope_name,
                private_link_scope_group_name=args.shared.group_name,
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _create_vault(self, name: str, args: StampArgs) -> Vault:
        return Vault(
            f"{name}-vault",
            VaultArgs(
                config=args.config.vault,
                existing_id=args.config.vault.existing_ids.get(args.region),
                secrets=args.config.secrets,
                names=args.names,
                tenant_id=args.config.azure.tenant_id,
                location=args.region,
                resource_group_name=args.site.resource_group_name,
                tags=args.tags,
                protect=args.config.protect,
                access=args.access,
                log_workspace_id=args.log_workspace_id,
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _create_messaging(self, name: str, args: StampArgs) -> Messaging:
        return Messaging(
            f"{name}-messaging",
            MessagingArgs(
                config=args.config.messaging,
                names=args.names,
                location=args.region,
                resource_group_name=args.site.resource_group_name,
                tags=args.tags,
                protect=args.config.protect,
                zones=args.zones,
                access=args.access,
                log_workspace_id=args.log_workspace_id,
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _create_workspace(self, name: str, args: StampArgs, telemetry: Telemetry) -> Workspace:
        return Workspace(
            f"{name}-workspace",
            WorkspaceArgs(
                config=args.config.workspace,
                names=args.names,
                location=args.region,
                resource_group_name=args.site.resource_group_name,
                tags=args.tags,
                protect=args.config.protect,
                access=args.access,
                zone_redundant=bool(args.zones),
                vault_id=self.vault.vault_id,
                registry_id=args.shared.registry.registry_id,
                app_insights_id=telemetry.app_insights_id,
                log_workspace_id=args.log_workspace_id,
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _create_links(self, name: str, args: StampArgs, telemetry: Telemetry) -> list[pulumi.Resource]:
        """The private endpoints, for what needs them to wait for; none where they are off."""
        network, backup = args.site.network, args.shared.backup
        if not args.config.network.private_endpoints or network.endpoints_subnet_id is None:
            return []
        accounts = backup.account_ids if backup else {}
        reached = backup_regions_of(args.region, args.config.primary, args.config.stamps, accounts)
        links = PrivateLinks(
            f"{name}-links",
            PrivateLinksArgs(
                config=args.config.network.private_dns_zones,
                names=args.names,
                location=args.region,
                resource_group_name=args.site.resource_group_name,
                tags=args.tags,
                vnet_id=network.vnet_id,
                subnet_id=network.endpoints_subnet_id,
                links=stamp_links(
                    registry_id=args.shared.registry.registry_id,
                    vault_id=self.vault.vault_id,
                    namespace_id=self.messaging.namespace_id,
                    workspace_id=self.workspace.id,
                    workspace_storage_id=self.workspace.storage_account_id,
                    backup_account_ids={region: accounts[region] for region in reached},
                    scope_id=args.shared.observability.private_link_scope_id,
                    monitor_workspace_id=telemetry.monitor_workspace_id,
                ),
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
        return [links]

    def _create_cluster(
        self, name: str, args: StampArgs, telemetry: Telemetry, links: list[pulumi.Resource]
    ) -> Cluster:
        return Cluster(
            f"{name}-cluster",
            ClusterArgs(
                config=args.config.cluster,
                names=args.names,
                location=args.region,
                resource_group_name=args.site.resource_group_name,
                tags=args.tags,
                protect=args.config.protect,
                tenant_id=args.config.azure.tenant_id,
                zones=args.zones,
                nodes_subnet_id=args.site.network.nodes_subnet_id,
                outbound="loadBalancer" if args.site.network.egress_ip is None else "userAssignedNATGateway",
                egress_ip=args.site.network.egress_ip,
                registry_id=args.shared.registry.registry_id,
                log_workspace_id=args.log_workspace_id,
                defender_workspace_id=args.shared.observability.defender_workspace_id,
                insights_rule_id=args.shared.observability.insights_rule_id,
                prometheus_rule_id=telemetry.prometheus_rule_id,
                collection_endpoint_id=telemetry.collection_endpoint_id,
                # Its nodes pull images and send logs by the private endpoints.
                needs=links,
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _create_serving(self, name: str, args: StampArgs, telemetry: Telemetry) -> Serving:
        return Serving(
            f"{name}-models",
            ServingArgs(
                config=args.config,
                region=args.region,
                live=args.live,
                names=args.names,
                resource_group_name=args.site.resource_group_name,
                tags=args.tags,
                provider=args.provider,
                cluster=self.cluster,
                workspace=self.workspace,
                vault=self.vault,
                registry=args.shared.registry,
                telemetry=telemetry,
                log_workspace_id=args.log_workspace_id,
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
