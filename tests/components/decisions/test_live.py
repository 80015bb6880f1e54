"""Asking Azure: only a clear "not there" counts as an absence; anything else stops the run."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pulumi
import pytest

from components.decisions import asking
from components.decisions.asking import means_absent
from components.decisions.batch_default import LiveBatch
from components.decisions.live import LiveStamp, ask_live
from components.decisions.made import Made
from components.decisions.stack_state import StackState
from components.decisions.traffic import LiveDeployment, LiveEndpoint
from components.names import Names
from config.stack import StackConfig

_SUBSCRIPTION = "22222222-2222-2222-2222-222222222222"
_NAMES = Names(workload="shop", stack="test", subscription_id=_SUBSCRIPTION)
_ABSENT = (
    'invoke of x failed: request failed autorest/azure: Service returned an error. Status=404 Code="ResourceNotFound"'
)

_CONFIG = StackConfig.model_validate_json(
    json.dumps(
        {
            "name": "shop",
            "azure": {"tenantId": "11111111-1111-1111-1111-111111111111", "subscriptionId": _SUBSCRIPTION},
            "stamps": {
                "eastus": {"role": "primary", "addressSpace": "10.10.0.0/16"},
                "westus": {"role": "secondary", "addressSpace": "10.20.0.0/16"},
            },
            "cluster": {
                "kubernetesVersion": "1.33",
                "adminGroupIds": ["33333333-3333-3333-3333-333333333333"],
                "pools": {"cpu": {"vmSize": "Standard_D4ds_v5", "maxNodes": 3}},
            },
            "models": {
                "fraud": {
                    "target": "managed",
                    "deployments": {"blue": {"model": "azureml:fraud:3"}, "green": {"model": "azureml:fraud:4"}},
                    "traffic": {"blue": 100},
                },
                "scores": {
                    "target": "batch",
                    "deployments": {"blue": {"model": "azureml:scores:1", "compute": "cpu-pool"}},
                    "default": "blue",
                },
                "search": {
                    "target": "kubernetes",
                    "deployments": {"blue": {"version": "v1", "image": "search@sha256:" + "0" * 64}},
                    "traffic": {"blue": 100},
                },
            },
        }
    )
)

_MADE = Made(
    urn="urn:pulumi:test::ai-models::azure-native:machinelearningservices:BatchEndpoint::serving-scores-endpoint",
    type="azure-native:machinelearningservices:BatchEndpoint",
    outputs={},
)

Answer = Callable[[str, dict[str, str]], dict[str, Any]]


def _ask(monkeypatch: pytest.MonkeyPatch, answer: Answer) -> dict[str, LiveStamp]:
    async def invoke(token: str, args: dict[str, str], opts: pulumi.InvokeOptions) -> dict[str, Any]:
        assert opts.provider is not None, "default providers are disabled"
        return answer(token.rsplit(":", 1)[1], args)

    monkeypatch.setattr(asking, "invoke_async", invoke)
    providers: Any = {"eastus": object(), "westus": object()}
    return asyncio.run(ask_live(_CONFIG, _NAMES, providers, [_MADE]))


_TAGS = {"managedBy": "pulumi", "workload": "shop", "stack": "test", "stamp": "westus"}


def _endpoint(traffic: dict[str, float], mirror: dict[str, float] | None = None, **tags: str) -> dict[str, Any]:
    return {
        "properties": {"traffic": traffic, "mirrorTraffic": mirror, "provisioningState": "Succeeded"},
        "tags": {**_TAGS, **tags},
    }


def _deployment(version: int, state: str = "Succeeded", tags: dict[str, str] | None = None) -> dict[str, Any]:
    model = f"/subscriptions/s/resourceGroups/RG/providers/x/workspaces/mlw/models/fraud/versions/{version}"
    properties = {"provisioningState": state, "model": model, "instanceType": "Standard_DS3_v2"}
    return {"properties": properties, "tags": _TAGS if tags is None else tags}


def test_each_model_on_azure_ml_is_asked_for_in_each_stamp_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def answer(function: str, args: dict[str, str]) -> dict[str, Any]:
        asked.append((function, args["endpointName"]))
        raise RuntimeError(_ABSENT)

    state = StackState(resources=("azure-native:machinelearningservices:BatchEndpoint::serving-scores-endpoint",))
    nothing = LiveStamp(online={"fraud": None}, batch={"scores": None}, state=state)
    assert _ask(monkeypatch, answer) == {"eastus": nothing, "westus": nothing}
    assert sorted(function for function, _ in asked) == ["getBatchEndpoint"] * 2 + ["getOnlineEndpoint"] * 2
    assert len({endpoint for _, endpoint in asked}) == 4


def test_what_is_there_is_known_with_its_state_its_maker_and_what_it_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    there = {
        "blue": _deployment(3),
        "green": _deployment(4, "Updating"),
        "byhand": _deployment(9, tags={"team": "x"}),
        "old": _deployment(2),
    }

    def answer(function: str, args: dict[str, str]) -> dict[str, Any]:
        if function.startswith("getBatch"):
            raise RuntimeError(_ABSENT)
        if function == "getOnlineEndpoint":
            return _endpoint({"blue": 70.0, "byhand": 30.0}, {"green": 20.0}, stable="old")
        return there[args["deploymentName"]]

    words = "model azureml:fraud:{} on Standard_DS3_v2"
    assert _ask(monkeypatch, answer)["westus"].online["fraud"] == LiveEndpoint(
        traffic={"blue": 70, "byhand": 30},
        mirror={"green": 20},
        stable="old",
        deployments={
            "blue": LiveDeployment(succeeded=True, runs=words.format(3)),
            "byhand": LiveDeployment(succeeded=True, runs=words.format(9), ours=False),
            "green": LiveDeployment(succeeded=False, runs=words.format(4)),
            "old": LiveDeployment(succeeded=True, runs=words.format(2)),
        },
    )


@pytest.mark.parametrize("live", [({"old": 100}, {}, ""), ({}, {"old": 10}, ""), ({}, {}, "old")])
def test_a_deployment_that_left_the_config_is_asked_for_while_the_endpoint_names_it(
    monkeypatch: pytest.MonkeyPatch, live: tuple[dict[str, float], dict[str, float], str]
) -> None:
    traffic, mirror, stable = live

    def answer(function: str, args: dict[str, str]) -> dict[str, Any]:
        if function == "getOnlineEndpoint":
            return _endpoint(traffic, mirror, **({"stable": stable} if stable else {}))
        if args.get("deploymentName") != "old":
            raise RuntimeError(_ABSENT)
        return _deployment(2)

    found = _ask(monkeypatch, answer)["eastus"].online["fraud"]
    assert found is not None
    assert list(found.deployments) == ["old"]


def test_a_deployment_that_is_not_there_is_not_live(monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(function: str, args: dict[str, str]) -> dict[str, Any]:
        if function == "getOnlineEndpoint":
            return _endpoint({"blue": 100})
        if function.startswith("getBatch") or args["deploymentName"] == "green":
            raise RuntimeError(_ABSENT)
        return _deployment(3)

    found = _ask(monkeypatch, answer)["eastus"].online["fraud"]
    assert found is not None
    assert list(found.deployments) == ["blue"]


def test_the_default_of_a_batch_endpoint_is_known_with_the_deployments_that_matter(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def answer(function: str, args: dict[str, str]) -> dict[str, Any]:
        if function == "getBatchEndpoint":
            return {"properties": {"defaults": {"deploymentName": "old"}}}
        if function == "getBatchDeployment" and args["deploymentName"] == "old":
            return {"properties": {"provisioningState": "Failed"}}
        raise RuntimeError(_ABSENT)

    found = _ask(monkeypatch, answer)["eastus"].batch["scores"]
    assert found == LiveBatch(default="old", deployments={"old": False})


@pytest.mark.parametrize(
    "refusal",
    [
        'Status=403 Code="AuthorizationFailed" Message="no access"',
        'Status=404 Code="SubscriptionNotFound" Message="The subscription could not be found."',
        'Status=400 Code="UserError" Message="The request is invalid."',
        'Status=429 Code="TooManyRequests"',
        "context deadline exceeded",
        "404",
    ],
)
def test_a_refusal_that_is_no_absence_stops_the_run_and_says_what_to_check(
    monkeypatch: pytest.MonkeyPatch, refusal: str
) -> None:
    def answer(function: str, _args: dict[str, str]) -> dict[str, Any]:
        raise RuntimeError(f"invoke of {function} failed: {refusal}")

    with pytest.raises(pulumi.RunError, match=r"endpoint of models\.fraud in eastus") as error:
        _ask(monkeypatch, answer)
    assert refusal in str(error.value)
    assert "az login" in str(error.value)


@pytest.mark.parametrize(
    "message",
    [
        _ABSENT,
        'Status=404 Code="ResourceGroupNotFound" Message="Resource group \'rg\' could not be found."',
        "GET https://management.azure.com/x\n---\nRESPONSE 404: 404 Not Found\nERROR CODE: ParentResourceNotFound\n---",
        'StatusCode=404 Code="UserError" Message="not found"',
    ],
)
def test_both_ways_in_which_the_provider_words_an_absence_count(message: str) -> None:
    assert means_absent(message)
