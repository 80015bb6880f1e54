"""What a region has before its stamp: its site, its telemetry and its connections.

Why in parts: docs/adr/0003-sites-before-stamps.md
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

from components.connections import Connections, ConnectionsArgs
from components.names import Names
from components.observability import Observability
from components.shared import Shared
from components.site import Site, SiteArgs
from components.stamp_links import backup_regions_of, shared_links
from components.telemetry import Telemetry, TelemetryArgs
from config.stack import StackConfig


@dataclass(frozen=True, kw_only=True)
class RegionArgs:
    """What the parts of one region are made from."""

    config: StackConfig
    region: str
    zones: tuple[str, ...]
    """Availability zones to use; empty in a region without zones."""
    names: Names
    tags: Mapping[str, str]
    opts: pulumi.ResourceOptions
    """The parent, and the Azure provider of the region."""


def create_site(name: str, args: RegionArgs, log_workspace_id: pulumi.Input[str]) -> Site:
    """The region's resource group and network."""
    gateway = args.config.cluster.gateway
    return Site(
        name,
        SiteArgs(
            config=args.config.stamps[args.region],
            region=args.region,
            zones=args.zones,
            names=args.names,
            tags=args.tags,
            protect=args.config.protects(args.region),
            retired=args.config.retires(args.region),
            private_endpoints=args.config.network.private_endpoints,
            public_gateway=gateway is not None and gateway.public,
            log_workspace_id=log_workspace_id,
        ),
        opts=args.opts,
    )


def create_telemetry(name: str, args: RegionArgs, site: Site, observability: Observability) -> Telemetry:
    """The region's metrics and traces.

    It comes before any private endpoint to the scope of the logs: every region's telemetry is a member of that.
    """
    return Telemetry(
        name,
        TelemetryArgs(
            names=args.names,
            location=args.region,
            resource_group_name=site.resource_group_name,
            tags=args.tags,
            protect=args.config.protects(args.region),
            public_access=args.config.observability.public_access,
            log_workspace_id=observability.log_workspace_id,
            link_scope=observability.link_scope,
        ),
        opts=args.opts,
    )


def connect(name: str, args: RegionArgs, site: Site, shared: Shared) -> Connections | None:
    """The region's private ways to what is shared; None where private endpoints are off.

    Raises:
        ValueError: the site's network has no subnet for private endpoints, which are on.
    """
    config, subnet_id = args.config, site.network.endpoints_subnet_id
    if not config.network.private_endpoints:
        return None
    if subnet_id is None:
        raise ValueError(f"{name}: private endpoints need stamps.{args.region}.existingNetwork.endpointsSubnetId")
    backups = config.backup.regions if config.backup else ()
    return Connections(
        name,
        ConnectionsArgs(
            config=config.network.private_dns_zones,
            names=args.names,
            location=args.region,
            resource_group_name=site.resource_group_name,
            tags=args.tags,
            vnet_id=site.network.vnet_id,
            subnet_id=subnet_id,
            private_logs=shared.observability.link_scope is not None,
            links=shared_links(
                registry=shared.registry,
                observability=shared.observability,
                backup=shared.backup,
                backup_regions=backup_regions_of(args.region, config.primary, config.stamps, backups),
            ),
        ),
        opts=args.opts,
    )
