"""Who reaches an AKS cluster, and as whom it acts."""

import ipaddress
from collections.abc import Iterator

from sandbox.request import Request
from sandbox.rules import Verdict, on_write
from sandbox.rules.authorization import ASSIGNMENT
from sandbox.rules.containerservice import CLUSTER
from sandbox.rules.ranges import inside, is_address, known, parsed
from sandbox.rules.reading import fields, flag, items, text, texts, unsettled
from sandbox.rules.references import existing, made, same
from sandbox.store import Stored, World

_IDENTITY_OPERATORS = ("f1a07417-d97a-45cb-824c-7a7467783830", "b24988ac-6180-42a0-ab88-20f7382dd24c")
"""Roles that may use another identity: Managed Identity Operator, Contributor."""


@on_write(CLUSTER)
def access_is_sound(request: Request, _world: World, _old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/aks/manage-local-accounts-managed-azure-ad, api-server-authorized-ip-ranges."""
    inputs = request.inputs
    entra = flag(inputs, "aadProfile", "managed") or unsettled(inputs, "aadProfile")
    if flag(inputs, "disableLocalAccounts") and not entra:
        yield "InvalidParameter", "disableLocalAccounts needs Entra sign-in; write aadProfile.managed true."
    if flag(inputs, "aadProfile", "enableAzureRBAC") and flag(inputs, "enableRBAC") is False:
        yield "InvalidParameter", "aadProfile.enableAzureRBAC needs enableRBAC; write true."
    profile = fields(inputs, "apiServerAccessProfile")
    ranges, private = texts(profile, "authorizedIPRanges"), flag(profile, "enablePrivateCluster")
    if private and ranges:
        yield (
            "InvalidParameter",
            "apiServerAccessProfile: authorizedIPRanges are not for private clusters; leave them out, or write "
            "enablePrivateCluster false.",
        )
    if len(ranges) > 200:
        yield (
            "InvalidParameter",
            f"apiServerAccessProfile.authorizedIPRanges has {len(ranges)} entries; 200 are allowed.",
        )
    for value in ranges:
        if not (is_address(value) or parsed(value)):
            yield "InvalidParameter", f"apiServerAccessProfile.authorizedIPRanges: '{value}' is no address or range."
    if "privateDNSZone" in profile and not private:
        yield "InvalidParameter", "apiServerAccessProfile.privateDNSZone is for private clusters; leave it out."
    if flag(profile, "enablePrivateClusterPublicFQDN") and not private:
        yield "InvalidParameter", "apiServerAccessProfile.enablePrivateClusterPublicFQDN needs enablePrivateCluster."
    workload = flag(inputs, "securityProfile", "workloadIdentity", "enabled")
    if workload and not flag(inputs, "oidcIssuerProfile", "enabled"):
        yield "InvalidParameter", "securityProfile.workloadIdentity needs oidcIssuerProfile.enabled; write true."


@on_write(CLUSTER)
def nodes_reach_a_public_api_server(request: Request, world: World, _old: Stored | None) -> Iterator[Verdict]:
    """AKS adds the address of its own load balancer to the allow list, but not those of a NAT gateway.

    What a user-defined route leads to is another team's firewall, whose address the sandbox does not know.
    https://learn.microsoft.com/azure/aks/api-server-authorized-ip-ranges
    https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/error-code-k8sapiserverconnfailvmextensionerror
    """
    ranges = texts(request.inputs, "apiServerAccessProfile", "authorizedIPRanges")
    if not ranges or unsettled(request.inputs, "apiServerAccessProfile", "authorizedIPRanges"):
        return
    if text(request.inputs, "networkProfile", "outboundType") != "userAssignedNATGateway":
        return
    allowed = known(map(_as_range, ranges))
    for address in sorted(_nat_addresses(request, world)):
        if not any(inside(one, allowed) for one in known([_as_range(address)])):
            yield (
                "VMExtensionProvisioningError",
                f"apiServerAccessProfile.authorizedIPRanges holds {', '.join(ranges)}, but not {address}, the address "
                f"by which the nodes leave through their NAT gateway: they could not reach the API server. "
                f"Add '{address}/32'.",
            )


@on_write(CLUSTER)
def kubelet_identity_is_usable(request: Request, world: World, _old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/aks/use-managed-identity#create-a-kubelet-managed-identity."""
    kubelet = text(request.inputs, "identityProfile", "kubeletidentity", "resourceId")
    if kubelet is None:
        return
    path = "identityProfile.kubeletidentity.resourceId"
    yield from existing(
        world, path, kubelet, "Microsoft.ManagedIdentity/userAssignedIdentities", "FailedIdentityOperation"
    )
    if text(request.inputs, "identity", "type") != "UserAssigned":
        yield (
            "CustomKubeletIdentityOnlySupportedOnUserAssignedMSICluster",
            "identityProfile.kubeletidentity needs a control plane with an identity of its own; write identity.type "
            "'UserAssigned'.",
        )
        return
    control_plane = next(iter(texts(request.inputs, "identity", "userAssignedIdentities")), None)
    stored = made(world, control_plane)
    principal = text(stored.outputs, "principalId") if stored else None
    if principal and made(world, kubelet) and not _operates(world, principal, kubelet):
        yield (
            "CustomKubeletIdentityMissingPermissionError",
            f"{path}: the control plane's identity has no role over the kubelet's; assign 'Managed Identity Operator' "
            f"(f1a07417-d97a-45cb-824c-7a7467783830) at the kubelet's identity, and have the cluster wait for it.",
        )


def _nat_addresses(request: Request, world: World) -> set[str]:
    """The addresses, as far as they are known, of the NAT gateways on the nodes' subnets."""
    subnets = [made(world, text(pool, "vnetSubnetID")) for pool in items(request.inputs, "agentPoolProfiles")]
    gateways = [made(world, text(subnet.inputs, "natGateway", "id")) for subnet in subnets if subnet]
    ids = [text(address, "id") for one in gateways if one for address in items(one.inputs, "publicIpAddresses")]
    addresses = [made(world, id_) for id_ in ids]
    return {address for one in addresses if one and (address := text(one.outputs, "ipAddress"))}


def _as_range(value: str) -> str:
    """A single address in CIDR form."""
    return f"{value}/{ipaddress.ip_address(value).max_prefixlen}" if is_address(value) else value


def _operates(world: World, principal: str, identity: str) -> bool:
    """Whether a role lets the principal use the identity, or an assignment is not settled yet."""
    for assignment in world.of_type(ASSIGNMENT):
        scope = text(assignment.inputs, "scope")
        covers = scope is None or f"{identity}/".lower().startswith(f"{scope.rstrip('/')}/".lower())
        role = text(assignment.inputs, "roleDefinitionId")
        who = text(assignment.inputs, "principalId")
        operates = role is None or role.rpartition("/")[2].lower() in _IDENTITY_OPERATORS
        if covers and operates and (who is None or same(who, principal)):
            return True
    return False
