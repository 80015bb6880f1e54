"""Resource groups, identities, role assignments, and what holds for every resource."""

from typing import Any

import pytest

from sandbox.request import Refused
from sandbox.wire import UNKNOWN
from tests.sandbox.rules.conftest import GROUP, REGION, SUBSCRIPTION, TENANT, Azure, altered

IDENTITY = {"resourceName": "id-kubelet", "location": REGION}
CREDENTIAL = {
    "resourceName": "id-kubelet",
    "federatedIdentityCredentialResourceName": "fraud",
    "issuer": "https://eastus.oic.prod-aks.azure.com/t/i/",
    "subject": "system:serviceaccount:fraud:fraud",
    "audiences": ["api://AzureADTokenExchange"],
}
ROLE = f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/"
ACR_PULL = f"{ROLE}7f951dda-4ed3-4680-a7ca-43fe172d538d"
ASSIGNMENT = {
    "roleAssignmentName": "aaaaaaaa-0000-4000-8000-000000000001",
    "principalId": "bbbbbbbb-0000-4000-8000-000000000001",
    "principalType": "ServicePrincipal",
    "roleDefinitionId": ACR_PULL,
    "scope": f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{GROUP}",
}


@pytest.mark.parametrize(
    ("changes", "code", "words"),
    [
        ({"resourceGroupName": "x" * 91}, "InvalidResourceGroup", "91 characters"),
        ({"resourceGroupName": "ends-with."}, "InvalidResourceGroup", "no dot last"),
        ({"resourceGroupName": "with space"}, "InvalidResourceGroup", "such as"),
        ({"location": "eastus9"}, "LocationNotAvailableForResourceGroup", "az account list-locations"),
        ({"tags": {"a<b": "x"}}, "InvalidTagNameCharacters", "leave those out"),
        ({"tags": {f"t{n}": "x" for n in range(51)}}, "InvalidTagCount", "at most 50"),
        ({"tags": {"owner": "x" * 257}}, "InvalidTagValueLength", "256"),
        ({"tags": {"Owner": "a", "owner": "b"}}, "InvalidTagNames", "case"),
    ],
)
def test_resource_groups_that_azure_refuses(azure: Azure, changes: dict[str, Any], code: str, words: str) -> None:
    good = {"resourceGroupName": "rg-other", "location": "West US 2", "tags": {"owner": "ml"}}
    assert azure.verdicts("resources:ResourceGroup", good) == []
    [(found, message)] = azure.verdicts("resources:ResourceGroup", altered(good, changes))
    assert found == code
    assert words in message


def test_a_resource_group_cannot_move(azure: Azure) -> None:
    group = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{GROUP}"
    moved = {"resourceGroupName": GROUP, "location": "westus2"}
    assert [code for code, _ in azure.verdicts("resources:ResourceGroup", moved, group)] == [
        "InvalidResourceGroupLocation"
    ]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"issuer": "http://issuer"}, "BadRequest"),
        ({"subject": " "}, "BadRequest"),
        ({"audiences": []}, "BadRequest"),
        ({"audiences": ["a", "b"]}, "BadRequest"),
        ({"federatedIdentityCredentialResourceName": "-x"}, "InvalidResourceName"),
        ({"resourceName": "id-missing"}, "ParentResourceNotFound"),
    ],
)
def test_federated_credentials_that_azure_refuses(azure: Azure, changes: dict[str, Any], code: str) -> None:
    azure.put("managedidentity:UserAssignedIdentity", IDENTITY)
    type_ = "managedidentity:FederatedIdentityCredential"
    assert azure.verdicts(type_, CREDENTIAL) == []
    assert [found for found, _ in azure.verdicts(type_, altered(CREDENTIAL, changes))] == [code]


def test_an_identity_trusts_a_pair_once_and_twenty_at_most(azure: Azure) -> None:
    azure.put("managedidentity:UserAssignedIdentity", IDENTITY)
    type_ = "managedidentity:FederatedIdentityCredential"
    azure.put(type_, CREDENTIAL)
    again = altered(CREDENTIAL, {"federatedIdentityCredentialResourceName": "again"})
    assert [code for code, _ in azure.verdicts(type_, again)] == ["BadRequest"]
    for number in range(19):
        name = f"other-{number}"
        azure.put(type_, altered(again, {"federatedIdentityCredentialResourceName": name, "subject": name}))
    more = altered(again, {"subject": "one-more"})
    assert [code for code, _ in azure.verdicts(type_, more)] == ["FederatedIdentityCredentialsLimitReached"]


