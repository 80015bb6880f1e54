"""AKS clusters: names, versions, features, and what they answer."""

import re
from collections.abc import Iterator
from typing import Any

from sandbox.request import Request
from sandbox.rules import Verdict, drawn, on_write, outputs
from sandbox.rules.everything import region_name
from sandbox.rules.hashes import guid, hexadecimal
from sandbox.rules.naming import NameRule
from sandbox.rules.reading import at, fields, flag, number, text
from sandbox.rules.references import existing, same
from sandbox.store import Stored, World

CLUSTER = "azure-native:containerservice:ManagedCluster"

MINORS = range(28, 40)
"""Minor versions of Kubernetes 1 that AKS offers with standard or long-term support, or will offer soon.

https://learn.microsoft.com/azure/aks/supported-kubernetes-versions
"""

EXAMPLE_VERSION = "1.35"

ADDONS = frozenset(
    """
    acisgxdeviceplugin aciconnectorlinux azurekeyvaultsecretsprovider azurepolicy extensionmanager gitops
    httpapplicationrouting ingressapplicationgateway kubedashboard omsagent openservicemesh accsgxdeviceplugin
    """.split()
)
"""https://learn.microsoft.com/azure/aks/integrations"""

_NAME = NameRule(
    input="resourceName",
    pattern=r"[A-Za-z0-9]([\w-]{0,61}[A-Za-z0-9])?",
    allowed="1 to 63 letters, digits, dashes and underscores, a letter or digit at both ends",
    example="aks-shop-prod-eastus",
    code="InvalidParameter",
)
_DNS_PREFIX = NameRule(
    input="dnsPrefix",
    pattern=r"[A-Za-z0-9]([A-Za-z0-9-]{0,52}[A-Za-z0-9])?",
    allowed="1 to 54 letters, digits and dashes, a letter or digit at both ends",
    example="shop-prod-eastus",
    code="InvalidParameter",
)
_VERSION = re.compile(r"1\.(?P<minor>\d+)(\.\d+)?")
_IMAGE_CLEANER_HOURS = range(24, 2161)


