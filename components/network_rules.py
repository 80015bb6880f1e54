"""The security rules of a stamp's subnets.

Azure's own rules come after these: they let the virtual network and the load balancer in, the
Internet out, and turn away the rest. https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview
"""

from pulumi_azure_native import network

_ADMINISTRATION_PORTS = ["22", "3389", "5985-5986"]
"""SSH, RDP and WinRM: nodes are administered through the Kubernetes API alone."""

_ENDPOINT_PORTS = ["443", "445", "5671-5672"]
"""HTTPS, SMB (the workspace's file share) and AMQP (Service Bus)."""


def nodes_rules() -> list[network.SecurityRuleArgs]:
    """Nodes take nothing from the Internet, and no remote administration from anywhere.

    Models are called inside of the cluster: nothing publishes them to the network yet. What will can let in
    only clients of the virtual network and its peers.
    """
    return [
        _rule("DenyRemoteAdministration", 100, "Inbound", "Deny", source="*", ports=_ADMINISTRATION_PORTS),
        _rule("DenyInternet", 4000, "Inbound", "Deny", source="Internet"),
    ]


def endpoints_rules() -> list[network.SecurityRuleArgs]:
    """Private endpoints answer the virtual network and its peers on their services' ports, and start nothing."""
    return [
        _rule("AllowServices", 100, "Inbound", "Allow", source="VirtualNetwork", ports=_ENDPOINT_PORTS, protocol="Tcp"),
        _rule("DenyAll", 4000, "Inbound", "Deny", source="*"),
        _rule("DenyInternet", 4000, "Outbound", "Deny", source="*", destination="Internet"),
    ]


def _rule(
    name: str,
    priority: int,
    direction: str,
    access: str,
    *,
    source: str,
    destination: str = "*",
    ports: list[str] | None = None,
    protocol: str = "*",
) -> network.SecurityRuleArgs:
    return network.SecurityRuleArgs(
        name=name,
        priority=priority,
        direction=direction,
        access=access,
        protocol=protocol,
        source_address_prefix=source,
        source_port_range="*",
        destination_address_prefix=destination,
        destination_port_range=None if ports else "*",
        destination_port_ranges=ports,
    )
