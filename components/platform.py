"""The platform: everything that one stack declares."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pulumi
import pulumi_azure_native as azure
from pulumi_azure_native import resources

from components.backup import Backup, BackupArgs
from components.connections import Connections, ConnectionsArgs
from components.live import LiveEndpoints
from components.names import Names, Service
from components.observability import Observability, ObservabilityArgs
from components.registry import Registry, RegistryArgs
from components.site import Site, SiteArgs, access_from
from components.stamp import Shared, Stamp, StampArgs
from components.stamp_links import backup_regions_of, shared_links
from components.telemetry import Telemetry, TelemetryArgs
from config.regions import zones_of
from config.stack import StackConfig


@dataclass(frozen=True, kw_only=True)
class PlatformArgs:
    """Inputs of `Platform`."""

    config: StackConfig
    names: Names
    live: LiveEndpoints
    """What Azure answers about the managed endpoints."""
    providers: Mapping[str, azure.Provider]
    """The Azure provider of each stamp's region."""

    @property
    def primary_provider(self) -> azure.Provider:
        """The provider for what exists once."""
        return self.providers[self.config.primary]

    @cached_property
    def tags(self) -> dict[str, str]:
        """The tags of every resource."""
        own = {"workload": self.names.workload, "stack": self.names.stack, "managedBy": "pulumi"}
        return {**self.config.tags, **own}

    def zones(self, region: str) -> tuple[str, ...]:
        """Availability zones that a stamp uses."""
        chosen = self.config.stamps[region].zones
        return zones_of(region) if chosen is None else chosen


