"""The blob service of a storage account, and its containers."""

from collections.abc import Iterator
from typing import Any

from sandbox.request import Request
from sandbox.rules import Verdict, on_write, outputs
from sandbox.rules.naming import NameRule
from sandbox.rules.reading import flag, number, text
from sandbox.rules.storage import account_of, has_versioning
from sandbox.store import Stored, World

BLOB_SERVICE = "azure-native:storage:BlobServiceProperties"
CONTAINER = "azure-native:storage:BlobContainer"

_CONTAINER_NAME = NameRule(
    input="containerName",
    pattern=r"(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*|\$root|\$web",
    allowed="3 to 63 lower-case letters, digits and single dashes, a letter or digit at both ends",
    example="models",
    code="InvalidResourceName",
)
_RETENTION_DAYS = range(1, 366)
_CHANGE_FEED_DAYS = range(1, 146_001)


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


@outputs(CONTAINER)
def container_state(_request: Request, _id: str, _old: Stored | None) -> dict[str, Any]:
    """What a fresh container is."""
    return {"deleted": False, "leaseState": "Available", "leaseStatus": "Unlocked", "hasLegalHold": False}


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
