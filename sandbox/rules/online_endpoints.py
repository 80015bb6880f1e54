"""Azure ML online endpoints, their traffic and their deployments.

Limits: https://learn.microsoft.com/azure/machine-learning/how-to-manage-quotas#azure-machine-learning-online-endpoints
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sandbox import identity
from sandbox.request import Request
from sandbox.rules import Verdict, drawn, on_delete, on_write, outputs
from sandbox.rules.durations import parsed as duration
from sandbox.rules.everything import region_name
from sandbox.rules.machinelearningservices import WORKSPACE
from sandbox.rules.naming import NameRule
from sandbox.rules.reading import at, fields, number, text
from sandbox.rules.references import parsed, same, siblings
from sandbox.store import Stored, World

ENDPOINT = "azure-native:machinelearningservices:OnlineEndpoint"
DEPLOYMENT = "azure-native:machinelearningservices:OnlineDeployment"

MOST_DEPLOYMENTS = 20
MOST_INSTANCES = 50
LONGEST_REQUEST = timedelta(seconds=180)
MOST_MIRRORED = 50
"""Percent: https://learn.microsoft.com/azure/machine-learning/how-to-safely-rollout-online-endpoints."""

_WORDS = "3 to 32 letters, digits and dashes, a letter first and no dash last"
_PATTERN = r"[A-Za-z][A-Za-z0-9-]{1,30}[A-Za-z0-9]"
ENDPOINT_NAME = NameRule(
    input="endpointName", pattern=_PATTERN, allowed=_WORDS, example="fraud-eastus", code="BadArgument"
)
DEPLOYMENT_NAME = NameRule(input="deploymentName", pattern=_PATTERN, allowed=_WORDS, example="blue", code="BadArgument")


@on_write(ENDPOINT)
def endpoint_is_named(request: Request, world: World, old: Stored | None) -> Iterator[Verdict]:
    """An endpoint's name is unique in its region: "
    "https://learn.microsoft.com/azure/machine-learning/concept-endpoints-online."""
    yield from ENDPOINT_NAME.verdicts(request)
    name, region = text(request.inputs, "endpointName"), _region(request.inputs, request)
    own = identity.place_of(request).id
    for workspace in world.of_type(WORKSPACE) if name and not old else ():
        other = world.get(f"{workspace.id}/onlineEndpoints/{name}")
        if other and not same(other.id, own) and _region(other.inputs) == region:
            yield (
                "EndpointAlreadyExists",
                f"endpointName: region '{region}' has an endpoint '{name}' already, '{other.id}'; choose another name.",
            )


