"""A stamp's private endpoints: the addresses by which its network reaches the platform's services."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi
from pulumi_azure_native import network

from components.names import Names, Service
from components.turns import Turns


@dataclass(frozen=True, kw_only=True)
class Link:
    """A service that a stamp reaches by private endpoints, one for each of its parts."""

    role: str
    """What the service is to the stamp: part of the endpoints' names."""
    resource_id: pulumi.Input[str]
    parts: Mapping[str, tuple[str, ...]]
    """Azure's group id of each part, and the zones that the part registers in."""
    turns: Turns = field(default_factory=Turns)
    """The changes of the service: each endpoint waits for the one before, whoever makes that."""


def registry_link(resource_id: pulumi.Input[str], turns: Turns) -> Link:
    """A container registry, with the data endpoints of all its regions."""
    return Link(role="registry", resource_id=resource_id, parts={"registry": ("registry",)}, turns=turns)


def vault_link(resource_id: pulumi.Input[str]) -> Link:
    """A Key Vault."""
    return Link(role="vault", resource_id=resource_id, parts={"vault": ("vault",)})


def storage_link(role: str, resource_id: pulumi.Input[str], services: tuple[str, ...], turns: Turns) -> Link:
    """A storage account by its `services`, `blob` and `file`."""
    return Link(role=role, resource_id=resource_id, parts={service: (service,) for service in services}, turns=turns)


def workspace_link(resource_id: pulumi.Input[str]) -> Link:
    """An Azure ML workspace with its online endpoints and notebooks."""
    return Link(role="workspace", resource_id=resource_id, parts={"amlworkspace": ("workspace", "notebooks")})


def service_bus_link(resource_id: pulumi.Input[str]) -> Link:
    """A Service Bus namespace, which must be Premium."""
    return Link(role="service-bus", resource_id=resource_id, parts={"namespace": ("service_bus",)})


def monitor_link(scope_id: pulumi.Input[str], turns: Turns) -> Link:
    """An Azure Monitor private link scope: logs, metrics and traces."""
    zones = ("monitor", "log_query", "log_ingestion", "log_agents", "blob")
    return Link(role="monitor", resource_id=scope_id, parts={"azuremonitor": zones}, turns=turns)


def metrics_link(monitor_workspace_id: pulumi.Input[str]) -> Link:
    """An Azure Monitor workspace, for queries of its Prometheus metrics."""
    return Link(role="metrics", resource_id=monitor_workspace_id, parts={"prometheusMetrics": ("metrics",)})


@dataclass(frozen=True, kw_only=True)
class PrivateLinksArgs:
    """Inputs of `PrivateLinks`."""

    zone_ids: Mapping[str, pulumi.Input[str]]
    """ARM ids of the DNS zones that the endpoints register in, by their names in `ZONES`."""
    names: Names
    location: str
    resource_group_name: pulumi.Input[str]
    tags: Mapping[str, str]
    subnet_id: pulumi.Input[str]
    """The subnet that the endpoints' addresses come from."""
    links: Sequence[Link]


class PrivateLinks(pulumi.ComponentResource):
    """Private endpoints of a stamp, with their names in its DNS zones.

    Wait for the whole component (`depends_on=[links]`) before something in the network uses a service by its name.
    """

    endpoint_ids: dict[str, pulumi.Output[str]]
    """ARM ids of the endpoints by role, or by role and part for a service of several parts."""

    def __init__(self, name: str, args: PrivateLinksArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("ai-models:network:PrivateLinks", name, None, opts)
        self.endpoint_ids = {}
        for link in args.links:
            self._create_endpoints(name, link, args)
        self.register_outputs({"endpointIds": self.endpoint_ids})

    def _create_endpoints(self, name: str, link: Link, args: PrivateLinksArgs) -> None:
        for part, zones in link.parts.items():
            role = link.role if len(link.parts) == 1 else f"{link.role}-{part}"
            endpoint = self._create_endpoint(f"{name}-{role}", role, part, link, args)
            link.turns.take(endpoint)
            self._register(f"{name}-{role}-dns", endpoint, zones, args)
            self.endpoint_ids[role] = endpoint.id

    def _create_endpoint(
        self, name: str, role: str, part: str, link: Link, args: PrivateLinksArgs
    ) -> network.PrivateEndpoint:
        return network.PrivateEndpoint(
            name,
            private_endpoint_name=args.names.of(Service.PRIVATE_ENDPOINT, args.location, role),
            resource_group_name=args.resource_group_name,
            location=args.location,
            subnet=network.SubnetArgs(id=args.subnet_id),
            private_link_service_connections=[
                network.PrivateLinkServiceConnectionArgs(
                    name=role, private_link_service_id=link.resource_id, group_ids=[part]
                )
            ],
            tags=args.tags,
            opts=pulumi.ResourceOptions(parent=self, depends_on=link.turns.last),
        )

    def _register(
        self,
        name: str,
        endpoint: network.PrivateEndpoint,
        zones: tuple[str, ...],
        args: PrivateLinksArgs,
    ) -> network.PrivateDnsZoneGroup:
        """Have the endpoint's addresses written into the zones."""
        return network.PrivateDnsZoneGroup(
            name,
            private_dns_zone_group_name="default",
            private_endpoint_name=endpoint.name,
            resource_group_name=args.resource_group_name,
            private_dns_zone_configs=[
                network.PrivateDnsZoneConfigArgs(name=zone.replace("_", "-"), private_dns_zone_id=args.zone_ids[zone])
                for zone in zones
            ],
            opts=pulumi.ResourceOptions(parent=self),
        )
