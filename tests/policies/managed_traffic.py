"""A model's managed endpoint as the program registers it, half way through a rollout."""

from typing import Any

from policies.declared import Resource
from policies.traffic_reading import DEPLOYMENT, ENDPOINT, MANAGED
from tests.policies.casework import STACK_URN, resource

_MODEL = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.MachineLearningServices/workspaces/mlw/models/fraud"
_BLUE = "model azureml:fraud:3 on Standard_DS3_v2"
_GREEN = "model azureml:fraud:4 on Standard_DS3_v2"


def runs(words: str, *, succeeded: bool = True, ours: bool = True) -> dict[str, Any]:
    """A deployment as Azure answers."""
    return {"succeeded": succeeded, "runs": words, "ours": ours}


def component(**changed: Any) -> Resource:
    """Blue is stable and has 80 %, green is to get 10 % more, red is a shadow."""
    properties = {
        "model": "fraud",
        "region": "eastus",
        "desired": {
            "traffic": {"blue": 70, "green": 30},
            "mirror": {"red": 10},
            "deployments": {"blue": _BLUE, "green": _GREEN, "red": _GREEN},
        },
        "live": {
            "traffic": {"blue": 80, "green": 20},
            "mirror": {"red": 10},
            "stable": "blue",
            "deployments": {"blue": runs(_BLUE), "green": runs(_GREEN), "red": runs(_GREEN)},
        },
        "applied": {"blue": 70, "green": 30},
        "mirror": {"red": 10},
        "guards": {
            "stable": "blue",
            "firstStep": 10,
            "largestStep": 20,
            "shadowFirst": True,
            "keepLastGood": True,
            "freezeLive": True,
        },
    }
    return resource(MANAGED, "fraud", {**properties, **changed})


def endpoint(**changed: Any) -> Resource:
    """What the endpoint itself is given."""
    properties = {"traffic": {"blue": 70, "green": 30}, "mirrorTraffic": {"red": 10}, **changed}
    return resource(ENDPOINT, "endpoint", {"endpointName": "fraud", "properties": properties}, parent=_PARENT)


def deployment(name: str, version: int) -> Resource:
    """What a deployment itself is to run."""
    properties = {"model": f"{_MODEL}/versions/{version}", "instanceType": "Standard_DS3_v2"}
    return resource(DEPLOYMENT, name, {"deploymentName": name, "properties": properties}, parent=_PARENT)


_PARENT = component().urn.removeprefix(STACK_URN)

GOOD = (component(), endpoint(), deployment("blue", 3), deployment("green", 4), deployment("red", 4))
