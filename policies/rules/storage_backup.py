"""Storage accounts that hold backups: what was overwritten or deleted is still there, here and elsewhere."""

from collections.abc import Iterator

from policies.finding import Finding
from policies.reading import Default, Reader
from policies.rule import resource_rule, stack_rule
from policies.stack_reading import StackReader

ACCOUNT = "azure-native:storage:StorageAccount"
BLOBS = "azure-native:storage:BlobServiceProperties"
BACKUP = "ai-models:backup:Backup"
"""The component whose accounts are backups."""

_REFERENCE = "https://learn.microsoft.com/azure/templates/microsoft.storage/storageaccounts"
_BLOBS_REFERENCE = f"{_REFERENCE}/blobservices"
_GEO_REDUNDANT = (
    "Standard_GRS",
    "Standard_RAGRS",
    "Standard_GZRS",
    "Standard_RAGZRS",
    "StandardV2_GRS",
    "StandardV2_GZRS",
)
_REGIONAL = (
    "Standard_LRS",
    "Standard_ZRS",
    "Premium_LRS",
    "Premium_ZRS",
    "StandardV2_LRS",
    "StandardV2_ZRS",
    "PremiumV2_LRS",
    "PremiumV2_ZRS",
)
_LEAST_DAYS = 7
"""What Microsoft recommends at least: https://learn.microsoft.com/azure/storage/blobs/soft-delete-blob-overview."""


def _is_backup(account: Reader) -> bool:
    *_, qualified, _name = ("", *account.resource.parent.split("::"))
    return qualified.rpartition("$")[2] == BACKUP


@resource_rule(
    "storage-backup-geo-redundant",
    title="A backup survives the loss of its region",
    row="storage-backup",
    types=(ACCOUNT,),
    safe="a geo-redundant sku such as Standard_GRS",
    config_key="`backup.sku`",
)
def geo_redundant(account: Reader) -> Iterator[Finding]:
    """Azure itself copies each backup account to the paired region."""
    if _is_backup(account):
        yield from account.must_be("sku.name", *_GEO_REDUNDANT, known=_REGIONAL)


@resource_rule(
    "storage-backup-immutable",
    title="No write and no delete takes a backup away before its time",
    row="storage-backup",
    types=(ACCOUNT,),
    safe="true, for one day or more, by a policy that is not Disabled",
    config_key="`backup.retentionDays`, or `_immutability` in components/storage_account.py",
    defaults={"immutableStorageWithVersioning.enabled": Default(value=False, source=_REFERENCE)},
)
def immutable(account: Reader) -> Iterator[Finding]:
    """Every version of a blob is immutable for some days; an unlocked policy ends early only for who may change it."""
    if _is_backup(account):
        policy = "immutableStorageWithVersioning.immutabilityPolicy"
        yield from account.must_be("immutableStorageWithVersioning.enabled", True)
        yield from account.must_be_within(f"{policy}.immutabilityPeriodSinceCreationInDays", least=1)
        yield from account.must_be(f"{policy}.state", "Unlocked", "Locked", known=("Disabled",))


@stack_rule(
    "storage-backup-versioned",
    title="What is overwritten in a backup is still there",
    row="storage-backup",
    types=(ACCOUNT, BLOBS),
    safe="true",
    config_key="`is_versioning_enabled` in components/backup_account.py",
    defaults={"isVersioningEnabled": Default(value=False, source=_BLOBS_REFERENCE)},
)
def versioned(stack: StackReader) -> Iterator[Finding]:
    """The blob service of each backup account keeps versions."""
    yield from stack.each(_versioned, ACCOUNT)


@stack_rule(
    "storage-backup-soft-delete",
    title="What is deleted from a backup, blob or container, can be brought back",
    row="storage-backup",
    types=(ACCOUNT, BLOBS),
    safe=f"true, for {_LEAST_DAYS} days or more",
    config_key="`backup.retentionDays`",
    defaults={
        "deleteRetentionPolicy.enabled": Default(value=False, source=_BLOBS_REFERENCE),
        "containerDeleteRetentionPolicy.enabled": Default(value=False, source=_BLOBS_REFERENCE),
    },
)
def soft_delete(stack: StackReader) -> Iterator[Finding]:
    """The blob service of each backup account keeps what is deleted."""
    yield from stack.each(_soft_delete, ACCOUNT)


def _versioned(account: Reader, stack: StackReader) -> Iterator[Finding]:
    for blobs in _blob_services(account, stack):
        yield from blobs.must_be("isVersioningEnabled", True)
    yield from _without_blob_service(account, stack)


def _soft_delete(account: Reader, stack: StackReader) -> Iterator[Finding]:
    for blobs in _blob_services(account, stack):
        for policy in ("deleteRetentionPolicy", "containerDeleteRetentionPolicy"):
            yield from blobs.must_be(f"{policy}.enabled", True)
            yield from blobs.must_be_within(f"{policy}.days", least=_LEAST_DAYS)
    yield from _without_blob_service(account, stack)


def _blob_services(account: Reader, stack: StackReader) -> list[Reader]:
    """The blob services of a backup account; none for any other account."""
    if not _is_backup(account):
        return []
    return [blobs for blobs in stack.of(BLOBS) if stack.refers(blobs, "accountName", account, "accountName")]


def _without_blob_service(account: Reader, stack: StackReader) -> Iterator[Finding]:
    if _is_backup(account) and not _blob_services(account, stack):
        yield account.finding("the account has no `BlobServiceProperties`, so Azure's defaults hold: nothing is kept")
