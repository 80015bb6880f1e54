"""Azure ML deployments and their environments."""

from policies.declared import UNKNOWN
from policies.rules.ml_deployments import BATCH, ENVIRONMENT, ONLINE
from tests.policies.casework import absent, broken, change, edit, fine, resource, unknown

_WORKSPACE = "/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/mlw-shop"
_MODEL = f"{_WORKSPACE}/models/fraud/versions/3"
_LATEST = "azureml:fraud@latest"
_SCORING = f"{_WORKSPACE}/environments/fraud-scoring/versions/1"
_DATASTORE = f"{_WORKSPACE}/datastores/models"
_IMAGE = f"crshop.azurecr.io/fraud@sha256:{'0' * 64}"
_MODE = "properties.dataCollector.collections.model_inputs.dataCollectionMode"

GOOD = (
    resource(
        ONLINE,
        "online",
        {
            "properties": {
                "model": _MODEL,
                "environmentId": _SCORING,
                "appInsightsEnabled": True,
                "dataCollector": {"collections": {"model_inputs": {"dataCollectionMode": "Enabled"}}},
                "livenessProbe": {"initialDelay": "PT30S"},
                "readinessProbe": {"initialDelay": "PT30S"},
            }
        },
    ),
    resource(
        BATCH,
        "batch",
        {"properties": {"model": {"referenceType": "Id", "assetId": _MODEL}, "environmentId": _SCORING}},
    ),
    resource(ENVIRONMENT, "environment", {"properties": {"image": _IMAGE}}),
)

CASES = {
    "ml-deployment-model-pinned": (
        broken("online", "properties.model", _LATEST),
        broken("online", "properties.model", f"{_WORKSPACE}/models/fraud/versions/latest"),
        broken("online", "properties.model", "azureml:fraud:latest"),
        broken("online", "properties.model", "azureml:fraud:Latest"),
        *(
            broken("online", "properties.model", f"azureml:{one}")
            for one in ("fraud:3/weights", "fraud@green:3", "//registries/shop:3", "fraud:", ":3")
        ),
        broken("online", "properties.model", "azureml://datastores/models/paths/fraud"),
        broken("online", "properties.model", "azureml://datastores/models/paths/versions/3"),
        broken("online", "properties.model", f"{_DATASTORE}/paths/versions/3"),
        broken("batch", "properties.model.assetId", f"{_WORKSPACE}/models/fraud/labels/latest"),
        broken("batch", "properties.model", {"referenceType": "DataPath", "datastoreId": _DATASTORE, "path": "fraud"}),
        change(
            "absent",
            "violated",
            edit("online", "properties.model", None),
            edit("online", "properties.environmentId", None),
        ),
        absent("online", "properties.model", passes=True),
        absent("batch", "properties"),
        unknown("online", "properties.model"),
        unknown("batch", "properties.model"),
        unknown("batch", "properties.model.assetId"),
        fine("online", "properties.model", "azureml:fraud:3"),
        fine("online", "properties.model", "azureml://registries/shop/models/fraud/versions/3"),
    ),
    "ml-deployment-environment-pinned": (
        broken("online", "properties.environmentId", "azureml:fraud-scoring@latest"),
        broken("batch", "properties.environmentId", f"{_WORKSPACE}/environments/fraud-scoring/labels/latest"),
        absent("online", "properties.environmentId", passes=True),
        unknown("online", "properties.environmentId"),
        unknown("batch", "properties.environmentId"),
        fine("online", "properties.environmentId", "azureml:fraud-scoring:1"),
    ),
    "ml-environment-image-by-digest": (
        broken("environment", "properties.image", "crshop.azurecr.io/fraud:latest"),
        broken("environment", "properties.image", "crshop.azurecr.io/fraud@sha256:0"),
        broken("environment", "properties.image", f"{_IMAGE}0"),
        broken("environment", "properties.image", f"@sha256:{'0' * 64}"),
        change(
            "broken",
            "violated",
            edit("environment", "properties.build", {"contextUri": "x"}),
            edit("environment", "properties.image", "fraud:1"),
        ),
        absent("environment", "properties.image"),
        unknown("environment", "properties.image"),
        fine("environment", "properties", {"build": {"contextUri": "https://example.com/context"}}),
    ),
    "ml-deployment-app-insights-on": (
        broken("online", "properties.appInsightsEnabled", False),
        absent("online", "properties.appInsightsEnabled"),
        unknown("online", "properties.appInsightsEnabled"),
    ),
    "ml-deployment-liveness-probe": (
        broken("online", "properties.livenessProbe", {}),
        absent("online", "properties.livenessProbe"),
        unknown("online", "properties.livenessProbe"),
    ),
    "ml-deployment-readiness-probe": (
        broken("online", "properties.readinessProbe", {}),
        absent("online", "properties.readinessProbe"),
        unknown("online", "properties.readinessProbe"),
    ),
    "ml-deployment-data-collected": (
        broken("online", _MODE, "Disabled"),
        broken("online", "properties.dataCollector.collections", {}),
        absent("online", "properties.dataCollector"),
        absent("online", _MODE),
        unknown("online", _MODE),
        fine(
            "online",
            "properties.dataCollector.collections",
            {"dim": {"dataCollectionMode": UNKNOWN}, "model_inputs": {"dataCollectionMode": "Enabled"}},
        ),
        unknown("online", "properties.dataCollector"),
    ),
}
