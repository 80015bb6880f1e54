"""Azure ML batch endpoints and their deployments, and the versions of environments.

https://learn.microsoft.com/azure/machine-learning/reference-yaml-endpoint-batch, reference-yaml-deployment-batch and
reference-yaml-environment; names and counts as those of online endpoints (how-to-manage-quotas).
"""

from collections.abc import Iterator
from datetime import timedelta

from sandbox import identity
from sandbox.request import Request
from sandbox.rules import Verdict, drawn, on_delete, on_write, outputs
from sandbox.rules.durations import parsed as duration
from sandbox.rules.everything import region_name
from sandbox.rules.online_endpoints import DEPLOYMENT_NAME, ENDPOINT_NAME, MOST_DEPLOYMENTS
from sandbox.rules.reading import at, fields, number, text, unsettled
from sandbox.rules.references import existing, parsed, siblings
from sandbox.store import Stored, World

ENDPOINT = "azure-native:machinelearningservices:BatchEndpoint"
DEPLOYMENT = "azure-native:machinelearningservices:BatchDeployment"
ENVIRONMENT = "azure-native:machinelearningservices:EnvironmentVersion"

_COMPUTE = "Microsoft.MachineLearningServices/workspaces/computes"
_CHANGEABLE = frozenset({"description", "tags", "properties", "isArchived", "stage", "autoRebuild"})
_LEAST = {
    ("maxConcurrencyPerInstance",): 1,
    ("miniBatchSize",): 1,
    ("errorThreshold",): -1,
    ("resources", "instanceCount"): 1,
    ("retrySettings", "maxRetries"): 0,
}


@on_write(ENDPOINT)
def endpoint_is_sound(request: Request, world: World, _old: Stored | None) -> Iterator[Verdict]:
    """Batch endpoints take Entra tokens alone; the default names a deployment that is there."""
    yield from ENDPOINT_NAME.verdicts(request)
    mode = text(request.inputs, "properties", "authMode")
    if mode and mode != "AADToken":
        yield "BadArgument", f"properties.authMode is '{mode}'; a batch endpoint takes 'AADToken' alone."
    own, name = identity.place_of(request).id, text(request.inputs, "properties", "defaults", "deploymentName")
    there = world.get(f"{own}/deployments/{name}") if own and name else None
    if own and name and there is None:
        yield (
            "BadRequest",
            f"properties.defaults.deploymentName: the endpoint has no deployment '{name}'. Create the deployment "
            "first, and make it the default in a later update.",
        )
    state = text(there.outputs, "properties", "provisioningState") if there else None
    if state not in ("Succeeded", None):
        yield (
            "BadRequest",
            f"properties.defaults.deploymentName: deployment '{name}' is in provisioning state '{state}'; only one "
            "that has succeeded can be the default.",
        )


@on_write(DEPLOYMENT)
def deployment_is_sound(request: Request, world: World, old: Stored | None) -> Iterator[Verdict]:
    """A job needs a model, a compute cluster, and for a model that is no MLflow one a script with its environment."""
    yield from DEPLOYMENT_NAME.verdicts(request)
    asked = fields(request.inputs, "properties")
    for path, least in _LEAST.items():
        value = number(asked, *path)
        if value is not None and value < least:
            yield "BadArgument", f"properties.{'.'.join(path)} is {value}; write {least} or more."
    timeout = text(asked, "retrySettings", "timeout")
    found = duration(timeout) if timeout is not None else None
    if timeout is not None and (found is None or found <= timedelta()):
        yield "BadArgument", f"properties.retrySettings.timeout is '{timeout}'; write an ISO 8601 duration as 'PT30S'."
    if "model" not in asked:
        yield "BadArgument", "properties.model is missing; name a registered model."
    if ("codeConfiguration" in asked) != ("environmentId" in asked):
        missing = "codeConfiguration" if "environmentId" in asked else "environmentId"
        yield "BadArgument", f"properties.{missing} is missing; a script and its environment come together."
    if "compute" not in asked:
        yield "BadArgument", "properties.compute is missing; name a compute cluster's id."
    yield from existing(world, "properties.compute", text(asked, "compute"), _COMPUTE, "ComputeNotFound")
    yield from _too_many_nodes(asked, world)
    if len(list(siblings(world, request, old))) >= MOST_DEPLOYMENTS:
        yield "OutOfQuota", f"the endpoint has {MOST_DEPLOYMENTS} deployments, the most there can be; delete one first."


@on_delete(DEPLOYMENT)
def deployment_is_not_the_default(stored: Stored, world: World) -> Iterator[Verdict]:
    """Jobs that name no deployment go to it."""
    found = parsed(stored.id)
    endpoint, name = world.get(found.parent) if found else None, stored.id.rpartition("/")[2]
    default = text(endpoint.inputs, "properties", "defaults", "deploymentName") if endpoint else None
    if default and default.lower() == name.lower():
        yield (
            "BadRequest",
            f"deployment '{name}' is its endpoint's default and cannot be deleted; make another the default first "
            "(properties.defaults.deploymentName).",
        )


@on_write(ENVIRONMENT)
def environment_is_sound(request: Request, _world: World, old: Stored | None) -> Iterator[Verdict]:
    """A version is an image, or a Dockerfile to build one; once made it stays what it is."""
    asked = fields(request.inputs, "properties")
    if ("image" in asked) == ("build" in asked):
        yield "UserError", "properties: an environment is made from image or from build: write one of the two."
    if "condaFile" in asked and "image" not in asked:
        yield "UserError", "properties.condaFile needs properties.image, on which its packages are installed."
    was = fields(old.inputs, "properties") if old else {}
    for name in sorted({*was, *asked} - _CHANGEABLE) if old else ():
        if not unsettled(asked, name) and at(asked, name) != at(was, name):
            yield (
                "UserError",
                f"properties.{name} cannot change: version '{text(request.inputs, 'version')}' of the environment is "
                "immutable; give what changes a new version.",
            )


@outputs(ENDPOINT)
def endpoint_hosts(request: Request, _id: str, _old: Stored | None) -> dict[str, object]:
    """The host follows from name and region."""
    name = text(request.inputs, "endpointName")
    region = region_name(text(request.inputs, "location") or request.location)
    host = {"scoringUri": f"https://{name}.{region}.inference.ml.azure.com/jobs"} if name and region else {}
    return {"properties": {"defaults": at(request.inputs, "properties", "defaults") or {}, **host}}


@drawn(ENDPOINT, DEPLOYMENT)
def batch_state(_request: Request, _id: str, _old: Stored | None) -> dict[str, object]:
    """Once the service has answered, the work is done."""
    return {"properties": {"provisioningState": "Succeeded"}}


def _too_many_nodes(asked: dict[str, object], world: World) -> Iterator[Verdict]:
    compute = world.get(text(asked, "compute") or "")
    most = number(compute.inputs, "properties", "properties", "scaleSettings", "maxNodeCount") if compute else None
    wanted = number(asked, "resources", "instanceCount")
    if most is not None and wanted is not None and wanted > most:
        yield (
            "BadArgument",
            f"properties.resources.instanceCount is {wanted}; the compute cluster has at most {most} nodes.",
        )
