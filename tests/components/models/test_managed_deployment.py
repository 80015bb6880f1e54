"""A managed deployment: what it runs, how it is asked, what is kept of its requests, who sets its size."""

import json
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest

from components.decisions.traffic import LiveDeployment, LiveEndpoint
from tests.components.declared import UNKNOWN, Declared, plain
from tests.components.models.managed_program import ADDRESS, made, managed_program

Declare = Callable[..., Declared]

_IMAGE = "fraud@sha256:" + "0123456789abcdef" * 4
_MLFLOW = {"model": "azureml:fraud:3"}


def _one(declare: Declare, **keys: object) -> dict[str, Any]:
    """The properties of a deployment with these keys."""
    run = declare(managed_program(changes={"deployments": {"blue": keys}, "traffic": {"blue": 100}}))
    return plain(run.inputs("fraud--blue"))["properties"]


def test_of_three_deployments_no_two_are_made_at_a_time(declare: Declare) -> None:
    names = ["blue", "green", "red", "gold"]
    run = declare(managed_program(changes={"deployments": dict.fromkeys(names, _MLFLOW), "traffic": {"blue": 100}}))
    for first, second in combinations(names, 2):
        direct = run.recording.resources[run.named(f"fraud--{second}").urn].dependencies
        assert run.named(f"fraud--{first}").urn in direct, "each waits for all before it, whichever of them leaves"


def test_an_mlflow_model_needs_neither_environment_nor_code(declare: Declare) -> None:
    properties = _one(declare, **_MLFLOW)
    assert properties["model"] == f"{ADDRESS.id}/models/fraud/versions/3"
    assert not {"environmentId", "codeConfiguration"} & properties.keys()


def test_a_model_runs_code_in_a_registered_environment(declare: Declare) -> None:
    code = {"asset": "azureml:fraud-code:2", "script": "online/score.py"}
    properties = _one(declare, **_MLFLOW, environment="azureml:scoring:1", code=code, environmentVariables={"A": "1"})
    assert properties["environmentId"] == f"{ADDRESS.id}/environments/scoring/versions/1"
    assert properties["codeConfiguration"] == {
        "codeId": f"{ADDRESS.id}/codes/fraud-code/versions/2",
        "scoringScript": "online/score.py",
    }
    assert properties["environmentVariables"] == {"A": "1"}


def test_an_environment_of_a_shared_registry_keeps_its_reference(declare: Declare) -> None:
    shared = "azureml://registries/azureml/environments/sklearn-1.5/versions/10"
    assert _one(declare, **_MLFLOW, environment=shared)["environmentId"] == shared


def test_an_image_runs_as_an_environment_that_says_where_its_server_answers(declare: Declare) -> None:
    server = {"port": 9000, "scoring": "/predict", "liveness": "/live", "readiness": "/ready"}
    deployments = {
        "blue": {"image": _IMAGE, "server": server},
        "green": {"image": _IMAGE, "server": server, "instances": 1},
        "red": {"image": _IMAGE},
    }
    run = declare(managed_program(changes={"deployments": deployments, "traffic": {"blue": 100}}))
    made = {version.name: plain(version.inputs) for version in run.of("machinelearningservices:EnvironmentVersion")}
    assert len(made) == 2, "deployments of one image and server share a version"
    ids = {name: plain(run.inputs(f"fraud--{name}"))["properties"]["environmentId"] for name in deployments}
    assert ids["blue"] == ids["green"] != ids["red"]
    (name,) = [name for name, inputs in made.items() if ids["blue"].endswith(f"/versions/{inputs['version']}")]
    assert run.depends("fraud--blue", on=name)
    properties = made[name]["properties"]
    assert properties["image"] == f"crshop.azurecr.io/{_IMAGE}"
    assert properties["inferenceConfig"] == {
        "livenessRoute": {"path": "/live", "port": 9000},
        "readinessRoute": {"path": "/ready", "port": 9000},
        "scoringRoute": {"path": "/predict", "port": 9000},
    }


def test_probes_requests_and_insights_are_as_the_config_says(declare: Declare) -> None:
    probe = {"initialDelaySeconds": 60, "periodSeconds": 20, "timeoutSeconds": 5, "failureThreshold": 3}
    properties = _one(
        declare,
        **_MLFLOW,
        probes={"liveness": probe},
        requests={"timeoutSeconds": 90, "concurrent": 2, "queueSeconds": 1},
        appInsights=False,
    )
    assert properties["livenessProbe"] == {
        "initialDelay": "PT60S",
        "period": "PT20S",
        "timeout": "PT5S",
        "successThreshold": 1,
        "failureThreshold": 3,
    }
    assert properties["readinessProbe"]["initialDelay"] == "PT30S"
    assert properties["requestSettings"] == {
        "maxConcurrentRequestsPerInstance": 2,
        "maxQueueWait": "PT1S",
        "requestTimeout": "PT90S",
    }
    assert properties["appInsightsEnabled"] is False


@pytest.mark.parametrize(
    ("keys", "kept"),
    [
        ({**_MLFLOW}, {"model_inputs": 1.0, "model_outputs": 1.0}),
        ({**_MLFLOW, "collect": {"outputs": False, "samplingPercent": 25}}, {"model_inputs": 0.25}),
        ({"image": _IMAGE}, {"request": 1.0, "response": 1.0}),
        ({**_MLFLOW, "collect": {"inputs": False, "outputs": False}}, {}),
    ],
)
def test_what_is_kept_of_requests(declare: Declare, keys: dict[str, object], kept: dict[str, float]) -> None:
    collector = _one(declare, **keys).get("dataCollector", {"collections": {}})
    assert {name: kept["samplingRate"] for name, kept in collector["collections"].items()} == kept