@on_write(CLUSTER)
def cluster_is_named(request: Request, _world: World, _old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/create-upgrade-delete/aks-common-issues-faq."""
    yield from _NAME.verdicts(request)
    yield from _DNS_PREFIX.verdicts(request)
    inputs = request.inputs
    if "dnsPrefix" not in inputs and "fqdnSubdomain" not in inputs:
        yield "InvalidParameter", "dnsPrefix is missing; write the first label of the API server's host name."
    if "dnsPrefix" in inputs and "fqdnSubdomain" in inputs:
        yield "InvalidParameter", "dnsPrefix and fqdnSubdomain are both set; keep one of them."
    group = text(inputs, "nodeResourceGroup")
    if group is not None and len(group) > 80:
        yield "InvalidParameter", f"nodeResourceGroup is '{group}' ({len(group)} characters); 80 are allowed."
    if same(group, text(inputs, "resourceGroupName")):
        yield (
            "InvalidParameter",
            "nodeResourceGroup is the cluster's own group; AKS makes one itself: choose another name.",
        )


@on_write(CLUSTER)
def version_is_offered(request: Request, _world: World, old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/aks/upgrade-aks-cluster."""
    version = text(request.inputs, "kubernetesVersion")
    if version is None:
        return
    minor = minor_of(version)
    if minor is None or minor not in MINORS:
        yield (
            "K8sVersionNotSupported",
            f"kubernetesVersion is '{version}', which is not offered; write one such as '{EXAMPLE_VERSION}' "
            f"(`az aks get-versions --location REGION`).",
        )
        return
    was = minor_of(text(old.inputs, "kubernetesVersion") or "") if old else None
    if was is not None and not was <= minor <= was + 1:
        allowed = " or ".join(f"'1.{each}'" for each in (was, was + 1) if each in MINORS)
        direction = "downgraded" if minor < was else "upgraded by more than one minor version at a time"
        yield (
            "OperationNotAllowed",
            f"kubernetesVersion was '1.{was}' and cannot be {direction}; write {allowed}.",
        )


@on_write(CLUSTER)
def features_agree(request: Request, _world: World, _old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/aks/free-standard-pricing-tiers, long-term-support, image-cleaner."""
    inputs = request.inputs
    tier, plan = text(inputs, "sku", "tier") or "Free", text(inputs, "supportPlan")
    if plan == "AKSLongTermSupport" and tier != "Premium":
        yield "InvalidParameter", f"supportPlan 'AKSLongTermSupport' needs sku.tier 'Premium'; it is '{tier}'."
    if flag(inputs, "metricsProfile", "costAnalysis", "enabled") and tier == "Free":
        yield "InvalidParameter", "metricsProfile.costAnalysis needs sku.tier 'Standard' or 'Premium'; it is 'Free'."
    channel, nodes = (text(inputs, "autoUpgradeProfile", key) for key in ("upgradeChannel", "nodeOSUpgradeChannel"))
    if channel == "node-image" and nodes not in (None, "NodeImage"):
        yield (
            "InvalidParameter",
            f"autoUpgradeProfile.nodeOSUpgradeChannel is '{nodes}'; with upgradeChannel 'node-image' it is "
            "'NodeImage'.",
        )
    hours = number(inputs, "securityProfile", "imageCleaner", "intervalHours")
    if hours is not None and hours not in _IMAGE_CLEANER_HOURS:
        yield "InvalidParameter", f"securityProfile.imageCleaner.intervalHours is {hours}; 24 to 2160 are allowed."


@on_write(CLUSTER)
def addons_exist(request: Request, world: World, _old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/aks/integrations; what they write to must be there, too."""
    for name, addon in fields(request.inputs, "addonProfiles").items():
        if name.lower() not in ADDONS:
            yield (
                "InvalidParameter",
                f"addonProfiles: there is no add-on '{name}'; there are {', '.join(sorted(ADDONS))}.",
            )
        for key, value in fields(addon, "config").items():
            if key.lower() == "loganalyticsworkspaceresourceid" and isinstance(value, str):
                yield from existing(
                    world,
                    f"addonProfiles.{name}.config.{key}",
                    value,
                    "Microsoft.OperationalInsights/workspaces",
                    "ResourceNotFound",
                )
    yield from existing(
        world,
        "securityProfile.defender.logAnalyticsWorkspaceResourceId",
        text(request.inputs, "securityProfile", "defender", "logAnalyticsWorkspaceResourceId"),
        "Microsoft.OperationalInsights/workspaces",
        "ResourceNotFound",
    )


@on_write(CLUSTER)
def what_is_fixed_stays(request: Request, _world: World, old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/aks/faq."""
    for path in _FIXED if old else ():
        was, wanted = at(old.inputs, *path) if old else None, at(request.inputs, *path)
        if was is not None and wanted is not None and was != wanted:
            yield "PropertyChangeNotAllowed", f"{'.'.join(path)} was '{was}' and cannot change; make another cluster."


@outputs(CLUSTER)
def cluster_state(request: Request, _id: str, _old: Stored | None) -> dict[str, Any]:
    """What follows from the request."""
    version = text(request.inputs, "kubernetesVersion")
    answer: dict[str, Any] = {"provisioningState": "Succeeded", "powerState": {"code": "Running"}, "maxAgentPools": 100}
    if version:
        answer["currentKubernetesVersion"] = version if version.count(".") == 2 else f"{version}.0"
    group, name = text(request.inputs, "resourceGroupName"), text(request.inputs, "resourceName")
    region = region_name(text(request.inputs, "location") or request.location)
    if "nodeResourceGroup" not in request.inputs and group and name and region:
        answer["nodeResourceGroup"] = f"MC_{group}_{name}_{region}"[:80]
    return answer


@drawn(CLUSTER)
def cluster_hosts(request: Request, id_: str, _old: Stored | None) -> dict[str, Any]:
    """The hosts of the API server and of the token issuer, and the identities of the nodes and add-ons."""
    region = region_name(text(request.inputs, "location") or request.location)
    prefix = text(request.inputs, "dnsPrefix") or text(request.inputs, "fqdnSubdomain") or "cluster"
    host = f"{prefix}-{hexadecimal(8, id_)}"
    public = not flag(request.inputs, "apiServerAccessProfile", "enablePrivateCluster")
    answer: dict[str, Any] = {
        "resourceUID": hexadecimal(24, id_, "uid"),
        "azurePortalFQDN": f"{host}.portal.hcp.{region}.azmk8s.io",
        "fqdn": f"{host}.hcp.{region}.azmk8s.io" if public else "",
        "privateFQDN": "" if public else f"{host}.{guid(id_, 'zone')}.privatelink.{region}.azmk8s.io",
    }
    if flag(request.inputs, "oidcIssuerProfile", "enabled"):
        tenant = request.tenant_id or guid("tenant")
        url = f"https://{region}.oic.prod-aks.azure.com/{tenant}/{guid(id_, 'issuer')}/"
        answer["oidcIssuerProfile"] = {"issuerURL": url}
    nodes = id_.partition("/resourceGroups/")[0] + f"/resourceGroups/MC_{id_.rpartition('/')[2]}/providers"
    if not fields(request.inputs, "identityProfile"):
        own = f"{nodes}/Microsoft.ManagedIdentity/userAssignedIdentities/{id_.rpartition('/')[2]}-agentpool"
        answer["identityProfile"] = {"kubeletidentity": {"resourceId": own, **_ids(own)}}
    addons = fields(request.inputs, "addonProfiles")
    answer["addonProfiles"] = {
        name: {
            "identity": {"resourceId": f"{nodes}/Microsoft.ManagedIdentity/userAssignedIdentities/{name}", **_ids(name)}
        }
        for name in addons
        if flag(addons, name, "enabled")
    }
    return answer


def minor_of(version: str) -> int | None:
    """The minor version in `1.33` or `1.33.4`."""
    found = _VERSION.fullmatch(version)
    return int(found["minor"]) if found else None


_FIXED = (
    ("dnsPrefix",),
    ("nodeResourceGroup",),
    ("networkProfile", "serviceCidr"),
    ("networkProfile", "dnsServiceIP"),
    ("networkProfile", "loadBalancerSku"),
    ("apiServerAccessProfile", "enablePrivateCluster"),
)


def _ids(resource: str) -> dict[str, str]:
    return {"objectId": guid(resource, "principal"), "clientId": guid(resource, "client")}
