"""The private DNS zones in which a stamp's private endpoints register."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import privatedns

from config.network import PrivateDnsConfig

ZONES: Mapping[str, str] = {
    "registry": "privatelink.azurecr.io",
    "vault": "privatelink.vaultcore.azure.net",
    "blob": "privatelink.blob.core.windows.net",
    "file": "privatelink.file.core.windows.net",
    "workspace": "privatelink.api.azureml.ms",
    "notebooks": "privatelink.notebooks.azure.net",
    "service_bus": "privatelink.servicebus.windows.net",
    "monitor": "privatelink.monitor.azure.com",
    "log_query": "privatelink.oms.opinsights.azure.com",
    "log_ingestion": "privatelink.ods.opinsights.azure.com",
    "log_agents": "privatelink.agentsvc.azure-automation.net",
    "metrics": "privatelink.{region}.prometheus.monitor.azure.com",
}
"""Zones by the field of `PrivateDnsConfig` that can name an existing one; `metrics`, of one region, has none.

https://learn.microsoft.com/azure/private-link/private-endpoint-dns
"""

_MONITORING = frozenset({"monitor", "log_query", "log_ingestion", "log_agents", "metrics"})


def stamp_zones(*, private_logs: bool) -> frozenset[str]:
    """The zones that a stamp's endpoints need, as `ZONES` calls them."""
    return frozenset(ZONES) if private_logs else frozenset(ZONES) - _MONITORING


@dataclass(frozen=True, kw_only=True)
class PrivateDnsArgs:
    """Inputs of `PrivateDns`."""

    config: PrivateDnsConfig
    zones: frozenset[str]
    """The zones that the stamp's endpoints need, as `ZONES` calls them."""
    resource_group_name: pulumi.Input[str]
    location: str
    """Region of the network."""
    tags: Mapping[str, str]
    vnet_id: pulumi.Input[str]


class PrivateDns(pulumi.ComponentResource):
    """The zones of one virtual network, created or existing.

    Each stamp has zones of its own: in a shared one, the endpoints of a service that all stamps use, the registry,
    would overwrite each other's records. Existing zones belong to somebody else, who links them to the network.
    """

    zone_ids: dict[str, pulumi.Output[str]]
    """ARM ids of the zones by their names in `ZONES`."""

    def __init__(self, name: str, args: PrivateDnsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("ai-models:network:PrivateDns", name, None, opts)
        self.zone_ids = {
            zone: self._zone_id(f"{name}-{zone.replace('_', '-')}", zone, args) for zone in ZONES if zone in args.zones
        }
        self.register_outputs({"zoneIds": self.zone_ids})

    def _zone_id(self, name: str, zone: str, args: PrivateDnsArgs) -> pulumi.Output[str]:
        existing: str | None = getattr(args.config, zone, None)
        return pulumi.Output.from_input(existing) if existing else self._create_zone(name, zone, args).id

    def _create_zone(self, name: str, zone: str, args: PrivateDnsArgs) -> privatedns.PrivateZone:
        created = privatedns.PrivateZone(
            f"{name}-zone",
            private_zone_name=ZONES[zone].format(region=args.location),
            resource_group_name=args.resource_group_name,
            location="global",
            tags=args.tags,
            opts=pulumi.ResourceOptions(parent=self),
        )
        privatedns.VirtualNetworkLink(
            f"{name}-link",
            virtual_network_link_name="stamp",
            private_zone_name=created.name,
            resource_group_name=args.resource_group_name,
            location="global",
            virtual_network=privatedns.SubResourceArgs(id=args.vnet_id),
            registration_enabled=False,
            # What has a private endpoint elsewhere, such as another team's account, is in its own zone and not in this
            # one; without the fallback its name would lead nowhere: https://learn.microsoft.com/azure/dns/private-dns-fallback
            resolution_policy=privatedns.ResolutionPolicy.NX_DOMAIN_REDIRECT,
            tags=args.tags,
            opts=pulumi.ResourceOptions(parent=self),
        )
        return created
