"""Azure ML workspaces and their compute."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sandbox.request import Request
from sandbox.rules import START_ANEW, Verdict, drawn, keeps_name, on_write, outputs
from sandbox.rules.durations import parsed as duration
from sandbox.rules.everything import region_name
from sandbox.rules.hashes import guid
from sandbox.rules.naming import NameRule
from sandbox.rules.reading import at, fields, flag, number, text, texts, unsettled
from sandbox.rules.references import existing, made, parent_of, parsed, same
from sandbox.store import Stored, World

WORKSPACE = "azure-native:machinelearningservices:Workspace"
COMPUTE = "azure-native:machinelearningservices:Compute"

keeps_name(WORKSPACE)

_WORKSPACE_NAME = NameRule(
    input="workspaceName",
    pattern=r"[A-Za-z0-9][A-Za-z0-9_-]{2,32}",
    allowed="3 to 33 letters, digits, dashes and underscores, a letter or digit first",
    example="mlw-shop-prod-eastus",
    code="ValidationError",
)
_COMPUTE_NAME = NameRule(
    input="computeName",
    pattern=r"[A-Za-z](?=.{1,31}$)[A-Za-z0-9-]*[A-Za-z0-9]",
    allowed="2 to 32 letters, digits and dashes, a letter first and no dash last",
    example="batch-cpu",
    code="ComputeNameInvalid",
)
_DEPENDENCIES = {
    "storageAccount": "Microsoft.Storage/storageAccounts",
    "keyVault": "Microsoft.KeyVault/vaults",
    "applicationInsights": "Microsoft.Insights/components",
    "containerRegistry": "Microsoft.ContainerRegistry/registries",
}
_NEEDED = ("storageAccount", "keyVault")
_MANAGED_NETWORKS = frozenset({"AllowInternetOutbound", "AllowOnlyApprovedOutbound"})


@on_write(WORKSPACE)
def dependencies_exist(request: Request, world: World, _old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/machine-learning/concept-workspace#associated-resources."""
    yield from _WORKSPACE_NAME.verdicts(request)
    if text(request.inputs, "kind") == "Project":
        return
    for path, arm_type in _DEPENDENCIES.items():
        id_ = text(request.inputs, path)
        if path in _NEEDED and id_ is None and not unsettled(request.inputs, path):
            yield "ValidationError", f"{path} is missing; write the id of the {arm_type} that the workspace uses."
        yield from existing(world, path, id_, arm_type, "ResourceNotFound")
    account = made(world, text(request.inputs, "storageAccount"))
    if account and flag(account.inputs, "isHnsEnabled"):
        yield (
            "ValidationError",
            "storageAccount: the account has isHnsEnabled, which a workspace's own account cannot have.",
        )
    if account and (text(account.inputs, "sku", "name") or "").startswith("Premium"):
        yield "ValidationError", "storageAccount: the account's sku is a Premium one; a workspace needs a Standard one."


