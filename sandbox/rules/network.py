"""Virtual networks and subnets."""

from collections.abc import Iterator
from typing import Any

from sandbox.request import Request
from sandbox.rules import Verdict, drawn, on_delete, on_write, outputs
from sandbox.rules.hashes import guid
from sandbox.rules.naming import NameRule
from sandbox.rules.ranges import Range, inside, known, overlapping, parsed
from sandbox.rules.reading import fields, items, text, texts, unsettled
from sandbox.rules.references import made, parent_of, same, siblings
from sandbox.rules.references import parsed as parsed_id
from sandbox.store import Stored, World

VNET = "azure-native:network:VirtualNetwork"
SUBNET = "azure-native:network:Subnet"

SMALLEST_PREFIX = 29
"""Azure keeps five addresses of a subnet: https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq."""

_RESERVED = known(("224.0.0.0/4", "255.255.255.255/32", "127.0.0.0/8", "169.254.0.0/16", "168.63.129.16/32"))
"""Ranges that no network can have; same source."""

_VNET_NAME = NameRule(
    input="virtualNetworkName",
    pattern=r"[A-Za-z0-9][\w.-]{0,62}\w",
    allowed="2 to 64 letters, digits, underscores, dots and dashes, a letter or digit first, no dot or dash last",
    example="vnet-shop-prod-eastus",
)
_SUBNET_NAME = NameRule(
    input="subnetName",
    pattern=r"[A-Za-z0-9]([\w.-]{0,78}\w)?",
    allowed="1 to 80 letters, digits, underscores, dots and dashes, a letter or digit first, no dot or dash last",
    example="nodes",
)


