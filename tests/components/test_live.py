"""Asking Azure: only a clear "not there" counts as an absence; anything else stops the run."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pulumi
import pytest

from components import live
from components.live import ask_live, means_absent
from components.names import Names
from components.traffic import LiveEndpoint
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
                "search": {
                    "target": "kubernetes",
                    "deployments": {"blue": {"version": "v1", "image": "search@sha256:" + "0" * 64}},
                    "traffic": {"blue": 100},
                },
            },
        }
    )
)

Answer = Callable[[str, dict[str, str]], dict[str, Any]]


def _ask(monkeypatch: pytest.MonkeyPatch, answer: Answer) -> live.LiveEndpoints:
    async def invoke(token: str, args: dict[str, str], opts: pulumi.InvokeOptions) -> dict[str, Any]:
        assert opts.provider is not None, "default providers are disabled"
        return answer(token.rsplit(":", 1)[1], args)

    monkeypatch.setattr(live, "invoke_async", invoke)
    providers: Any = {"eastus": object(), "westus": object()}
    return asyncio.run(ask_live(_CONFIG, _NAMES, providers))


def _endpoint(traffic: dict[str, float], mirror: dict[str, float] | None = None) -> dict[str, Any]:
    return {"properties": {"traffic": traffic, "mirrorTraffic": mirror, "provisioningState": "Succeeded"}}


def test_each_managed_model_is_asked_for_in_each_stamp_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def answer(function: str, args: dict[str, str]) -> dict[str, Any]:
        asked.append((function, args["endpointName"]))
        raise RuntimeError(_ABSENT)

    assert _ask(monkeypatch, answer) == {"fraud": {"eastus": None, "westus": None}}
    assert [function for function, _ in asked] == ["getOnlineEndpoint"] * 2
    assert len({endpoint for _, endpoint in asked}) == 2


def test_only_what_has_succeeded_is_live_whoever_made_it(monkeypatch: pytest.MonkeyPatch) -> None:
    states = {"blue": "Succeeded", "green": "Updating", "byhand": "Succeeded"}

    def answer(function: str, args: dict[str, str]) -> dict[str, Any]:
        if function == "getOnlineEndpoint":
            return _endpoint({"blue": 70.0, "byhand": 30.0}, {"green": 20.0})
        return {"properties": {"provisioningState": states[args["deploymentName"]]}}

    assert _ask(monkeypatch, answer)["fraud"]["westus"] == LiveEndpoint(
        traffic={"blue": 70, "byhand": 30}, mirror={"green": 20}, succeeded=frozenset({"blue", "byhand"})
    )


def test_a_deployment_that_is_not_there_is_not_live(monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(function: str, args: dict[str, str]) -> dict[str, Any]:
        if function == "getOnlineEndpoint":
            return _endpoint({"blue": 100})
        if args["deploymentName"] == "green":
            raise RuntimeError(_ABSENT)
        return {"properties": {"provisioningState": "Succeeded"}}

    found = _ask(monkeypatch, answer)["fraud"]["eastus"]
    assert found is not None
    assert found.succeeded == {"blue"}


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
