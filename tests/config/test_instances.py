"""How many instances a managed deployment begins with."""

import json
from typing import Any

import pytest

from config.managed_models import ManagedModel


@pytest.mark.parametrize(
    ("asked", "autoscale", "begun_with"),
    [
        ({"instances": 2}, {}, 2),
        ({}, {}, 3),
        ({}, {"minInstances": 5, "maxInstances": 9}, 5),
        ({}, {"minInstances": 1, "maxInstances": 2}, 2),
        ({"instances": 7}, {"minInstances": 5, "maxInstances": 9}, 7),
    ],
)
def test_a_deployment_begins_inside_of_its_autoscaler_s_bounds(
    asked: dict[str, Any], autoscale: dict[str, int], begun_with: int
) -> None:
    document = {
        "target": "managed",
        "deployments": {"blue": {"model": "azureml:fraud:3", **asked}},
        "traffic": {"blue": 100},
        **({"autoscale": autoscale} if autoscale else {}),
    }
    assert ManagedModel.model_validate_json(json.dumps(document)).first_instances("blue") == begun_with
