"""Role assignments and definitions: nobody gets more than a task needs."""

from collections.abc import Iterator

from policies.finding import Finding
from policies.reading import Reader
from policies.rule import resource_rule

ASSIGNMENT = "azure-native:authorization:RoleAssignment"
ELIGIBILITY = "azure-native:authorization:PimRoleEligibilitySchedule"
"""An assignment that its principal may switch on."""
DEFINITION = "azure-native:authorization:RoleDefinition"

_BROAD = {
    "8e3af657-a8ff-443c-a75c-2fe8c4bcb635": "Owner",
    "b24988ac-6180-42a0-ab88-20f7382dd24c": "Contributor",
    "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9": "User Access Administrator",
    "f58310d9-a9f6-439a-9e8d-f62e7b41a168": "Role Based Access Control Administrator",
}
"""https://learn.microsoft.com/azure/role-based-access-control/built-in-roles; the last may give itself the others."""

_SUBSCRIPTION_DEPTH = 2

_EVERYTHING = frozenset({"*", "*/*", "*/write", "*/action"})
"""What has in it the right to give oneself any role, `Microsoft.Authorization/roleAssignments/write`, or any key."""


@resource_rule(
    "role-assignment-scope-narrow",
    title="Nobody is master of a whole subscription",
    row="role-assignments",
    types=(ASSIGNMENT, ELIGIBILITY),
    safe="a role for the task, or the scope of a resource group or of less",
    config_key="`grants` of the component that makes the assignment",
)
def narrow_scope(assignment: Reader) -> Iterator[Finding]:
    """No role that can change everything is assigned at a subscription, a management group or the root."""
    role = _role(assignment)
    if role in _BROAD and _is_wide(assignment.text("scope") or ""):
        yield assignment.finding(f"`roleDefinitionId` is {_BROAD[role]}, and `scope` a subscription or above")


@resource_rule(
    "role-assignment-principal-type-set",
    title="Azure need not find an identity in the directory before it is known there",
    row="role-assignments",
    types=(ASSIGNMENT,),
    safe="the principal's type, such as ServicePrincipal",
    config_key="`principal_type` of the assignment",
)
def principal_type(assignment: Reader) -> Iterator[Finding]:
    """An assignment says what its principal is; without that, one of a new identity fails at times."""
    yield from assignment.must_have("principalType")


@resource_rule(
    "role-definition-no-wildcard",
    title="No custom role may do everything",
    row="role-assignments",
    types=(DEFINITION,),
    safe="the operations that the task needs, one by one",
    config_key="`permissions` of the role definition",
)
def no_wildcard(definition: Reader) -> Iterator[Finding]:
    """No custom role has `*`, or every `write` or `action`, among its actions or data actions."""
    for permission in definition.items("permissions"):
        for kind in ("actions", "dataActions"):
            for wildcard in sorted(_EVERYTHING & {one.casefold() for one in permission.texts(kind)}):
                yield definition.finding(f"`{permission.path}.{kind}` has `{wildcard}`")


def _role(assignment: Reader) -> str:
    """The role's own id, at the end of that of its definition."""
    return (assignment.text("roleDefinitionId") or "").rpartition("/")[2].casefold()


def _is_wide(scope: str) -> bool:
    """Whether a scope is a subscription, a management group or the root."""
    parts = [part.casefold() for part in scope.split("/") if part]
    group = parts[:2] == ["providers", "microsoft.management"]
    return group or len(parts) <= _SUBSCRIPTION_DEPTH
