"""A managed endpoint: Entra only, roles first, one deployment at a time, traffic as Azure allows."""

from collections.abc import Callable

from components.decisions.traffic import LiveDeployment, LiveEndpoint
from components.roles import Role
from tests.components.declared import Declared, plain, untagged
from tests.components.models.managed_program import ADDRESS, made, managed_program

Declare = Callable[..., Declared]

_BLUE = LiveDeployment(succeeded=True, runs="model azureml:fraud:3 on Standard_DS3_v2")
_GREEN = LiveDeployment(succeeded=True, runs="model azureml:fraud:4 on Standard_DS4_v2")


def test_callers_need_an_entra_token_and_the_private_network(declare: Declare) -> None:
    endpoint = declare(managed_program()).inputs("fraud-endpoint")
    assert endpoint["properties"]["authMode"] == "AADToken"
    assert endpoint["properties"]["publicNetworkAccess"] == "Disabled"
    assert endpoint["identity"]["type"] == "UserAssigned"
    public = declare(managed_program(private=False)).inputs("fraud-endpoint")
    assert public["properties"]["publicNetworkAccess"] == "Enabled"


def test_a_new_endpoint_gets_no_traffic_and_says_what_is_pending(declare: Declare) -> None:
    run = declare(managed_program())
    assert run.inputs("fraud-endpoint")["properties"]["traffic"] == {}
    assert (run.outputs["applied"], run.outputs["pending"]) == ({}, {"blue": 90, "green": 10})


def test_traffic_moves_once_azure_says_that_both_deployments_are_there(declare: Declare) -> None:
    live = LiveEndpoint(traffic={"blue": 100}, deployments={"blue": _BLUE, "green": _GREEN})
    run = declare(managed_program(live), made(declare(managed_program()), "fraud--blue", "fraud--green"))
    assert run.inputs("fraud-endpoint")["properties"]["traffic"] == {"blue": 90, "green": 10}
    assert run.outputs["pending"] == {}


def test_live_traffic_stays_whole_while_a_deployment_is_awaited(declare: Declare) -> None:
    live = LiveEndpoint(traffic={"blue": 100}, deployments={"blue": _BLUE})
    run = declare(managed_program(live), made(declare(managed_program()), "fraud--blue"))
    assert run.inputs("fraud-endpoint")["properties"]["traffic"] == {"blue": 100}


def test_deployments_come_one_after_the_other_and_go_with_their_endpoint(declare: Declare) -> None:
    run = declare(managed_program())
    assert run.depends("fraud--green", on="fraud--blue")
    assert {d.deleted_with for d in run.of("machinelearningservices:OnlineDeployment")} == {
        run.named("fraud-endpoint").urn
    }


def test_a_deployment_waits_until_its_telemetry_can_leave(declare: Declare) -> None:
    assert declare(managed_program()).depends("fraud--blue", on="logs")


def test_a_deployment_runs_a_registered_version_with_probes_insights_and_collected_data(declare: Declare) -> None:
    inputs = declare(managed_program()).inputs("fraud--green")
    properties = inputs["properties"]
    assert properties["model"] == f"{ADDRESS.id}/models/fraud/versions/4"
    assert inputs["sku"] == {"name": "Default", "capacity": 5}
    assert properties["instanceType"] == "Standard_DS4_v2"
    assert properties["appInsightsEnabled"] is True
    assert {*properties} >= {"livenessProbe", "readinessProbe", "dataCollector", "requestSettings"}


def test_the_identity_holds_its_four_roles_before_anything_runs(declare: Declare) -> None:
    run = declare(managed_program())
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
    assert untagged(declare(managed_program()).resources) == []


def test_the_endpoint_s_name_is_the_one_that_is_asked_for_beforehand(declare: Declare) -> None:
    run = declare(managed_program(model="a-model-with-a-long-name"))
    name = run.inputs("fraud-endpoint")["endpointName"]
    assert name == run.outputs["name"]
    assert len(name) <= 32


def test_a_shadow_gets_copies_once_it_is_there(declare: Declare) -> None:
    shadow: dict[str, object] = {"traffic": {"blue": 100}, "mirror": {"green": 10}}
    first = declare(managed_program(changes=shadow))
    assert first.inputs("fraud-endpoint")["properties"]["mirrorTraffic"] == {}
    live = LiveEndpoint(traffic={"blue": 100}, deployments={"blue": _BLUE, "green": _GREEN})
    run = declare(managed_program(live, changes=shadow), made(first, "fraud--blue", "fraud--green"))
    assert run.inputs("fraud-endpoint")["properties"]["mirrorTraffic"] == {"green": 10}


def test_what_traffic_returns_to_is_written_with_the_weights(declare: Declare) -> None:
    run = declare(managed_program(changes={"rollout": {"stable": "blue"}}))
    assert plain(run.inputs("fraud-endpoint"))["tags"]["stable"] == "blue"
    assert "stable" not in plain(declare(managed_program()).inputs("fraud-endpoint"))["tags"]


def test_a_protected_model_protects_its_endpoint(declare: Declare) -> None:
    assert declare(managed_program(protect=True)).named("fraud-endpoint").protect
    assert not declare(managed_program()).named("fraud-endpoint").protect