class Platform(pulumi.ComponentResource):
    """Everything that one stack declares: what exists once, and a stamp a region."""

    registry: Registry
    backup: Backup | None
    stamps: dict[str, Stamp]
    """The stamps by region."""

    def __init__(self, name: str, args: PlatformArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("ai-models:platform:Platform", name, None, opts)
        group = resources.ResourceGroup(
            f"{name}-shared-group",
            resource_group_name=args.names.of(Service.RESOURCE_GROUP, "shared"),
            location=args.config.primary,
            tags=args.tags,
            opts=pulumi.ResourceOptions(parent=self, provider=args.primary_provider, protect=args.config.protect),
        )
        observability = self._create_observability(name, args, group)
        sites = {
            region: self._create_site(f"{name}-{region}-site", region, args, observability)
            for region in args.config.stamps
        }
        telemetry = {
            region: self._create_telemetry(f"{name}-{region}-telemetry", region, args, group, observability, site)
            for region, site in sites.items()
        }
        self.registry = self._create_registry(name, args, group, observability, sites)
        self.backup = self._create_backup(name, args, observability, sites)
        shared = Shared(observability=observability, registry=self.registry, backup=self.backup)
        connections = {
            region: self._connect(f"{name}-{region}-connections", region, args, shared, site)
            for region, site in sites.items()
        }
        self.stamps = {
            region: Stamp(
                f"{name}-{region}",
                StampArgs(
                    config=args.config,
                    region=region,
                    zones=args.zones(region),
                    names=args.names,
                    tags=_of_stamp(args, region),
                    provider=args.providers[region],
                    site=site,
                    telemetry=telemetry[region],
                    connections=connections[region],
                    shared=shared,
                    live={model: by_region[region] for model, by_region in args.live.items()},
                ),
                opts=pulumi.ResourceOptions(parent=self, providers=[args.providers[region]]),
            )
            for region, site in sites.items()
        }
        self.register_outputs(
            {
                "registry": self.registry.login_server,
                "backup": self.backup.account_names if self.backup else {},
                "clusters": {region: stamp.cluster.name for region, stamp in self.stamps.items()},
            }
        )

    def _once(self, args: PlatformArgs) -> pulumi.ResourceOptions:
        """Options of what exists once."""
        return pulumi.ResourceOptions(parent=self, providers=[args.primary_provider])

    def _create_observability(self, name: str, args: PlatformArgs, group: resources.ResourceGroup) -> Observability:
        return Observability(
            f"{name}-observability",
            ObservabilityArgs(
                config=args.config.observability,
                names=args.names,
                location=args.config.primary,
                resource_group_name=group.name,
                tags=args.tags,
                protect=args.config.protect,
            ),
            opts=self._once(args),
        )

    def _create_site(self, name: str, region: str, args: PlatformArgs, observability: Observability) -> Site:
        return Site(
            name,
            SiteArgs(
                config=args.config.stamps[region],
                region=region,
                zones=args.zones(region),
                names=args.names,
                tags=_of_stamp(args, region),
                protect=args.config.protect,
                private_endpoints=args.config.network.private_endpoints,
                log_workspace_id=observability.log_workspace_id,
            ),
            opts=pulumi.ResourceOptions(parent=self, providers=[args.providers[region]]),
        )

    def _create_telemetry(
        self,
        name: str,
        region: str,
        args: PlatformArgs,
        group: resources.ResourceGroup,
        observability: Observability,
        site: Site,
    ) -> Telemetry:
        """Before any private endpoint to the scope: every stamp's telemetry is a member of it."""
        return Telemetry(
            name,
            TelemetryArgs(
                names=args.names,
                location=region,
                resource_group_name=site.resource_group_name,
                tags=_of_stamp(args, region),
                protect=args.config.protect,
                public_access=args.config.observability.public_access,
                log_workspace_id=observability.log_workspace_id,
                private_link_scope_name=observability.private_link_scope_name,
                private_link_scope_group_name=group.name,
                scope_turns=observability.scope_turns,
            ),
            opts=pulumi.ResourceOptions(parent=self, providers=[args.providers[region]]),
        )

    def _create_registry(
        self,
        name: str,
        args: PlatformArgs,
        group: resources.ResourceGroup,
        observability: Observability,
        sites: Mapping[str, Site],
    ) -> Registry:
        config = args.config
        return Registry(
            f"{name}-registry",
            RegistryArgs(
                config=config.registry,
                names=args.names,
                location=config.primary,
                resource_group_name=group.name,
                tags=args.tags,
                protect=config.protect,
                replicas=tuple(region for region in config.stamps if region != config.primary),
                access=access_from(sites, config.network.private_endpoints, config.network.allowed_ip_ranges),
                log_workspace_id=observability.log_workspace_id,
            ),
            opts=self._once(args),
        )

    def _create_backup(
        self, name: str, args: PlatformArgs, observability: Observability, sites: Mapping[str, Site]
    ) -> Backup | None:
        config = args.config
        if config.backup is None:
            return None
        return Backup(
            f"{name}-backup",
            BackupArgs(
                config=config.backup,
                names=args.names,
                tags=args.tags,
                protect=config.protect,
                access=access_from(sites, config.network.private_endpoints, config.network.allowed_ip_ranges),
                log_workspace_id=observability.log_workspace_id,
            ),
            opts=self._once(args),
        )

    def _connect(self, name: str, region: str, args: PlatformArgs, shared: Shared, site: Site) -> Connections | None:
        config, subnet_id = args.config, site.network.endpoints_subnet_id
        if not config.network.private_endpoints or subnet_id is None:
            return None
        backups = config.backup.regions if config.backup else ()
        return Connections(
            name,
            ConnectionsArgs(
                config=config.network.private_dns_zones,
                names=args.names,
                location=region,
                resource_group_name=site.resource_group_name,
                tags=_of_stamp(args, region),
                vnet_id=site.network.vnet_id,
                subnet_id=subnet_id,
                private_logs=shared.observability.private_link_scope_id is not None,
                links=shared_links(
                    registry=shared.registry,
                    observability=shared.observability,
                    backup=shared.backup,
                    backup_regions=backup_regions_of(region, config.primary, config.stamps, backups),
                ),
            ),
            opts=pulumi.ResourceOptions(parent=self, providers=[args.providers[region]]),
        )


def _of_stamp(args: PlatformArgs, region: str) -> dict[str, str]:
    """The tags of a stamp's resources."""
    return {**args.tags, "stamp": region}
