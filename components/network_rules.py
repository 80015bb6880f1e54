"""The security rules of a stamp's subnets.

Azure's own rules come after these: they let the virtual network and the load balancer in, the
Internet out, and turn away the rest. https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview
"""

from pulumi_azure_native import network

_ADMINISTRATION_PORTS = ["22", "3389", "5985-5986"]
"""SSH, RDP and WinRM: nodes are administered through the Kubernetes API alone."""

_ENDPOINT_PORTS = ["443", "445", "5671-5672"]
"""HTTPS, SMB (the workspace's file share) and AMQP (Service Bus)."""


def nodes_rules(*, public_gateway: bool) -> list[network.SecurityRuleArgs]:
    """Nodes take no remote administration from anywhere, and from the Internet nothing but the gateway's HTTPS.

    That only where the gateway has a public address; else the models' callers are clients of the virtual network and
    its peers. A load balancer keeps the caller's address and the port that it called.
    """
    gateway = _rule("AllowGateway", 200, "Inbound", "Allow", source="Internet", ports=["443"], protocol="Tcp")
    return [
        *([gateway] if public_gateway else []),
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
