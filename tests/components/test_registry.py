"""Registry: one for all stamps, open to nobody who has no Entra token and no way in."""

from collections.abc import Callable

import pytest

from components.access import Access
from components.registry import Registry, RegistryArgs
from config.registry import RegistryConfig
from tests.components.declared import LOG_WORKSPACE_ID, SUBSCRIPTION, Declared, Program, Scope, untagged

Declare = Callable[[Program], Declared]

PRIVATE = Access(private=True, ip_ranges=["203.0.113.7"])
OPEN = Access(private=False, ip_ranges=["203.0.113.7", "198.51.100.0/24"])
EXISTING = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/hub/providers/Microsoft.ContainerRegistry/registries/Hub"


def registry(
    access: Access = PRIVATE,
    replicas: tuple[str, ...] = ("westus", "westeurope"),
    existing: str | None = None,
    untagged_days: int = 30,
) -> Program:
    """A program that declares one registry and returns its outputs."""

    def program(scope: Scope) -> dict[str, object]:
        config = RegistryConfig.model_validate({"existingId": existing, "untaggedRetentionDays": untagged_days})
        args = RegistryArgs(
            config=config, replicas=replicas, access=access, log_workspace_id=LOG_WORKSPACE_ID, **scope.common
        )
        made = Registry("reg", args, scope.opts)
        return {"id": made.registry_id, "host": made.login_server, "name": made.registry_name}

    return program


def test_only_entra_tokens_for_the_registry_get_in(declare: Declare) -> None:
    inputs = declare(registry()).inputs("reg-registry")
    assert inputs["adminUserEnabled"] is False
    assert inputs["anonymousPullEnabled"] is False
    assert inputs["policies"]["azureADAuthenticationAsArmPolicy"] == {"status": "disabled"}


def test_a_private_registry_answers_nobody_and_exports_nothing(declare: Declare) -> None:
    inputs = declare(registry(PRIVATE)).inputs("reg-registry")
    assert inputs["publicNetworkAccess"] == "Disabled"
    assert inputs["networkRuleSet"]["defaultAction"] == "Deny"
    assert inputs["networkRuleSet"].get("ipRules", []) == []
    assert inputs["policies"]["exportPolicy"] == {"status": "disabled"}


def test_a_public_registry_answers_the_allow_list_and_keeps_exports_as_azure_wants(declare: Declare) -> None:
    inputs = declare(registry(OPEN)).inputs("reg-registry")
    assert inputs["networkRuleSet"]["defaultAction"] == "Deny"
    allowed = [rule["iPAddressOrRange"] for rule in inputs["networkRuleSet"]["ipRules"]]
    assert allowed == ["203.0.113.7", "198.51.100.0/24"]
    assert inputs["policies"]["exportPolicy"] == {"status": "enabled"}


@pytest.mark.parametrize("access", [PRIVATE, OPEN])
def test_azures_own_services_pass_the_firewall(declare: Declare, access: Access) -> None:
    """Azure ML pulls and Defender scans images as trusted services."""
    assert declare(registry(access)).inputs("reg-registry")["networkRuleBypassOptions"] == "AzureServices"


@pytest.mark.parametrize("days", [30, 7, 0])
def test_retention_is_on_and_soft_delete_off_as_azure_refuses_both(declare: Declare, days: int) -> None:
    policies = declare(registry(untagged_days=days)).inputs("reg-registry")["policies"]
    assert policies["retentionPolicy"] == {"status": "enabled", "days": days}
    assert policies["softDeletePolicy"]["status"] == "disabled"


def test_each_other_stamp_gets_a_replica_over_zones_where_there_are_any(declare: Declare) -> None:
    run = declare(registry(replicas=("westus", "westeurope")))
    replicas = {resource.name: run.inputs(resource) for resource in run.of("containerregistry:Replication")}
    assert {name: inputs["zoneRedundancy"] for name, inputs in replicas.items()} == {
        "reg-westus": "Disabled",
        "reg-westeurope": "Enabled",
    }
    assert all(run.depends(name, on="reg-registry") for name in replicas)
    assert run.depends("reg-westeurope", on="reg-westus"), "a registry is replicated to one region at a time"
    assert run.inputs("reg-registry")["sku"] == {"name": "Premium"}


def test_layers_come_from_the_registrys_own_hosts_not_from_any_storage_account(declare: Declare) -> None:
    assert declare(registry()).inputs("reg-registry")["dataEndpointEnabled"] is True


def test_the_host_of_images_is_known_at_preview(declare: Declare) -> None:
    run = declare(registry())
    assert run.outputs["host"] == f"{run.inputs('reg-registry')['registryName']}.azurecr.io"


def test_the_registry_is_protected_tagged_and_logged(declare: Declare) -> None:
    run = declare(registry())
    assert run.named("reg-registry").protect
    assert untagged(run.resources) == []
    assert run.depends("reg-diagnostics", on="reg-registry")


@pytest.mark.parametrize("replicas", [(), ("westus",)])
def test_an_existing_registry_is_left_alone(declare: Declare, replicas: tuple[str, ...]) -> None:
    run = declare(registry(replicas=replicas, existing=EXISTING))
    assert [resource.name for resource in run.resources] == ["reg"]
    assert run.outputs == {"id": EXISTING, "host": "hub.azurecr.io", "name": "Hub"}