@on_write(VNET)
def address_space_is_sound(request: Request, _world: World, _old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq#configuration."""
    yield from _VNET_NAME.verdicts(request)
    path = "addressSpace.addressPrefixes"
    prefixes = texts(request.inputs, "addressSpace", "addressPrefixes")
    if not prefixes and not unsettled(request.inputs, "addressSpace"):
        yield "InvalidRequestFormat", f"{path} is empty; give the network a range, such as ['10.10.0.0/16']."
    yield from _malformed(path, prefixes)
    ranges = known(prefixes)
    for index, one in enumerate(ranges):
        for other, _ in overlapping(ranges[:index], [one]):
            yield "AddressSpacePrefixesOverlap", f"{path}: {other} and {one} overlap; keep ranges apart."
        for _, reserved in overlapping([one], _RESERVED):
            yield "InvalidAddressPrefix", f"{path}: {one} overlaps {reserved}, which Azure keeps for itself."


@on_write(VNET)
def inline_subnets_fit(request: Request, _world: World, _old: Stored | None) -> Iterator[Verdict]:
    """The rules of `Subnet` hold for those that are declared inside the network too."""
    space = known(texts(request.inputs, "addressSpace", "addressPrefixes"))
    seen: list[tuple[str, list[Range]]] = []
    for index, subnet in enumerate(items(request.inputs, "subnets")):
        name, path = text(subnet, "name") or f"#{index}", f"subnets[{index}]"
        ranges = known(_prefixes(subnet))
        yield from _malformed(path, _prefixes(subnet))
        yield from _misplaced(path, name, ranges, space)
        yield from _colliding(path, name, ranges, seen)
        seen.append((name, ranges))


@on_write(SUBNET)
def subnet_fits_its_network(request: Request, world: World, old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/virtual-network/virtual-network-manage-subnet."""
    yield from _SUBNET_NAME.verdicts(request)
    prefixes = _prefixes(request.inputs)
    if not prefixes and not any(unsettled(request.inputs, key) for key in ("addressPrefix", "addressPrefixes")):
        yield (
            "InvalidRequestFormat",
            "addressPrefix is missing; give the subnet a range of its network's address space.",
        )
    yield from _malformed("addressPrefix", prefixes)
    network = parent_of(request, world)
    if network is None:
        return
    ranges, name = known(prefixes), text(request.inputs, "subnetName") or request.name
    space = texts(network.inputs, "addressSpace", "addressPrefixes")
    if space:
        yield from _misplaced("addressPrefix", name, ranges, known(space))
    taken = [(other.id.rpartition("/")[2], known(_prefixes(other.inputs))) for other in siblings(world, request, old)]
    yield from _colliding("addressPrefix", name, ranges, taken)


@on_delete(SUBNET)
def subnet_is_free(stored: Stored, world: World) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/virtual-network/virtual-network-manage-subnet#delete-a-subnet."""
    for user in users_of(stored.id, world):
        yield (
            "InUseSubnetCannotBeDeleted",
            f"subnet '{stored.id.rpartition('/')[2]}' is in use by '{user.id}'; delete that first.",
        )


@outputs(VNET, SUBNET)
def network_state(_request: Request, _id: str, _old: Stored | None) -> dict[str, Any]:
    """Once the network resource provider has answered, the work is done."""
    return {"provisioningState": "Succeeded"}


@drawn(VNET)
def network_guid(_request: Request, id_: str, _old: Stored | None) -> dict[str, Any]:
    """The provider's own name of the network."""
    return {"resourceGuid": guid(id_)}


def users_of(id_: str, world: World) -> Iterator[Stored]:
    """The private endpoints, clusters, pools and computes that have addresses in a subnet."""
    for kind, paths in _USERS.items():
        for user in world.of_type(kind):
            if any(same(found, id_) for path in paths for found in _at_all(user.inputs, path)):
                yield user


_USERS: dict[str, tuple[tuple[str, ...], ...]] = {
    "azure-native:network:PrivateEndpoint": (("subnet", "id"),),
    "azure-native:containerservice:ManagedCluster": (
        ("agentPoolProfiles", "vnetSubnetID"),
        ("agentPoolProfiles", "podSubnetID"),
        ("apiServerAccessProfile", "subnetId"),
    ),
    "azure-native:containerservice:AgentPool": (("vnetSubnetID",), ("podSubnetID",)),
    "azure-native:machinelearningservices:Compute": (("properties", "properties", "subnet", "id"),),
}


def _at_all(value: Any, path: tuple[str, ...]) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _at_all(item, path)
    elif not path:
        if isinstance(value, str):
            yield value
    elif isinstance(value, dict):
        yield from _at_all(value.get(path[0]), path[1:])


def _prefixes(subnet: Any) -> list[str]:
    single = text(subnet, "addressPrefix")
    return [single] if single is not None else texts(subnet, "addressPrefixes")


def _malformed(path: str, prefixes: list[str]) -> Iterator[Verdict]:
    for prefix in prefixes:
        if parsed(prefix) is None:
            yield (
                "InvalidCIDRNotation",
                f"{path}: '{prefix}' is no range in CIDR form, or has bits set after its prefix; "
                f"write one such as '10.10.0.0/24'.",
            )


def _misplaced(path: str, name: str, ranges: list[Range], space: list[Range]) -> Iterator[Verdict]:
    for found in ranges:
        if not inside(found, space):
            yield (
                "NetcfgSubnetRangeOutsideVnet",
                f"{path}: {found} of subnet '{name}' lies outside of its network's address space "
                f"({', '.join(map(str, space))}).",
            )
        if found.version == 4 and found.prefixlen > SMALLEST_PREFIX:
            yield (
                "NetcfgInvalidSubnet",
                f"{path}: {found} of subnet '{name}' is too small; /{SMALLEST_PREFIX} is the least.",
            )


def _colliding(path: str, name: str, ranges: list[Range], siblings: list[tuple[str, list[Range]]]) -> Iterator[Verdict]:
    for sibling, taken in siblings:
        for one, other in overlapping(ranges, taken):
            yield (
                "NetcfgSubnetRangesOverlap",
                f"{path}: {one} of subnet '{name}' overlaps {other} of subnet '{sibling}'; choose a free range.",
            )


def subnet_exists(world: World, id_: str) -> bool:
    """Whether a subnet of that id exists, of its own or declared inside its network, or is another team's."""
    found = parsed_id(id_)
    if found is None or world.get(id_) or not world.get(found.group_id):
        return found is not None
    network = world.get(found.parent)
    inline = items(network.inputs, "subnets") if network else []
    return any(same(text(subnet, "name"), found.name) for subnet in inline)


def subnet_ranges(world: World, id_: str) -> list[Range]:
    """The ranges of a subnet, where the sandbox knows them."""
    stored = made(world, id_)
    if stored:
        return known(_prefixes(stored.inputs))
    found = parsed_id(id_)
    network = world.get(found.parent) if found else None
    inline = items(network.inputs, "subnets") if network else []
    return [
        range_
        for subnet in inline
        if found and same(text(subnet, "name"), found.name)
        for range_ in known(_prefixes(subnet))
    ]


def delegations(world: World, id_: str) -> list[str]:
    """The services that a subnet is delegated to."""
    stored = made(world, id_)
    found = items(stored.inputs, "delegations") if stored else []
    return [name for delegation in found if (name := text(delegation, "serviceName"))]


def service_endpoints(world: World, id_: str) -> list[str]:
    """The services that a subnet has endpoints for."""
    stored = made(world, id_)
    found = items(stored.inputs, "serviceEndpoints") if stored else []
    return [name for endpoint in found if (name := text(endpoint, "service"))]


def network_id(subnet: str) -> str:
    """The id of the network that a subnet's id lies in; empty when it is none."""
    found = parsed_id(subnet)
    return found.parent if found else ""


def location_of(stored: Stored | None) -> str | None:
    """The region of a resource, as it was written."""
    return text(fields(stored.inputs), "location") if stored else None
