"""How a virtual network's address space is divided into subnets: pure arithmetic on ranges."""

import ipaddress
from collections.abc import Mapping

SUBNETS: Mapping[str, int] = {"nodes": 1, "endpoints": 3}
"""Subnets of a stamp by role, each with the bits that its prefix is longer than the address space's.

The nodes get half of the space (a /22 leaves 507 nodes, as Azure keeps 5 addresses of a subnet), the
private endpoints an eighth. Three eighths stay free: append new roles, never insert or resize one, as
a subnet in use cannot be moved.
"""


def subnet_ranges(address_space: str, subnets: Mapping[str, int] = SUBNETS) -> dict[str, str]:
    """The range of each subnet in CIDR form, by role.

    Every subnet takes the first free range of its size, in the order given, so that one appended
    leaves those before it where they are.

    Raises:
        ValueError: the subnets do not fit the address space.
    """
    space = ipaddress.IPv4Network(address_space)
    taken: list[ipaddress.IPv4Network] = []
    for role, bits in subnets.items():
        taken.append(_first_free(space, bits, taken, role))
    return {role: str(network) for role, network in zip(subnets, taken, strict=True)}


def _first_free(
    space: ipaddress.IPv4Network, bits: int, taken: list[ipaddress.IPv4Network], role: str
) -> ipaddress.IPv4Network:
    if space.prefixlen + bits <= ipaddress.IPV4LENGTH:
        for candidate in space.subnets(prefixlen_diff=bits):
            if not any(candidate.overlaps(other) for other in taken):
                return candidate
    raise ValueError(f"{space} has no room for the subnet {role!r} beside {', '.join(map(str, taken)) or 'nothing'}")
