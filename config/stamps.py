"""Stamps: one region's set of serving resources each."""

from typing import Annotated, Literal

from pydantic import Field

from config.base import Section
from config.resource_ids import SubnetId, VirtualNetworkId
from config.types import VirtualNetworkRange, Zone


class ExistingNetwork(Section):
    """A virtual network that another team owns; its subnets are named by id."""

    vnet_id: VirtualNetworkId
    """Id of the virtual network, for the private DNS zones to link to."""

    nodes_subnet_id: SubnetId
    """Id of the subnet that holds the AKS nodes and the batch compute."""

    endpoints_subnet_id: SubnetId | None = None
    """Id of the subnet that holds the private endpoints; required when they are on."""


class StampConfig(Section):
    """One region of the stack."""

    role: Literal["primary", "secondary"]
    """The primary stamp holds what exists once: the registry and the workspace for logs."""

    address_space: VirtualNetworkRange | None = None
    """Address space of the stamp's virtual network, /16 to /22; leave it out with `existingNetwork`."""

    existing_network: ExistingNetwork | None = None
    """Bring your own virtual network instead of `addressSpace`."""

    zones: Annotated[tuple[Zone, ...], Field(max_length=3)] | None = None
    """Availability zones; by default all of the region's, none where it has none."""

    retire: bool = False
    """Its callers are gone: the stamp may leave the config in the edit after this one's `up`; never the primary."""
