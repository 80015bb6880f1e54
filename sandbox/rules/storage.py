"""Storage accounts, their blob service and its containers."""

import re
from collections.abc import Iterator
from typing import Any

from config.regions import WITH_ZONES
from sandbox import identity
from sandbox.request import Request
from sandbox.rules import Verdict, on_write, outputs
from sandbox.rules.everything import region_name
from sandbox.rules.naming import NameRule
from sandbox.rules.network import service_endpoints
from sandbox.rules.ranges import is_address, is_private, parsed
from sandbox.rules.reading import at, flag, items, number, text
from sandbox.rules.references import existing, made, rivals, same
from sandbox.store import Stored, World

ACCOUNT = "azure-native:storage:StorageAccount"
BLOB_SERVICE = "azure-native:storage:BlobServiceProperties"
CONTAINER = "azure-native:storage:BlobContainer"

KINDS = {
    "Premium_LRS": {"StorageV2", "Storage", "BlockBlobStorage", "FileStorage"},
    "Premium_ZRS": {"BlockBlobStorage", "FileStorage"},
    "Standard_GZRS": {"StorageV2"},
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
_CONTAINER_NAME = NameRule(
    input="containerName",
    pattern=r"(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*|\$root|\$web",
    allowed="3 to 63 lower-case letters, digits and single dashes, a letter or digit at both ends",
    example="models",
    code="InvalidResourceName",
)
_ACCOUNT_ID = re.compile(r".*?/storageAccounts/[^/]+", re.IGNORECASE)
_RETENTION_DAYS = range(1, 366)
_CHANGE_FEED_DAYS = range(1, 146_001)


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


@on_write(BLOB_SERVICE)
def blob_service_is_sound(request: Request, world: World, _old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/storage/blobs/soft-delete-blob-overview, point-in-time-restore-overview."""
    inputs = request.inputs
    name = text(inputs, "blobServicesName")
    if name is not None and name != "default":
        yield "InvalidResourceName", f"blobServicesName is '{name}'; the one blob service of an account is 'default'."
    for key in ("deleteRetentionPolicy", "containerDeleteRetentionPolicy"):
        days = number(inputs, key, "days")
        if days is not None and days not in _RETENTION_DAYS:
            yield "InvalidRequestPropertyValue", f"{key}.days is {days}; 1 to 365 days are allowed."
        if flag(inputs, key, "enabled") and "days" not in inputs[key]:
            yield "InvalidRequestPropertyValue", f"{key}.days is missing; an enabled policy needs 1 to 365 days."
    feed = number(inputs, "changeFeed", "retentionInDays")
    if feed is not None and feed not in _CHANGE_FEED_DAYS:
        yield "InvalidRequestPropertyValue", f"changeFeed.retentionInDays is {feed}; 1 to 146000 days are allowed."
    if flag(inputs, "restorePolicy", "enabled"):
        yield from _restorable(inputs)
    account = account_of(request, world)
    if account is None:
        return
    if flag(account.inputs, "isHnsEnabled") and flag(inputs, "isVersioningEnabled"):
        yield "InvalidRequestPropertyValue", "isVersioningEnabled is not possible with the account's isHnsEnabled."
    if (
        flag(account.inputs, "immutableStorageWithVersioning", "enabled")
        and flag(inputs, "isVersioningEnabled") is False
    ):
        yield (
            "InvalidRequestPropertyValue",
            "isVersioningEnabled is false, but the account has immutableStorageWithVersioning, which needs versions.",
        )


@on_write(CONTAINER)
def container_is_sound(request: Request, world: World, _old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata."""
    yield from _CONTAINER_NAME.verdicts(request)
    account = account_of(request, world)
    access = text(request.inputs, "publicAccess")
    if account and access in {"Blob", "Container"} and flag(account.inputs, "allowBlobPublicAccess") is not True:
        yield (
            "PublicAccessNotPermitted",
            f"publicAccess is '{access}', but the account does not allow it (allowBlobPublicAccess); write 'None'.",
        )
    if (
        flag(request.inputs, "immutableStorageWithVersioning", "enabled")
        and account
        and not has_versioning(account, world)
    ):
        yield (
            "InvalidRequestPropertyValue",
            "immutableStorageWithVersioning needs versioning; set isVersioningEnabled on the account's blob "
            "service first.",
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


@outputs(CONTAINER)
def container_state(_request: Request, _id: str, _old: Stored | None) -> dict[str, Any]:
    """What a fresh container is."""
    return {"deleted": False, "leaseState": "Available", "leaseStatus": "Unlocked", "hasLegalHold": False}


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


def _restorable(inputs: dict[str, Any]) -> Iterator[Verdict]:
    for path, asked in (
        ("isVersioningEnabled", flag(inputs, "isVersioningEnabled")),
        ("changeFeed.enabled", flag(inputs, "changeFeed", "enabled")),
        ("deleteRetentionPolicy.enabled", flag(inputs, "deleteRetentionPolicy", "enabled")),
    ):
        if not asked:
            yield (
                "InvalidRequestPropertyValue",
                f"restorePolicy needs {path}: true; write it, or restorePolicy.enabled false.",
            )
    days, kept = number(inputs, "restorePolicy", "days"), number(inputs, "deleteRetentionPolicy", "days")
    if days is not None and kept is not None and not 0 < days < kept:
        yield (
            "InvalidRequestPropertyValue",
            f"restorePolicy.days is {days}; it is at least 1 and less than deleteRetentionPolicy.days ({kept}).",
        )
