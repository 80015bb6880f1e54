"""The ground a stamp stands on: its resource group and its network."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import resources

from components.access import Access
from components.addresses import stamp_group_name
from components.decisions.retirement import retired_tag
from components.names import Names
from components.network import Network, NetworkArgs
from config.stamps import StampConfig


@dataclass(frozen=True, kw_only=True)
class SiteArgs:
    """Inputs of `Site`."""

    config: StampConfig
    region: str
    zones: tuple[str, ...]
    """Availability zones to use; empty in a region without zones."""
    names: Names
    tags: Mapping[str, str]
    protect: bool
    retired: bool = False
    """Let a later edit remove the stamp."""
    private_endpoints: bool
    public_gateway: bool
    """Let the Internet reach the gateway of the models on AKS."""
    log_workspace_id: pulumi.Input[str]


class Site(pulumi.ComponentResource):
    """A stamp's resource group and network.

    It comes before the rest of the stamp because what all stamps share, the registry first of all, lets the
    networks of all of them in.
    """

    resource_group_name: pulumi.Output[str]
    network: Network

    def __init__(self, name: str, args: SiteArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("ai-models:stamp:Site", name, None, opts)
        group = resources.ResourceGroup(
            f"{name}-group",
            resource_group_name=stamp_group_name(args.names, args.region),
            location=args.region,
            tags={**args.tags, **retired_tag(retired=args.retired)},
            opts=pulumi.ResourceOptions(parent=self, protect=args.protect),
        )
        self.resource_group_name = group.name
        self.network = Network(
            f"{name}-network",
            NetworkArgs(
                config=args.config,
                names=args.names,
                location=args.region,
                resource_group_name=group.name,
                tags=args.tags,
                protect=args.protect,
                zones=args.zones,
                private_endpoints=args.private_endpoints,
                public_gateway=args.public_gateway,
                log_workspace_id=args.log_workspace_id,
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.register_outputs({"resourceGroupName": self.resource_group_name})


def access_from(sites: Mapping[str, Site], private: bool, allowed_ip_ranges: tuple[str, ...]) -> Access:
    """Who reaches the public endpoint of a service that these sites use.

    Subnets of an existing network are not let in: whether they have the service endpoints is their owner's affair.
    """
    created = [(site.network, site.network.egress_ip) for site in sites.values() if site.network.egress_ip is not None]
    return Access(
        private=private,
        subnet_ids=[network.nodes_subnet_id for network, _ in created],
        ip_ranges=[*allowed_ip_ranges, *(egress_ip for _, egress_ip in created if egress_ip is not None)],
    )
