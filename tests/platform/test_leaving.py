"""Edits that would take away what answers requests: each is refused until an `up` has retired what goes."""

import copy
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from components.decisions.leaving import leaving
from components.decisions.made import Made
from components.names import Names
from config.errors import Problem
from config.loader import load
from config.stack import StackConfig
from sandbox.recording import Recording
from sandbox.wire import plain
from tests.platform.conftest import Config, config_of, preview, with_value

_PODS = "recommendation-engine"


@pytest.fixture(scope="module")
def made(prod: Recording) -> Sequence[Made]:
    """What the stack has made once prod is up."""
    return _made(prod)


def test_a_stack_that_stays_as_it_is_loses_nothing(made: Sequence[Made]) -> None:
    assert _refused(config_of("prod"), made) == ()


def test_a_new_stack_has_nothing_to_lose() -> None:
    assert _refused(config_of("prod"), ()) == ()


def _without(model: str) -> Callable[[Config], object]:
    return lambda config: config["models"].pop(model)


def _renamed(config: Config) -> None:
    config["models"]["fraud-v2"] = config["models"].pop("fraud")


def _on_azure_ml(config: Config) -> None:
    config["models"][_PODS] = copy.deepcopy(config["models"]["fraud"])


def _on_kubernetes(config: Config) -> None:
    config["models"]["fraud"] = copy.deepcopy(config["models"][_PODS])


def _on_kubernetes_and_retired(config: Config) -> None:
    _on_kubernetes(config)
    config["models"]["fraud"]["retire"] = True


def _primary_swapped(config: Config) -> None:
    config["stamps"]["eastus"]["role"], config["stamps"]["westus"]["role"] = "secondary", "primary"


def _without_stamp(config: Config) -> None:
    del config["stamps"]["westus"]


def _renamed_region(config: Config) -> None:
    config["stamps"]["westus3"] = config["stamps"].pop("westus")


_EDITS = {
    "a managed model is removed": (_without("fraud"), "models.fraud", "no longer declared, and not retired"),
    "a model on AKS is removed": (_without(_PODS), f"models.{_PODS}", "kubernetes in eastus (blue 100 %), westus"),
    "a batch model is removed": (_without("churn"), "models.churn", "batch in eastus, westus"),
    "a model is renamed": (_renamed, "models.fraud", "keep `fraud` beside `fraud-v2`"),
    "a model leaves AKS": (_on_azure_ml, f"models.{_PODS}.target", "`kubernetes` until an `up` has retired"),
    "a model goes to AKS": (_on_kubernetes, "models.fraud.target", "`managed` until an `up` has retired"),
    "a model takes another path": (
        with_value(f"models.{_PODS}.route.path", "/v2"),
        f"models.{_PODS}.route.path",
        "/v2",
    ),
    "a model takes another host": (
        with_value(f"models.{_PODS}.route.host", "engine.models.shop.example.com"),
        f"models.{_PODS}.route.host",
        "recommendation-engine.models.shop.example.com, where its callers find it",
    ),
    "all hosts change": (
        with_value("cluster.gateway.domain", "m.example.com"),
        f"models.{_PODS}.route.host",
        "recommendation-engine.models.shop.example.com, where its callers find it",
    ),
    "a stamp is removed": (_without_stamp, "stamps.westus", "not retired: churn, fraud, recommendation-engine"),
    "a stamp moves to another region": (_renamed_region, "stamps.westus", "no longer declared"),
    "the primary moves": (_primary_swapped, "stamps.westus.role", "`eastus` stays the primary"),
    "the workload takes another name": (with_value("name", "store"), "name", "another stack"),
    "the subscription changes": (
        with_value("azure.subscriptionId", "00000000-0000-0000-0000-000000000099"),
        "azure.subscriptionId",
        "another stack",
    ),
}


@pytest.mark.parametrize(("edit", "path", "words"), _EDITS.values(), ids=_EDITS.keys())
def test_an_edit_that_takes_away_what_answers_is_refused(
    edit: Callable[[Config], object], path: str, words: str, made: Sequence[Made]
) -> None:
    config = config_of("prod")
    edit(config)
    (problem,) = _refused(config, made)
    assert problem.path == path
    assert words in " ".join((problem.value, problem.allowed, problem.hint))
    assert problem.example


def _at_another_path(config: Config) -> None:
    config["models"][_PODS] |= {"retire": True, "route": {"path": "/v2"}}


_RETIRED = [
    pytest.param("models.fraud.retire", _without("fraud"), id="a managed model"),
    pytest.param(f"models.{_PODS}.retire", _without(_PODS), id="a model on AKS"),
    pytest.param("models.churn.retire", _without("churn"), id="a batch model"),
    pytest.param("models.fraud.retire", _renamed, id="a name"),
    pytest.param("models.fraud.retire", _on_kubernetes_and_retired, id="a target"),
    pytest.param(f"models.{_PODS}.retire", _at_another_path, id="a path"),
    pytest.param("stamps.westus.retire", _without_stamp, id="a stamp"),
    pytest.param("stamps.westus.retire", _renamed_region, id="a region"),
]


