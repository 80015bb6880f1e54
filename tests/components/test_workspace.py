"""The ML workspace: a managed network, no keys, and compute that costs nothing while it is idle."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from components.access import Access
from components.managed_network import Target
from components.roles import Role
from components.turns import Turns
from components.workspace import Workspace, WorkspaceArgs
from config.workspace import WorkspaceConfig
from tests.components.declared import SUBSCRIPTION, Declared, Program, Scope, plain, untagged

Declare = Callable[[Program], Declared]

_GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg/providers"
_REGISTRY = f"{_GROUP}/Microsoft.ContainerRegistry/registries/cr"
_SCOPE = f"{_GROUP}/Microsoft.Insights/privateLinkScopes/pls"
_BACKUP = f"{_GROUP}/Microsoft.Storage/storageAccounts/stbackup"
_CONTAINER = f"{_BACKUP}/blobServices/default/containers/models"
_COMPUTE = {"batch-cpu": {"vmSize": "Standard_DS3_v2", "maxNodes": 4, "idleMinutes": 10, "priority": "LowPriority"}}
_CLOSED = Access(private=True)
_OPEN = Access(private=False, subnet_ids=[f"{_GROUP}/Microsoft.Network/virtualNetworks/v/subnets/nodes"])


def _targets() -> dict[str, Target]:
    return {
        "logs": Target(resource_id=_SCOPE, subresource="azuremonitor", turns=Turns()),
        "backup": Target(resource_id=_BACKUP, subresource="blob", turns=Turns()),
    }


def workspace_program(access: Access = _CLOSED, *, reaching: bool = False, **config: Any) -> Program:
    def program(scope: Scope) -> dict[str, object]:
        made = Workspace(
            "ml",
            WorkspaceArgs(
                config=WorkspaceConfig.model_validate_json(json.dumps(config)),
                access=access,
                zone_redundant=True,
                vault_id=f"{_GROUP}/Microsoft.KeyVault/vaults/kv",
                registry_id=_REGISTRY,
                app_insights_id=f"{_GROUP}/Microsoft.Insights/components/appi",
                log_workspace_id=f"{_GROUP}/Microsoft.OperationalInsights/workspaces/log",
                targets=_targets() if reaching else {},
                backup_container_id=_CONTAINER if reaching else None,
                **scope.common,
            ),
            scope.opts,
        )
        return {"name": made.name}

    return program


def test_nothing_reaches_the_workspace_from_outside_and_only_what_is_approved_leaves(declare: Declare) -> None:
    workspace = declare(workspace_program()).inputs("ml-workspace")
    assert workspace["publicNetworkAccess"] == "Disabled"
    assert workspace["allowPublicAccessWhenBehindVnet"] is False
    assert workspace["managedNetwork"]["isolationMode"] == "AllowOnlyApprovedOutbound"
    assert (workspace["provisionNetworkNow"], workspace["v1LegacyMode"]) == (True, False)


def test_without_private_endpoints_the_public_one_answers(declare: Declare) -> None:
    run = declare(workspace_program(_OPEN))
    assert run.inputs("ml-workspace")["publicNetworkAccess"] == "Enabled"
    rules = run.inputs("ml-storage")["networkRuleSet"]
    assert (rules["defaultAction"], len(rules["virtualNetworkRules"])) == ("Deny", 1)


def test_the_storage_takes_no_keys_and_no_public_traffic(declare: Declare) -> None:
    run = declare(workspace_program())
    account = run.inputs("ml-storage")
    assert account["allowSharedKeyAccess"] is False
    assert account["allowBlobPublicAccess"] is False
    assert account["allowCrossTenantReplication"] is False
    assert account["enableHttpsTrafficOnly"] is True
    assert account["minimumTlsVersion"] == "TLS1_2"
    assert account["publicNetworkAccess"] == "Disabled"
    assert account["networkRuleSet"] == {
        "defaultAction": "Deny",
        "bypass": "AzureServices",
        "ipRules": [],
        "virtualNetworkRules": [],
    }
    assert account["encryption"]["requireInfrastructureEncryption"] is True
    assert run.inputs("ml-workspace")["systemDatastoresAuthMode"] == "Identity"
    assert run.named("ml-storage").protect


def test_the_workspace_acts_as_its_own_identity_and_waits_for_its_roles(declare: Declare) -> None:
    run = declare(workspace_program())
    workspace = run.inputs("ml-workspace")
    assert workspace["identity"]["type"] == "UserAssigned"
    assert "primaryUserAssignedIdentity" in workspace
    assignments = run.of("authorization:RoleAssignment")
    assert all(run.depends("ml-workspace", on=assignment.name) for assignment in assignments)


def test_no_role_administers_access_or_reaches_beyond_one_service(declare: Declare) -> None:
    run = declare(workspace_program(compute=_COMPUTE))
    granted = {plain(a.inputs)["roleDefinitionId"].rsplit("/")[-1] for a in run.of("authorization:RoleAssignment")}
    owner, contributor, access_administrator = (
        "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
        "b24988ac-6180-42a0-ab88-20f7382dd24c",
        "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
    )
    assert not granted & {owner, contributor, access_administrator}
    assert granted <= {role.value for role in Role}


def test_batch_compute_scales_to_zero_and_takes_no_logins(declare: Declare) -> None:
    compute = declare(workspace_program(compute=_COMPUTE)).inputs("ml-compute-batch-cpu")
    properties = compute["properties"]
    assert (properties["computeType"], properties["disableLocalAuth"]) == ("AmlCompute", True)
    assert properties["properties"] == {
        "vmSize": "Standard_DS3_v2",
        "vmPriority": "LowPriority",
        "osType": "Linux",
        "enableNodePublicIp": False,
        "remoteLoginPortPublicAccess": "Disabled",
        "scaleSettings": {"minNodeCount": 0, "maxNodeCount": 4, "nodeIdleTimeBeforeScaleDown": "PT10M"},
    }
    assert compute["identity"]["type"] == "UserAssigned"


@pytest.mark.parametrize("access", [_CLOSED, _OPEN])
@pytest.mark.parametrize("builder", ["builds", None])
def test_images_are_built_by_the_compute_that_the_config_names_and_not_by_the_first(
    declare: Declare, access: Access, builder: str | None
) -> None:
    compute = {**_COMPUTE, "builds": {"vmSize": "Standard_D4ds_v5", "maxNodes": 1}}
    workspace = declare(workspace_program(access, compute=compute, imageBuilder=builder)).inputs("ml-workspace")
    assert workspace.get("imageBuildCompute") == builder


def test_no_identity_is_made_for_compute_that_is_not_there(declare: Declare) -> None:
    identities = declare(workspace_program()).of("identities:Identity")
    assert [identity.name for identity in identities] == ["ml-workspace-identity"]


def _granted(run: Declared, role: Role, scope: str) -> list[str]:
    """Names of the assignments of a role on a scope."""
    found = {assignment.name: run.inputs(assignment) for assignment in run.of("authorization:RoleAssignment")}
    return [
        name
        for name, inputs in found.items()
        if inputs["scope"] == scope and inputs["roleDefinitionId"].endswith(role.value)
    ]


@pytest.mark.parametrize(
    ("role", "target", "subresource"), [("logs", _SCOPE, "azuremonitor"), ("backup", _BACKUP, "blob")]
)
def test_the_managed_network_reaches_logs_and_backup_by_endpoints_that_the_workspace_may_approve(
    declare: Declare, role: str, target: str, subresource: str
) -> None:
    run = declare(workspace_program(reaching=True, compute=_COMPUTE))
    rule = run.inputs(f"ml-network-{role}")
    assert (rule["properties"]["type"], rule["properties"]["category"]) == ("PrivateEndpoint", "UserDefined")
    assert rule["properties"]["destination"] == {
        "serviceResourceId": target,
        "subresourceTarget": subresource,
        "sparkEnabled": False,
    }
    [approver] = _granted(run, Role.NETWORK_CONNECTION_APPROVER, target)
    assert approver.startswith("ml-workspace-identity-")
    assert run.depends(f"ml-network-{role}", on=approver)
    assert run.depends("ml-compute-batch-cpu", on=f"ml-network-{role}")


def test_outbound_rules_come_one_after_the_other_as_azure_may_drop_one_of_two(declare: Declare) -> None:
    assert declare(workspace_program(reaching=True)).depends("ml-network-backup", on="ml-network-logs")


def test_batch_jobs_alone_write_backups(declare: Declare) -> None:
    run = declare(workspace_program(reaching=True, compute=_COMPUTE))
    on_container = [a.name for a in run.of("authorization:RoleAssignment") if run.inputs(a)["scope"] == _CONTAINER]
    assert on_container == _granted(run, Role.STORAGE_BLOB_DATA_CONTRIBUTOR, _CONTAINER) == ["ml-batch-identity-backup"]


def test_without_targets_there_is_no_rule_and_no_further_role(declare: Declare) -> None:
    run = declare(workspace_program(compute=_COMPUTE))
    assert run.of("machinelearningservices:ManagedNetworkSettingsRule") == []
    assert not [
        a.name for a in run.of("authorization:RoleAssignment") if a.name.endswith(("-logs-endpoint", "-backup"))
    ]


def test_everything_is_tagged(declare: Declare) -> None:
    assert untagged(declare(workspace_program(compute=_COMPUTE)).resources) == []
