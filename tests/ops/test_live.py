"""`--live`: what counts as there already decides where traffic goes."""

import contextlib
import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ops.exits import CommandError, Exit
from ops.live import plant
from ops.plan import Plan, Traffic, read_plan
from ops.planning import make_plan
from ops.stacks import Stack, open_stack
from sandbox.core import Cloud
from sandbox.wire import MASK, SIGNATURE_KEY, UNKNOWN_SENTINEL
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
    third = make_plan(dev, str(tmp_path / "second.json")).plan
    # What is made is the same; components tell besides what was live when they decided, which has moved.
    assert [each for each in third.resources if each.custom] == [each for each in second.resources if each.custom]
    assert (third.traffic, third.outputs) == (second.traffic, second.outputs)


@pytest.mark.parametrize("other", [{"stack": "prod"}, {"project": "shop"}])
def test_a_plan_of_another_stack_does_not_stand_for_this_one(
    dev: Stack, first: Plan, other: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "plan.json").write_text(
        dataclasses.replace(
            first, project=other.get("project", first.project), stack=other.get("stack", first.stack)
        ).to_json()
    )
    with pytest.raises(
        CommandError, match=f"is a plan of .*{next(iter(other.values()))}.*, this is ai-models dev"
    ) as raised:
        make_plan(dev, str(tmp_path / "plan.json"))
    assert raised.value.status == Exit.CONFIG_INVALID


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


def test_a_move_on_kubernetes_is_held_to_the_guards_by_the_route_of_the_plan(dev: Stack) -> None:
    before = make_plan(_with_engine(dev, {"blue": 100, "green": 0})).plan
    refused = make_plan(_with_engine(dev, {"blue": 50, "green": 50}), before).refusals
    assert ["above rollout.firstStep; write at most 10 %" in one.message for one in refused] == [True]
    assert make_plan(_with_engine(dev, {"blue": 90, "green": 10}), before).refusals == ()


def _with_engine(stack: Stack, traffic: dict[str, int]) -> Stack:
    """The stack with a second deployment of the model on Kubernetes, and its traffic guarded."""
    models = json.loads(stack.config["ai-models:models"])
    engine = models["recommendation-engine"]
    engine["deployments"]["green"] = engine["deployments"]["blue"]
    engine["rollout"] = {"stable": "blue", "firstStep": 10}
    engine["traffic"] = traffic
    return Stack(**{**vars(stack), "config": {**stack.config, "ai-models:models": json.dumps(models)}})


LIVE = (
    ":OnlineEndpoint",
    ":OnlineDeployment",
    ":providers:azure-native",
    ":providers:kubernetes",
    ":HTTPRoute",
    ":ValidatingAdmissionPolicyBinding",
    "apps/v1:Deployment",
)
scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from([MASK, UNKNOWN_SENTINEL, 10**400, "PT5S", "/"])
)
keys = st.text(max_size=5) | st.sampled_from([SIGNATURE_KEY, "value", "blue", "traffic", "urn"])
anything = st.recursive(scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3))


@pytest.fixture(scope="module")
def small(converged: Plan) -> dict[str, Any]:
    """A real plan, without the resources that no decision on traffic looks at."""
    document = json.loads(converged.to_json())
    document["resources"] = [each for each in document["resources"] if each["type"].endswith(LIVE)]
    assert len(document["resources"]) >= 3
    return document


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("plans") / "plan.json"


@settings(max_examples=300, deadline=None)
@given(data=st.data(), value=anything)
def test_a_plan_with_anything_anywhere_is_taken_or_told(
    small: dict[str, Any], file: Path, data: st.DataObject, value: Any
) -> None:
    path = data.draw(st.sampled_from(_paths(small)))
    file.write_text(json.dumps(_replaced(small, path, value)))
    with contextlib.suppress(CommandError):
        plant(read_plan(file), Cloud())


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        (("resources", 0, "custom"), "yes", r"resources\[0\]\.custom: "),
        (("resources", 0, "inputs"), [], r"resources\[0\]\.inputs: "),
        (("resources", 0, "dependencies"), "urn", r"resources\[0\]\.dependencies: "),
        (("resources", 0, "deletedWith"), None, r"resources\[0\]\.deletedWith: "),
        (("traffic", "fraud", "eastus", "applied", "blue"), 99.5, r"traffic\.fraud\.eastus\.applied\.blue: "),
        (("policies",), {}, r"policies: "),
    ],
)
def test_a_plan_with_a_wrong_type_is_told_where(
    small: dict[str, Any], file: Path, path: tuple[str | int, ...], value: Any, says: str
) -> None:
    file.write_text(json.dumps(_replaced(small, path, value)))
    with pytest.raises(CommandError, match=r"plan\.json is no plan \(" + says):
        read_plan(file)


def test_an_endpoint_that_could_not_exist_is_told(small: dict[str, Any], file: Path) -> None:
    index = next(i for i, each in enumerate(small["resources"]) if each["type"].endswith(":OnlineEndpoint"))
    where = ("resources", index, "inputs", "properties")
    file.write_text(json.dumps(_replaced(small, where, 5)))
    with pytest.raises(CommandError, match="cannot be there already: properties is 5, an integer"):
        plant(read_plan(file), Cloud())
    file.write_text(json.dumps(_replaced(small, where, MASK)))
    plant(read_plan(file), Cloud())


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000, "1" * 10_000, "NaN", '"\\ud800"'])
def test_a_file_made_to_break_readers_is_told(file: Path, text: str) -> None:
    file.write_text(text)
    with pytest.raises(CommandError, match=r"plan\.json is no plan"):
        read_plan(file)


def _paths(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, item in items for found in _paths(item, (*path, key)))]


def _replaced(value: Any, path: tuple[str | int, ...], new: Any) -> Any:
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = _replaced(value[path[0]], path[1:], new)
    return copy
