"""Alerts on the activity log."""

from typing import Any

from policies.rules.activity_alerts import RESOURCE_GROUP
from policies.rules.alerts import ACTIVITY
from tests.policies.casework import absent, broken, fine, missing, resource, unknown

_SOLUTIONS = "Microsoft.Security/securitySolutions"


def _alert(name: str, *conditions: dict[str, Any]) -> Any:
    condition = {"allOf": [_ADMINISTRATIVE, *conditions]}
    return resource(ACTIVITY, name, {"enabled": True, "scopes": ["/subscriptions/s"], "condition": condition})


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
_OF_ASSIGNED = {"field": "operationName", "equals": "Microsoft.Authorization/policyAssignments/write"}
_SUCCEEDED = {"field": "status", "equals": "Succeeded"}
_NOT_OF_ALL_CHANGES = ("Failed", "Accepted", "Resolved", "")

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
        broken("assigned", "scopes", ["/subscriptions/s/resourceGroups/rg-shop"]),
        absent("assigned", "scopes"),
        unknown("assigned", "scopes"),
        fine("assigned", "scopes", ["/subscriptions/s/resourceGroups/rg-shop", "/Subscriptions/s/"]),
        broken("assigned", "condition.allOf.0", {"field": "caller", "equals": "somebody"}),
        fine("assigned", "condition.allOf.0", {"field": "Status", "equals": "Succeeded"}),
        fine("assigned", "condition.allOf.0", {"field": "status", "containsAny": ["Failed", "started"]}),
        *(broken("assigned", "condition.allOf.0", {"field": "status", "equals": one}) for one in _NOT_OF_ALL_CHANGES),
        *(broken("assigned", "condition.allOf.0.equals", one) for one in ("ServiceHealth", "Policy", "Security", "")),
        broken("assigned", "condition.allOf.0", {"field": "level", "equals": "Critical"}),
        broken(
            "assigned", "condition.allOf", [_OF_ASSIGNED, _ADMINISTRATIVE, {"field": "caller", "equals": "somebody"}]
        ),
        # No event begins and ends at once.
        broken("assigned", "condition.allOf", [_OF_ASSIGNED, _SUCCEEDED, {"field": "status", "equals": "Started"}]),
        fine("assigned", "condition.allOf", [_OF_ASSIGNED, _SUCCEEDED, _ADMINISTRATIVE]),
        fine("assigned", "condition.allOf.0", {"anyOf": [{"field": "status", "equals": "Failed"}, _SUCCEEDED]}),
        unknown("assigned", "condition.allOf.0.equals"),
    ),
    "alert-network-changes-watched": (
        *(broken("network", f"condition.allOf.1.anyOf.{place}.equals", f"{_GROUPS}/read") for place in range(4)),
        broken("network", "condition.allOf.0.equals", "Security"),
        missing("network"),
        absent("network", "enabled", passes=True),
        unknown("network", "condition"),
    ),
    "alert-security-changes-watched": (
        broken("security", "condition.allOf.1.containsAny", [f"{_SOLUTIONS}/write"]),
        broken("security", "condition.allOf.1.containsAny", [f"{_SOLUTIONS}/delete"]),
        # No event is both of these.
        broken("security", "condition.allOf.0", {"field": "operationName", "equals": f"{_SOLUTIONS}/write"}),
        broken(
            "security",
            "condition.allOf.1",
            {
                "anyOf": [
                    {"field": "operationName", "containsAny": [f"{_SOLUTIONS}/write", f"{_SOLUTIONS}/delete"]},
                    {"field": "caller", "equals": "somebody"},
                ]
            },
        ),
        fine("security", "condition.allOf.0.equals", "security"),
        broken("security", "condition.allOf.0.equals", "Recommendation"),
        missing("security"),
        absent("security", "enabled", passes=True),
        unknown("security", "condition.allOf.1.containsAny"),
    ),
}