@pytest.mark.parametrize(("retire", "edit"), _RETIRED)
def test_what_an_up_has_retired_may_go(retire: str, edit: Callable[[Config], object]) -> None:
    config = config_of("prod")
    edit(config)
    assert _refused(config, _retired(retire)) == ()


@pytest.mark.parametrize(("retire", "edit"), _RETIRED)
def test_nothing_that_is_retired_is_protected(retire: str, edit: Callable[[Config], object]) -> None:
    """Pulumi would refuse what the program lets through, halfway through the `up`."""
    assert edit
    model, region = retire.split(".")[1], "westus" if retire.startswith("stamps.") else ""
    mine = f"shop-{region}-" if region else f"-models-{model}-"
    left = [one.name for one in _preview_with(retire).resources.values() if one.protect and mine in one.name]
    assert left == []


@pytest.mark.parametrize(
    "edit",
    ["a managed model is removed", "a model on AKS is removed", "a model goes to AKS", "a model takes another host"],
)
def test_a_stamp_that_may_go_takes_nothing_with_it_in_the_others(edit: str) -> None:
    """Callers were told to go to the other stamps."""
    change, path, _ = _EDITS[edit]
    config = config_of("prod")
    _without_stamp(config)
    change(config)
    (problem,) = _refused(config, _retired("stamps.westus.retire"))
    assert (problem.path, "westus" in problem.value) == (path, False)


def test_a_model_that_is_retired_in_one_stamp_alone_stays(made: Sequence[Made]) -> None:
    """As an `up` leaves it that has failed in the other."""
    half = [one for one in made if "-eastus-" not in one.name]
    half += [one for one in _retired("models.fraud.retire") if "-eastus-" in one.name]
    config = config_of("prod")
    del config["models"]["fraud"]
    (problem,) = _refused(config, half)
    assert (problem.path, "westus" in problem.value, "eastus" in problem.value) == ("models.fraud", True, False)


@pytest.mark.parametrize("model", ["fraud", _PODS, "churn"])
def test_what_was_made_before_it_was_marked_is_known_by_its_name(model: str, made: Sequence[Made]) -> None:
    config = config_of("prod")
    del config["models"][model]
    (problem,) = _refused(config, [_unmarked(one) for one in made])
    assert (problem.path, "eastus" in problem.value, "westus" in problem.value) == (f"models.{model}", True, True)


def test_to_retire_and_to_remove_is_two_edits(made: Sequence[Made]) -> None:
    config = config_of("prod")
    config["models"]["fraud"] = copy.deepcopy(config["models"][_PODS]) | {"retire": True}
    (problem,) = _refused(config, made)
    assert problem.path == "models.fraud.target"


@pytest.mark.parametrize(
    ("path", "then", "loses"),
    [("/v1", "/", False), ("/v1", "/v1", False), ("/v1", "/v", True), ("/v1/a", "/v1", False)],
)
def test_a_path_that_still_takes_the_old_requests_loses_none(path: str, then: str, loses: bool) -> None:
    config = config_of("prod")
    config["models"][_PODS]["route"]["path"] = path
    before = _made(preview(config))
    config["models"][_PODS]["route"]["path"] = then
    assert bool(_refused(config, before)) == loses


@cache
def _preview_with(path: str) -> Recording:
    config = config_of("prod")
    with_value(path, True)(config)
    return preview(config)


def _retired(path: str) -> Sequence[Made]:
    return _made(_preview_with(path))


def _made(recording: Recording) -> Sequence[Made]:
    return [
        Made(urn=urn, type=one.type, outputs={**plain(one.inputs), **plain(one.outputs)})
        for urn, one in recording.resources.items()
    ]


def _unmarked(one: Made) -> Made:
    about = one.outputs.get("metadata") or {}
    outputs = {key: value for key, value in one.outputs.items() if key not in ("tags", "metadata")}
    bare = {"metadata": {key: value for key, value in about.items() if key != "annotations"}} if about else {}
    return replace(one, outputs={**outputs, **bare})


def _refused(config: Mapping[str, Any], made: Sequence[Made]) -> tuple[Problem, ...]:
    loaded = _loaded(config)
    names = Names(workload=loaded.name, stack="prod", subscription_id=loaded.azure.subscription_id)
    return tuple(leaving(loaded, names, made))


def _loaded(config: Mapping[str, Any]) -> StackConfig:
    texts = {key: value if isinstance(value, str) else json.dumps(value) for key, value in config.items()}
    return load(texts, {"secrets"})
