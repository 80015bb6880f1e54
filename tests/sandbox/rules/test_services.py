"""Key Vault, Container Registry and Service Bus."""

import base64
from typing import Any

import pytest

from sandbox.request import Refused
from tests.sandbox.rules.conftest import ABSENT, REGION, TENANT, Azure, altered

VAULT = {
    "vaultName": "kv-shop-prod",
    "location": REGION,
    "properties": {
        "tenantId": TENANT,
        "sku": {"family": "A", "name": "standard"},
        "enableRbacAuthorization": True,
        "enablePurgeProtection": True,
        "softDeleteRetentionInDays": 90,
        "networkAcls": {"bypass": "AzureServices", "defaultAction": "Deny"},
    },
}
SECRET = {
    "vaultName": "kv-shop-prod",
    "secretName": "jwt-key",
    "properties": {
        "value": "hush-hush",
        "contentType": "text/plain",
        "attributes": {"enabled": True, "expires": 1900000000},
    },
}
REGISTRY = {
    "registryName": "crshopprod",
    "location": REGION,
    "sku": {"name": "Premium"},
    "publicNetworkAccess": "Disabled",
    "zoneRedundancy": "Enabled",
    "policies": {
        "retentionPolicy": {"status": "enabled", "days": 30},
        "exportPolicy": {"status": "disabled"},
    },
}
REPLICATION = {"registryName": "crshopprod", "replicationName": "westus2", "location": "westus2"}
NAMESPACE = {
    "namespaceName": "sbns-shop-prod",
    "location": REGION,
    "sku": {"name": "Premium", "tier": "Premium", "capacity": 1},
    "publicNetworkAccess": "Disabled",
}
QUEUE = {
    "namespaceName": "sbns-shop-prod",
    "queueName": "scoring",
    "lockDuration": "PT1M",
    "defaultMessageTimeToLive": "P14D",
    "maxDeliveryCount": 10,
    "maxSizeInMegabytes": 1024,
}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"vaultName": "kv--shop"}, "VaultNameNotValid"),
        ({"vaultName": "1kv"}, "VaultNameNotValid"),
        ({"vaultName": "kv-" + "x" * 22}, "VaultNameNotValid"),
        ({"properties.softDeleteRetentionInDays": 6}, "BadRequest"),
        ({"properties.enableSoftDelete": False}, "BadRequest"),
        ({"properties.enablePurgeProtection": False}, "BadRequest"),
        ({"properties.createMode": "recover"}, "SoftDeletedVaultDoesNotExist"),
        ({"properties.enableRbacAuthorization": False}, "BadRequest"),
        ({"properties.enableRbacAuthorization": ABSENT}, "BadRequest"),
        ({"properties.networkAcls.ipRules": [{"value": "office"}]}, "BadRequest"),
        ({"properties.networkAcls.ipRules": [{"value": "10.0.0.0/8"}]}, "BadRequest"),
    ],
)
def test_vaults_that_azure_refuses(azure: Azure, changes: dict[str, Any], code: str) -> None:
    good = altered(VAULT, {"properties.networkAcls.ipRules": [{"value": "20.0.0.0/24"}]})
    assert azure.verdicts("keyvault:Vault", good) == []
    assert [found for found, _ in azure.verdicts("keyvault:Vault", altered(VAULT, changes))] == [code]


def test_a_vault_without_rbac_has_access_policies_even_if_none(azure: Azure) -> None:
    changes = {"properties.enableRbacAuthorization": False, "properties.accessPolicies": []}
    assert azure.verdicts("keyvault:Vault", altered(VAULT, changes)) == []


def test_a_registry_is_not_replicated_to_its_home_even_where_the_provider_names_it(azure: Azure) -> None:
    azure.put("containerregistry:Registry", altered(REGISTRY, {"location": ABSENT}))
    home = {**REPLICATION, "replicationName": "eastus", "location": "East US"}
    assert [code for code, _ in azure.verdicts("containerregistry:Replication", home)] == ["InvalidReplicationLocation"]


def test_a_deleted_vault_keeps_its_name_until_it_is_recovered(azure: Azure) -> None:
    id_ = azure.put("keyvault:Vault", VAULT)
    azure.cloud.delete(id_)
    [(code, message)] = azure.verdicts("keyvault:Vault", VAULT)
    assert code == "ConflictError"
    assert "createMode 'recover'" in message
    assert "python -m ops sandbox --reset" in message
    azure.put("keyvault:Vault", altered(VAULT, {"properties.createMode": "recover"}))
    assert azure.outputs(id_)["properties"]["vaultUri"] == "https://kv-shop-prod.vault.azure.net/"


