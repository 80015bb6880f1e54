"""An edit of one model changes that model's resources and nothing else, on the plans of the whole platform."""

from copy import deepcopy
from typing import Any

import pytest

from sandbox.recording import Recording
from tests.components.declared import plain
from tests.platform.conftest import config_of, preview

_MODELS = ("recommendation-engine", "fraud")

_ANY_CHANGE = {
    "inputs": lambda each: plain(each.inputs),
    "protect": lambda each: each.protect,
    "deletedWith": lambda each: each.deleted_with,
    "ignoreChanges": lambda each: each.ignore_changes,
    "provider": lambda each: each.provider,
}


@pytest.mark.parametrize("model", _MODELS)
def test_a_new_deployment_changes_only_its_own_model(prod: Recording, model: str) -> None:
    config = config_of("prod")
    deployments: dict[str, Any] = config["models"][model]["deployments"]
    deployments["green"] = {**deepcopy(deployments["blue"]), **_another_version(model)}
    changed = _changed(prod, preview(config))
    assert changed
    assert {name for name in changed if f"-models-{model}" not in name} == set()


def test_moving_traffic_on_kubernetes_changes_one_object_a_stamp() -> None:
    config = config_of("prod")
    model = config["models"]["recommendation-engine"]
    model["deployments"]["green"] = {**model["deployments"]["blue"], **_another_version("recommendation-engine")}
    before = preview(config)
    model["traffic"] = {"blue": 90, "green": 10}
    changed = _changed(before, preview(config))
    assert sorted(changed) == [
        f"shop-{region}-models-recommendation-engine-route-traffic" for region in ("eastus", "westus")
    ]


def _another_version(model: str) -> dict[str, Any]:
    if model == "fraud":
        return {"model": "azureml:fraud:4"}
    return {"version": "v3.0.0", "image": f"recommendation-engine@sha256:{'1' * 64}"}


def _changed(before: Recording, after: Recording) -> set[str]:
    """Names of the resources that are new, gone or different; outputs of components count for nothing."""
    old = {urn: each for urn, each in before.resources.items() if each.custom}
    new = {urn: each for urn, each in after.resources.items() if each.custom}
    different = {
        urn for urn in old.keys() & new.keys() if any(read(old[urn]) != read(new[urn]) for read in _ANY_CHANGE.values())
    }
    return {(new.get(urn) or old[urn]).name for urn in (old.keys() ^ new.keys()) | different}
