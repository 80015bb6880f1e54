"""Stamps: which is the primary, whose network it has, which zones."""

from collections.abc import Iterator, Mapping

from config.errors import Problem
from config.network import NetworkConfig
from config.paths import Path, dotted
from config.ranges import free, parsed
from config.regions import WITH_ZONES
from config.remedies import flow, remove, set_value
from config.spelling import nearest
from config.stamps import StampConfig
from config.vault import VaultConfig

Stamps = Mapping[str, StampConfig]


def one_primary(stamps: Stamps) -> Iterator[Problem]:
    """Exactly one stamp is the primary."""
    primaries = [region for region, stamp in stamps.items() if stamp.role == "primary"]
    if not primaries:
        path: Path = ("stamps", next(iter(stamps)), "role")
        yield Problem(
            path=dotted(path),
            value='"secondary"',
            allowed="`primary` for exactly one stamp: it holds what exists once; none has it",
            example=set_value(path, "primary"),
        )
    for region in primaries[1:]:
        path = ("stamps", region, "role")
        yield Problem(
            path=dotted(path),
            value='"primary"',
            allowed=f"`primary` for exactly one stamp; `{primaries[0]}` has it",
            example=set_value(path, "secondary"),
        )


def lasting_primary(stamps: Stamps) -> Iterator[Problem]:
    """The primary is not retired: it holds what exists once."""
    for region, stamp in stamps.items():
        if stamp.role == "primary" and stamp.retire:
            path: Path = ("stamps", region, "retire")
            yield Problem(
                path=dotted(path),
                value="true",
                allowed="`false` for the primary: it holds the registry and the logs of all stamps",
                example=remove(path),
                hint="`pulumi destroy` removes the whole stack",
            )


def one_network_each(stamps: Stamps) -> Iterator[Problem]:
    """A stamp has its own address space or an existing network, never both."""
    taken = [space for stamp in stamps.values() if (space := parsed(stamp.address_space or ""))]
    for region, stamp in stamps.items():
        path = ("stamps", region, "addressSpace")
        if stamp.address_space and stamp.existing_network:
            yield Problem(
                path=dotted(path),
                value=flow(stamp.address_space),
                allowed="no address space beside `existingNetwork`, which has its own",
                example=remove(path),
            )
        if not stamp.address_space and not stamp.existing_network:
            taken.append(free(16, taken))
            yield Problem(
                path=dotted(path),
                allowed="the address space of the stamp's virtual network, /16 to /22, or `existingNetwork`",
                example=set_value(path, str(taken[-1])),
            )


def existing_subnets(stamps: Stamps, network: NetworkConfig) -> Iterator[Problem]:
    """An existing network has the subnets that are asked of it, and belongs to one stamp."""
    owners: dict[str, str] = {}
    for region, stamp in stamps.items():
        existing = stamp.existing_network
        if not existing:
            continue
        path = ("stamps", region, "existingNetwork")
        if network.private_endpoints and not existing.endpoints_subnet_id:
            yield Problem(
                path=dotted((*path, "endpointsSubnetId")),
                allowed="the id of a subnet for the private endpoints, which are on (`network.privateEndpoints`)",
                example=set_value((*path, "endpointsSubnetId"), f"{existing.vnet_id}/subnets/endpoints"),
            )
        if not existing.nodes_subnet_id.lower().startswith(f"{existing.vnet_id.lower()}/subnets/"):
            yield Problem(
                path=dotted((*path, "nodesSubnetId")),
                value=flow(existing.nodes_subnet_id),
                allowed="the id of a subnet of the virtual network that `vnetId` names",
                example=set_value((*path, "nodesSubnetId"), f"{existing.vnet_id}/subnets/nodes"),
            )
        owner = owners.setdefault(existing.vnet_id.lower(), region)
        if owner != region:
            yield Problem(
                path=dotted((*path, "vnetId")),
                value=flow(existing.vnet_id),
                allowed=f"a virtual network in the stamp's own region; this one is the network of `{owner}`",
                example=set_value((*path, "vnetId"), f"{existing.vnet_id}-{region}"),
            )


def known_egress(stamps: Stamps, network: NetworkConfig) -> Iterator[Problem]:
    """The nodes of an existing network reach public endpoints from addresses that only its owner knows."""
    existing = [region for region, stamp in stamps.items() if stamp.existing_network]
    if existing and not network.private_endpoints and not network.allowed_ip_ranges:
        path: Path = ("network", "allowedIpRanges")
        yield Problem(
            path=dotted(path),
            value="[]",
            allowed="the public addresses from which the existing network of "
            + " and ".join(f"`{region}`" for region in existing)
            + " goes out, while `network.privateEndpoints` is off: nothing there reaches vault and storage without",
            example=set_value((*path, 0), "203.0.113.0/24"),
            hint="put your own in place of 203.0.113.0/24, "
            "or turn `network.privateEndpoints` on, while no models are served",
        )


def known_zones(stamps: Stamps) -> Iterator[Problem]:
    """Zones are asked only of a region that has them, each once."""
    for region, stamp in stamps.items():
        path = ("stamps", region, "zones")
        if stamp.zones and region not in WITH_ZONES:
            yield Problem(
                path=dotted(path),
                value=flow(list(stamp.zones)),
                allowed=f"no zones: `{region}` has no availability zones",
                example=remove(path),
            )
        elif stamp.zones and len(set(stamp.zones)) < len(stamp.zones):
            yield Problem(
                path=dotted(path),
                value=flow(list(stamp.zones)),
                allowed="each zone once; without `zones` all of the region's are used",
                example=remove(path),
            )


def existing_vaults(stamps: Stamps, vault: VaultConfig) -> Iterator[Problem]:
    """Existing vaults are named for stamps that there are."""
    for region, vault_id in vault.existing_ids.items():
        if region in stamps:
            continue
        path: Path = ("vault", "existingIds", region)
        meant = nearest(region, stamps)
        yield Problem(
            path=dotted(path),
            value=flow(vault_id),
            allowed="a vault for a stamp: one of " + ", ".join(f"`{stamp}`" for stamp in stamps),
            example=remove(path),
            hint=f"did you mean `{meant}`?" if meant else "",
        )


def own_vaults(vault: VaultConfig) -> Iterator[Problem]:
    """No two stamps have the same vault: each writes its secrets and grants there."""
    owners: dict[str, str] = {}
    for region, vault_id in sorted(vault.existing_ids.items()):
        owner = owners.setdefault(vault_id.lower(), region)
        if owner != region:
            path: Path = ("vault", "existingIds", region)
            yield Problem(
                path=dotted(path),
                value=flow(vault_id),
                allowed=f"a vault of its own: `{owner}` has this one",
                example=remove(path),
                hint="without one here, the platform creates it",
            )
