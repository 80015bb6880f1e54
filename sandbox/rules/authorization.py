"""Role assignments."""

import difflib
import re
from collections.abc import Iterator

from sandbox.request import Request
from sandbox.rules import Verdict, on_write
from sandbox.rules.managedidentity import IDENTITY
from sandbox.rules.reading import text
from sandbox.rules.references import is_missing, same, siblings
from sandbox.rules.roles import BUILT_IN
from sandbox.store import Stored, World

ASSIGNMENT = "azure-native:authorization:RoleAssignment"
DEFINITION = "azure-native:authorization:RoleDefinition"

_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_ROLE = re.compile(r"(/subscriptions/[^/]+)?/providers/Microsoft\.Authorization/roleDefinitions/(?P<role>[^/]+)", re.I)
_SCOPE = re.compile(r"/?subscriptions/[^/]+(/.+)?|/?providers/Microsoft\.Management/managementGroups/[^/]+|/", re.I)


@on_write(ASSIGNMENT)
def ids_are_guids(request: Request, _world: World, _old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/role-based-access-control/role-assignments-template."""
    name, principal = text(request.inputs, "roleAssignmentName"), text(request.inputs, "principalId")
    if name is not None and not _GUID.fullmatch(name):
        yield (
            "InvalidRoleAssignmentId",
            f"roleAssignmentName is '{name}'; the name of a role assignment is a GUID, best one computed from scope, "
            f"principal and role so that it stays the same.",
        )
    if principal is not None and not _GUID.fullmatch(principal):
        yield (
            "InvalidPrincipalId",
            f"principalId is '{principal}'; write the object id (a GUID) of the identity, group or user, "
            f"not its name or its resource id.",
        )


@on_write(ASSIGNMENT)
def role_exists(request: Request, world: World, _old: Stored | None) -> Iterator[Verdict]:
    """Built-in roles of `roles`, and custom ones that exist."""
    id_ = text(request.inputs, "roleDefinitionId")
    if id_ is None:
        return
    found = _ROLE.fullmatch(id_)
    if not found or not _GUID.fullmatch(found["role"]):
        yield (
            "BadRequestFormat",
            f"roleDefinitionId is '{id_}'; write /subscriptions/SUBSCRIPTION/providers/Microsoft.Authorization"
            f"/roleDefinitions/GUID.",
        )
        return
    role = found["role"].lower()
    custom = (stored.id.rpartition("/")[2].lower() for stored in world.of_type(DEFINITION))
    if role not in BUILT_IN and role not in custom:
        near = difflib.get_close_matches(role, BUILT_IN, n=1, cutoff=0.8)
        hint = f" Did you mean {near[0]} ({BUILT_IN[near[0]]})?" if near else " See `az role definition list`."
        yield "RoleDefinitionDoesNotExist", f"roleDefinitionId names role {role}, which does not exist.{hint}"


@on_write(ASSIGNMENT)
def scope_exists(request: Request, world: World, _old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/role-based-access-control/scope-overview."""
    scope = text(request.inputs, "scope")
    if scope is None:
        return
    if not _SCOPE.fullmatch(scope):
        yield "MissingSubscription", f"scope is '{scope}'; write the id of a subscription, resource group or resource."
    elif is_missing(world, f"/{scope.strip('/')}"):
        yield "ResourceNotFound", f"scope names '{scope}', which does not exist; use the resource's `id` output."


@on_write(ASSIGNMENT)
def assignment_is_new(request: Request, world: World, old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/role-based-access-control/troubleshooting#role-assignments."""
    if old:
        for path in ("scope", "principalId", "roleDefinitionId"):
            was, wanted = text(old.inputs, path), text(request.inputs, path)
            if was and wanted and not same(was, wanted):
                yield (
                    "RoleAssignmentUpdateNotPermitted",
                    f"{path} of a role assignment cannot change; give the new assignment another roleAssignmentName.",
                )
        return
    wanted = _essence(request.inputs)
    for other in siblings(world, request, old) if all(wanted) else ():
        if _essence(other.inputs) == wanted:
            yield (
                "RoleAssignmentExists",
                f"the principal {wanted[1]} has role {wanted[2]} at scope '{text(request.inputs, 'scope')}' "
                "already, by "
                f"'{other.id.rpartition('/')[2]}'; drop one of the two.",
            )
            return


@on_write(ASSIGNMENT)
def principal_type_matches(request: Request, world: World, _old: Stored | None) -> Iterator[Verdict]:
    """A managed identity is a service principal; source as above."""
    principal, kind = text(request.inputs, "principalId"), text(request.inputs, "principalType")
    if principal is None or kind in (None, "ServicePrincipal"):
        return
    if any(same(text(identity.outputs, "principalId"), principal) for identity in world.of_type(IDENTITY)):
        yield (
            "UnmatchedPrincipalType",
            f"principalType is '{kind}' but principalId is that of a managed identity; write 'ServicePrincipal'.",
        )


def _essence(inputs: dict[str, object]) -> tuple[str, str, str]:
    scope, principal = text(inputs, "scope") or "", text(inputs, "principalId") or ""
    role = (text(inputs, "roleDefinitionId") or "").rpartition("/")[2]
    return scope.strip("/").lower(), principal.lower(), role.lower()
