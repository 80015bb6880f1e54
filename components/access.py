"""Who reaches a service's public endpoint."""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass

import pulumi


@dataclass(frozen=True, kw_only=True)
class Access:
    """Who reaches a service's public endpoint: nobody, or these subnets and addresses."""

    private: bool
    """The service is reached by private endpoints only; its public endpoint answers nobody."""
    subnet_ids: Sequence[pulumi.Input[str]] = ()
    """Subnets with a service endpoint of the service."""
    ip_ranges: Sequence[pulumi.Input[str]] = ()
    """IPv4 addresses and CIDR ranges of the public Internet."""

    @property
    def public_network_access(self) -> str:
        """Azure's word for whether the public endpoint answers anybody at all.

        Disabled too where nobody is let in: Service Bus takes a firewall without a rule for an open one.
        """
        return "Enabled" if self.allowed_subnet_ids or self.allowed_ip_ranges else "Disabled"

    @property
    def allowed_subnet_ids(self) -> list[pulumi.Input[str]]:
        """The subnets that a service's firewall lets in."""
        return [] if self.private else list(self.subnet_ids)

    @property
    def allowed_ip_ranges(self) -> list[pulumi.Input[str]]:
        """The addresses and ranges that a service's firewall lets in."""
        return [] if self.private else [rule for given in self.ip_ranges for rule in _rules(given)]


def _rules(given: pulumi.Input[str]) -> list[pulumi.Input[str]]:
    """Ranges of one or two addresses as addresses: storage firewalls refuse /31 and /32.

    https://learn.microsoft.com/azure/storage/common/storage-network-security-limitations
    """
    if isinstance(given, str) and "/" in given:
        network = ipaddress.IPv4Network(given)
        return [given] if network.prefixlen <= 30 else [str(address) for address in network]
    return [given]