@on_write(WORKSPACE)
def identity_is_sound(request: Request, _world: World, _old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/machine-learning/how-to-identity-based-service-authentication."""
    kind, primary = text(request.inputs, "identity", "type"), text(request.inputs, "primaryUserAssignedIdentity")
    if kind is None and "identity" not in request.inputs:
        yield "ValidationError", "identity is missing; a workspace has one: write identity.type 'SystemAssigned'."
    if kind == "UserAssigned" and "primaryUserAssignedIdentity" not in request.inputs:
        yield (
            "ValidationError",
            "primaryUserAssignedIdentity is missing; a workspace with user-assigned identities alone names one "
            "of them.",
        )
    given = texts(request.inputs, "identity", "userAssignedIdentities")
    if primary and not unsettled(request.inputs, "identity") and not any(same(primary, one) for one in given):
        yield (
            "ValidationError",
            "primaryUserAssignedIdentity is none of identity.userAssignedIdentities; write one of those.",
        )


@on_write(WORKSPACE)
def managed_network_is_sound(request: Request, _world: World, old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/machine-learning/how-to-managed-network."""
    mode = text(request.inputs, "managedNetwork", "isolationMode")
    for name, rule in fields(request.inputs, "managedNetwork", "outboundRules").items():
        kind = text(rule, "type")
        if kind in {"FQDN", "ServiceTag"} and mode != "AllowOnlyApprovedOutbound" and mode is not None:
            yield (
                "ValidationError",
                f"managedNetwork.outboundRules['{name}'] is of type {kind}, which needs isolationMode "
                f"'AllowOnlyApprovedOutbound'; isolationMode is '{mode}'.",
            )
    was = text(old.inputs, "managedNetwork", "isolationMode") if old else None
    if was in _MANAGED_NETWORKS and mode == "Disabled":
        yield "ValidationError", f"managedNetwork.isolationMode is '{was}' and cannot be disabled any more."


@on_write(WORKSPACE)
def name_is_free(request: Request, world: World, old: Stored | None) -> Iterator[Verdict]:
    """A deleted workspace keeps its name for 14 days: "
    "https://learn.microsoft.com/azure/machine-learning/concept-soft-delete."""
    name, group = text(request.inputs, "workspaceName"), text(request.inputs, "resourceGroupName")
    for gone in () if old else world.deleted(WORKSPACE):
        found = parsed(gone.id)
        if found and same(found.name, name) and same(found.group, group):
            yield (
                "BadRequest",
                f"workspaceName: soft-deleted workspace '{name}' exists. Purge it (`az ml workspace delete "
                f"--name {name} "
                f"--permanently-delete`) or recover it. https://aka.ms/wsoftdelete\n{START_ANEW}",
            )


@on_write(COMPUTE)
def compute_is_sound(request: Request, world: World, _old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/machine-learning/how-to-create-attach-compute-cluster."""
    yield from _COMPUTE_NAME.verdicts(request)
    path = ("properties", "properties")
    if text(request.inputs, "properties", "computeType") != "AmlCompute":
        return
    scale = at(request.inputs, *path, "scaleSettings")
    least, most = number(scale, "minNodeCount") or 0, number(scale, "maxNodeCount")
    if most is not None and not 0 <= least <= most:
        yield (
            "InvalidScaleSettings",
            f"properties.properties.scaleSettings: minNodeCount {least} is not between 0 and maxNodeCount {most}.",
        )
    idle = text(scale, "nodeIdleTimeBeforeScaleDown")
    if idle is not None and (duration(idle) or timedelta()) <= timedelta():
        yield (
            "InvalidScaleSettings",
            f"properties.properties.scaleSettings.nodeIdleTimeBeforeScaleDown is '{idle}', which is no ISO 8601 "
            "duration; "
            f"write one such as 'PT15M'.",
        )
    if "vmSize" not in fields(request.inputs, *path):
        yield "BadArgument", "properties.properties.vmSize is missing; write a VM size such as 'Standard_D4ds_v5'."
    yield from _unfit_network(request, world)


@outputs(WORKSPACE)
def workspace_hosts(request: Request, id_: str, _old: Stored | None) -> dict[str, Any]:
    """The hosts of a workspace follow from its region."""
    region = region_name(text(request.inputs, "location") or request.location)
    answer: dict[str, Any] = {"storageHnsEnabled": False, "privateEndpointConnections": [], "privateLinkCount": 0}
    if region:
        answer["discoveryUrl"] = f"https://{region}.api.azureml.ms/discovery"
    if region and id_:
        answer["mlFlowTrackingUri"] = f"azureml://{region}.api.azureml.ms/mlflow/v1.0{id_}"
    return answer


@drawn(WORKSPACE)
def workspace_guid(request: Request, id_: str, _old: Stored | None) -> dict[str, Any]:
    """The id that services use, and the host of notebooks."""
    region, own = region_name(text(request.inputs, "location") or request.location), guid(id_)
    return {
        "workspaceId": own,
        "tenantId": request.tenant_id or guid("tenant"),
        "provisioningState": "Succeeded",
        "notebookInfo": {"fqdn": f"ml-{id_.rpartition('/')[2].lower()}-{region}-{own}.{region}.notebooks.azure.net"},
        "serviceProvisionedResourceGroup": "",
    }


@drawn(COMPUTE)
def compute_state(_request: Request, _id: str, _old: Stored | None) -> dict[str, Any]:
    """Once the service has answered, the work is done."""
    return {"properties": {"provisioningState": "Succeeded", "isAttachedCompute": False, "provisioningErrors": []}}


def _unfit_network(request: Request, world: World) -> Iterator[Verdict]:
    path = ("properties", "properties")
    subnet = text(request.inputs, *path, "subnet", "id")
    yield from existing(
        world,
        "properties.properties.subnet.id",
        subnet,
        "Microsoft.Network/virtualNetworks/subnets",
        "InvalidResourceReference",
    )
    workspace = parent_of(request, world)
    mode = text(workspace.inputs, "managedNetwork", "isolationMode") if workspace else None
    if subnet and mode in _MANAGED_NETWORKS:
        yield (
            "BadArgument",
            f"properties.properties.subnet is set, but the workspace has a managed network ('{mode}'), which "
            "places its "
            f"compute itself; leave subnet out.",
        )
    hidden = flag(request.inputs, *path, "enableNodePublicIp") is False
    if hidden and workspace and not subnet and mode not in (*_MANAGED_NETWORKS, None):
        yield (
            "BadArgument",
            "properties.properties.enableNodePublicIp is false, for which the compute needs a subnet or the "
            "workspace a "
            "managed network.",
        )
