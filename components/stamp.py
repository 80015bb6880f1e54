"""One stamp: a region's set of serving resources."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_azure_native as azure

from components.access import Access
from components.cluster import Cluster, ClusterArgs
from components.connections import Connections
from components.decisions.decide import StampDecisions
from components.managed_network import network_targets
from components.messaging import Messaging, MessagingArgs
from components.models.serving import Serving, ServingArgs
from components.names import Names
from components.open_services import open_services, warning
from components.private_links import PrivateLinks, PrivateLinksArgs
from components.shared import Shared
from components.site import Site, access_from
from components.stamp_links import own_links
from components.telemetry import Telemetry
from components.vault import Vault, VaultArgs
from components.workspace import Workspace, WorkspaceArgs
from config.stack import StackConfig


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
    telemetry: Telemetry
    connections: Connections | None
    """The private ways to what is shared; None where there are no private endpoints."""
    shared: Shared
    decisions: StampDecisions
    """What the model endpoints of this region are given, from what Azure answers about them."""

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
        self.vault = self._create_vault(name, args)
        self.messaging = self._create_messaging(name, args)
        self.workspace = self._create_workspace(name, args)
        links = self._create_links(name, args)
        self.cluster = self._create_cluster(name, args, links)
        self.serving = self._create_serving(name, args)
        self.register_outputs({"clusterName": self.cluster.name, "workspaceName": self.workspace.name})

    def _warn(self, args: StampArgs) -> None:
        services = open_services(args.config, args.access)
        if services:
            state = args.decisions.state
            has_bus = args.region in state.bus_regions
            text = warning(args.region, services, has_bus=has_bus, is_reach_fixed=state.is_reach_fixed)
            pulumi.log.warn(text, self)

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
                protect=args.config.protects(args.region),
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
                protect=args.config.protects(args.region),
                zones=args.zones,
                access=args.access,
                log_workspace_id=args.log_workspace_id,
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _create_workspace(self, name: str, args: StampArgs) -> Workspace:
        # Batch jobs alone write backups.
        backup = args.shared.backup if args.config.workspace.compute else None
        return Workspace(
            f"{name}-workspace",
            WorkspaceArgs(
                config=args.config.workspace,
                names=args.names,
                location=args.region,
                resource_group_name=args.site.resource_group_name,
                tags=args.tags,
                protect=args.config.protects(args.region),
                access=args.access,
                zone_redundant=bool(args.zones),
                vault_id=self.vault.vault_id,
                registry_id=args.shared.registry.registry_id,
                app_insights_id=args.telemetry.app_insights_id,
                log_workspace_id=args.log_workspace_id,
                targets=network_targets(args.shared.observability, backup),
                backup_container_id=backup.container_id if backup else None,
                needs=args.shared.registry.turns.last,
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _create_links(self, name: str, args: StampArgs) -> list[pulumi.Resource]:
        """The private endpoints, for what needs them to wait for; none where they are off."""
        connections = args.connections
        if connections is None:
            return []
        private_logs = args.shared.observability.link_scope is not None
        links = PrivateLinks(
            f"{name}-links",
            PrivateLinksArgs(
                zone_ids=connections.dns.zone_ids,
                names=args.names,
                location=args.region,
                resource_group_name=args.site.resource_group_name,
                tags=args.tags,
                subnet_id=connections.subnet_id,
                links=own_links(
                    vault_id=self.vault.vault_id,
                    namespace_id=self.messaging.namespace_id,
                    workspace=self.workspace,
                    monitor_workspace_id=args.telemetry.monitor_workspace_id if private_logs else None,
                ),
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
        return [connections, links]

    def _create_cluster(self, name: str, args: StampArgs, links: list[pulumi.Resource]) -> Cluster:
        return Cluster(
            f"{name}-cluster",
            ClusterArgs(
                config=args.config.cluster,
                names=args.names,
                location=args.region,
                resource_group_name=args.site.resource_group_name,
                tags=args.tags,
                protect=args.config.protects(args.region),
                tenant_id=args.config.azure.tenant_id,
                zones=args.zones,
                nodes_subnet_id=args.site.network.nodes_subnet_id,
                outbound="loadBalancer" if args.site.network.egress_ip is None else "userAssignedNATGateway",
                egress_ip=args.site.network.egress_ip,
                registry_id=args.shared.registry.registry_id,
                log_workspace_id=args.log_workspace_id,
                defender_workspace_id=args.shared.observability.defender_workspace_id,
                insights_rule_id=args.shared.observability.insights_rule_id,
                prometheus_rule_id=args.telemetry.prometheus_rule_id,
                collection_endpoint_id=args.telemetry.collection_endpoint_id,
                # Its nodes pull images and send logs by the private endpoints.
                needs=[*args.telemetry.members, *links],
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _create_serving(self, name: str, args: StampArgs) -> Serving:
        return Serving(
            f"{name}-models",
            ServingArgs(
                config=args.config,
                region=args.region,
                decisions=args.decisions,
                names=args.names,
                resource_group_name=args.site.resource_group_name,
                tags=args.tags,
                provider=args.provider,
                cluster=self.cluster,
                workspace=self.workspace,
                messaging=self.messaging,
                vault=self.vault,
                registry=args.shared.registry,
                telemetry=args.telemetry,
                log_workspace_id=args.log_workspace_id,
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
