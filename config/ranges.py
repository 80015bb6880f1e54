"""IPv4 ranges, and which of them Azure takes for what."""

import ipaddress
from collections.abc import Iterable
from ipaddress import IPv4Network

PRIVATE = tuple(map(IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")))
"""Ranges that no host of the internet has (RFC 1918, RFC 6598)."""

UNROUTED = tuple(map(IPv4Network, ("0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "240.0.0.0/4")))
"""Ranges of this host, this link, multicast and the future: never a host's address."""

AZURE_OWN = (*UNROUTED, IPv4Network("168.63.129.16/32"))
"""What a virtual network cannot contain.

Source: https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq
"""

AKS_OWN = tuple(map(IPv4Network, ("169.254.0.0/16", "172.30.0.0/16", "172.31.0.0/16", "192.0.2.0/24")))
"""What AKS keeps for itself: no cluster's nodes, pods or services may be in it.

Source: https://learn.microsoft.com/azure/aks/concepts-network-ip-address-planning
"""


def parsed(text: str) -> IPv4Network | None:
    """The range that `text` writes in CIDR form; None where it is none or has bits set after the prefix."""
    address, slash, prefix = text.partition("/")
    if not slash or not (prefix.isascii() and prefix.isdecimal() and len(prefix) <= 2):
        return None
    try:
        return IPv4Network((address, int(prefix)))
    except (ValueError, ipaddress.NetmaskValueError):
        return None


def cleared(text: str, *, widest: int, narrowest: int) -> str:
    """The range around the address in `text`, no bit set after its prefix, of an allowed width; empty without one."""
    address, _, prefix = text.strip().partition("/")
    length = int(prefix) if prefix.isascii() and prefix.isdecimal() and len(prefix) <= 2 else narrowest
    try:
        return str(IPv4Network((address, min(max(length, widest), narrowest)), strict=False))
    except (ValueError, ipaddress.NetmaskValueError):
        return ""


def overlapping(network: IPv4Network, others: Iterable[IPv4Network]) -> IPv4Network | None:
    """The first of `others` that shares an address with `network`."""
    return next((other for other in others if network.overlaps(other)), None)


def is_virtual_network(text: str) -> bool:
    """Whether `text` is a range that a stamp's virtual network can have: /16 to /22, and none of Azure's own."""
    network = parsed(text)
    return network is not None and 16 <= network.prefixlen <= 22 and not overlapping(network, AZURE_OWN + AKS_OWN)


def is_cluster_range(text: str) -> bool:
    """Whether `text` is a range that the pods or the services of an AKS cluster can have."""
    network = parsed(text)
    return network is not None and 13 <= network.prefixlen <= 24 and not overlapping(network, AZURE_OWN + AKS_OWN)


def is_public(text: str) -> bool:
    """Whether `text` is a range of the internet, no wider than /8."""
    network = parsed(text)
    return network is not None and network.prefixlen >= 8 and not overlapping(network, PRIVATE + UNROUTED)


def free(prefix: int, taken: Iterable[IPv4Network]) -> IPv4Network:
    """A private range of the length `prefix` that shares no address with those `taken`."""
    taken = (*taken, *AKS_OWN)
    for block in PRIVATE:
        if prefix < block.prefixlen:
            continue
        for network in block.subnets(new_prefix=prefix):
            if not overlapping(network, taken):
                return network
    return IPv4Network("10.0.0.0/8").supernet(new_prefix=8)
