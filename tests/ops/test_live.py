"""`--live`: what counts as there already decides where traffic goes."""

import json
from pathlib import Path

import pytest

from ops.plan import Plan, Traffic
from ops.planning import make_plan
from ops.stacks import Stack, open_stack
from tests.ops.conftest import ROOT


@pytest.fixture(scope="module")
def dev() -> Stack:
    return open_stack(ROOT, "dev")


@pytest.fixture(scope="module")
def first(dev: Stack) -> Plan:
    """The plan of the first `up` of dev."""
    return make_plan(dev).plan


@pytest.fixture(scope="module")
def converged(dev: Stack) -> Plan:
    """The plan of dev once it is up to date."""
    return make_plan(dev, "converged").plan


def test_the_first_up_leaves_the_traffic_of_a_managed_model_pending(first: Plan) -> None:
    assert first.traffic["fraud"]["eastus"] == Traffic(applied={}, pending={"blue": 100})
    assert first.traffic["recommendation-engine"]["eastus"] == Traffic(applied={"blue": 100})


def test_a_converged_stack_has_all_its_traffic_applied(converged: Plan) -> None:
    assert converged.traffic["fraud"]["eastus"] == Traffic(applied={"blue": 100})
    endpoint = next(each for each in converged.resources if each.type.endswith(":OnlineEndpoint"))
    assert endpoint.inputs["properties"]["traffic"] == {"blue": 100}


def test_a_plan_stands_for_one_up_of_it(dev: Stack, first: Plan, converged: Plan, tmp_path: Path) -> None:
    (tmp_path / "first.json").write_text(first.to_json())
    second = make_plan(dev, str(tmp_path / "first.json")).plan
    assert second.traffic == converged.traffic
    (tmp_path / "second.json").write_text(second.to_json())
    assert make_plan(dev, str(tmp_path / "second.json")).plan == second


def test_a_move_to_a_deployment_that_is_not_there_waits_and_keeps_what_is_live(
    dev: Stack, converged: Plan, tmp_path: Path
) -> None:
    (tmp_path / "plan.json").write_text(converged.to_json())
    models = json.loads(dev.config["ai-models:models"])
    fraud = models["fraud"]
    fraud["deployments"]["green"] = {**fraud["deployments"]["blue"], "model": "azureml:fraud:4"}
    fraud["traffic"] = {"blue": 90, "green": 10}
    moved = Stack(**{**vars(dev), "config": {**dev.config, "ai-models:models": json.dumps(models)}})
    plan = make_plan(moved, str(tmp_path / "plan.json")).plan
    assert plan.traffic["fraud"]["eastus"] == Traffic(applied={"blue": 100}, pending={"blue": 90, "green": 10})
    assert make_plan(moved, "converged").plan.traffic["fraud"]["eastus"] == Traffic(applied={"blue": 90, "green": 10})
