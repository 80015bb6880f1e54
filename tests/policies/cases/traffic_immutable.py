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

_MOVING = (
    "fraud:4@green",
    "fraud@green:4",
    ":4",
    "fraud:",
    "//registries/shop/models/fraud/versions/4/weights",
    "//registries/shop/models/fraud/versions/",
    "//registries//versions/4",
)
"""What names no version of its own."""
_SHARED = "azureml://registries/shop/models/fraud/versions"
_RED = edit("fraud", "desired.deployments.red", "x")
_LIVE = "live.deployments.blue.runs"
_RUNS = "desired.deployments.green"


def _runs(declared: dict[str, object], words: str) -> Case:
    """The same, in the words of what is live and in the properties of what is declared."""
    return change("fine", "passed", edit("blue", "properties", declared), edit("fraud", _LIVE, words))


CASES = {
    "traffic-live-immutable": (
        broken("blue", "properties.model", f"{_WORKSPACE}/models/fraud/versions/4"),
        broken("blue", "properties.model", "azureml:fraud:4"),
        broken("blue", "properties.model", f"{_WORKSPACE}/models/fraud/versions/3/weights"),
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
        _runs(
            {
                "model": "/PROVIDERS/Microsoft.X/Registries/shop/Models/fraud/Versions/3",
                "instanceType": "Standard_DS3_v2",
            },
            "model azureml://registries/shop/models/fraud/versions/3 on Standard_DS3_v2",
        ),
        _runs(
            {"model": f"{_WORKSPACE.upper()}/MODELS/fraud/VERSIONS/3", "instanceType": "Standard_DS3_v2"},
            "model azureml:fraud:3 on Standard_DS3_v2",
        ),
        change(
            "broken",
            "violated",
            edit("blue", "properties", {"model": f"{_SHARED}/3/weights", "instanceType": "Standard_DS3_v2"}),
            edit("fraud", _LIVE, f"model {_SHARED}/3 on Standard_DS3_v2"),
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
        broken("search", "desired.deployments.blue", f"search{_DIGEST}0"),
        broken("search", "desired.deployments.blue", "search@sha256:00"),
        broken("search", "desired.deployments.blue", _DIGEST),
        broken("search", "desired.deployments.blue", f"search@v1{_DIGEST}"),
        *(broken("fraud", _RUNS, f"model azureml:{one} on Standard_DS3_v2") for one in _MOVING),
        broken("fraud", _RUNS, "model azureml:fraud:4, code azureml:score@latest score.py on Standard_DS3_v2"),
        fine("fraud", _RUNS, "model AzureML://Registries/shop/models/fraud/Versions/4 on Standard_DS3_v2"),
        # Copies are asked for, or given, or both.
        *(change("broken", "violated", _RED, edit("fraud", one, None)) for one in ("mirror", "desired.mirror")),
        change("fine", "passed", _RED, edit("fraud", "mirror", None), edit("fraud", "desired.mirror", None)),
        # What was made by hand keeps what it has.
        fine("fraud", "applied", {"blue": 70, "hand": 30}),
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
