"""Vault: what is in it cannot be purged, is read by role alone, and is never seen."""

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import SecretStr

from components.access import Access
from components.names import Service
from components.vault import Vault, VaultArgs
from config.vault import SecretConfig, VaultConfig
from sandbox.core import Cloud
from sandbox.request import Request
from tests.components.declared import (
    LOG_WORKSPACE_ID,
    NAMES,
    REGION,
    SUBSCRIPTION,
    Declared,
    Program,
    Scope,
    declared,
    is_secret,
    untagged,
)

Declare = Callable[[Program], Declared]

EXISTING = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/hub/providers/Microsoft.KeyVault/vaults/kv-hub"
SUBNET = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/v/subnets/nodes"
PRIVATE = Access(private=True)
OPEN = Access(private=False, subnet_ids=[SUBNET], ip_ranges=["198.51.100.0/24", "203.0.113.7/32"])
PLANTED = "planted-secret-value"
TENANT = "11111111-1111-1111-1111-111111111111"


def vault(access: Access = PRIVATE, existing: str | None = None, **config: object) -> Program:
    """A program that declares one vault with one secret and returns its outputs."""

    def program(scope: Scope) -> dict[str, object]:
        secret = SecretConfig.model_validate(
            {"value": SecretStr(PLANTED), "contentType": "text/plain", "expires": datetime.date(2030, 1, 31)}
        )
        args = VaultArgs(
            config=VaultConfig.model_validate(config),
            existing_id=existing,
            secrets={"jwt-signing-key": secret},
            tenant_id=TENANT,
            access=access,
            log_workspace_id=LOG_WORKSPACE_ID,
            **scope.common,
        )
        made = Vault("vault", args, scope.opts)
        return {"id": made.vault_id, "uri": made.vault_uri, "secrets": list(made.secret_ids)}

    return program


@pytest.mark.parametrize("days", [90, 14])
def test_nothing_in_it_can_be_purged_before_its_time(declare: Declare, days: int) -> None:
    run = declare(vault(softDeleteDays=days))
    properties = run.inputs("vault-vault")["properties"]
    assert (properties["enableSoftDelete"], properties["enablePurgeProtection"]) == (True, True)
    assert properties["softDeleteRetentionInDays"] == days
    assert run.named("vault-vault").protect


def test_roles_alone_give_access(declare: Declare) -> None:
    properties = declare(vault()).inputs("vault-vault")["properties"]
    assert properties["enableRbacAuthorization"] is True
    assert "accessPolicies" not in properties
    for backdoor in ("enabledForDeployment", "enabledForDiskEncryption", "enabledForTemplateDeployment"):
        assert properties[backdoor] is False


def test_a_private_vault_answers_nobody(declare: Declare) -> None:
    properties = declare(vault(PRIVATE)).inputs("vault-vault")["properties"]
    assert properties["publicNetworkAccess"] == "Disabled"
    acls = properties["networkAcls"]
    assert acls["defaultAction"] == "Deny"
    assert (acls.get("ipRules", []), acls.get("virtualNetworkRules", [])) == ([], [])


def test_a_public_vault_answers_the_nodes_and_the_allow_list(declare: Declare) -> None:
    properties = declare(vault(OPEN)).inputs("vault-vault")["properties"]
    assert properties["networkAcls"] == {
        "defaultAction": "Deny",
        "bypass": "AzureServices",
        "ipRules": [{"value": "198.51.100.0/24"}, {"value": "203.0.113.7"}],
        "virtualNetworkRules": [{"id": SUBNET}],
    }


def test_a_secret_expires_at_midnight_utc_and_says_what_it_is(declare: Declare) -> None:
    run = declare(vault())
    properties = run.inputs("vault-jwt-signing-key")["properties"]
    expires = datetime.datetime.fromtimestamp(properties["attributes"]["expires"], datetime.UTC)
    assert expires.isoformat() == "2030-01-31T00:00:00+00:00"
    assert properties["attributes"]["enabled"] is True
    assert properties["contentType"] == "text/plain"
    assert run.depends("vault-jwt-signing-key", on="vault-vault")


def test_a_secrets_value_travels_as_a_secret_only(declare: Declare) -> None:
    run = declare(vault())
    raw = run.named("vault-jwt-signing-key").inputs["properties"]
    assert is_secret(raw) or is_secret(raw["value"])
    elsewhere = [resource for resource in run.resources if resource.name != "vault-jwt-signing-key"]
    assert PLANTED not in repr(elsewhere)
    assert PLANTED not in repr(run.outputs)


def test_a_vault_is_made_anew_unless_asked_otherwise(declare: Declare) -> None:
    assert declare(vault()).inputs("vault-vault")["properties"]["createMode"] == "default"


def test_a_deleted_vault_is_recovered_when_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = declared(vault(recover=True), tmp_path, monkeypatch, seed=_deleted_vault)
    assert run.inputs("vault-vault")["properties"]["createMode"] == "recover"


def _deleted_vault(cloud: Cloud) -> None:
    made = cloud.plant(
        Request(
            urn="",
            type="azure-native:keyvault:Vault",
            name="vault",
            inputs={
                "vaultName": NAMES.of(Service.KEY_VAULT, REGION),
                "resourceGroupName": "rg-shop",
                "location": REGION,
                "properties": {"tenantId": TENANT, "sku": {"family": "A", "name": "standard"}},
            },
            subscription_id=SUBSCRIPTION,
        )
    )
    cloud.delete(made)


def test_an_existing_vault_gets_the_secrets_and_nothing_else(declare: Declare) -> None:
    run = declare(vault(existing=EXISTING))
    assert [resource.name for resource in run.resources] == ["vault", "vault-jwt-signing-key"]
    inputs = run.inputs("vault-jwt-signing-key")
    assert (inputs["vaultName"], inputs["resourceGroupName"]) == ("kv-hub", "hub")
    assert run.outputs["uri"] == "https://kv-hub.vault.azure.net/"


def test_all_is_tagged_and_logged(declare: Declare) -> None:
    run = declare(vault())
    assert untagged(run.resources) == []
    assert run.depends("vault-diagnostics", on="vault-vault")
