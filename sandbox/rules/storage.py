"""Storage accounts."""

import re
from collections.abc import Iterator
from typing import Any

from sandbox import identity
from sandbox.request import Request
from sandbox.rules import Verdict, on_write, outputs
from sandbox.rules.everything import region_name
from sandbox.rules.naming import NameRule
from sandbox.rules.network import service_endpoints
from sandbox.rules.ranges import is_address, is_private, parsed
from sandbox.rules.reading import at, flag, items, number, text
from sandbox.rules.references import existing, made, rivals, same
from sandbox.rules.regions import WITH_ZONES
from sandbox.store import Stored, World

ACCOUNT = "azure-native:storage:StorageAccount"

_HARD_DISKS = {"StorageV2", "Storage", "BlobStorage"}

KINDS = {
    "PremiumV2_LRS": {"FileStorage"},
    "PremiumV2_ZRS": {"FileStorage"},
    "Premium_LRS": {"StorageV2", "Storage", "BlockBlobStorage", "FileStorage"},
    "Premium_ZRS": {"BlockBlobStorage", "FileStorage"},
    "StandardV2_GRS": {"FileStorage"},
    "StandardV2_GZRS": {"FileStorage"},
    "StandardV2_LRS": {"FileStorage"},
    "StandardV2_ZRS": {"FileStorage"},
    "Standard_GRS": _HARD_DISKS,
    "Standard_GZRS": {"StorageV2"},
    "Standard_LRS": _HARD_DISKS,
    "Standard_RAGRS": _HARD_DISKS,
    "Standard_RAGZRS": {"StorageV2"},
    "Standard_ZRS": {"StorageV2", "Storage"},
}
"""Kinds by sku where not all go: https://learn.microsoft.com/azure/storage/common/storage-account-overview."""

_ACCOUNT_NAME = NameRule(
    input="accountName",
    pattern=r"[a-z0-9]{3,24}",
    allowed="3 to 24 lower-case letters and digits",
    example="stshopprodeastus",
    code="AccountNameInvalid",
)
_ACCOUNT_ID = re.compile(r".*?/storageAccounts/[^/]+", re.IGNORECASE)


