"""Storage accounts that hold backups."""

from dataclasses import replace

from policies.declared import UNKNOWN
from policies.rules.storage_backup import ACCOUNT, BACKUP, BLOBS
from tests.policies.cases import storage
from tests.policies.casework import Case, absent, broken, change, edit, fine, missing, resource, unknown, urn

_BACKUP = f"ai-models:platform:Platform${BACKUP}::shop-backup"
_DAYS = "immutableStorageWithVersioning.immutabilityPolicy.immutabilityPeriodSinceCreationInDays"
_STATE = "immutableStorageWithVersioning.immutabilityPolicy.state"

_ACCOUNT = resource(
    ACCOUNT,
    "backup",
    {
        **storage.GOOD[0].properties,
        "accountName": "stshopbackup",
        "sku": {"name": "Standard_GRS"},
        "immutableStorageWithVersioning": {
            "enabled": True,
            "immutabilityPolicy": {"immutabilityPeriodSinceCreationInDays": 30, "state": "Unlocked"},
        },
    },
    parent=_BACKUP,
)
_OTHER_BLOBS = resource(BLOBS, "other-blobs", {"accountName": "stshop", "isVersioningEnabled": False})

GOOD = (
    _ACCOUNT,
    resource(
        BLOBS,
        "blobs",
        {
            "accountName": "stshopbackup",
            "isVersioningEnabled": True,
            "deleteRetentionPolicy": {"enabled": True, "days": 30},
            "containerDeleteRetentionPolicy": {"enabled": True, "days": 30},
        },
        parent=_BACKUP,
        dependencies=(urn(ACCOUNT, "backup"),),
    ),
    # Not a backup, and so free to keep nothing.
    storage.GOOD[0],
    _OTHER_BLOBS,
)

_NAME_UNKNOWN = edit("blobs", "accountName", UNKNOWN)
"""At the first preview the account's name may be unknown, but not what the blob service waits for."""

CASES = {
    "storage-backup-geo-redundant": (
        broken("backup", "sku.name", "Standard_ZRS"),
        absent("backup", "sku"),
        unknown("backup", "sku.name"),
        *(
            fine("backup", "sku.name", sku)
            for sku in ("Standard_GRS", "Standard_RAGRS", "Standard_GZRS", "StandardV2_GRS", "StandardV2_GZRS")
        ),
        fine("backup", "sku.name", "standard_ragzrs"),
        *(
            broken("backup", "sku.name", f"{tier}_{kind}")
            for tier in ("Standard", "Premium", "StandardV2", "PremiumV2")
            for kind in ("LRS", "ZRS")
        ),
    ),
    "storage-backup-immutable": (
        broken("backup", "immutableStorageWithVersioning.enabled", False),
        broken("backup", _DAYS, 0),
        absent("backup", "immutableStorageWithVersioning"),
        absent("backup", _DAYS),
        fine("backup", _DAYS, 1),
        broken("backup", _STATE, "Disabled"),
        absent("backup", _STATE),
        fine("backup", _STATE, "locked"),
        unknown("backup", _STATE),
        unknown("backup", "immutableStorageWithVersioning.enabled"),
        unknown("backup", _DAYS),
    ),
    "storage-backup-versioned": (
        broken("blobs", "isVersioningEnabled", False),
        change("broken", "violated", _NAME_UNKNOWN, edit("blobs", "isVersioningEnabled", False)),
        absent("blobs", "isVersioningEnabled"),
        missing("blobs"),
        unknown("blobs", "isVersioningEnabled"),
        change("fine", "passed", _NAME_UNKNOWN),
    ),
    "storage-backup-soft-delete": (
        broken("blobs", "deleteRetentionPolicy.enabled", False),
        broken("blobs", "deleteRetentionPolicy.days", 6),
        broken("blobs", "containerDeleteRetentionPolicy.enabled", False),
        broken("blobs", "containerDeleteRetentionPolicy.days", 6),
        absent("blobs", "deleteRetentionPolicy"),
        absent("blobs", "containerDeleteRetentionPolicy"),
        absent("blobs", "containerDeleteRetentionPolicy.days"),
        fine("blobs", "deleteRetentionPolicy.days", 7),
        missing("blobs"),
        unknown("blobs", "containerDeleteRetentionPolicy"),
        unknown("blobs", "deleteRetentionPolicy.days"),
        Case(
            kind="broken",
            outcome="violated",
            removed=("blobs",),
            added=(replace(_OTHER_BLOBS, name="stray", urn=urn(BLOBS, "stray"), properties={"accountName": "stray"}),),
        ),
    ),
}
