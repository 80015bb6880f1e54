"""Container registry, by itself."""

from policies.declared import UNKNOWN
from policies.rules.registry import REGISTRY
from tests.policies.casework import absent, broken, change, edit, fine, resource, unknown

GOOD = (
    resource(
        REGISTRY,
        "registry",
        {
            "registryName": "crshop",
            "location": "eastus",
            "sku": {"name": "Premium"},
            "adminUserEnabled": False,
            "anonymousPullEnabled": False,
            "publicNetworkAccess": "Disabled",
            "networkRuleSet": {
                "defaultAction": "Deny",
                "ipRules": [{"action": "Allow", "iPAddressOrRange": "203.0.113.0/24"}],
            },
            "policies": {
                "azureADAuthenticationAsArmPolicy": {"status": "disabled"},
                "exportPolicy": {"status": "disabled"},
                "retentionPolicy": {"status": "enabled", "days": 30},
                "softDeletePolicy": {"status": "disabled", "retentionDays": 7},
            },
            "zoneRedundancy": "Enabled",
        },
    ),
)

_PUBLIC = edit("registry", "publicNetworkAccess", "Enabled")
_ALLOW = edit("registry", "networkRuleSet.defaultAction", "Allow")
_WIDE = [{"iPAddressOrRange": f"{first}.0.0.0/8"} for first in (20, 40)]
_RANGE = "networkRuleSet.ipRules.0.iPAddressOrRange"
_SOFT_DELETE_DAYS = "policies.softDeletePolicy.retentionDays"
_SOFT_DELETE = edit("registry", "policies.softDeletePolicy.status", "enabled")
_NO_RETENTION = edit("registry", "policies.retentionPolicy", None)

CASES = {
    "registry-admin-user-off": (
        broken("registry", "adminUserEnabled", True),
        absent("registry", "adminUserEnabled", passes=True),
        unknown("registry", "adminUserEnabled"),
    ),
    "registry-anonymous-pull-off": (
        broken("registry", "anonymousPullEnabled", True),
        absent("registry", "anonymousPullEnabled", passes=True),
        unknown("registry", "anonymousPullEnabled"),
    ),
    "registry-network-closed": (
        change("broken", "violated", _PUBLIC, _ALLOW),
        change("broken", "violated", _PUBLIC, edit("registry", _RANGE, "0.0.0.0/0")),
        change("broken", "violated", _PUBLIC, edit("registry", _RANGE, "128.0.0.0/1")),
        change("broken", "violated", _PUBLIC, edit("registry", "networkRuleSet.ipRules", _WIDE)),
        change("broken", "violated", _PUBLIC, edit("registry", _RANGE, "::/0")),
        change("broken", "violated", _PUBLIC, edit("registry", _RANGE, "everybody")),
        change("absent", "violated", edit("registry", "publicNetworkAccess", None), _ALLOW),
        change("absent", "violated", _PUBLIC, edit("registry", "networkRuleSet", None)),
        unknown("registry", "publicNetworkAccess"),
        change("unknown", "unknown", _PUBLIC, edit("registry", _RANGE, UNKNOWN)),
        change("unknown", "unknown", _PUBLIC, edit("registry", "networkRuleSet.defaultAction", UNKNOWN)),
        change("unknown", "violated", _PUBLIC, _ALLOW, edit("registry", _RANGE, UNKNOWN)),
        change("fine", "passed", _PUBLIC),
        change("fine", "passed", _PUBLIC, edit("registry", _RANGE, "203.0.113.7")),
        change("fine", "passed", _ALLOW),
    ),
    "registry-export-off": (
        broken("registry", "policies.exportPolicy.status", "enabled"),
        absent("registry", "policies.exportPolicy"),
        unknown("registry", "policies.exportPolicy.status"),
    ),
    "registry-arm-tokens-off": (
        broken("registry", "policies.azureADAuthenticationAsArmPolicy.status", "enabled"),
        absent("registry", "policies"),
        unknown("registry", "policies.azureADAuthenticationAsArmPolicy.status"),
    ),
    "registry-deleted-images-kept": (
        broken("registry", "policies.retentionPolicy.status", "disabled"),
        broken("registry", "policies.retentionPolicy.days", 0),
        change(
            "broken",
            "violated",
            _NO_RETENTION,
            _SOFT_DELETE,
            edit("registry", _SOFT_DELETE_DAYS, 0),
        ),
        absent("registry", "policies.retentionPolicy"),
        absent("registry", "policies.retentionPolicy.days", passes=True),
        absent("registry", "policies"),
        unknown("registry", "policies.retentionPolicy.status"),
        unknown("registry", "policies.retentionPolicy.days"),
        unknown("registry", "policies.softDeletePolicy.status"),
        fine("registry", "policies.retentionPolicy.days", 1),
        change("fine", "passed", _NO_RETENTION, _SOFT_DELETE, edit("registry", _SOFT_DELETE_DAYS, 1)),
        change("absent", "passed", _NO_RETENTION, _SOFT_DELETE, edit("registry", _SOFT_DELETE_DAYS, None)),
    ),
}
