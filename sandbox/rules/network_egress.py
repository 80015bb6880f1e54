"""Public addresses and NAT gateways."""

from collections.abc import Iterator
from typing import Any

from sandbox.request import Request
from sandbox.rules import Verdict, drawn, on_delete, on_write, outputs
from sandbox.rules.everything import region_name
from sandbox.rules.hashes import guid, public_ip
from sandbox.rules.naming import NameRule
from sandbox.rules.network import SUBNET
from sandbox.rules.reading import items, number, text, texts
from sandbox.rules.references import existing, made, same
from sandbox.rules.regions import WITH_ZONES
from sandbox.store import Stored, World

ADDRESS = "azure-native:network:PublicIPAddress"
GATEWAY = "azure-native:network:NatGateway"

_WORDS = "1 to 80 letters, digits, underscores, dots and dashes, a letter or digit first, no dot or dash last"
_PATTERN = r"[A-Za-z0-9]([\w.-]{0,78}\w)?"
_ADDRESS_NAME = NameRule(
    input="publicIpAddressName", pattern=_PATTERN, allowed=_WORDS, example="pip-shop-prod-eastus-nat"
)
_GATEWAY_NAME = NameRule(input="natGatewayName", pattern=_PATTERN, allowed=_WORDS, example="ng-shop-prod-eastus")
_IDLE_MINUTES = range(4, 121)


@on_write(ADDRESS)
def address_is_sound(request: Request, _world: World, _old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/virtual-network/ip-services/public-ip-addresses#sku."""
    yield from _ADDRESS_NAME.verdicts(request)
    sku = text(request.inputs, "sku", "name") or "Standard"
    method = text(request.inputs, "publicIPAllocationMethod") or "Dynamic"
    if sku.startswith("Standard") and method != "Static":
        yield (
            "StandardAndStandardV2SkuPublicIPAddressesMustBeStatic",
            f"publicIPAllocationMethod is '{method}'; an address of sku {sku} must be 'Static'.",
        )
    if sku == "Basic":
        yield "IPv4BasicSkuPublicIpCountLimitReached", "sku.name is 'Basic', which Azure has retired; write 'Standard'."
    yield from zones_are_offered(request, "zones", texts(request.inputs, "zones"))


@on_write(GATEWAY)
def gateway_is_sound(request: Request, world: World, _old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/nat-gateway/nat-gateway-resource."""
    yield from _GATEWAY_NAME.verdicts(request)
    yield from zones_are_offered(request, "zones", texts(request.inputs, "zones"))
    sku = text(request.inputs, "sku", "name") or "Standard"
    zones = texts(request.inputs, "zones")
    if sku == "Standard" and len(zones) > 1:
        yield (
            "NatGatewayWithMultipleZonesNotSupported",
            f"zones has {len(zones)} entries; a Standard NAT gateway lives in one zone or in none: leave zones out.",
        )
    minutes = number(request.inputs, "idleTimeoutInMinutes")
    if minutes is not None and minutes not in _IDLE_MINUTES:
        yield "InvalidIdleTimeoutInMinutes", f"idleTimeoutInMinutes is {minutes}; 4 to 120 minutes are allowed."
    for index, address in enumerate(items(request.inputs, "publicIpAddresses")):
        yield from _unfit_address(request, world, f"publicIpAddresses[{index}].id", text(address, "id"), zones)


@on_delete(ADDRESS)
def address_is_free(stored: Stored, world: World) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/virtual-network/ip-services/virtual-network-public-ip-address."""
    for gateway in world.of_type(GATEWAY):
        if any(same(text(address, "id"), stored.id) for address in items(gateway.inputs, "publicIpAddresses")):
            yield (
                "PublicIPAddressCannotBeDeleted",
                f"public IP address '{stored.id.rpartition('/')[2]}' is still allocated to '{gateway.id}'.",
            )


@on_delete(GATEWAY)
def gateway_is_free(stored: Stored, world: World) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/nat-gateway/manage-nat-gateway."""
    for subnet in world.of_type(SUBNET):
        if same(text(subnet.inputs, "natGateway", "id"), stored.id):
            yield (
                "InUseNatGatewayCannotBeDeleted",
                f"NAT gateway '{stored.id.rpartition('/')[2]}' is in use by subnet '{subnet.id}'; take it off first.",
            )


@outputs(ADDRESS, GATEWAY)
def egress_state(_request: Request, _id: str, _old: Stored | None) -> dict[str, Any]:
    """Once the network resource provider has answered, the work is done."""
    return {"provisioningState": "Succeeded"}


@drawn(ADDRESS, GATEWAY)
def egress_guid(request: Request, id_: str, _old: Stored | None) -> dict[str, Any]:
    """The provider's own name of the resource, and the address."""
    return {"resourceGuid": guid(id_), **({"ipAddress": public_ip(id_)} if request.type == ADDRESS else {})}


def zones_are_offered(request: Request, path: str, zones: list[str]) -> Iterator[tuple[str, str]]:
    """Refuse zones where the region has none; which have: "
    "https://learn.microsoft.com/azure/reliability/regions-list."""
    location = region_name(text(request.inputs, "location") or request.location)
    if zones and location and location not in WITH_ZONES:
        yield (
            "AvailabilityZonesNotSupported",
            f"{path} is {zones}, but region '{location}' has no availability zones; leave {path} out.",
        )
    for zone in zones:
        if zone not in {"1", "2", "3"}:
            yield "InvalidAvailabilityZone", f"{path}: '{zone}' is no zone; zones are '1', '2' and '3'."


def _unfit_address(request: Request, world: World, path: str, id_: str | None, zones: list[str]) -> Iterator[Verdict]:
    yield from existing(world, path, id_, "Microsoft.Network/publicIPAddresses", "InvalidResourceReference")
    address = made(world, id_)
    if address is None:
        return
    theirs = texts(address.inputs, "zones")
    if len(zones) == 1 and len(theirs) == 1 and zones != theirs:
        yield "NatGatewayZoneMismatch", f"{path} is in zone {theirs[0]}, the gateway in zone {zones[0]}; use one zone."
    there, here = text(address.inputs, "location"), text(request.inputs, "location")
    if there and here and region_name(there) != region_name(here):
        yield "InvalidResourceReference", f"{path} is in '{there}', the gateway in '{here}'; use one region."
