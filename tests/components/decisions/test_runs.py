"""What a deployment runs is worded alike for a config and for Azure's answer."""

import json
from typing import Any

import pytest

from components.addresses import WorkspaceAddress
from components.decisions.runs import answered, declared_runs, environment_tag, read_words
from components.environments import environment_of
from config.managed_models import ManagedDeployment

_ADDRESS = WorkspaceAddress(subscription_id="s", resource_group="rg", workspace="mlw")
_IMAGE = "fraud@sha256:" + "0" * 64


def _declared(**keys: object) -> ManagedDeployment:
    return ManagedDeployment.model_validate_json(json.dumps(keys))


def _answer(config: ManagedDeployment) -> dict[str, Any]:
    """What Azure answers about a deployment made from `config`, its ids with capitals of their own."""
    environment = environment_of("fraud", config)
    ids: dict[str, Any] = {"instanceType": config.instance_type}
    if config.model:
        ids["model"] = _ADDRESS.asset_id(config.model).replace("resourceGroups", "resourcegroups")
    if environment:
        ids["environmentId"] = _ADDRESS.asset_id(environment, "environments")
    if config.code:
        code = _ADDRESS.asset_id(config.code.asset, "codes")
        ids["codeConfiguration"] = {"codeId": code, "scoringScript": config.code.script}
    return ids


def _tags(config: ManagedDeployment) -> dict[str, str]:
    """The tags that a deployment made from `config` has."""
    return environment_tag(picked=not environment_of("fraud", config))


_SHARED = "azureml://registries/azureml/environments/sklearn-1.5/versions/10"


@pytest.mark.parametrize(
    "keys",
    [
        {"model": "azureml:fraud:3"},
        {"model": "azureml:fraud:3", "environment": "azureml:scoring:1", "code": {"asset": "azureml:code:1"}},
        {"model": "azureml:fraud:3", "environment": _SHARED},
        {"image": _IMAGE},
        {"image": _IMAGE, "model": "azureml:fraud:3", "server": {"port": 9000}},
    ],
)
def test_what_was_made_from_a_config_is_known_as_it(keys: dict[str, object]) -> None:
    config = _declared(**keys)
    declared = declared_runs("fraud", config)
    assert answered(_answer(config), _tags(config)).in_words() == declared.in_words()
    read = read_words(declared.in_words())
    assert read is not None
    assert read.in_words() == declared.in_words()


@pytest.mark.parametrize(
    "other",
    [
        {"model": "azureml:fraud:4"},
        {"model": "azureml:fraud:3", "environment": "azureml:scoring:1"},
        {"model": "azureml:fraud:3", "instanceType": "Standard_DS4_v2"},
        {"image": _IMAGE},
        {"image": _IMAGE, "server": {"port": 9000}},
        {"model": "azureml:fraud:3", "environment": "azureml:scoring:1", "code": {"asset": "azureml:code:1"}},
    ],
)
def test_each_part_of_what_runs_makes_a_difference(other: dict[str, object]) -> None:
    config = _declared(model="azureml:fraud:3", instanceType="Standard_DS2_v2")
    assert declared_runs("fraud", config).in_words() != declared_runs("fraud", _declared(**other)).in_words()


def test_the_environment_that_azure_picks_for_an_mlflow_model_is_no_difference() -> None:
    config = _declared(model="azureml:fraud:3")
    picked = {**_answer(config), "environmentId": _ADDRESS.asset_id("azureml:c68e03c630c5:1", "environments")}
    declared = declared_runs("fraud", config)
    assert answered(picked, _tags(config)).in_words() == declared.in_words()


@pytest.mark.parametrize("named", [{"environment": "azureml:scoring:1"}, {"image": _IMAGE}])
def test_an_environment_that_has_left_the_config_is_a_difference(named: dict[str, object]) -> None:
    before, after = _declared(model="azureml:fraud:3", **named), _declared(model="azureml:fraud:3")
    assert answered(_answer(before), _tags(before)).in_words() != declared_runs("fraud", after).in_words()


def test_registries_are_known_by_either_form_of_their_assets() -> None:
    declared = declared_runs("fraud", _declared(model="azureml:fraud:3", environment=_SHARED))
    answer = {**_answer(_declared(model="azureml:fraud:3")), "environmentId": f"/providers/x/{_SHARED[10:]}"}
    assert answered(answer, {}).in_words() == declared.in_words()
