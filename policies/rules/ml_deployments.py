"""Azure ML deployments: what runs is pinned, and what it does is watched."""

import re
from collections.abc import Iterator

from policies.finding import Finding
from policies.reading import Default, Reader
from policies.rule import resource_rule
from policies.tokens import canonical
from policies.workloads import holds_for_one

ONLINE = "azure-native:machinelearningservices:OnlineDeployment"
BATCH = "azure-native:machinelearningservices:BatchDeployment"
ENVIRONMENT = "azure-native:machinelearningservices:EnvironmentVersion"

_FILE = "components/models/managed_deployment.py"
_SDK = "pulumi_azure_native.machinelearningservices"
_ENVIRONMENT_ID = "properties.environmentId"
_PINNED = re.compile(r"(?!.*/datastores/)(?:.+/versions/|azureml:[^:/@]+:)(?!latest$)[^:/@]+", re.IGNORECASE)
"""`azureml:NAME:VERSION`, or an id that ends in a version; not `azureml:NAME@latest`, nor a path in a datastore."""
_DIGEST = re.compile(r".+@sha256:[0-9a-f]{64}")


@resource_rule(
    "ml-deployment-model-pinned",
    title="Whoever looks at a deployment knows which model answers",
    row="online-deployment",
    types=(ONLINE, BATCH),
    safe="a registered model with its version, or none beside an environment that has the model inside",
    config_key="`models.NAME.deployments.NAME.model`, such as azureml:fraud:3",
)
def model_pinned(deployment: Reader) -> Iterator[Finding]:
    """The model is named with its version, or is in an image that the environment pins."""
    inside = deployment.has(_ENVIRONMENT_ID) and not deployment.has("properties.model")
    if not inside:
        yield from _pinned(deployment, _model_path(deployment))


@resource_rule(
    "ml-deployment-environment-pinned",
    title="Whoever looks at a deployment knows in what it runs",
    row="online-deployment",
    types=(ONLINE, BATCH),
    safe="an environment with its version, or none where Azure picks that of a pinned MLflow model",
    config_key="`models.NAME.deployments.NAME.environment`, such as azureml:scoring:1",
)
def environment_pinned(deployment: Reader) -> Iterator[Finding]:
    """The environment, where there is one, is named with its version."""
    if deployment.has(_ENVIRONMENT_ID):
        yield from _pinned(deployment, _ENVIRONMENT_ID)


@resource_rule(
    "ml-environment-image-by-digest",
    title="The image of an environment stays what it was, whatever happens to its tag",
    row="online-deployment",
    types=(ENVIRONMENT,),
    safe="an image by its digest, NAME@sha256:…, or a build of one's own",
    config_key="`models.NAME.deployments.NAME.image`",
)
def image_by_digest(environment: Reader) -> Iterator[Finding]:
    """The image, where the environment does not build its own, is named by its digest."""
    if environment.has("properties.build") and not environment.has("properties.image"):
        return
    image = environment.text("properties.image")
    if image is None:
        yield environment.finding(environment.words("properties.image"))
    elif not _DIGEST.fullmatch(image):
        yield environment.finding("`properties.image` has no digest")


@resource_rule(
    "ml-deployment-app-insights-on",
    title="Requests to a model are traced",
    row="online-deployment",
    types=(ONLINE,),
    safe="true",
    config_key="`models.NAME.deployments.NAME.appInsights`",
    defaults={
        "properties.appInsightsEnabled": Default(value=False, source=f"{_SDK}.ManagedOnlineDeploymentArgs"),
    },
)
def app_insights(deployment: Reader) -> Iterator[Finding]:
    """Requests and traces go to Application Insights."""
    yield from deployment.must_be("properties.appInsightsEnabled", True)


@resource_rule(
    "ml-deployment-liveness-probe",
    title="An instance of a model that hangs is started anew, once it had the time that the model needs to load",
    row="online-deployment",
    types=(ONLINE,),
    safe="a liveness probe with the model's own times",
    config_key=f"`liveness_probe` in {_FILE}",
)
def liveness_probe(deployment: Reader) -> Iterator[Finding]:
    """The liveness probe is stated: Azure's own knows nothing of how long the model loads."""
    yield from deployment.must_have("properties.livenessProbe")


@resource_rule(
    "ml-deployment-readiness-probe",
    title="An instance of a model gets requests when it can answer them",
    row="online-deployment",
    types=(ONLINE,),
    safe="a readiness probe with the model's own times",
    config_key=f"`readiness_probe` in {_FILE}",
)
def readiness_probe(deployment: Reader) -> Iterator[Finding]:
    """The readiness probe is stated: Azure's own knows nothing of how long the model loads."""
    yield from deployment.must_have("properties.readinessProbe")


@resource_rule(
    "ml-deployment-data-collected",
    title="What a model is asked and answers is kept, so that drift is seen",
    row="online-deployment",
    types=(ONLINE,),
    safe="one collection or more whose `dataCollectionMode` is Enabled",
    config_key="`models.NAME.deployments.NAME.collect`",
)
def data_collected(deployment: Reader) -> Iterator[Finding]:
    """The data collector keeps something; absent, it is off (pulumi_azure_native, `ManagedOnlineDeploymentArgs`)."""
    collections = [one for _, one in deployment.entries("properties.dataCollector.collections")]
    if not holds_for_one(collections, lambda one: one.equals("dataCollectionMode", "Enabled")):
        yield deployment.finding("`properties.dataCollector` keeps nothing")


def _model_path(deployment: Reader) -> str:
    is_batch = canonical(deployment.resource.type) == BATCH
    return "properties.model.assetId" if is_batch else "properties.model"


def _pinned(deployment: Reader, path: str) -> Iterator[Finding]:
    reference = deployment.text(path)
    if reference is None:
        yield deployment.finding(deployment.words(path))
    elif not _PINNED.fullmatch(reference):
        yield deployment.finding(f"`{path}` names no version")
