"""Role assignments and definitions: nobody gets more than a task needs."""

import fnmatch
import re
from collections.abc import Iterator

from policies.finding import Finding
from policies.reading import Reader
from policies.rule import resource_rule
from policies.workloads import holds_for_one, told

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

_NARROW = re.compile(
    r"subscriptions/[^/]+/resourcegroups/[^/]+(/.*)?"
    r"|(subscriptions/[^/]+/)?providers/(?!microsoft\.management/)[^/]+/[^/]+/[^/]+(/.*)?"
)
"""A resource group or what is in one, or another single resource that is no management group; whatever else is wide."""

_EVERY = {f"microsoft.any/any/{verb}": f"every `{verb}` in Azure" for verb in ("write", "delete", "action")}
"""Operations of no service: only a wildcard over all services, those to come too, takes them in."""

_OF_AUTHORIZATION = {
    f"microsoft.authorization/{operation.casefold()}": f"`Microsoft.Authorization/{operation}`, the right to any role"
    for operation in (
        "roleAssignments/write",
        "roleAssignmentScheduleRequests/write",
        "roleEligibilityScheduleRequests/write",
        "roleDefinitions/write",
        "elevateAccess/action",
    )
}
"""https://learn.microsoft.com/azure/role-based-access-control/permissions/management-and-governance."""

_TOO_MUCH = (
    ("actions", "notActions", {**_EVERY, **_OF_AUTHORIZATION}),
    ("dataActions", "notDataActions", _EVERY),
)
"""What a role has, what it leaves out, and what of that no role may have."""


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
        broad = "one of the broadest" if assignment.is_secret("roleDefinitionId") else _BROAD[role]
        yield assignment.finding(f"`roleDefinitionId` is {broad}, and `scope` a subscription or above")


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
    title="No custom role may do everything, or gives the right to",
    row="role-assignments",
    types=(DEFINITION,),
    safe="the operations that the task needs, one by one, and none that gives or writes roles",
    config_key="`permissions` of the role definition",
)
def no_wildcard(definition: Reader) -> Iterator[Finding]:
    """No custom role has every `write`, `delete` or `action`, or one that assigns or defines roles."""
    for permission in definition.items("permissions"):
        for kind, left_out, operations in _TOO_MUCH:
            yield from told(_too_much(permission, kind, left_out, operations))


def _too_much(permission: Reader, kind: str, left_out: str, operations: dict[str, str]) -> Iterator[Finding]:
    for action in permission.items(kind):
        yield from told(_taken_in(action, permission, left_out, operations))


def _taken_in(action: Reader, permission: Reader, left_out: str, operations: dict[str, str]) -> Iterator[Finding]:
    """What of `operations` an action takes in and its own permission leaves not out: the first is enough to tell."""
    for operation, words in operations.items():
        if _covers(action, operation) and not _is_left_out(permission, left_out, operation):
            yield action.finding(f"`{action.path}` takes in {words}")
            return


def _is_left_out(permission: Reader, left_out: str, operation: str) -> bool:
    return holds_for_one(permission.items(left_out), lambda one: _covers(one, operation))


def _covers(pattern: Reader, operation: str) -> bool:
    """Whether a pattern of operations, in which `*` stands for anything, slashes too, covers one in lower case."""
    text = (pattern.text("") or "").casefold()
    return fnmatch.fnmatchcase(operation, text.replace("[", "[[]").replace("?", "[?]"))


def _role(assignment: Reader) -> str:
    """The role's own id, at the end of that of its definition."""
    return _normal(assignment.text("roleDefinitionId") or "").rpartition("/")[2]


def _is_wide(scope: str) -> bool:
    """Whether a scope is a subscription, a management group or the root."""
    return not _NARROW.fullmatch(_normal(scope))


def _normal(id_: str) -> str:
    """An id as Azure compares it: in lower case, empty segments left out."""
    return "/".join(part for part in id_.casefold().split("/") if part)
