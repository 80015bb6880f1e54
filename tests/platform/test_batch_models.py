"""Batch models of the real program: their endpoint, deployments, compute, default and place for predictions."""

from functools import partial
from typing import Any

import pytest

from ops.live import plant
from ops.plan import plan_of
from sandbox.recording import Recording
from tests.components.declared import Declared, plain
from tests.platform.conftest import config_of, preview

_ENDPOINT = "shop-eastus-models-scores-endpoint"
_BLUE, _GREEN = "shop-eastus-models-scores--blue", "shop-eastus-models-scores--green"
_DATASTORE = "shop-eastus-models--predictions-datastore"
_IMAGE = "scores@sha256:" + "0" * 64


def _config(default: str = "blue", *, green: bool = True, **model: object) -> dict[str, Any]:
    config = config_of("dev")
    config["workspace"] = {"compute": {"cpu": {"vmSize": "Standard_DS3_v2", "maxNodes": 4}}, "imageBuilder": "cpu"}
    code = {"asset": "azureml:scores-code:1", "script": "batch.py"}
    blue = {"model": "azureml:scores:1", "environment": "azureml:scoring:1", "code": code, "compute": "cpu"}
    deployments = {"blue": blue}
    if green:
        deployments["green"] = {
            "model": "azureml:scores:2",
            "image": _IMAGE,
            "code": code,
            "compute": "cpu",
            "instances": 2,
            "miniBatchSize": 50,
            "concurrent": 4,
            "retries": 1,
            "retryTimeoutSeconds": 120,
            "errorThreshold": 7,
            "outputFile": "scores.csv",
            "logLevel": "DEBUG",
            "environmentVariables": {"A": "1"},
        }
    config["models"]["scores"] = {"target": "batch", "deployments": deployments, "default": default, **model}
    return config


@pytest.fixture(scope="module")
def first() -> Recording:
    return preview(_config(), "dev")


def test_callers_sign_in_with_entra_tokens_alone(first: Recording) -> None:
    assert plain(Declared(first).inputs(_ENDPOINT))["properties"]["authMode"] == "AADToken"


def test_a_deployment_scores_as_the_config_says_on_compute_that_scales_to_zero(first: Recording) -> None:
    run = Declared(first)
    properties = plain(run.inputs(_GREEN))["properties"]
    settings = ("miniBatchSize", "maxConcurrencyPerInstance", "errorThreshold", "outputFileName", "outputAction")
    assert [properties[key] for key in settings] == [50, 4, 7, "scores.csv", "AppendRow"]
    assert properties["retrySettings"] == {"maxRetries": 1, "timeout": "PT120S"}
    assert properties["resources"] == {"instanceCount": 2}
    assert properties["loggingLevel"] == "Debug"
    assert properties["environmentVariables"] == {"A": "1"}
    assert properties["model"]["assetId"].endswith("/models/scores/versions/2")
    assert properties["codeConfiguration"]["scoringScript"] == "batch.py"
    assert "/environments/scores-image/versions/" in properties["environmentId"]
    (cluster,) = run.of("machinelearningservices:Compute")
    assert run.depends(_GREEN, on=cluster.name)
    assert plain(cluster.inputs)["properties"]["properties"]["scaleSettings"]["minNodeCount"] == 0


def test_deployments_come_one_after_the_other_and_go_with_their_endpoint(first: Recording) -> None:
    run = Declared(first)
    assert run.depends(_GREEN, on=_BLUE)
    assert run.named(_GREEN).deleted_with == run.named(_ENDPOINT).urn


def test_jobs_write_to_a_container_of_their_own_without_keys(first: Recording) -> None:
    run = Declared(first)
    datastore = plain(run.inputs(_DATASTORE))["properties"]
    assert datastore["credentials"] == {"credentialsType": "None"}
    container = plain(run.inputs("shop-eastus-models--predictions-container"))
    assert (container["containerName"], container["publicAccess"]) == (datastore["containerName"], "None")
    assert run.depends(_BLUE, on=_DATASTORE)
    assert run.outputs["batch"]["scores"]["eastus"]["output"] == "azureml://datastores/predictions/paths/scores/"


def test_endpoint_and_deployments_carry_the_stamps_tags(first: Recording) -> None:
    for name in (_ENDPOINT, _BLUE, _GREEN):
        assert plain(Declared(first).inputs(name))["tags"].items() >= {"stack": "dev", "stamp": "eastus"}.items()


def _default(run: Recording) -> tuple[object, object, object]:
    written = plain(Declared(run).inputs(_ENDPOINT))["properties"].get("defaults")
    told = Declared(run).outputs["batch"]["scores"]["eastus"]
    return written, told["default"], told["pending"]


def test_the_default_moves_once_the_deployment_is_there() -> None:
    made = preview(_config(green=False), "dev")
    assert _default(made) == (None, "", "blue")
    again = preview(_config("green"), "dev", seed=partial(plant, plan_of(made, "ai-models", "dev")))
    assert _default(again)[1:] == ("", "green"), "blue was never the default"
    settled = preview(_config(green=False), "dev", seed=partial(plant, plan_of(made, "ai-models", "dev")))
    assert _default(settled) == ({"deploymentName": "blue"}, "blue", "")
    moving = preview(_config("green"), "dev", seed=partial(plant, plan_of(settled, "ai-models", "dev")))
    assert _default(moving) == ({"deploymentName": "blue"}, "blue", "green")
    moved = preview(_config("green"), "dev", seed=partial(plant, plan_of(moving, "ai-models", "dev")))
    assert _default(moved) == ({"deploymentName": "green"}, "green", "")


def test_a_protected_model_protects_its_endpoint() -> None:
    assert Declared(preview(_config(protect=True), "dev")).named(_ENDPOINT).protect
    assert not Declared(preview(_config(protect=False), "dev")).named(_ENDPOINT).protect
