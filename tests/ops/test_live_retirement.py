"""`--live` with the plan of a stack whose models are retired: an edit that keeps them is held to all guards again."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from config.errors import ConfigError
from ops.plan import Plan, PlannedResource
from ops.planning import make_plan
from ops.stacks import Stack, open_stack
from tests.ops.conftest import ROOT

_PODS, _MANAGED = "recommendation-engine", "fraud"
Models = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def dev() -> Stack:
    return open_stack(ROOT, "dev")


@pytest.fixture(scope="module")
def retired(dev: Stack) -> Plan:
    """The plan of an `up` that retires every model; the second, as a managed one has its traffic then."""
    first = make_plan(_with_models(dev, _all_retired)).plan
    return make_plan(_with_models(dev, _all_retired), first).plan


def test_a_model_that_is_kept_after_all_keeps_its_traffic_and_loses_the_mark(dev: Stack, retired: Plan) -> None:
    assert _marks(retired) == {_MANAGED: "true", _PODS: "true"}
    outcome = make_plan(dev, retired)
    assert outcome.refusals == ()
    assert _marks(outcome.plan) == {_MANAGED: None, _PODS: "false"}
    assert outcome.plan.traffic == retired.traffic
    assert all(stamp.applied == {"blue": 100} for model in outcome.plan.traffic.values() for stamp in model.values())


def _at_another_host(models: Models) -> None:
    models[_PODS]["route"] = {"host": "scores.models.dev.example.com"}


def _on_kubernetes(models: Models) -> None:
    models[_MANAGED] = copy.deepcopy(models[_PODS])


def _of_another_version(models: Models) -> None:
    models[_MANAGED]["deployments"]["blue"]["model"] = "azureml:fraud:4"


_EDITS = {
    "a host": (_at_another_host, f"models.{_PODS}.route.host"),
    "a target": (_on_kubernetes, f"models.{_MANAGED}.target"),
    "a version": (_of_another_version, f"models.{_MANAGED}.deployments.blue"),
}


@pytest.mark.parametrize(("edit", "path"), _EDITS.values(), ids=_EDITS.keys())
def test_a_model_that_is_kept_does_not_change_in_the_same_edit(
    edit: Callable[[Models], None], path: str, dev: Stack, retired: Plan
) -> None:
    with pytest.raises(ConfigError) as raised:
        make_plan(_with_models(dev, edit), retired)
    assert [problem.path for problem in raised.value.problems] == [path]


def test_a_retired_model_leaves(dev: Stack, retired: Plan) -> None:
    left = make_plan(_with_models(dev, lambda models: models.pop(_MANAGED)), retired).plan
    assert _marks(left) == {_PODS: "false"}


def _all_retired(models: Models) -> None:
    for model in models.values():
        model["retire"] = True


def _with_models(stack: Stack, edit: Callable[[Models], object]) -> Stack:
    models = json.loads(stack.config["ai-models:models"])
    edit(models)
    return Stack(**{**vars(stack), "config": {**stack.config, "ai-models:models": json.dumps(models)}})


def _marks(plan: Plan) -> dict[str, str | None]:
    """What tells of each model whether it is retired."""
    return {
        **{_model_of(one): one.inputs["tags"].get("retired") for one in _of(plan, ":OnlineEndpoint")},
        **{
            _model_of(one): one.inputs["metadata"]["annotations"]["ai-models/retired"]
            for one in _of(plan, "core/v1:Namespace")
            if "annotations" in one.inputs["metadata"]
        },
    }


def _of(plan: Plan, type_: str) -> list[PlannedResource]:
    return [one for one in plan.resources if one.type.endswith(type_)]


def _model_of(one: PlannedResource) -> str:
    return one.name.partition("-models-")[2].rpartition("-")[0]