def test_purge_protection_and_the_soft_delete_period_stay(azure: Azure) -> None:
    id_ = azure.put("keyvault:Vault", VAULT)
    for changes in ({"properties.enablePurgeProtection": ABSENT}, {"properties.softDeleteRetentionInDays": 7}):
        assert [code for code, _ in azure.verdicts("keyvault:Vault", altered(VAULT, changes), id_)] == ["BadRequest"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"secretName": "jwt_key"}, "BadParameter"),
        ({"properties.value": "x" * 25_001}, "BadParameter"),
        ({"properties.attributes.notBefore": 2000000000}, "BadParameter"),
        ({"properties.contentType": "x" * 256}, "BadParameter"),
        ({"vaultName": "kv-gone"}, "ParentResourceNotFound"),
        ({"tags": {f"t{n}": "x" for n in range(16)}}, "BadParameter"),
    ],
)
def test_secrets_that_azure_refuses(azure: Azure, changes: dict[str, Any], code: str) -> None:
    azure.put("keyvault:Vault", VAULT)
    assert azure.verdicts("keyvault:Secret", SECRET) == []
    [(found, message)] = azure.verdicts("keyvault:Secret", altered(SECRET, changes))
    assert found == code
    assert "hush" not in message


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"registryName": "cr-shop"}, "RegistryNameInvalid"),
        ({"policies.retentionPolicy.days": 366}, "InvalidParameter"),
        ({"policies.softDeletePolicy": {"status": "enabled", "retentionDays": 7}}, "InvalidParameter"),
        ({"publicNetworkAccess": "Enabled"}, "InvalidParameter"),
        ({"location": "westus"}, "InvalidParameter"),
    ],
)
def test_registries_that_azure_refuses(azure: Azure, changes: dict[str, Any], code: str) -> None:
    assert azure.verdicts("containerregistry:Registry", REGISTRY) == []
    assert [found for found, _ in azure.verdicts("containerregistry:Registry", altered(REGISTRY, changes))] == [code]


def test_a_standard_registry_has_no_premium_feature(azure: Azure) -> None:
    standard = altered(REGISTRY, {"sku.name": "Standard"})
    named = " ".join(message for _, message in azure.verdicts("containerregistry:Registry", standard))
    for feature in ("zoneRedundancy", "publicNetworkAccess", "retentionPolicy", "exportPolicy"):
        assert feature in named


def test_replicas_that_azure_refuses(azure: Azure) -> None:
    registry = azure.put("containerregistry:Registry", REGISTRY)
    assert azure.outputs(registry)["loginServer"] == "crshopprod.azurecr.io"
    replica = azure.put("containerregistry:Replication", REPLICATION)
    home = {**REPLICATION, "replicationName": REGION, "location": REGION}
    assert [code for code, _ in azure.verdicts("containerregistry:Replication", home)] == ["InvalidReplicationLocation"]
    named = {**REPLICATION, "replicationName": "other"}
    assert {code for code, _ in azure.verdicts("containerregistry:Replication", named)} == {
        "InvalidReplicationName",
        "InvalidReplicationLocation",
    }
    soft = altered(
        REGISTRY,
        {"policies.retentionPolicy": ABSENT, "policies.softDeletePolicy": {"status": "enabled", "retentionDays": 7}},
    )
    [(_, message)] = azure.verdicts("containerregistry:Registry", soft, registry)
    assert "geo-replicated" in message
    azure.cloud.delete(replica)
    azure.update("containerregistry:Registry", registry, soft)
    [(_, message)] = azure.verdicts("containerregistry:Replication", REPLICATION)
    assert "soft delete" in message


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"namespaceName": "shop-sb"}, "BadRequest"),
        ({"namespaceName": "shop-mgmt"}, "BadRequest"),
        ({"namespaceName": "short"}, "BadRequest"),
        ({"sku.capacity": 3}, "BadRequest"),
        ({"sku.tier": "Standard"}, "BadRequest"),
        ({"sku": {"name": "Standard", "tier": "Standard"}}, "BadRequest"),
        ({"premiumMessagingPartitions": 3}, "BadRequest"),
        ({"premiumMessagingPartitions": 2}, "BadRequest"),
    ],
)
def test_namespaces_that_azure_refuses(azure: Azure, changes: dict[str, Any], code: str) -> None:
    assert azure.verdicts("servicebus:Namespace", NAMESPACE) == []
    assert [found for found, _ in azure.verdicts("servicebus:Namespace", altered(NAMESPACE, changes))] == [code]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"queueName": "-scoring"}, "queueName"),
        ({"lockDuration": "PT6M"}, "lockDuration"),
        ({"lockDuration": "1 minute"}, "ISO 8601"),
        ({"defaultMessageTimeToLive": "14d"}, "ISO 8601"),
        ({"maxDeliveryCount": 0}, "1 to 2000"),
        ({"maxSizeInMegabytes": 1000}, "maxSizeInMegabytes"),
        ({"enableExpress": True}, "enableExpress"),
        ({"maxMessageSizeInKilobytes": 1}, "1024 to 102400"),
        ({"duplicateDetectionHistoryTimeWindow": "P8D"}, "at most"),
    ],
)
def test_queues_that_azure_refuses(azure: Azure, changes: dict[str, Any], words: str) -> None:
    azure.put("servicebus:Namespace", NAMESPACE)
    assert azure.verdicts("servicebus:Queue", QUEUE) == []
    [(code, message)] = azure.verdicts("servicebus:Queue", altered(QUEUE, changes))
    assert code == "BadRequest"
    assert words in message


