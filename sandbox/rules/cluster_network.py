"""The network of AKS clusters: plugins, ranges, the way out."""

import ipaddress
from collections.abc import Iterator

from sandbox.request import Request
from sandbox.rules import Verdict, on_write
from sandbox.rules.containerservice import CLUSTER
from sandbox.rules.network import subnet_exists, subnet_ranges
from sandbox.rules.ranges import Range, is_address, known, overlapping, parsed
from sandbox.rules.reading import fields, items, text
from sandbox.rules.references import made
from sandbox.store import Stored, World

_WIDEST_SERVICES = 12
"""Prefix that a service range is smaller than: https://learn.microsoft.com/azure/aks/configure-azure-cni."""


@on_write(CLUSTER)
def plugins_agree(request: Request, _world: World, _old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/aks/azure-cni-powered-by-cilium."""
    profile = fields(request.inputs, "networkProfile")
    plugin, mode = text(profile, "networkPlugin"), text(profile, "networkPluginMode")
    dataplane, policy = text(profile, "networkDataplane"), text(profile, "networkPolicy")
    pod_subnets = any("podSubnetID" in pool for pool in items(request.inputs, "agentPoolProfiles"))
    if mode == "overlay" and plugin != "azure":
        yield _bad(f"networkPluginMode 'overlay' needs networkPlugin 'azure'; it is '{plugin}'.")
    if dataplane == "cilium":
        if plugin != "azure":
            yield _bad(f"networkDataplane 'cilium' needs networkPlugin 'azure'; it is '{plugin}'.")
        elif mode != "overlay" and not pod_subnets:
            yield _bad("networkDataplane 'cilium' needs networkPluginMode 'overlay', or pools with podSubnetID.")
        if policy not in ("cilium", "none", None):
            yield _bad(f"networkPolicy is '{policy}'; with networkDataplane 'cilium' it is 'cilium'.")
    if policy == "cilium" and dataplane != "cilium":
        yield _bad(f"networkPolicy 'cilium' needs networkDataplane 'cilium'; it is '{dataplane or 'azure'}'.")
    if policy == "azure" and plugin == "kubenet":
        yield _bad("networkPolicy 'azure' is not for networkPlugin 'kubenet'; write 'calico'.")
    if policy in ("azure", "calico", "cilium") and plugin == "none":
        yield _bad(f"networkPolicy '{policy}' is not for networkPlugin 'none'; leave it out.")
    if plugin == "azure" and mode != "overlay" and "podCidr" in profile:
        yield _bad("podCidr is for overlay and kubenet networks; leave it out, or write networkPluginMode 'overlay'.")


@on_write(CLUSTER)
def ranges_are_apart(request: Request, world: World, _old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/aks/configure-azure-cni#plan-ip-addressing-for-your-cluster."""
    profile = fields(request.inputs, "networkProfile")
    for key in ("podCidr", "serviceCidr"):
        value = text(profile, key)
        if value is not None and parsed(value) is None:
            yield _bad(f"{key} is '{value}', which is no range in CIDR form; write one such as '172.16.0.0/16'.")
    pods, services = (known([text(profile, key) or ""]) for key in ("podCidr", "serviceCidr"))
    for one, other in overlapping(services, pods):
        yield _bad(f"serviceCidr {one} overlaps podCidr {other}; keep the ranges apart.")
    for service in services:
        if service.version == 4 and service.prefixlen < _WIDEST_SERVICES:
            yield _bad(f"serviceCidr {service} is too wide; it is /{_WIDEST_SERVICES} or smaller.")
        address = text(profile, "dnsServiceIP")
        if address is not None and not _is_usable(address, service):
            yield _bad(
                f"dnsServiceIP is '{address}'; it lies inside serviceCidr {service} and is not one of its first two."
            )
    for index, pool in enumerate(items(request.inputs, "agentPoolProfiles")):
        subnet = text(pool, "vnetSubnetID")
        for one, other in overlapping(services, subnet_ranges(world, subnet) if subnet else []):
            yield (
                "ServiceCidrOverlapExistingSubnetsCidr",
                f"networkProfile.serviceCidr {one} overlaps {other} of agentPoolProfiles[{index}].vnetSubnetID; "
                f"choose another range.",
            )
        for one, other in overlapping(pods, subnet_ranges(world, subnet) if subnet else []):
            yield _bad(
                f"podCidr {one} overlaps {other} of agentPoolProfiles[{index}].vnetSubnetID; choose another range."
            )


@on_write(CLUSTER)
def way_out_exists(request: Request, world: World, _old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/aks/egress-outboundtype."""
    kind = text(request.inputs, "networkProfile", "outboundType")
    subnets = [text(pool, "vnetSubnetID") for pool in items(request.inputs, "agentPoolProfiles")]
    given = any("vnetSubnetID" in pool for pool in items(request.inputs, "agentPoolProfiles"))
    if kind in ("userAssignedNATGateway", "userDefinedRouting") and not given:
        yield _bad(f"outboundType '{kind}' needs a subnet of your own; write agentPoolProfiles[].vnetSubnetID.")
    if kind == "managedNATGateway" and given:
        yield _bad("outboundType 'managedNATGateway' is for AKS's own network; write 'userAssignedNATGateway'.")
    for subnet in (subnet for subnet in subnets if subnet and subnet_exists(world, subnet)):
        stored = made(world, subnet)
        if stored and kind == "userAssignedNATGateway" and "natGateway" not in stored.inputs:
            yield _bad(
                "outboundType 'userAssignedNATGateway' needs a NAT gateway on the nodes' subnet; set natGateway there."
            )
        if stored and kind == "userDefinedRouting" and "routeTable" not in stored.inputs:
            yield _bad(
                "outboundType 'userDefinedRouting' needs a route table on the nodes' subnet; set routeTable there."
            )


def _bad(message: str) -> tuple[str, str]:
    return "InvalidParameter", f"networkProfile.{message}"


def _is_usable(address: str, services: Range) -> bool:
    """Not the range's own address, and not the first, which the API server's service has."""
    return (
        is_address(address)
        and ipaddress.ip_address(address) in services
        and (ipaddress.ip_address(address) not in (services[0], services[1]))
    )
