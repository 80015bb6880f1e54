"""Outbound rules of Azure ML managed networks."""

from typing import Any

import pytest

from sandbox.wire import UNKNOWN
from tests.sandbox.rules.conftest import ABSENT, GROUP, REGION, SUBSCRIPTION, TENANT, Azure, altered

_PROVIDERS = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{GROUP}/providers"
_ELSEWHERE = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/hub/providers"
_ROLES = f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions"
_APPROVER = f"{_ROLES}/b556d68e-0be0-4f35-a333-ad7ee1ce17ea"
_NAME = "0b8c1a5e-6f0f-4a3e-9f57-5b0b5a0c7d11"


def _rule(azure: Azure, mode: str = "AllowOnlyApprovedOutbound", *, approves: bool = True) -> dict[str, Any]:
    """A rule to a storage account, in a workspace that may approve it or not."""
    identity = azure.put("managedidentity:UserAssignedIdentity", {"resourceName": "id-mlw", "location": REGION})
    account = {"location": REGION, "kind": "StorageV2", "sku": {"name": "Standard_LRS"}}
    target = azure.put("storage:StorageAccount", {"accountName": "stbackup", **account})
    vault = {"tenantId": TENANT, "sku": {"family": "A", "name": "standard"}, "enableRbacAuthorization": True}
    if approves:
        grant = {
            "roleAssignmentName": _NAME,
            "scope": target,
            "roleDefinitionId": _APPROVER,
            "principalId": azure.outputs(identity)["principalId"],
            "principalType": "ServicePrincipal",
        }
        azure.put("authorization:RoleAssignment", grant)
    workspace = {
        "workspaceName": "mlw-shop",
        "location": REGION,
        "identity": {"type": "UserAssigned", "userAssignedIdentities": [identity]},
        "primaryUserAssignedIdentity": identity,
        "storageAccount": azure.put("storage:StorageAccount", {"accountName": "stshop", **account}),
        "keyVault": azure.put("keyvault:Vault", {"vaultName": "kv-shop", "location": REGION, "properties": vault}),
        "managedNetwork": {"isolationMode": mode},
    }
    azure.put("machinelearningservices:Workspace", workspace)
    return {
        "workspaceName": "mlw-shop",
        "ruleName": "backup",
        "properties": {
            "type": "PrivateEndpoint",
            "category": "UserDefined",
            "destination": {"serviceResourceId": target, "subresourceTarget": "blob", "sparkEnabled": False},
        },
    }


def _verdicts(azure: Azure, rule: dict[str, Any]) -> list[tuple[str, str]]:
    return azure.verdicts("machinelearningservices:ManagedNetworkSettingsRule", rule)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"serviceResourceId": ABSENT}, "is missing"),
        ({"serviceResourceId": "stbackup"}, "no private endpoints to that"),
        ({"serviceResourceId": f"{_ELSEWHERE}/Microsoft.ServiceBus/namespaces/sb"}, "no private endpoints to that"),
        ({"serviceResourceId": f"{_PROVIDERS}/Microsoft.Storage/storageAccounts/gone"}, "does not exist"),
        ({"subresourceTarget": "azuremonitor"}, "has blob"),
        (
            {
                "serviceResourceId": f"{_ELSEWHERE}/Microsoft.Insights/privateLinkScopes/pls",
                "subresourceTarget": "blob",
            },
            "has azuremonitor",
        ),
    ],
)
def test_targets_that_azure_refuses(azure: Azure, changes: dict[str, Any], words: str) -> None:
    good = _rule(azure)
    assert _verdicts(azure, good) == []
    wrong = altered(good, {f"properties.destination.{key}": value for key, value in changes.items()})
    [(code, message)] = _verdicts(azure, wrong)
    assert (code, words in message) == ("ValidationError", True), message


def test_logs_are_reached_by_their_private_link_scope(azure: Azure) -> None:
    scope = {"serviceResourceId": f"{_ELSEWHERE}/Microsoft.Insights/privateLinkScopes/pls", "sparkEnabled": False}
    rule = altered(_rule(azure), {"properties.destination": {**scope, "subresourceTarget": "azuremonitor"}})
    assert _verdicts(azure, rule) == []


def test_a_workspace_approves_only_what_it_has_a_role_on(azure: Azure) -> None:
    [(code, message)] = _verdicts(azure, _rule(azure, approves=False))
    assert code == "AuthorizationFailed"
    assert "Network Connection Approver" in message


def test_a_network_that_is_not_managed_takes_no_rules(azure: Azure) -> None:
    [(code, message)] = _verdicts(azure, _rule(azure, "Disabled"))
    assert code == "ValidationError"
    assert "isolationMode" in message


def test_a_network_that_lets_everything_out_takes_no_names(azure: Azure) -> None:
    rule = altered(_rule(azure, "AllowInternetOutbound"), {"properties": {"type": "FQDN", "destination": "pypi.org"}})
    [(_, message)] = _verdicts(azure, rule)
    assert "AllowOnlyApprovedOutbound" in message


def test_what_is_not_known_yet_is_no_fault(azure: Azure) -> None:
    rule = altered(_rule(azure, approves=False), {"properties.destination.serviceResourceId": UNKNOWN})
    assert _verdicts(azure, rule) == []