@on_write(ENDPOINT)
def traffic_adds_up(request: Request, _world: World, _old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/machine-learning/how-to-safely-rollout-online-endpoints."""
    for path, most in (("traffic", 100), ("mirrorTraffic", MOST_MIRRORED)):
        for name, percent in _weights(request.inputs, path).items():
            if not 0 <= percent <= most:
                yield (
                    "BadRequest",
                    f"properties.{path}['{name}'] is {percent}; whole percents of 0 to {most} are allowed.",
                )
    traffic, mirror = _weights(request.inputs, "traffic"), _weights(request.inputs, "mirrorTraffic")
    complete = len(traffic) == len(fields(request.inputs, "properties", "traffic"))
    if complete and sum(traffic.values()) not in (0, 100):
        yield (
            "BadRequest",
            f"properties.traffic sums to {sum(traffic.values())} ({_in_words(traffic)}); the sum must be 0 or 100.",
        )
    if len(mirror) > 1:
        yield "BadRequest", f"properties.mirrorTraffic names {len(mirror)} deployments; one can be mirrored to."
    for name in mirror:
        if traffic.get(name, 0) > 0 and mirror[name] > 0:
            yield (
                "BadRequest",
                f"properties.mirrorTraffic: deployment '{name}' has {traffic[name]} percent of the live "
                "traffic; a deployment "
                f"has live traffic or mirrored, not both: write 0 in one of the two.",
            )
    if mirror and text(request.inputs, "properties", "compute"):
        yield "BadRequest", "properties.mirrorTraffic: Kubernetes endpoints have no mirroring; leave it out."


@on_write(ENDPOINT)
def traffic_goes_to_what_is_there(request: Request, world: World, _old: Stored | None) -> Iterator[Verdict]:
    """Only deployments that exist and have succeeded take traffic; source as above."""
    live = {deployment.id.rpartition("/")[2].lower(): deployment for deployment in _deployments(world, request)}
    for path in ("traffic", "mirrorTraffic"):
        for name, percent in _weights(request.inputs, path).items():
            deployment = live.get(name.lower())
            state = text(deployment.outputs, "properties", "provisioningState") if deployment else "missing"
            if deployment is None:
                yield (
                    "BadRequest",
                    f"properties.{path} gives {percent} percent to deployment '{name}', which does not exist. "
                    f"Create the deployment first, and give it traffic in a later update.",
                )
            elif state not in ("Succeeded", None):
                yield (
                    "BadRequest",
                    f"properties.{path} gives {percent} percent to deployment '{name}', whose provisioning state is "
                    f"'{state}'; only one that has succeeded takes traffic.",
                )


@on_write(ENDPOINT)
def access_is_sound(request: Request, _world: World, old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/machine-learning/concept-endpoints-online-auth."""
    mode = text(request.inputs, "properties", "authMode")
    if mode == "AADToken" and text(request.inputs, "properties", "compute"):
        yield "BadRequest", "properties.authMode 'AADToken' is for managed endpoints; write 'AMLToken' or 'Key'."
    was = text(old.inputs, "properties", "authMode") if old else None
    if was and mode and was != mode:
        yield "BadRequest", f"properties.authMode was '{was}' and cannot change; make another endpoint."


@on_write(DEPLOYMENT)
def deployment_is_sound(request: Request, world: World, old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/machine-learning/reference-yaml-deployment-managed-online."""
    yield from DEPLOYMENT_NAME.verdicts(request)
    managed = text(request.inputs, "properties", "endpointComputeType") == "Managed"
    instances = number(request.inputs, "sku", "capacity")
    if managed and instances is not None and not 1 <= instances <= MOST_INSTANCES:
        yield "BadRequest", f"sku.capacity is {instances}; a managed deployment has 1 to {MOST_INSTANCES} instances."
    if managed and "sku" not in request.inputs:
        yield "BadRequest", "sku is missing; write {name: Default, capacity: INSTANCES}."
    if managed and "instanceType" not in fields(request.inputs, "properties"):
        yield "BadArgument", "properties.instanceType is missing; write a VM size such as 'Standard_DS3_v2'."
    if managed and text(request.inputs, "properties", "scaleSettings", "scaleType") == "TargetUtilization":
        yield (
            "BadRequest",
            "properties.scaleSettings.scaleType 'TargetUtilization' is for Kubernetes endpoints; write "
            "'Default' and scale "
            "with an autoscale setting on the deployment.",
        )
    asked = fields(request.inputs, "properties")
    if "codeConfiguration" in asked and "environmentId" not in asked:
        yield "BadArgument", "properties.environmentId is missing; a codeConfiguration runs in an environment."
    beside = list(siblings(world, request, old))
    if len(beside) >= MOST_DEPLOYMENTS:
        yield "OutOfQuota", f"the endpoint has {len(beside)} deployments, the most there can be; delete one first."


@on_write(DEPLOYMENT)
def requests_and_probes_are_sound(request: Request, _world: World, _old: Stored | None) -> Iterator[Verdict]:
    """Source as above; limits of the module's docstring."""
    settings = ("properties", "requestSettings")
    for key, most in (("requestTimeout", LONGEST_REQUEST), ("maxQueueWait", LONGEST_REQUEST)):
        value = text(request.inputs, *settings, key)
        found = duration(value) if value is not None else None
        if value is not None and (found is None or not timedelta() <= found <= most):
            yield (
                "BadArgument",
                f"properties.requestSettings.{key} is '{value}'; write an ISO 8601 duration of at most 180 "
                "seconds, such "
                f"as 'PT30S'.",
            )
    concurrent = number(request.inputs, *settings, "maxConcurrentRequestsPerInstance")
    if concurrent is not None and concurrent < 1:
        yield (
            "BadArgument",
            f"properties.requestSettings.maxConcurrentRequestsPerInstance is {concurrent}; write 1 or more.",
        )
    for probe in ("livenessProbe", "readinessProbe", "startupProbe"):
        for key in ("initialDelay", "period", "timeout"):
            value = text(request.inputs, "properties", probe, key)
            if value is not None and duration(value) is None:
                yield (
                    "BadArgument",
                    f"properties.{probe}.{key} is '{value}', which is no ISO 8601 duration; write 'PT10S'.",
                )
        for key in ("failureThreshold", "successThreshold"):
            count = number(request.inputs, "properties", probe, key)
            if count is not None and count < 1:
                yield "BadArgument", f"properties.{probe}.{key} is {count}; write 1 or more."
    for name, collection in fields(request.inputs, "properties", "dataCollector", "collections").items():
        rate = number(collection, "samplingRate")
        if rate is not None and not 0 <= rate <= 1:
            yield (
                "BadArgument",
                f"properties.dataCollector.collections['{name}'].samplingRate is {rate}; write a share of 0 to 1.",
            )


@on_write(DEPLOYMENT)
def what_is_fixed_stays(request: Request, _world: World, old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/machine-learning/concept-secure-online-endpoint."""
    for key in ("egressPublicNetworkAccess", "endpointComputeType"):
        was = text(old.inputs, "properties", key) if old else None
        wanted = text(request.inputs, "properties", key)
        if was and wanted and was != wanted:
            yield "BadRequest", f"properties.{key} was '{was}' and cannot change; make another deployment."


@on_delete(DEPLOYMENT)
def deployment_has_no_traffic(stored: Stored, world: World) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/machine-learning/how-to-safely-rollout-online-endpoints."""
    found = parsed(stored.id)
    endpoint = world.get(found.parent) if found else None
    name = stored.id.rpartition("/")[2]
    percent = _weights(endpoint.inputs, "traffic").get(name, 0) if endpoint else 0
    if percent:
        yield (
            "BadRequest",
            f"deployment '{name}' has {percent} percent of its endpoint's live traffic and cannot be deleted; move the "
            f"traffic away first (properties.traffic of the endpoint).",
        )
    mirrored = _weights(endpoint.inputs, "mirrorTraffic").get(name, 0) if endpoint else 0
    if mirrored:
        yield (
            "BadRequest",
            f"deployment '{name}' is mirrored {mirrored} percent of its endpoint's traffic and cannot be deleted; take "
            "it out of properties.mirrorTraffic of the endpoint first.",
        )


@outputs(ENDPOINT)
def endpoint_hosts(request: Request, _id: str, _old: Stored | None) -> dict[str, Any]:
    """The hosts follow from name and region; a map that the request leaves out is wiped."""
    name, region = text(request.inputs, "endpointName"), _region(request.inputs, request)
    answer = {key: at(request.inputs, "properties", key) or {} for key in ("traffic", "mirrorTraffic")}
    if name and region and not text(request.inputs, "properties", "compute"):
        host = f"https://{name}.{region}.inference.ml.azure.com"
        answer |= {"scoringUri": f"{host}/score", "swaggerUri": f"{host}/swagger.json"}
    return {"properties": answer}


@drawn(ENDPOINT, DEPLOYMENT)
def serving_state(_request: Request, _id: str, _old: Stored | None) -> dict[str, Any]:
    """Once the service has answered, the work is done."""
    return {"properties": {"provisioningState": "Succeeded"}}


def _weights(inputs: dict[str, Any], path: str) -> dict[str, int]:
    weights = fields(inputs, "properties", path)
    return {name: int(weight) for name in weights if (weight := number(weights, name)) is not None}


def _in_words(traffic: dict[str, int]) -> str:
    return ", ".join(f"{name} {percent}" for name, percent in sorted(traffic.items()))


def _region(inputs: dict[str, Any], request: Request | None = None) -> str:
    return region_name(text(inputs, "location") or (request.location if request else ""))


def _deployments(world: World, request: Request) -> Iterator[Stored]:
    """The deployments below the endpoint, whether the endpoint itself is known or not."""
    own = identity.place_of(request).id
    for child in world.children(f"{own}/deployments") if own else ():
        if child.type == DEPLOYMENT:
            yield child