def test_an_identitys_ids_are_drawn_once_and_the_same_in_every_run(azure: Azure) -> None:
    answers = [one.outputs(one.put("managedidentity:UserAssignedIdentity", IDENTITY)) for one in (azure, Azure())]
    assert answers[0] == answers[1]
    assert answers[0]["tenantId"] == TENANT
    assert answers[0]["principalId"] != answers[0]["clientId"]
    planned = azure.cloud.create(
        azure.request("managedidentity:UserAssignedIdentity", altered(IDENTITY, {"resourceName": "id-new"})),
        preview=True,
    )[1]
    assert "principalId" not in planned


@pytest.mark.parametrize(
    ("changes", "code", "words"),
    [
        ({"roleAssignmentName": "acr-pull"}, "InvalidRoleAssignmentId", "GUID"),
        ({"principalId": "id-kubelet"}, "InvalidPrincipalId", "object id"),
        ({"roleDefinitionId": "AcrPull"}, "BadRequestFormat", "roleDefinitions/GUID"),
        (
            {"roleDefinitionId": f"{ROLE}7f951dda-4ed3-4680-a7ca-43fe172d538e"},
            "RoleDefinitionDoesNotExist",
            "Did you mean 7f951dda-4ed3-4680-a7ca-43fe172d538d (AcrPull)?",
        ),
        ({"scope": "rg-shop"}, "MissingSubscription", "write the id"),
        (
            {"scope": f"{ASSIGNMENT['scope']}/providers/Microsoft.ContainerRegistry/registries/gone"},
            "ResourceNotFound",
            "`id` output",
        ),
    ],
)
def test_role_assignments_that_azure_refuses(azure: Azure, changes: dict[str, Any], code: str, words: str) -> None:
    type_ = "authorization:RoleAssignment"
    assert azure.verdicts(type_, ASSIGNMENT) == []
    found = dict(azure.verdicts(type_, altered(ASSIGNMENT, changes)))
    assert words in found[code]


def test_a_role_is_assigned_once(azure: Azure) -> None:
    type_ = "authorization:RoleAssignment"
    id_ = azure.put(type_, ASSIGNMENT)
    again = altered(ASSIGNMENT, {"roleAssignmentName": "aaaaaaaa-0000-4000-8000-000000000002"})
    assert [code for code, _ in azure.verdicts(type_, again)] == ["RoleAssignmentExists"]
    other = altered(again, {"principalId": "bbbbbbbb-0000-4000-8000-000000000002"})
    assert azure.verdicts(type_, other) == []
    changed = altered(ASSIGNMENT, {"principalId": "bbbbbbbb-0000-4000-8000-000000000002"})
    assert [code for code, _ in azure.verdicts(type_, changed, id_)] == ["RoleAssignmentUpdateNotPermitted"]


def test_a_managed_identity_is_no_user(azure: Azure) -> None:
    identity = azure.put("managedidentity:UserAssignedIdentity", IDENTITY)
    principal = azure.outputs(identity)["principalId"]
    user = altered(ASSIGNMENT, {"principalId": principal, "principalType": "User"})
    assert [code for code, _ in azure.verdicts("authorization:RoleAssignment", user)] == ["UnmatchedPrincipalType"]


def test_what_is_not_known_yet_is_no_fault(azure: Azure) -> None:
    unknown = {key: UNKNOWN for key in ASSIGNMENT if key != "principalType"}
    assert azure.verdicts("authorization:RoleAssignment", altered(ASSIGNMENT, unknown)) == []


def test_an_identity_that_is_given_must_exist(azure: Azure) -> None:
    registry = {
        "registryName": "crshop",
        "location": REGION,
        "sku": {"name": "Premium"},
        "identity": {"type": "UserAssigned", "userAssignedIdentities": {}},
    }
    missing = f"{ASSIGNMENT['scope']}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-gone"
    namespace = {
        "namespaceName": "sbns-shop-prod",
        "location": REGION,
        "sku": {"name": "Standard"},
        "identity": {"type": "UserAssigned", "userAssignedIdentities": [missing]},
    }
    assert [code for code, _ in azure.verdicts("servicebus:Namespace", namespace)] == ["FailedIdentityOperation"]
    assert [code for code, _ in azure.verdicts("containerregistry:Registry", registry)] == ["InvalidIdentity"]


def test_what_another_team_owns_is_taken_on_trust(azure: Azure) -> None:
    theirs = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/hub/providers/Microsoft.ContainerRegistry/registries/crhub"
    assert azure.verdicts("authorization:RoleAssignment", altered(ASSIGNMENT, {"scope": theirs})) == []


def test_deleting_a_group_takes_what_is_in_it(azure: Azure) -> None:
    identity = azure.put("managedidentity:UserAssignedIdentity", IDENTITY)
    azure.cloud.delete(f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{GROUP}")
    assert azure.cloud.read(identity) is None
    with pytest.raises(Refused) as refused:
        azure.put("managedidentity:UserAssignedIdentity", IDENTITY)
    assert refused.value.codes == ("ResourceGroupNotFound",)
