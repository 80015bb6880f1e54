"""A stamp's virtual network: subnets, who may talk to them, and the address they leave by."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import network

from components.address_plan import subnet_ranges
from components.answers import required
from components.diagnostics import EVERYTHING, LOGS, Signals, send_diagnostics
from components.names import Names, Service
from components.network_rules import endpoints_rules, nodes_rules
from config.stamps import ExistingNetwork, StampConfig

_SERVICE_ENDPOINTS = ("Microsoft.KeyVault", "Microsoft.ServiceBus", "Microsoft.Storage.Global")


@dataclass(frozen=True, kw_only=True)
class NetworkArgs:
    """Inputs of `Network`."""

    config: StampConfig
    names: Names
    location: str
    resource_group_name: pulumi.Input[str]
    tags: Mapping[str, str]
    protect: bool
    """Refuse to delete the network, and the address that others' allow lists name."""
    zones: tuple[str, ...]
    """Availability zones of the egress address; empty in a region without zones."""
    private_endpoints: bool
    """Without them the nodes reach Key Vault, Service Bus and storage by service endpoints."""
    public_gateway: bool = False
    """Let the Internet reach the gateway of the models on AKS."""
    log_workspace_id: pulumi.Input[str]


class Network(pulumi.ComponentResource):
    """The virtual network of a stamp, created or existing.

    Nothing in it has a public address but a gateway that the config makes public: the nodes leave through one NAT
    gateway, and the subnets' security groups turn away what the Internet sends. With an existing network, its owner
    sees to both.
    """

    vnet_id: pulumi.Output[str]
    nodes_subnet_id: pulumi.Output[str]
    """The subnet of the AKS nodes."""
    endpoints_subnet_id: pulumi.Output[str] | None
    """The subnet of the private endpoints; None where an existing network has none."""
    egress_ip: pulumi.Output[str] | None
    """IPv4 address that the nodes leave by, for allow lists; None with an existing network, whose owner knows it."""

    def __init__(self, name: str, args: NetworkArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("ai-models:network:Network", name, None, opts)
        if args.config.existing_network:
            self._take_existing(args.config.existing_network)
        elif args.config.address_space:
            self._create(name, args, args.config.address_space)
        else:
            raise ValueError(f"{name}: a stamp needs addressSpace or existingNetwork")
        self.register_outputs(
            {
                "vnetId": self.vnet_id,
                "nodesSubnetId": self.nodes_subnet_id,
                "endpointsSubnetId": self.endpoints_subnet_id,
                "egressIp": self.egress_ip,
            }
        )

    def _take_existing(self, existing: ExistingNetwork) -> None:
        self.vnet_id = pulumi.Output.from_input(existing.vnet_id)
        self.nodes_subnet_id = pulumi.Output.from_input(existing.nodes_subnet_id)
        self.endpoints_subnet_id = (
            pulumi.Output.from_input(existing.endpoints_subnet_id) if existing.endpoints_subnet_id else None
        )
        self.egress_ip = None

    def _create(self, name: str, args: NetworkArgs, address_space: str) -> None:
        ranges = subnet_ranges(address_space)
        vnet = self._create_vnet(name, args, address_space)
        address, gateway = self._create_egress(name, args)
        nodes = network.Subnet(
            f"{name}-nodes",
            subnet_name="nodes",
            virtual_network_name=vnet.name,
            resource_group_name=args.resource_group_name,
            address_prefix=ranges["nodes"],
            default_outbound_access=False,
            nat_gateway=network.SubResourceArgs(id=gateway.id),
            network_security_group=self._create_security_group(
                name, "nodes", nodes_rules(public_gateway=args.public_gateway), args
            ),
            service_endpoints=[
                network.ServiceEndpointPropertiesFormatArgs(service=service, locations=["*"])
                for service in (() if args.private_endpoints else _SERVICE_ENDPOINTS)
            ],
            opts=pulumi.ResourceOptions(parent=self),
        )
        endpoints = network.Subnet(
            f"{name}-endpoints",
            subnet_name="endpoints",
            virtual_network_name=vnet.name,
            resource_group_name=args.resource_group_name,
            address_prefix=ranges["endpoints"],
            default_outbound_access=False,
            network_security_group=self._create_security_group(name, "endpoints", endpoints_rules(), args),
            private_endpoint_network_policies="Enabled",
            # A virtual network takes one change at a time and refuses a second one meanwhile.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[nodes]),
        )
        self.vnet_id = vnet.id
        self.nodes_subnet_id = nodes.id
        self.endpoints_subnet_id = endpoints.id
        self.egress_ip = required(address.ip_address, f"the address of {name}-egress, which allow lists name")

    def _create_vnet(self, name: str, args: NetworkArgs, address_space: str) -> network.VirtualNetwork:
        vnet = network.VirtualNetwork(
            f"{name}-vnet",
            virtual_network_name=args.names.of(Service.VIRTUAL_NETWORK, args.location),
            resource_group_name=args.resource_group_name,
            location=args.location,
            address_space=network.AddressSpaceArgs(address_prefixes=[address_space]),
            tags=args.tags,
            # The subnets are resources of their own.
            opts=pulumi.ResourceOptions(parent=self, protect=args.protect, ignore_changes=["subnets"]),
        )
        self._log(f"{name}-vnet-diagnostics", vnet.id, args)
        return vnet

    def _create_egress(self, name: str, args: NetworkArgs) -> tuple[network.PublicIPAddress, network.NatGateway]:
        address = network.PublicIPAddress(
            f"{name}-egress",
            public_ip_address_name=args.names.of(Service.PUBLIC_IP, args.location, "egress"),
            resource_group_name=args.resource_group_name,
            location=args.location,
            sku=network.PublicIPAddressSkuArgs(name="Standard", tier="Regional"),
            public_ip_allocation_method="Static",
            public_ip_address_version="IPv4",
            zones=list(args.zones) or None,
            tags=args.tags,
            opts=pulumi.ResourceOptions(parent=self, protect=args.protect),
        )
        self._log(f"{name}-egress-diagnostics", address.id, args)
        # A Standard gateway lives in one zone at most; without one Azure places it, and it takes a zone-redundant
        # address.
        gateway = network.NatGateway(
            f"{name}-gateway",
            nat_gateway_name=args.names.of(Service.NAT_GATEWAY, args.location),
            resource_group_name=args.resource_group_name,
            location=args.location,
            sku=network.NatGatewaySkuArgs(name="Standard"),
            public_ip_addresses=[network.SubResourceArgs(id=address.id)],
            idle_timeout_in_minutes=4,
            tags=args.tags,
            opts=pulumi.ResourceOptions(parent=self),
        )
        return address, gateway

    def _create_security_group(
        self, name: str, subnet: str, rules: list[network.SecurityRuleArgs], args: NetworkArgs
    ) -> network.NetworkSecurityGroupArgs:
        group = network.NetworkSecurityGroup(
            f"{name}-{subnet}-rules",
            network_security_group_name=args.names.of(Service.NETWORK_SECURITY_GROUP, args.location, subnet),
            resource_group_name=args.resource_group_name,
            location=args.location,
            security_rules=rules,
            tags=args.tags,
            opts=pulumi.ResourceOptions(parent=self),
        )
        self._log(f"{name}-{subnet}-rules-diagnostics", group.id, args, LOGS)
        return network.NetworkSecurityGroupArgs(id=group.id)

    def _log(self, name: str, resource_id: pulumi.Input[str], args: NetworkArgs, signals: Signals = EVERYTHING) -> None:
        send_diagnostics(name, resource_id, args.log_workspace_id, pulumi.ResourceOptions(parent=self), signals)
