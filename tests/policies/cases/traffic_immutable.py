"""What answers callers stays what it is."""

from policies.rules.traffic_immutable import KUBERNETES
from tests.policies import managed_traffic
from tests.policies.casework import Case, absent, beside, broken, change, edit, fine, missing, resource, unknown

_DIGEST = f"@sha256:{'0' * 64}"
_WORKSPACE = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.MachineLearningServices/workspaces/mlw"

GOOD = (
    *managed_traffic.GOOD,
    resource(
        KUBERNETES,
        "search",
        {
            "desired": {"traffic": {"blue": 100}, "deployments": {"blue": f"search{_DIGEST}"}},
            "applied": {"blue": 100},
        },
    ),
)

_LIVE = "live.deployments.blue.runs"
_RUNS = "desired.deployments.green"


def _runs(declared: dict[str, object], words: str) -> Case:
    """The same, in the words of what is live and in the properties of what is declared."""
    return change("fine", "passed", edit("blue", "properties", declared), edit("fraud", _LIVE, words))


CASES = {
    "traffic-live-immutable": (
        broken("blue", "properties.model", f"{_WORKSPACE}/models/fraud/versions/4"),
        broken("blue", "properties.model", "azureml:fraud:4"),
        broken("blue", "properties.environmentId", f"{_WORKSPACE}/environments/scoring/versions/1"),
        broken("blue", "properties.codeConfiguration", {"codeId": f"{_WORKSPACE}/codes/score/versions/1"}),
        broken("blue", "properties.instanceType", "Standard_DS4_v2"),
        broken("fraud", _LIVE, "model azureml:fraud:2 on Standard_DS3_v2"),
        absent("blue", "properties.model"),
        change("fine", "passed", edit("blue", "properties", {}), edit("fraud", "live.traffic", {"green": 100})),
        change("fine", "passed", edit("blue", "properties", {}), edit("fraud", "live", None)),
        fine("red", "properties.model", "azureml:fraud:9"),
        missing("blue", passes=True),
        _runs(
            {
                "model": "azureml:fraud:3",
                "environmentId": f"{_WORKSPACE}/environments/Scoring/versions/1",
                "codeConfiguration": {"codeId": f"{_WORKSPACE}/codes/score/versions/2", "scoringScript": "score.py"},
                "instanceType": "Standard_DS3_v2",
            },
            "model azureml:fraud:3, environment azureml:scoring:1, code azureml:score:2 score.py on Standard_DS3_v2",
        ),
        _runs(
            {"model": "azureml://registries/shop/models/fraud/versions/3", "instanceType": "Standard_DS3_v2"},
            "model azureml://registries/shop/models/fraud/versions/3 on Standard_DS3_v2",
        ),
        _runs(
            {
                "model": "/providers/Microsoft.X/registries/shop/models/fraud/versions/3",
                "instanceType": "Standard_DS3_v2",
            },
            "model azureml://registries/shop/models/fraud/versions/3 on Standard_DS3_v2",
        ),
        unknown("blue", "properties.model"),
        unknown("fraud", _LIVE),
        beside(unknown("fraud", _LIVE), broken("green", "properties.model", "azureml:fraud:5")),
    ),
    "traffic-version-pinned": (
        broken("fraud", _RUNS, "model azureml:fraud@latest on Standard_DS3_v2"),
        broken("fraud", _RUNS, "model azureml:fraud:latest on Standard_DS3_v2"),
        broken("fraud", _RUNS, "model azureml:fraud:4, environment azureml:scoring@latest on Standard_DS3_v2"),
        broken("fraud", _RUNS, "model azureml://registries/shop/models/fraud/labels/latest on Standard_DS3_v2"),
        broken("fraud", _RUNS, "model azureml:fraud:Latest on Standard_DS3_v2"),
        broken("fraud", _RUNS, "model azureml://registries/shop/models/fraud/versions/latest on Standard_DS3_v2"),
        broken("fraud", "desired.deployments.red", "model azureml:fraud@latest on Standard_DS3_v2"),
        broken("search", "desired.deployments.blue", "search:v1"),
        broken("search", "desired.deployments.blue", ""),
        absent("fraud", "desired.deployments.green"),
        change(
            "fine",
            "passed",
            edit("fraud", _RUNS, "x"),
            edit("fraud", "desired.traffic", {"blue": 100}),
            edit("fraud", "applied", {"blue": 100}),
        ),
        change("broken", "violated", edit("fraud", _RUNS, "x"), edit("fraud", "desired.traffic", {"blue": 100})),
        fine("fraud", _RUNS, "model azureml://registries/shop/models/fraud/versions/4 on Standard_DS3_v2"),
        unknown("fraud", _RUNS),
        beside(unknown("fraud", _RUNS), broken("fraud", "desired.deployments.red", "x")),
        unknown("search", "desired"),
    ),
}
