"""Alerts on the activity log."""

from typing import Any

from policies.rules.activity_alerts import RESOURCE_GROUP
from policies.rules.alerts import ACTIVITY
from tests.policies.casework import absent, broken, missing, resource, unknown

_SOLUTIONS = "Microsoft.Security/securitySolutions"


def _alert(name: str, *conditions: dict[str, Any]) -> Any:
    return resource(ACTIVITY, name, {"enabled": True, "condition": {"allOf": [_ADMINISTRATIVE, *conditions]}})


_ADMINISTRATIVE = {"field": "category", "equals": "Administrative"}
_GROUPS = "Microsoft.Network/networkSecurityGroups"
_ADDRESSES = "Microsoft.Network/publicIPAddresses"

GOOD = (
    resource(RESOURCE_GROUP, "resources", {"resourceGroupName": "rg-shop", "location": "eastus"}),
    _alert("assigned", {"field": "operationName", "equals": "Microsoft.Authorization/policyAssignments/write"}),
    _alert("unassigned", {"field": "operationName", "equals": "Microsoft.Authorization/policyAssignments/delete"}),
    _alert(
        "network",
        {
            "anyOf": [
                {"field": "operationName", "equals": f"{_GROUPS}/write"},
                {"field": "operationName", "equals": f"{_GROUPS}/delete"},
                {"field": "operationName", "equals": f"{_ADDRESSES}/write"},
                {"field": "operationName", "equals": f"{_ADDRESSES}/delete"},
            ]
        },
    ),
    _alert("security", {"field": "operationName", "containsAny": [f"{_SOLUTIONS}/write", f"{_SOLUTIONS}/delete"]}),
)

_OPERATION = "condition.allOf.1.equals"

CASES = {
    "alert-policy-changes-watched": (
        broken("assigned", "enabled", False),
        broken("assigned", _OPERATION, "Microsoft.Authorization/policyDefinitions/write"),
        broken("assigned", "condition.allOf.1.field", "resourceType"),
        missing("unassigned"),
        absent("unassigned", "condition"),
        missing("assigned", "unassigned", "network", "security", "resources", passes=True),
        absent("assigned", "enabled", passes=True),
        unknown("assigned", _OPERATION),
    ),
    "alert-network-changes-watched": (
        broken("network", "condition.allOf.1.anyOf.3.equals", f"{_ADDRESSES}/write"),
        missing("network"),
        absent("network", "enabled", passes=True),
        unknown("network", "condition"),
    ),
    "alert-security-changes-watched": (
        broken("security", "condition.allOf.1.containsAny", [f"{_SOLUTIONS}/write"]),
        missing("security"),
        absent("security", "enabled", passes=True),
        unknown("security", "condition.allOf.1.containsAny"),
    ),
}
