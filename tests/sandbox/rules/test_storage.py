"""Storage accounts, containers, replication, lifecycle and immutability."""

from typing import Any

import pytest

from tests.sandbox.rules.conftest import ABSENT, REGION, Azure, altered

ACCOUNT = {
    "accountName": "stshopeastus",
    "location": REGION,
    "kind": "StorageV2",
    "sku": {"name": "Standard_GRS"},
    "allowBlobPublicAccess": False,
    "allowCrossTenantReplication": False,
}
BLOBS = {
    "accountName": "stshopeastus",
    "blobServicesName": "default",
    "isVersioningEnabled": True,
    "changeFeed": {"enabled": True},
    "deleteRetentionPolicy": {"enabled": True, "days": 30},
}
CONTAINER = {"accountName": "stshopeastus", "containerName": "models", "publicAccess": "None"}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"accountName": "st-shop"}, "AccountNameInvalid"),
        ({"accountName": "ab"}, "AccountNameInvalid"),
        ({"sku.name": "Standard_ZRS", "location": "westus"}, "RedundancyConfigurationNotAvailableInRegion"),
        (
            {"sku.name": "Standard_GZRS", "kind": "BlobStorage", "accessTier": "Hot"},
            "InvalidValuesForRequestParameters",
        ),
        ({"isSftpEnabled": True}, "InvalidRequestPropertyValue"),
        ({"isHnsEnabled": True, "immutableStorageWithVersioning": {"enabled": True}}, "InvalidRequestPropertyValue"),
        (
            {"immutableStorageWithVersioning.immutabilityPolicy": {"state": "Locked"}},
            "InvalidRequestPropertyValue",
        ),
        (
            {"networkRuleSet": {"defaultAction": "Deny", "ipRules": [{"iPAddressOrRange": "10.0.0.0/8"}]}},
            "InvalidValuesForRequestParameters",
        ),
        (
            {"networkRuleSet": {"defaultAction": "Deny", "ipRules": [{"iPAddressOrRange": "20.1.2.3/32"}]}},
            "InvalidValuesForRequestParameters",
        ),
    ],
)
def test_accounts_that_azure_refuses(azure: Azure, changes: dict[str, Any], code: str) -> None:
    good = altered(
        ACCOUNT, {"networkRuleSet": {"defaultAction": "Deny", "ipRules": [{"iPAddressOrRange": "20.1.2.3"}]}}
    )
    assert azure.verdicts("storage:StorageAccount", good) == []
    assert [found for found, _ in azure.verdicts("storage:StorageAccount", altered(ACCOUNT, changes))] == [code]


def test_names_of_accounts_are_global_and_what_is_fixed_stays(azure: Azure) -> None:
    id_ = azure.put("storage:StorageAccount", ACCOUNT)
    azure.put("resources:ResourceGroup", {"resourceGroupName": "rg-other", "location": REGION})
    elsewhere = {**ACCOUNT, "resourceGroupName": "rg-other"}
    assert [code for code, _ in azure.verdicts("storage:StorageAccount", elsewhere)] == ["StorageAccountAlreadyTaken"]
    assert [
        code for code, _ in azure.verdicts("storage:StorageAccount", altered(ACCOUNT, {"isHnsEnabled": True}), id_)
    ] == ["InvalidRequestPropertyValue"]
    assert azure.outputs(id_)["primaryEndpoints"]["blob"] == "https://stshopeastus.blob.core.windows.net/"


def test_a_subnet_needs_the_services_endpoint(azure: Azure) -> None:
    azure.put(
        "network:VirtualNetwork",
        {"virtualNetworkName": "vnet", "location": REGION, "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}},
    )
    plain = {"virtualNetworkName": "vnet", "subnetName": "plain", "addressPrefix": "10.0.0.0/24"}
    served = {
        "virtualNetworkName": "vnet",
        "subnetName": "served",
        "addressPrefix": "10.0.1.0/24",
        "serviceEndpoints": [{"service": "Microsoft.Storage"}],
    }
    for subnet, codes in ((plain, ["SubnetsHaveNoServiceEndpointsConfigured"]), (served, [])):
        rule = {"virtualNetworkResourceId": azure.put("network:Subnet", subnet)}
        rules = {"networkRuleSet": {"defaultAction": "Deny", "virtualNetworkRules": [rule]}}
        assert [code for code, _ in azure.verdicts("storage:StorageAccount", altered(ACCOUNT, rules))] == codes


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"blobServicesName": "other"}, "InvalidResourceName"),
        ({"deleteRetentionPolicy.days": 366}, "InvalidRequestPropertyValue"),
        ({"containerDeleteRetentionPolicy": {"enabled": True}}, "InvalidRequestPropertyValue"),
        ({"restorePolicy": {"enabled": True, "days": 30}}, "InvalidRequestPropertyValue"),
        ({"changeFeed.retentionInDays": 0}, "InvalidRequestPropertyValue"),
        ({"restorePolicy": {"enabled": True, "days": 7}, "changeFeed": ABSENT}, "InvalidRequestPropertyValue"),
        ({"accountName": "stgone"}, "ParentResourceNotFound"),
    ],
)
def test_blob_services_that_azure_refuses(azure: Azure, changes: dict[str, Any], code: str) -> None:
    azure.put("storage:StorageAccount", ACCOUNT)
    assert azure.verdicts("storage:BlobServiceProperties", BLOBS) == []
    assert [found for found, _ in azure.verdicts("storage:BlobServiceProperties", altered(BLOBS, changes))] == [code]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"containerName": "Models"}, "InvalidResourceName"),
        ({"containerName": "a--b"}, "InvalidResourceName"),
        ({"publicAccess": "Blob"}, "PublicAccessNotPermitted"),
        ({"immutableStorageWithVersioning": {"enabled": True}}, "InvalidRequestPropertyValue"),
    ],
)
def test_containers_that_azure_refuses(azure: Azure, changes: dict[str, Any], code: str) -> None:
    azure.put("storage:StorageAccount", ACCOUNT)
    azure.put("storage:BlobServiceProperties", altered(BLOBS, {"isVersioningEnabled": False}))
    assert azure.verdicts("storage:BlobContainer", CONTAINER) == []
    assert [found for found, _ in azure.verdicts("storage:BlobContainer", altered(CONTAINER, changes))] == [code]