@on_write(ACCOUNT)
def account_is_sound(request: Request, world: World, old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/storage/common/storage-account-overview."""
    yield from _ACCOUNT_NAME.verdicts(request)
    name = text(request.inputs, "accountName")
    if any(same(other.id.rpartition("/")[2], name) for other in rivals(world, ACCOUNT, request, old)):
        yield (
            "StorageAccountAlreadyTaken",
            f"accountName: the storage account named {name} is already taken; names are global.",
        )
    sku, kind = text(request.inputs, "sku", "name"), text(request.inputs, "kind")
    if sku and kind and kind not in KINDS.get(sku, {kind}):
        yield (
            "InvalidValuesForRequestParameters",
            f"kind '{kind}' and sku.name '{sku}' do not go together; {_fitting(sku)}.",
        )
    location = region_name(text(request.inputs, "location") or request.location)
    if sku and "ZRS" in sku and location and location not in WITH_ZONES:
        yield (
            "RedundancyConfigurationNotAvailableInRegion",
            f"sku.name '{sku}' needs availability zones, which region '{location}' has not; write 'Standard_GRS'.",
        )
    if kind == "BlobStorage" and at(request.inputs, "accessTier") is None and "accessTier" not in request.inputs:
        yield "AccessTierRequired", "accessTier is missing; an account of kind 'BlobStorage' needs 'Hot' or 'Cool'."
    was = text(old.inputs, "kind") if old else None
    if was and kind and was != kind and kind != "StorageV2":
        yield "AccountKindCannotBeChanged", f"kind was '{was}' and cannot become '{kind}'."


@on_write(ACCOUNT)
def options_agree(request: Request, _world: World, old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/storage/blobs/immutable-version-level-worm-policies, "
    "data-lake-storage-known-issues."""
    inputs = request.inputs
    hierarchical = flag(inputs, "isHnsEnabled")
    if flag(inputs, "isSftpEnabled") and not hierarchical:
        yield "InvalidRequestPropertyValue", "isSftpEnabled needs isHnsEnabled; write false for one or true for both."
    immutable = ("immutableStorageWithVersioning",)
    if flag(inputs, *immutable, "enabled") and hierarchical:
        yield (
            "InvalidRequestPropertyValue",
            "immutableStorageWithVersioning cannot be combined with isHnsEnabled; write false for one of them.",
        )
    policy = at(inputs, *immutable, "immutabilityPolicy")
    days = number(policy, "immutabilityPeriodSinceCreationInDays")
    if days is not None and not 1 <= days <= 146_000:
        yield (
            "InvalidRequestPropertyValue",
            f"immutableStorageWithVersioning.immutabilityPolicy.immutabilityPeriodSinceCreationInDays is {days}; "
            f"1 to 146000 days are allowed.",
        )
    if not old and text(policy, "state") == "Locked":
        yield (
            "InvalidRequestPropertyValue",
            "immutableStorageWithVersioning.immutabilityPolicy.state is 'Locked' at creation; create it 'Unlocked'.",
        )
    if old:
        yield from _fixed_at_creation(request, old)


@on_write(ACCOUNT)
def network_rules_are_sound(request: Request, world: World, _old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/storage/common/storage-network-security."""
    for index, rule in enumerate(items(request.inputs, "networkRuleSet", "ipRules")):
        value, path = text(rule, "iPAddressOrRange"), f"networkRuleSet.ipRules[{index}].iPAddressOrRange"
        found = parsed(value) if value and "/" in value else None
        if value and not (is_address(value) or found):
            yield "InvalidValuesForRequestParameters", f"{path} is '{value}'; write a public IPv4 address or range."
        elif value and found and found.prefixlen > 30:
            yield (
                "InvalidValuesForRequestParameters",
                f"{path} is '{value}'; ranges of /31 and /32 are not allowed: write single addresses.",
            )
        elif value and is_private(value):
            yield (
                "InvalidValuesForRequestParameters",
                f"{path} is '{value}', which is private; only public ranges count here.",
            )
    for index, rule in enumerate(items(request.inputs, "networkRuleSet", "virtualNetworkRules")):
        path, id_ = f"networkRuleSet.virtualNetworkRules[{index}]", text(rule, "virtualNetworkResourceId")
        yield from existing(
            world,
            f"{path}.virtualNetworkResourceId",
            id_,
            "Microsoft.Network/virtualNetworks/subnets",
            "SubnetNotFound",
        )
        endpoints = service_endpoints(world, id_) if id_ else []
        if made(world, id_) and not any(name.startswith("Microsoft.Storage") for name in endpoints):
            yield (
                "SubnetsHaveNoServiceEndpointsConfigured",
                f"{path}.virtualNetworkResourceId: the subnet has no service endpoint for Microsoft.Storage; "
                "add it there.",
            )


@outputs(ACCOUNT)
def account_hosts(request: Request, _id: str, _old: Stored | None) -> dict[str, Any]:
    """The hosts of an account follow from its name."""
    name, sku = text(request.inputs, "accountName"), text(request.inputs, "sku", "name") or ""
    answer: dict[str, Any] = {"provisioningState": "Succeeded", "privateEndpointConnections": []}
    if not name:
        return answer
    answer["primaryEndpoints"] = _endpoints(name)
    if sku.startswith("Standard_RAG"):
        answer["secondaryEndpoints"] = _endpoints(f"{name}-secondary")
    location = text(request.inputs, "location") or request.location
    return {**answer, "statusOfPrimary": "available", **({"primaryLocation": location} if location else {})}


def account_of(request: Request, world: World) -> Stored | None:
    """The account that something is part of, if it was made here."""
    found = _ACCOUNT_ID.match(identity.place_of(request).id)
    return made(world, found[0]) if found else None


def blob_service(account: Stored, world: World) -> Stored | None:
    """The blob service of an account, if it was set."""
    return made(world, f"{account.id}/blobServices/default")


def has_versioning(account: Stored, world: World) -> bool:
    """Whether an account keeps versions of its blobs, or may do so."""
    service = blob_service(account, world)
    if flag(account.inputs, "immutableStorageWithVersioning", "enabled"):
        return True  # it switches versioning on: https://learn.microsoft.com/rest/api/storagerp/storage-accounts/create
    return service is not None and service.inputs.get("isVersioningEnabled", False) is not False


def _endpoints(name: str) -> dict[str, str]:
    services = ("blob", "dfs", "file", "queue", "table")
    hosts = {service: f"https://{name}.{service}.core.windows.net/" for service in services}
    return {**hosts, "web": f"https://{name}.z13.web.core.windows.net/"}


def _fitting(sku: str) -> str:
    return f"'{sku}' goes with {', '.join(sorted(KINDS[sku]))}"


def _fixed_at_creation(request: Request, old: Stored) -> Iterator[Verdict]:
    for path in (
        ("isHnsEnabled",),
        ("immutableStorageWithVersioning", "enabled"),
        ("encryption", "requireInfrastructureEncryption"),
    ):
        was, wanted = bool(flag(old.inputs, *path)), flag(request.inputs, *path)
        if wanted is not None and wanted != was:
            yield (
                "PropertyChangeNotAllowed" if path[0] != "isHnsEnabled" else "InvalidRequestPropertyValue",
                f"{'.'.join(path)} was {str(was).lower()} at creation and cannot change; make another account.",
            )
