"""Outbound rules of Azure ML managed networks.

https://learn.microsoft.com/azure/machine-learning/how-to-managed-network#private-endpoints
"""

from collections.abc import Iterator
from typing import Any

from sandbox.request import Request
from sandbox.rules import Verdict, drawn, on_write
from sandbox.rules.authorization import ASSIGNMENT
from sandbox.rules.machinelearningservices import WORKSPACE
from sandbox.rules.managedidentity import IDENTITY
from sandbox.rules.private_link import GROUPS
from sandbox.rules.reading import text, unsettled
from sandbox.rules.references import is_missing, made, parent_of, parsed, same
from sandbox.store import Stored, World

RULE = "azure-native:machinelearningservices:ManagedNetworkSettingsRule"

_TARGETS = frozenset(
    {
        "microsoft.apimanagement/service",
        "microsoft.cache/redis",
        "microsoft.cognitiveservices/accounts",
        "microsoft.containerregistry/registries",
        "microsoft.databricks/workspaces",
        "microsoft.datafactory/factories",
        "microsoft.dbformariadb/servers",
        "microsoft.dbformysql/flexibleservers",
        "microsoft.dbformysql/servers",
        "microsoft.dbforpostgresql/flexibleservers",
        "microsoft.dbforpostgresql/servers",
        "microsoft.documentdb/databaseaccounts",
        "microsoft.eventhub/namespaces",
        "microsoft.insights/privatelinkscopes",
        "microsoft.keyvault/vaults",
        "microsoft.machinelearningservices/registries",
        "microsoft.machinelearningservices/workspaces",
        "microsoft.network/applicationgateways",
        "microsoft.search/searchservices",
        "microsoft.sql/servers",
        "microsoft.storage/storageaccounts",
    }
)
"""Types that a managed network has private endpoints to."""


@on_write(RULE)
def network_takes_rules(request: Request, world: World, _old: Stored | None) -> Iterator[Verdict]:
    """Rules are for networks that are managed, those by name or tag for networks that let out nothing else."""
    workspace = parent_of(request, world)
    if workspace is None or workspace.type != WORKSPACE or unsettled(workspace.inputs, "managedNetwork"):
        return
    mode = text(workspace.inputs, "managedNetwork", "isolationMode") or "Disabled"
    kind = text(request.inputs, "properties", "type")
    if mode == "Disabled":
        yield (
            "ValidationError",
            "workspaceName names a workspace without a managed network; set its managedNetwork.isolationMode first.",
        )
    elif kind in {"FQDN", "ServiceTag"} and mode != "AllowOnlyApprovedOutbound":
        yield (
            "ValidationError",
            f"properties.type is '{kind}', which needs isolationMode 'AllowOnlyApprovedOutbound'; it is '{mode}'.",
        )


@on_write(RULE)
def target_has_private_endpoints(request: Request, world: World, _old: Stored | None) -> Iterator[Verdict]:
    """Source of the types: the module's; of their parts: `private_link.GROUPS`."""
    if text(request.inputs, "properties", "type") != "PrivateEndpoint":
        return
    path = "properties.destination"
    target = text(request.inputs, "properties", "destination", "serviceResourceId")
    part = text(request.inputs, "properties", "destination", "subresourceTarget")
    if target is None:
        if not unsettled(request.inputs, "properties"):
            yield "ValidationError", f"{path}.serviceResourceId is missing; write the id of what shall be reached."
        return
    found = parsed(target)
    if found is None or found.type.lower() not in _TARGETS:
        yield (
            "ValidationError",
            f"{path}.serviceResourceId is '{target}'; a managed network has no private endpoints to that.",
        )
        return
    if is_missing(world, target):
        yield (
            "ValidationError",
            f"{path}.serviceResourceId names '{found.name}', which does not exist; use the resource's `id` output.",
        )
    allowed = GROUPS.get(found.type.lower(), ())
    if part and allowed and part.lower() not in {name.lower() for name in allowed}:
        yield (
            "ValidationError",
            f"{path}.subresourceTarget is '{part}'; {found.type} has {', '.join(allowed)}.",
        )
    yield from _unapproved(request, world, target)


@drawn(RULE)
def rule_state(_request: Request, _id: str, _old: Stored | None) -> dict[str, Any]:
    """Once the service has answered, the endpoint is there."""
    return {"properties": {"status": "Active"}}


def _unapproved(request: Request, world: World, target: str) -> Iterator[Verdict]:
    """Since April 2025 nothing grants the workspace the right to approve its endpoints by itself."""
    workspace = parent_of(request, world)
    identity = made(world, text(workspace.inputs, "primaryUserAssignedIdentity")) if workspace else None
    principal = text(identity.outputs, "principalId") if identity and identity.type == IDENTITY else None
    if principal is None or made(world, target) is None:
        return
    for assignment in world.of_type(ASSIGNMENT):
        scope = text(assignment.inputs, "scope") or ""
        if same(text(assignment.inputs, "principalId"), principal) and _covers(scope, target):
            return
    yield (
        "AuthorizationFailed",
        f"properties.destination.serviceResourceId: the workspace's identity has no role on '{target}' and cannot "
        "approve the endpoint; grant it 'Azure AI Enterprise Network Connection Approver' there.",
    )


def _covers(scope: str, target: str) -> bool:
    """Whether a role on `scope` holds for `target`."""
    return f"{target.lower()}/".startswith(f"{scope.lower().rstrip('/')}/")