def _pair(azure: Azure, source_blobs: dict[str, Any] | None = None) -> dict[str, Any]:
    """Two accounts with what replication needs; the destination's policy between them."""
    source = azure.put("storage:StorageAccount", ACCOUNT)
    azure.put("storage:BlobServiceProperties", altered(BLOBS, source_blobs or {}))
    azure.put("storage:BlobContainer", CONTAINER)
    there = {"accountName": "stshopwestus"}
    destination = azure.put("storage:StorageAccount", altered(ACCOUNT, {**there, "location": "westus"}))
    azure.put("storage:BlobServiceProperties", altered(BLOBS, {**there, "changeFeed": ABSENT}))
    azure.put("storage:BlobContainer", altered(CONTAINER, there))
    return {
        "accountName": "stshopwestus",
        "objectReplicationPolicyId": "default",
        "sourceAccount": source,
        "destinationAccount": destination,
        "rules": [{"sourceContainer": "models", "destinationContainer": "models"}],
    }


def _at_source(policy: dict[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
    return altered(
        policy,
        {
            "accountName": "stshopeastus",
            "objectReplicationPolicyId": answer["policyId"],
            "rules.0.ruleId": answer["rules"][0]["ruleId"],
        },
    )


def test_replication_is_made_at_the_destination_first(azure: Azure) -> None:
    policy = _pair(azure)
    answer = azure.outputs(azure.put("storage:ObjectReplicationPolicy", policy))
    source = _at_source(policy, answer)
    assert azure.verdicts("storage:ObjectReplicationPolicy", source) == []
    for changes, code in (
        ({"objectReplicationPolicyId": "default"}, "InvalidObjectReplicationPolicy"),
        ({"objectReplicationPolicyId": "11111111-0000-0000-0000-000000000000"}, "ObjectReplicationPolicyNotFound"),
        ({"rules.0.ruleId": "11111111-0000-0000-0000-000000000000"}, "InvalidObjectReplicationPolicy"),
    ):
        assert [found for found, _ in azure.verdicts("storage:ObjectReplicationPolicy", altered(source, changes))] == [
            code
        ]


@pytest.mark.parametrize(
    ("source_blobs", "words"),
    [
        ({"isVersioningEnabled": False}, "no versioning"),
        ({"changeFeed.enabled": False}, "no change feed"),
        ({"changeFeed": ABSENT}, "no change feed"),
    ],
)
def test_replication_needs_versions_and_a_change_feed(azure: Azure, source_blobs: dict[str, Any], words: str) -> None:
    [(code, message)] = azure.verdicts("storage:ObjectReplicationPolicy", _pair(azure, source_blobs))
    assert code == "InvalidObjectReplicationPolicy"
    assert words in message


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"objectReplicationPolicyId": "mine"}, "InvalidObjectReplicationPolicy"),
        ({"rules.0.sourceContainer": "gone"}, "ContainerNotFound"),
        ({"sourceAccount": "stshopeastus"}, "InvalidObjectReplicationPolicy"),
        ({"rules.0.ruleId": "mine"}, "InvalidObjectReplicationPolicy"),
        (
            {"rules": [{"sourceContainer": f"c{n}", "destinationContainer": f"c{n}"} for n in range(11)]},
            "InvalidObjectReplicationPolicy",
        ),
    ],
)
def test_replication_policies_that_azure_refuses(azure: Azure, changes: dict[str, Any], code: str) -> None:
    policy = _pair(azure)
    assert azure.verdicts("storage:ObjectReplicationPolicy", policy) == []
    verdicts = azure.verdicts("storage:ObjectReplicationPolicy", altered(policy, changes))
    assert code in {found for found, _ in verdicts}


