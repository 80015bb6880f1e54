"""A managed endpoint: Entra only, roles first, one deployment at a time, traffic as Azure allows."""

import json
from collections.abc import Callable

import pulumi
import pulumi_azure_native.machinelearningservices as ml
import pytest

from components.addresses import workspace_address
from components.decisions import desired_traffic
from components.managed_endpoint import ManagedEndpoint, ManagedEndpointArgs
from components.roles import Role
from components.traffic import LiveDeployment, LiveEndpoint, plan_traffic
from config.models import ManagedModel
from sandbox.core import Cloud
from sandbox.request import Request
from tests.components.declared import NAMES, REGION, SUBSCRIPTION, Declared, Program, Scope, plain, untagged

Declare = Callable[..., Declared]

_GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg/providers"
_ADDRESS = workspace_address(NAMES, REGION)
_MODEL = {
    "target": "managed",
    "deployments": {
        "blue": {"model": "azureml:fraud:3", "instances": 3},
        "green": {"model": "azureml:fraud:4", "instanceType": "Standard_DS4_v2", "instances": 5},
    },
    "traffic": {"blue": 90, "green": 10},
}
_BLUE = LiveDeployment(succeeded=True, runs="model azureml:fraud:3 on Standard_DS3_v2")
_GREEN = LiveDeployment(succeeded=True, runs="model azureml:fraud:4 on Standard_DS4_v2")


def _program(
    live: LiveEndpoint | None = None, *, private: bool = True, model: str = "fraud", **changes: object
) -> Program:
    def program(scope: Scope) -> dict[str, object]:
        common = {key: value for key, value in scope.common.items() if key != "protect"}
        workspace = ml.Workspace(
            "scope-workspace",
            workspace_name=_ADDRESS.workspace,
            resource_group_name=scope.group,
            location=REGION,
            identity=ml.ManagedServiceIdentityArgs(type="SystemAssigned"),
            storage_account=f"{_GROUP}/Microsoft.Storage/storageAccounts/st",
            key_vault=f"{_GROUP}/Microsoft.KeyVault/vaults/kv",
            managed_network=ml.ManagedNetworkSettingsArgs(isolation_mode="AllowOnlyApprovedOutbound"),
            opts=pulumi.ResourceOptions(provider=scope.azure),
        )
        rule = ml.ManagedNetworkSettingsRule(
            "logs",
            rule_name="logs",
            workspace_name=workspace.name,
            resource_group_name=scope.group,
            properties=ml.PrivateEndpointOutboundRuleArgs(
                type="PrivateEndpoint",
                destination=ml.PrivateEndpointDestinationArgs(
                    service_resource_id=f"{_GROUP}/Microsoft.Insights/privateLinkScopes/pls",
                    subresource_target="azuremonitor",
                ),
            ),
            opts=pulumi.ResourceOptions(provider=scope.azure),
        )
        config = ManagedModel.model_validate_json(json.dumps({**_MODEL, **changes}))
        made = ManagedEndpoint(
            "fraud",
            ManagedEndpointArgs(
                model=model,
                config=config,
                plan=plan_traffic(desired_traffic(model, config), live),
                protect=False,
                private=private,
                address=_ADDRESS,
                workspace_name=workspace.name,
                workspace_id=workspace.id,
                storage_account_id=f"{_GROUP}/Microsoft.Storage/storageAccounts/st",
                registry_id=f"{_GROUP}/Microsoft.ContainerRegistry/registries/cr",
                login_server="crshop.azurecr.io",
                app_insights_id=f"{_GROUP}/Microsoft.Insights/components/appi",
                log_workspace_id=f"{_GROUP}/Microsoft.OperationalInsights/workspaces/log",
                needs=[rule],
                **common,
            ),
            scope.opts,
        )
        return {"name": made.name, "applied": made.traffic.applied, "pending": made.traffic.pending}

    return program


def _made(run: Declared, *deployments: str) -> Callable[[Cloud], None]:
    """Seeds the cloud with the endpoint of an earlier run and some of its deployments."""
    there = [run.recording.resources[run.named(name).urn] for name in ("fraud-endpoint", *deployments)]
    requests = [
        Request(urn=r.urn, type=r.type, name=r.name, inputs=plain(r.inputs), subscription_id=SUBSCRIPTION)
        for r in there
    ]

    def seed(cloud: Cloud) -> None:
        for request in requests:
            cloud.plant(request)

    return seed


