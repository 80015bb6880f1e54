"""Private DNS zones and their links to networks."""

from collections.abc import Iterator
from typing import Any

from sandbox.request import Request
from sandbox.rules import Verdict, on_delete, on_write, outputs
from sandbox.rules.naming import NameRule
from sandbox.rules.private_link import ZONE_GROUP
from sandbox.rules.reading import flag, items, text, unsettled
from sandbox.rules.references import existing, rivals, same
from sandbox.store import Stored, World

ZONE = "azure-native:privatedns:PrivateZone"
LINK = "azure-native:privatedns:VirtualNetworkLink"

_LABEL = r"[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_ZONE_NAME = NameRule(
    input="privateZoneName",
    pattern=rf"(?=.{{1,253}}$){_LABEL}(\.{_LABEL}){{1,33}}",
    allowed="2 to 34 labels of 1 to 63 letters, digits, underscores and dashes with dots between",
    example="privatelink.vaultcore.azure.net",
    code="BadRequest",
)
_LINK_NAME = NameRule(
    input="virtualNetworkLinkName",
    pattern=r"[A-Za-z0-9]([\w.-]{0,78}\w)?",
    allowed="1 to 80 letters, digits, underscores, dots and dashes, a letter or digit first, no dot or dash last",
    example="eastus",
)


@on_write(ZONE)
def zone_is_named(request: Request, _world: World, _old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/dns/private-dns-privatednszone#restrictions."""
    yield from _ZONE_NAME.verdicts(request)


@on_write(LINK)
def link_is_sound(request: Request, world: World, _old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/dns/private-dns-virtual-network-links."""
    yield from _LINK_NAME.verdicts(request)
    network = text(request.inputs, "virtualNetwork", "id")
    if network is None and not unsettled(request.inputs, "virtualNetwork"):
        yield (
            "BadRequest",
            "virtualNetwork.id is missing; write the id of the network that shall resolve the zone's names.",
        )
    yield from existing(
        world, "virtualNetwork.id", network, "Microsoft.Network/virtualNetworks", "InvalidResourceReference"
    )
    zone = text(request.inputs, "privateZoneName")
    policy = text(request.inputs, "resolutionPolicy")
    if policy == "NxDomainRedirect" and zone and not zone.lower().startswith("privatelink."):
        yield "BadRequest", f"resolutionPolicy 'NxDomainRedirect' is for privatelink zones; '{zone}' is none."


@on_write(LINK)
def network_sees_a_name_once(request: Request, world: World, old: Stored | None) -> Iterator[Verdict]:
    """Source as above, under `Restrictions`."""
    network, zone = text(request.inputs, "virtualNetwork", "id"), text(request.inputs, "privateZoneName")
    registers = flag(request.inputs, "registrationEnabled")
    for other in rivals(world, LINK, request, old):
        if not same(text(other.inputs, "virtualNetwork", "id"), network):
            continue
        theirs = text(other.inputs, "privateZoneName")
        if same(theirs, zone):
            yield (
                "BadRequest",
                f"virtualNetwork.id: the network is linked to a zone '{zone}' already, by '{other.id}'; a "
                "network cannot be "
                f"linked to several zones of one name: share that zone.",
            )
        if registers and flag(other.inputs, "registrationEnabled") and not same(theirs, zone):
            yield (
                "BadRequest",
                f"registrationEnabled: the network registers its hosts in zone '{theirs}' already, and one is allowed; "
                f"write false.",
            )


@on_delete(ZONE)
def zone_is_empty(stored: Stored, world: World) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/dns/private-dns-virtual-network-links."""
    for child in world.children(stored.id):
        yield (
            "CannotDeleteResource",
            f"zone '{stored.id.rpartition('/')[2]}' still has '{child.id}'; delete that first.",
        )
    for group in world.of_type(ZONE_GROUP):
        if any(
            same(text(config, "privateDnsZoneId"), stored.id) for config in items(group.inputs, "privateDnsZoneConfigs")
        ):
            yield "CannotDeleteResource", f"zone '{stored.id.rpartition('/')[2]}' still serves '{group.id}'."


@outputs(ZONE, LINK)
def zone_state(request: Request, _id: str, _old: Stored | None) -> dict[str, Any]:
    """What the DNS service adds; limits: https://learn.microsoft.com/azure/dns/dns-faq-private."""
    if request.type == LINK:
        return {"provisioningState": "Succeeded", "virtualNetworkLinkState": "Completed"}
    return {
        "provisioningState": "Succeeded",
        "maxNumberOfRecordSets": 25_000,
        "maxNumberOfVirtualNetworkLinks": 1_000,
        "maxNumberOfVirtualNetworkLinksWithRegistration": 100,
    }