def test_a_source_has_two_destinations_at_most(azure: Azure) -> None:
    first = _pair(azure)
    for region in ("westus", "centralus", "westus2"):
        there = {"accountName": f"stshop{region}"}
        policy = altered(first, {**there, "destinationAccount": first["destinationAccount"].replace("westus", region)})
        if region != "westus":
            azure.put("storage:StorageAccount", altered(ACCOUNT, {**there, "location": region}))
            azure.put("storage:BlobServiceProperties", altered(BLOBS, there))
            azure.put("storage:BlobContainer", altered(CONTAINER, there))
        answer = azure.outputs(azure.put("storage:ObjectReplicationPolicy", policy))
        verdicts = azure.verdicts("storage:ObjectReplicationPolicy", _at_source(policy, answer))
        if region == "westus2":
            assert [code for code, _ in verdicts] == ["InvalidObjectReplicationPolicy"]
        else:
            azure.put("storage:ObjectReplicationPolicy", _at_source(policy, answer))


LIFECYCLE = {
    "accountName": "stshopeastus",
    "managementPolicyName": "default",
    "policy": {
        "rules": [
            {
                "name": "cool-then-delete",
                "type": "Lifecycle",
                "enabled": True,
                "definition": {
                    "filters": {"blobTypes": ["blockBlob"]},
                    "actions": {
                        "baseBlob": {"tierToCool": {"daysAfterModificationGreaterThan": 30}},
                        "version": {"delete": {"daysAfterCreationGreaterThan": 90}},
                    },
                },
            }
        ]
    },
}
ACTIONS = "policy.rules.0.definition.actions"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"managementPolicyName": "mine"}, "InvalidResourceName"),
        ({"policy.rules": []}, "InvalidManagementPolicy"),
        ({ACTIONS: {}}, "InvalidManagementPolicy"),
        ({"policy.rules.0.name": "cool then delete"}, "InvalidManagementPolicy"),
        ({f"{ACTIONS}.baseBlob.tierToArchive": {"daysAfterModificationGreaterThan": 10}}, "InvalidManagementPolicy"),
        ({"policy.rules.0.definition.filters.blobTypes": ["appendBlob"]}, "InvalidManagementPolicy"),
        (
            {f"{ACTIONS}.baseBlob": {"tierToCool": {"daysAfterLastAccessTimeGreaterThan": 30}}},
            "InvalidManagementPolicy",
        ),
    ],
)
def test_lifecycles_that_azure_refuses(azure: Azure, changes: dict[str, Any], code: str) -> None:
    azure.put("storage:StorageAccount", ACCOUNT)
    assert azure.verdicts("storage:ManagementPolicy", LIFECYCLE) == []
    assert {found for found, _ in azure.verdicts("storage:ManagementPolicy", altered(LIFECYCLE, changes))} == {code}


def test_immutability_is_for_containers_that_exist(azure: Azure) -> None:
    azure.put("storage:StorageAccount", ACCOUNT)
    lock = {
        "accountName": "stshopeastus",
        "containerName": "models",
        "immutabilityPolicyName": "default",
        "immutabilityPeriodSinceCreationInDays": 30,
    }
    gone = {code for code, _ in azure.verdicts("storage:BlobContainerImmutabilityPolicy", lock)}
    assert "ContainerNotFound" in gone
    azure.put("storage:BlobContainer", CONTAINER)
    assert azure.verdicts("storage:BlobContainerImmutabilityPolicy", lock) == []
    endless = altered(lock, {"immutabilityPeriodSinceCreationInDays": 0})
    assert [code for code, _ in azure.verdicts("storage:BlobContainerImmutabilityPolicy", endless)] == [
        "InvalidRequestPropertyValue"
    ]


@pytest.mark.parametrize(
    ("kind", "sku", "fits"),
    [
        ("BlockBlobStorage", "Standard_LRS", False),
        ("BlockBlobStorage", "Standard_GRS", False),
        ("FileStorage", "Standard_RAGRS", False),
        ("StorageV2", "StandardV2_LRS", False),
        ("BlockBlobStorage", "Premium_LRS", True),
        ("FileStorage", "StandardV2_ZRS", True),
        ("FileStorage", "PremiumV2_LRS", True),
        ("StorageV2", "Standard_RAGRS", True),
        ("Storage", "Standard_LRS", True),
    ],
)
def test_premium_kinds_have_premium_skus(azure: Azure, kind: str, sku: str, fits: bool) -> None:
    verdicts = azure.verdicts("storage:StorageAccount", altered(ACCOUNT, {"kind": kind, "sku.name": sku}))
    assert [code for code, _ in verdicts] == ["InvalidValuesForRequestParameters"] * (not fits)