def test_network_rules_of_a_namespace_need_the_premium_sku(azure: Azure) -> None:
    azure.put("servicebus:Namespace", {**NAMESPACE, "sku": {"name": "Standard"}, "publicNetworkAccess": "Enabled"})
    rules = {
        "namespaceName": "sbns-shop-prod",
        "defaultAction": "Deny",
        "ipRules": [{"ipMask": "20.1.2.3", "action": "Allow"}],
    }
    [(code, message)] = azure.verdicts("servicebus:NamespaceNetworkRuleSet", rules)
    assert code == "BadRequest"
    assert "'Premium'" in message


def test_a_secrets_value_is_in_no_answer(azure: Azure) -> None:
    azure.put("keyvault:Vault", VAULT)
    with pytest.raises(Refused) as refused:
        azure.cloud.create(azure.request("keyvault:Secret", altered(SECRET, {"secretName": "a_b"})), preview=False)
    assert "hush" not in str(refused.value)
    assert base64.b64encode(b"hush").decode() not in str(refused.value)


def test_names_of_vaults_and_namespaces_are_global(azure: Azure) -> None:
    azure.put("resources:ResourceGroup", {"resourceGroupName": "rg-other", "location": REGION})
    for type_, inputs, code in (
        ("keyvault:Vault", VAULT, "VaultAlreadyExists"),
        ("containerregistry:Registry", REGISTRY, "AlreadyInUse"),
        ("servicebus:Namespace", NAMESPACE, "NamespaceUnavailable"),
    ):
        azure.put(type_, inputs)
        assert [found for found, _ in azure.verdicts(type_, {**inputs, "resourceGroupName": "rg-other"})] == [code]


def test_a_vault_lets_in_subnets_that_have_its_endpoint(azure: Azure) -> None:
    space = {"addressPrefixes": ["10.0.0.0/16"]}
    azure.put("network:VirtualNetwork", {"virtualNetworkName": "vnet", "location": REGION, "addressSpace": space})
    subnet = {"virtualNetworkName": "vnet", "subnetName": "n", "addressPrefix": "10.0.0.0/24"}
    id_ = azure.put("network:Subnet", subnet)
    wanted = altered(VAULT, {"properties.networkAcls.virtualNetworkRules": [{"id": id_}]})
    assert [code for code, _ in azure.verdicts("keyvault:Vault", wanted)] == ["VirtualNetworkNotValid"]
    azure.update("network:Subnet", id_, {**subnet, "serviceEndpoints": [{"service": "Microsoft.KeyVault"}]})
    assert azure.verdicts("keyvault:Vault", wanted) == []


def test_a_namespace_and_a_queue_keep_what_is_fixed(azure: Azure) -> None:
    namespace = azure.put("servicebus:Namespace", NAMESPACE)
    standard = altered(NAMESPACE, {"sku": {"name": "Standard"}, "publicNetworkAccess": "Enabled"})
    assert [code for code, _ in azure.verdicts("servicebus:Namespace", standard, namespace)] == ["BadRequest"]
    queue = azure.put("servicebus:Queue", QUEUE)
    sessions = {**QUEUE, "requiresSession": True}
    assert [code for code, _ in azure.verdicts("servicebus:Queue", sessions, queue)] == ["BadRequest"]
