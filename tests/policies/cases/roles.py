"""Role assignments and definitions."""

from typing import Any, Literal

from policies.declared import UNKNOWN
from policies.rules.roles import ASSIGNMENT, DEFINITION, ELIGIBILITY
from tests.policies.casework import Case, Kind, absent, broken, change, edit, fine, resource, unknown

_SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000001"
_ROLES = f"{_SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions"
_OWNER = f"{_ROLES}/8e3af657-a8ff-443c-a75c-2fe8c4bcb635"

GOOD = (
    resource(
        ASSIGNMENT,
        "assignment",
        {
            "principalId": "00000000-0000-0000-0000-000000000002",
            "principalType": "ServicePrincipal",
            "roleDefinitionId": f"{_ROLES}/7f951dda-4ed3-4680-a7ca-43fe172d538d",
            "scope": f"{_SUBSCRIPTION}/resourceGroups/rg-shop",
        },
    ),
    resource(
        ELIGIBILITY,
        "eligibility",
        {
            "principalId": "00000000-0000-0000-0000-000000000002",
            "roleDefinitionId": f"{_ROLES}/7f951dda-4ed3-4680-a7ca-43fe172d538d",
            "scope": _SUBSCRIPTION,
        },
    ),
    resource(
        DEFINITION,
        "definition",
        {
            "roleName": "Route reader",
            "scope": _SUBSCRIPTION,
            "permissions": [{"actions": ["Microsoft.Network/*/read"], "dataActions": []}],
        },
    ),
)


def _assigned(role: str, scope: str, *, violated: bool = True) -> Case:
    return change(
        "broken" if violated else "fine",
        "violated" if violated else "passed",
        edit("assignment", "roleDefinitionId", role),
        edit("assignment", "scope", scope),
    )


def _permitted(outcome: Literal["violated", "unknown", "passed"], actions: list[Any], left_out: list[Any]) -> Case:
    kinds: dict[str, Kind] = {"violated": "broken", "unknown": "unknown", "passed": "fine"}
    permission = {"actions": actions, "notActions": left_out}
    return change(kinds[outcome], outcome, edit("definition", "permissions", [permission]))