def test_what_is_kept_is_written_every_hour_as_the_endpoint_s_own_identity(declare: Declare) -> None:
    collector = _one(declare, **_MLFLOW, collect={"samplingPercent": 1})["dataCollector"]
    kept = {"clientId": UNKNOWN, "dataCollectionMode": "Enabled", "samplingRate": 0.01}
    assert collector == {"collections": {"model_inputs": kept, "model_outputs": kept}, "rollingRate": "Hour"}


def test_what_leaves_a_deployment_is_for_the_workspace_s_network_to_decide(declare: Declare) -> None:
    """`Disabled` is for workspaces without a managed network, and no deployment's can be changed later."""
    assert _one(declare, **_MLFLOW)["egressPublicNetworkAccess"] == "Enabled"


def _autoscaled(declare: Declare, **autoscale: object) -> Declared:
    bounds = {"minInstances": 2, "maxInstances": 8, **autoscale}
    deployments = {"blue": {**_MLFLOW, "instances": 4}, "green": _MLFLOW}
    return declare(managed_program(changes={"deployments": deployments, "traffic": {"blue": 100}, "autoscale": bounds}))


def test_the_autoscaler_alone_sets_the_size_of_what_is_there(declare: Declare) -> None:
    run = _autoscaled(declare)
    for name, instances in (("blue", 4), ("green", 3)):
        deployment = run.named(f"fraud--{name}")
        assert deployment.ignore_changes == ("sku.capacity",)
        assert plain(deployment.inputs)["sku"]["capacity"] == instances, "what it begins with, inside of the bounds"
        setting = run.named(f"fraud--{name}-autoscale")
        assert run.depends(setting.name, on=f"fraud--{name}")
        assert setting.deleted_with == "", "Azure keeps it where only the deployment is deleted"
    assert not declare(managed_program()).named("fraud--blue").ignore_changes


def test_a_write_of_what_is_autoscaled_carries_the_number_of_now(declare: Declare) -> None:
    first = plain(_autoscaled(declare).named("fraud--blue").inputs)
    runs = "model azureml:fraud:3 on Standard_DS3_v2"
    blue = LiveDeployment(succeeded=True, runs=runs, instances=9, settings=first["tags"]["settings"])

    def sent(live: LiveDeployment, **deployment: object) -> tuple[int, tuple[str, ...]]:
        changes = {
            "deployments": {"blue": {**_MLFLOW, **deployment}, "green": _MLFLOW},
            "traffic": {"blue": 100},
            "autoscale": {"minInstances": 2, "maxInstances": 8},
        }
        endpoint = LiveEndpoint(traffic={"blue": 100}, deployments={"blue": live})
        seen = declare(managed_program(endpoint, changes=changes), seed).named("fraud--blue")
        return plain(seen.inputs)["sku"]["capacity"], seen.ignore_changes

    seed = made(_autoscaled(declare), "fraud--blue")
    assert sent(blue, instances=4) == (4, ("sku.capacity",)), "nothing else changes: as Pulumi knows it"
    assert sent(blue, instances=5) == (5, ("sku.capacity",)), "the first number is for what is new"
    assert sent(blue, appInsights=False) == (9, ())
    assert sent(replace(blue, settings=""), instances=4) == (9, ()), "an autoscaler for what had none"


def _rules(profile: dict[str, Any]) -> set[tuple[str, str, float, str]]:
    triggers = [(rule["metricTrigger"], rule["scaleAction"]["direction"]) for rule in profile["rules"]]
    return {(t["metricName"], t["operator"], t["threshold"], direction) for t, direction in triggers}


def test_cpu_and_latency_add_instances_and_half_of_them_takes_some_away(declare: Declare) -> None:
    run = _autoscaled(declare, cpuUtilization=60, latencyMs=300)
    (profile,) = plain(run.inputs("fraud--blue-autoscale"))["profiles"]
    assert profile["capacity"] == {"minimum": "2", "maximum": "8", "default": "2"}
    assert _rules(profile) == {
        ("CpuUtilizationPercentage", "GreaterThan", 60, "Increase"),
        ("CpuUtilizationPercentage", "LessThan", 30, "Decrease"),
        ("RequestLatency", "GreaterThan", 300, "Increase"),
        ("RequestLatency", "LessThan", 150, "Decrease"),
    }
    latency = [rule["metricTrigger"] for rule in profile["rules"] if "dimensions" in rule["metricTrigger"]]
    assert {json.dumps(trigger["dimensions"][0]["values"]) for trigger in latency} == {'["blue"]'}


def test_hours_of_the_week_have_bounds_of_their_own_and_end(declare: Declare) -> None:
    office = {"days": ["Monday", "Tuesday"], "startHour": 8, "endHour": 18, "minInstances": 4, "maxInstances": 8}
    nights = {**office, "startHour": 18, "endHour": 24, "minInstances": 3, "timeZone": "UTC"}
    run = _autoscaled(declare, schedules={"office": office, "nights": nights})
    profiles = {profile["name"]: profile for profile in plain(run.inputs("fraud--blue-autoscale"))["profiles"]}
    begins = {
        name: (profile["recurrence"]["schedule"]["days"], profile["recurrence"]["schedule"]["hours"])
        for name, profile in profiles.items()
        if "recurrence" in profile
    }
    assert begins == {
        "office": (["Monday", "Tuesday"], [8]),
        "nights": (["Monday", "Tuesday"], [18]),
        '{"name":"default","for":"nights"}': (["Tuesday", "Wednesday"], [0]),
    }, "where one ends as another begins, the other takes over"
    assert profiles["office"]["capacity"]["minimum"] == "4"
    assert profiles['{"name":"default","for":"nights"}']["capacity"] == profiles["default"]["capacity"]