def test_callers_need_an_entra_token_and_the_private_network(declare: Declare) -> None:
    endpoint = declare(_program()).inputs("fraud-endpoint")
    assert endpoint["properties"]["authMode"] == "AADToken"
    assert endpoint["properties"]["publicNetworkAccess"] == "Disabled"
    assert endpoint["identity"]["type"] == "UserAssigned"
    assert declare(_program(private=False)).inputs("fraud-endpoint")["properties"]["publicNetworkAccess"] == "Enabled"


def test_a_new_endpoint_gets_no_traffic_and_says_what_to_run_next(
    declare: Declare, monkeypatch: pytest.MonkeyPatch
) -> None:
    warnings: list[str] = []
    monkeypatch.setattr(pulumi.log, "warn", lambda text, _resource: warnings.append(text))
    run = declare(_program())
    assert run.inputs("fraud-endpoint")["properties"]["traffic"] == {}
    assert (run.outputs["applied"], run.outputs["pending"]) == ({}, {"blue": 90, "green": 10})
    assert ["pulumi up" in text and "blue 90 %, green 10 %" in text for text in warnings] == [True]


def test_traffic_moves_once_azure_says_that_both_deployments_are_there(declare: Declare) -> None:
    live = LiveEndpoint(traffic={"blue": 100}, deployments={"blue": _BLUE, "green": _GREEN})
    run = declare(_program(live), _made(declare(_program()), "fraud--blue", "fraud--green"))
    assert run.inputs("fraud-endpoint")["properties"]["traffic"] == {"blue": 90, "green": 10}
    assert run.outputs["pending"] == {}


def test_live_traffic_stays_whole_while_a_deployment_is_awaited(declare: Declare) -> None:
    live = LiveEndpoint(traffic={"blue": 100}, deployments={"blue": _BLUE})
    run = declare(_program(live), _made(declare(_program()), "fraud--blue"))
    assert run.inputs("fraud-endpoint")["properties"]["traffic"] == {"blue": 100}


def test_deployments_come_one_after_the_other_and_go_with_their_endpoint(declare: Declare) -> None:
    run = declare(_program())
    assert run.depends("fraud--green", on="fraud--blue")
    assert {d.deleted_with for d in run.of("machinelearningservices:OnlineDeployment")} == {
        run.named("fraud-endpoint").urn
    }


def test_a_deployment_waits_until_its_telemetry_can_leave(declare: Declare) -> None:
    assert declare(_program()).depends("fraud--blue", on="logs")


def test_a_deployment_runs_a_registered_version_with_probes_insights_and_collected_data(declare: Declare) -> None:
    inputs = declare(_program()).inputs("fraud--green")
    properties = inputs["properties"]
    assert properties["model"] == f"{_ADDRESS.id}/models/fraud/versions/4"
    assert inputs["sku"] == {"name": "Default", "capacity": 5}
    assert properties["instanceType"] == "Standard_DS4_v2"
    assert properties["appInsightsEnabled"] is True
    assert {*properties} >= {"livenessProbe", "readinessProbe", "dataCollector", "requestSettings"}


def test_the_identity_holds_its_four_roles_before_anything_runs(declare: Declare) -> None:
    run = declare(_program())
    roles = {
        a.name: plain(a.inputs)["roleDefinitionId"].rsplit("/")[-1] for a in run.of("authorization:RoleAssignment")
    }
    assert set(roles.values()) == {
        Role.ACR_PULL.value,
        Role.STORAGE_BLOB_DATA_CONTRIBUTOR.value,
        Role.WORKSPACE_METRICS_WRITER.value,
        Role.MONITORING_METRICS_PUBLISHER.value,
    }
    assert all(run.depends("fraud--blue", on=assignment) for assignment in roles)


def test_everything_is_tagged(declare: Declare) -> None:
    assert untagged(declare(_program()).resources) == []


def test_the_endpoint_s_name_is_the_one_that_is_asked_for_beforehand(declare: Declare) -> None:
    run = declare(_program(model="a-model-with-a-long-name"))
    name = run.inputs("fraud-endpoint")["endpointName"]
    assert name == run.outputs["name"]
    assert len(name) <= 32