CASES = {
    "role-assignment-scope-narrow": (
        _assigned(_OWNER, _SUBSCRIPTION),
        _assigned(_OWNER.upper(), f"{_SUBSCRIPTION}/"),
        _assigned("b24988ac-6180-42a0-ab88-20f7382dd24c", "/"),
        _assigned(
            "/providers/Microsoft.Authorization/roleDefinitions/18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
            "/providers/Microsoft.Management/managementGroups/shop",
        ),
        _assigned(f"{_ROLES}/f58310d9-a9f6-439a-9e8d-f62e7b41a168", _SUBSCRIPTION),
        *(
            _assigned(role, scope)
            for role in (_OWNER, f"{_OWNER}/", f"/{_OWNER.upper()}//")
            for scope in (
                _SUBSCRIPTION,
                f"/{_SUBSCRIPTION}//",
                f"{_SUBSCRIPTION}/resourceGroups/",
                f"{_SUBSCRIPTION.upper()}//resourcegroups//",
                f"{_SUBSCRIPTION}/providers",
                f"{_SUBSCRIPTION}/providers/Microsoft.Authorization",
                f"{_SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignments/",
                f"{_SUBSCRIPTION}/anything/else",
                f"{_SUBSCRIPTION}/anything/resourceGroups/rg-shop",
                f"{_SUBSCRIPTION}/anything/providers/Microsoft.Consumption/budgets/shop",
                "//",
                "/providers/Microsoft.Authorization",
                "/PROVIDERS//Microsoft.Management/managementGroups/shop/",
            )
        ),
        *(
            _assigned(_OWNER, scope, violated=False)
            for scope in (
                f"{_SUBSCRIPTION}/resourceGroups/rg-shop",
                f"{_SUBSCRIPTION.upper()}//ResourceGroups/rg-shop/",
                f"{_SUBSCRIPTION}/resourceGroups/rg-shop/providers/Microsoft.Storage/storageAccounts/stshop",
                f"{_SUBSCRIPTION}/providers/Microsoft.Consumption/budgets/shop",
                f"{_SUBSCRIPTION}/providers/Microsoft.Consumption/budgets/shop/parts/one",
                "/providers/Microsoft.Billing/billingAccounts/shop",
            )
        ),
        fine("assignment", "scope", _SUBSCRIPTION),
        change("absent", "violated", edit("assignment", "roleDefinitionId", _OWNER), edit("assignment", "scope", None)),
        unknown("assignment", "roleDefinitionId"),
        change(
            "unknown", "unknown", edit("assignment", "roleDefinitionId", _OWNER), edit("assignment", "scope", UNKNOWN)
        ),
        fine("assignment", "scope", UNKNOWN),
        broken("eligibility", "roleDefinitionId", _OWNER),
    ),
    "role-assignment-principal-type-set": (
        broken("assignment", "principalType", ""),
        absent("assignment", "principalType"),
        unknown("assignment", "principalType"),
    ),
    "role-definition-no-wildcard": (
        broken("definition", "permissions.0.actions", ["*"]),
        broken("definition", "permissions.0.dataActions", ["Microsoft.Storage/*/read", "*"]),
        broken("definition", "permissions.0.actions", ["*/Write"]),
        broken("definition", "permissions.0.actions", ["*/read", "*/action"]),
        broken("definition", "permissions.0.actions", ["*/*"]),
        *(
            broken("definition", "permissions.0.actions", ["Microsoft.Network/*/read", action])
            for action in (
                "Microsoft.*",
                "microsoft.*/WRITE",
                "*/delete",
                "Microsoft.Authorization/*",
                "Microsoft.Authorization/*/write",
                "Microsoft.Authorization/roleAssignments/*",
                "Microsoft.Authorization/roleAssignments/write",
                "Microsoft.Authorization/roleDefinitions/write",
                "Microsoft.Authorization/roleAssignmentScheduleRequests/write",
                "Microsoft.Authorization/roleEligibilityScheduleRequests/*",
                "Microsoft.Authorization/elevateAccess/action",
                "*/roleAssignments/write",
                "*ation/role*ments/*",
            )
        ),
        *(
            fine("definition", "permissions.0.actions", [action])
            for action in (
                "*/read",
                "Microsoft.Authorization/*/read",
                "Microsoft.Authorization/policyAssignments/*",
                "Microsoft.Storage/storageAccounts/*",
                "Microsoft.Authorization/roleAssignments/w?ite",
                "[m]icrosoft.authorization/roleassignments/write",
            )
        ),
        fine("definition", "permissions.0.dataActions", ["Microsoft.Authorization/*"]),
        _permitted(
            "violated", ["*"], ["Microsoft.Authorization/*/Write", "Microsoft.Authorization/elevateAccess/action"]
        ),
        _permitted("violated", ["*/write"], ["Microsoft.Authorization/*"]),
        _permitted("violated", ["*/delete"], ["Microsoft.Authorization/*"]),
        _permitted("violated", ["*/action"], ["Microsoft.Authorization/*"]),
        *(broken("definition", "permissions.0.dataActions", [f"*/{verb}"]) for verb in ("write", "delete", "action")),
        _permitted("violated", ["Microsoft.Authorization/*"], ["Microsoft.Authorization/*/write"]),
        _permitted("unknown", ["Microsoft.Authorization/*"], ["Microsoft.Storage/*", UNKNOWN]),
        _permitted("passed", ["Microsoft.Authorization/*"], ["*/WRITE", "Microsoft.Authorization/elevateAccess/*"]),
        _permitted("passed", ["*"], [UNKNOWN, "*/write", "*/delete", "*/action"]),
        # What one permission leaves out, another may have.
        broken("definition", "permissions", [{"actions": ["*"]}, {"actions": [], "notActions": ["*"]}]),
        broken("definition", "permissions.0", {"dataActions": ["*"], "notActions": ["*"]}),
        fine("definition", "permissions.0", {"dataActions": ["*"], "notDataActions": ["*"]}),
        broken("definition", "permissions.0.actions", [UNKNOWN, "*"]),
        broken("definition", "permissions.0", {"actions": UNKNOWN, "dataActions": ["*"]}),
        absent("definition", "permissions", passes=True),
        unknown("definition", "permissions"),
        unknown("definition", "permissions.0.actions"),
    ),
}
