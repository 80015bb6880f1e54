"""A stamp's private ways to what all stamps share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi

from components.names import Names
from components.private_dns import PrivateDns, PrivateDnsArgs, stamp_zones
from components.private_links import Link, PrivateLinks, PrivateLinksArgs
from config.network import PrivateDnsConfig


@dataclass(frozen=True, kw_only=True)
class ConnectionsArgs:
    """Inputs of `Connections`."""

    config: PrivateDnsConfig
    names: Names
    location: str
    resource_group_name: pulumi.Input[str]
    tags: Mapping[str, str]
    vnet_id: pulumi.Input[str]
    subnet_id: pulumi.Input[str]
    """The subnet that the endpoints' addresses come from."""
    private_logs: bool
    """Logs, metrics and traces are reached by private endpoints, too."""
    links: Sequence[Link]
    """The links to what all stamps share."""


class Connections(pulumi.ComponentResource):
    """The DNS zones of a stamp's network, and the private endpoints in it to what all stamps share.

    All stamps are connected before the first one is built: what they share takes one change at a time, and one
    stamp's endpoints must not wait for another one's workspace.
    """

    dns: PrivateDns
    subnet_id: pulumi.Output[str]
    """The subnet that endpoints' addresses come from."""

    def __init__(self, name: str, args: ConnectionsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("ai-models:network:Connections", name, None, opts)
        self.subnet_id = pulumi.Output.from_input(args.subnet_id)
        self.dns = PrivateDns(
            f"{name}-dns",
            PrivateDnsArgs(
                config=args.config,
                zones=stamp_zones(private_logs=args.private_logs),
                resource_group_name=args.resource_group_name,
                location=args.location,
                tags=args.tags,
                vnet_id=args.vnet_id,
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
        links = PrivateLinks(
            f"{name}-links",
            PrivateLinksArgs(
                zone_ids=self.dns.zone_ids,
                names=args.names,
                location=args.location,
                resource_group_name=args.resource_group_name,
                tags=args.tags,
                subnet_id=self.subnet_id,
                links=args.links,
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.register_outputs({"endpointIds": links.endpoint_ids, "subnetId": self.subnet_id})
