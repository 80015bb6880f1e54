"""What counts as already there when a stack is previewed: what answers requests, and what the stack has made."""

from collections.abc import Mapping
from typing import Any

from ops.exits import CommandError
from ops.plan import Plan, PlannedResource
from sandbox.core import Cloud
from sandbox.request import Request
from sandbox.sdk import canonical
from sandbox.validation import type_errors
from sandbox.wire import MASK, UNKNOWN, plain

LIVE_TYPES = frozenset(
    {
        "azure-native:machinelearningservices:OnlineEndpoint",
        "azure-native:machinelearningservices:OnlineDeployment",
        "azure-native:machinelearningservices:BatchEndpoint",
        "azure-native:machinelearningservices:BatchDeployment",
    }
)
"""What the traffic decision asks about; the rest of a platform does not matter to it."""


def plant(plan: Plan, cloud: Cloud) -> None:
    """Make the endpoints and deployments of `plan` exist and have succeeded, with the plan's traffic.

    Raises `CommandError` where one of them could not exist: the plan was made by hand, or by another version.
    """
    by_urn = {resource.urn: resource for resource in plan.resources}
    for resource in plan.resources:
        if canonical(resource.type) in LIVE_TYPES:
            request = _request(resource, by_urn)
            for refusal in type_errors(request):
                raise CommandError(
                    f"the plan's resource '{resource.name}' cannot be there already: {refusal.message}\n"
                    "make the plan anew: `python -m ops preview --stack NAME --json PLAN.json`"
                )
            cloud.plant(request, preview=False)


def state_of(plan: Plan) -> dict[str, dict[str, Any]]:
    """What the stack has made once `plan` is carried out, as the engine tells a program: by URN type and outputs."""
    return {
        resource.urn: {"type": resource.type, "outputs": _told(plain({**resource.inputs, **resource.outputs}))}
        for resource in plan.resources
    }


def _request(resource: PlannedResource, by_urn: Mapping[str, PlannedResource]) -> Request:
    provider = by_urn.get(resource.provider)
    settings: dict[str, Any] = provider.inputs if provider else {}
    return Request(
        urn=resource.urn,
        type=canonical(resource.type),
        name=resource.name,
        inputs={name: _known(value) for name, value in plain(resource.inputs).items()},
        subscription_id=str(settings.get("subscriptionId", "")),
        tenant_id=str(settings.get("tenantId", "")),
        location=str(settings.get("location", "")),
    )


def _told(value: Any) -> Any:
    """The value without what a plan does not know."""
    if isinstance(value, Mapping):
        return {name: _told(item) for name, item in value.items() if item is not UNKNOWN}
    if isinstance(value, list):
        return [_told(item) for item in value if item is not UNKNOWN]
    return value


def _known(value: Any) -> Any:
    """The value, what the plan masks in it as unknown: it may be of any type."""
    if isinstance(value, Mapping):
        return {name: _known(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_known(item) for item in value]
    return UNKNOWN if value == MASK else value
