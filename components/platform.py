"""The platform: everything that one stack declares."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pulumi
import pulumi_azure_native as azure

from components.backup import Backup
from components.connections import Connections
from components.decisions.decide import StampDecisions
from components.decisions.pending import warn_of_pending
from components.foundations import RegionArgs, connect, create_site, create_telemetry
from components.names import Names
from components.registry import Registry
from components.shared import (
    Shared,
    SharedArgs,
    create_backup,
    create_group,
    create_observability,
    create_registry,
)
from components.site import Site, access_from
from components.stamp import Stamp, StampArgs
from components.telemetry import Telemetry
from config.regions import zones_of
from config.stack import StackConfig


@dataclass(frozen=True, kw_only=True)
class PlatformArgs:
    """Inputs of `Platform`."""

    config: StackConfig
    names: Names
    decisions: Mapping[str, StampDecisions]
    """What the model endpoints of each stamp are given, by region."""
    providers: Mapping[str, azure.Provider]
    """The Azure provider of each stamp's region."""

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
        warn_of_pending(args.decisions, self)
        once = self._what_exists_once(args)
        regions = {region: self._region(region, args) for region in args.config.stamps}
        group = create_group(f"{name}-shared-group", once)
        observability = create_observability(f"{name}-observability", once, group)
        logs = observability.log_workspace_id
        sites = {region: create_site(f"{name}-{region}-site", its, logs) for region, its in regions.items()}
        telemetry = {
            region: create_telemetry(f"{name}-{region}-telemetry", its, sites[region], observability)
            for region, its in regions.items()
        }
        network = args.config.network
        access = access_from(sites, network.private_endpoints, network.allowed_ip_ranges)
        self.registry = create_registry(f"{name}-registry", once, group, observability, access)
        self.backup = create_backup(f"{name}-backup", once, observability, access)
        shared = Shared(observability=observability, registry=self.registry, backup=self.backup)
        connections = {
            region: connect(f"{name}-{region}-connections", its, sites[region], shared)
            for region, its in regions.items()
        }
        self.stamps = {
            region: self._create_stamp(
                f"{name}-{region}",
                its,
                args,
                shared,
                site=sites[region],
                telemetry=telemetry[region],
                connections=connections[region],
            )
            for region, its in regions.items()
        }
        self.register_outputs(
            {
                "registry": self.registry.login_server,
                "backup": self.backup.account_names if self.backup else {},
                "clusters": {region: stamp.cluster.name for region, stamp in self.stamps.items()},
            }
        )

    def _what_exists_once(self, args: PlatformArgs) -> SharedArgs:
        return SharedArgs(
            config=args.config,
            names=args.names,
            tags=args.tags,
            parent=self,
            provider=args.providers[args.config.primary],
        )

    def _region(self, region: str, args: PlatformArgs) -> RegionArgs:
        return RegionArgs(
            config=args.config,
            region=region,
            zones=args.zones(region),
            names=args.names,
            tags={**args.tags, "stamp": region},
            opts=pulumi.ResourceOptions(parent=self, providers=[args.providers[region]]),
        )

    def _create_stamp(
        self,
        name: str,
        region: RegionArgs,
        args: PlatformArgs,
        shared: Shared,
        *,
        site: Site,
        telemetry: Telemetry,
        connections: Connections | None,
    ) -> Stamp:
        return Stamp(
            name,
            StampArgs(
                config=region.config,
                region=region.region,
                zones=region.zones,
                names=region.names,
                tags=region.tags,
                provider=args.providers[region.region],
                site=site,
                telemetry=telemetry,
                connections=connections,
                shared=shared,
                decisions=args.decisions[region.region],
            ),
            opts=region.opts,
        )
