"""Edits that a guard refuses: told before anything is declared, all at once, each with what mends it."""

import copy
import json
from collections.abc import Mapping
from typing import Any

import pulumi
import pytest

from components.decisions.batch_default import LiveBatch
from components.decisions.decide import decide
from components.decisions.live import LiveStamp
from components.decisions.traffic import LiveDeployment, LiveEndpoint
from config.errors import ConfigError, Problem
from config.loader import load
from config.stack import StackConfig
from tests.config.mending import mend
from tests.platform.conftest import config_of

_ENVIRONMENT = "azureml:scoring:1"
_V1 = {"model": "azureml:fraud:1", "environment": _ENVIRONMENT}
_V2 = {"model": "azureml:fraud:2", "environment": _ENVIRONMENT}
_STEPS = {"stable": "blue", "firstStep": 10, "largestStep": 20}


def _document(**fraud: object) -> dict[str, Any]:
    document = config_of("dev")
    document["models"]["fraud"] = {
        "target": "managed",
        "deployments": {"blue": _V1, "green": _V2},
        "traffic": {"blue": 100},
        **fraud,
    }
    return document


def _there(version: int) -> LiveDeployment:
    words = f"model azureml:fraud:{version}, environment {_ENVIRONMENT} on Standard_DS3_v2"
    return LiveDeployment(succeeded=True, runs=words)


_RED = LiveDeployment(succeeded=True, runs="model azureml:fraud:9 on Standard_DS3_v2", ours=False)


def _live(traffic: dict[str, int], mirror: dict[str, int] | None = None) -> LiveEndpoint:
    return LiveEndpoint(
        traffic=traffic, mirror=mirror or {}, stable="blue", deployments={"blue": _there(1), "green": _there(2)}
    )


def _problems(document: Mapping[str, Any], live: Mapping[str, LiveEndpoint]) -> tuple[Problem, ...]:
    config = _config(document)
    try:
        decide(config, {region: LiveStamp(online={"fraud": endpoint}, batch={}) for region, endpoint in live.items()})
    except pulumi.RunError as error:
        return _cause(error).problems
    return ()


def _config(document: Mapping[str, Any]) -> StackConfig:
    texts = {key: value if isinstance(value, str) else json.dumps(value) for key, value in document.items()}
    return load(texts, {"secrets"})


def _cause(error: pulumi.RunError) -> ConfigError:
    assert isinstance(error.__cause__, ConfigError)
    assert str(error) == str(error.__cause__), "the engine shows what the preview shows"
    return error.__cause__


@pytest.mark.parametrize(
    ("fraud", "live", "path", "allowed"),
    [
        pytest.param(
            {"traffic": {"blue": 50, "green": 50}, "rollout": _STEPS},
            _live({"blue": 100}),
            "models.fraud.traffic.green",
            "at most 10 % as its first traffic (`rollout.firstStep`)",
            id="first step",
        ),
        pytest.param(
            {"traffic": {"green": 100}, "rollout": _STEPS},
            _live({"blue": 90, "green": 10}),
            "models.fraud.traffic.green",
            "at most 30 % in this step (`rollout.largestStep`)",
            id="largest step",
        ),
        pytest.param(
            {"traffic": {"blue": 90, "green": 10}, "rollout": {"stable": "blue", "shadowFirst": True}},
            _live({"blue": 100}),
            "models.fraud.traffic.green",
            "`mirror`, then `traffic` (`rollout.shadowFirst`)",
            id="shadow first",
        ),
        pytest.param(
            {"rollout": {"stable": "green"}},
            _live({"blue": 100}),
            "models.fraud.rollout.stable",
            "`blue` until another deployment has 100 %",
            id="stable",
        ),
        pytest.param(
            {
                "deployments": {"green": _V2},
                "traffic": {"green": 100},
                "rollout": {"stable": "green", "keepLastGood": False},
            },
            LiveEndpoint(
                traffic={"red": 100}, stable="blue", deployments={"blue": _there(1), "green": _there(2), "red": _RED}
            ),
            "models.fraud.rollout.stable",
            "`blue` until another deployment has 100 %",
            id="stable left the config",
        ),
        pytest.param(
            {"deployments": {"green": _V2}, "traffic": {"green": 100}},
            _live({"blue": 100}),
            "models.fraud.deployments.blue",
            "to be declared until it has no live traffic",
            id="left the config too early",
        ),
        pytest.param(
            {"deployments": {"blue": {**_V1, "instanceType": "Standard_DS4_v2"}, "green": _V2}},
            _live({"blue": 100}),
            "models.fraud.deployments.blue",
            "declare what is new as another deployment (`rollout.freezeLive`)",
            id="changed while live",
        ),
    ],
)
def test_each_refusal_says_where_what_is_allowed_and_how_to_mend_it(
    fraud: dict[str, object], live: LiveEndpoint, path: str, allowed: str
) -> None:
    document = copy.deepcopy(_document(**fraud))
    (problem,) = _problems(document, {"eastus": live})
    assert problem.path == path
    assert allowed in problem.allowed
    assert "eastus" in problem.value
    mend(document, problem.example)
    assert _problems(document, {"eastus": live}) == ()


def test_a_mended_config_copies_no_requests_to_what_it_gives_traffic() -> None:
    rollout = {"stable": "red", "firstStep": 10}
    deployments = {"blue": _V1, "green": _V2, "red": _V2}
    document = _document(traffic={"red": 0, "green": 100}, mirror={"blue": 5}, rollout=rollout, deployments=deployments)
    live = LiveEndpoint(traffic={"blue": 100}, deployments={"blue": _there(1), "green": _there(2), "red": _there(2)})
    (problem,) = _problems(document, {"eastus": live})
    mend(document, problem.example)
    assert document["models"]["fraud"]["traffic"] == {"red": 0, "green": 10, "blue": 90}
    assert _problems(document, {"eastus": live}) == ()


def test_all_refusals_are_told_at_once_and_the_same_of_two_stamps_once() -> None:
    document = _document(traffic={"green": 100}, deployments={"blue": {**_V1, "image": None}, "green": _V2})
    document["models"]["fraud"]["deployments"]["blue"] = {**_V1, "instanceType": "Standard_DS4_v2"}
    document["models"]["fraud"]["rollout"] = _STEPS
    document["stamps"]["westus"] = {"role": "secondary", "addressSpace": "10.30.0.0/20"}
    problems = _problems(document, {"eastus": _live({"blue": 100}), "westus": _live({"blue": 100})})
    assert [problem.path for problem in problems] == ["models.fraud.traffic.green", "models.fraud.deployments.blue"]
    assert all(problem.value.endswith("in eastus, westus") for problem in problems)


def test_the_default_of_a_batch_endpoint_stays_in_the_config_until_another_is() -> None:
    document = _document()
    document["models"]["scores"] = {
        "target": "batch",
        "deployments": {"green": {**_V2, "compute": "builds", "code": {"asset": "azureml:code:1"}}},
        "default": "green",
    }
    config = _config(document)
    live = LiveStamp(
        online={"fraud": None}, batch={"scores": LiveBatch(default="blue", deployments={"blue": True, "green": False})}
    )
    with pytest.raises(pulumi.RunError, match=r"models\.scores\.deployments\.blue"):
        decide(config, {"eastus": live})
