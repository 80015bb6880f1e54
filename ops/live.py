"""What counts as already there when a stack is previewed: the model endpoints that answer requests."""

from collections.abc import Mapping
from typing import Any

from ops.exits import CommandError
from ops.plan import Plan, PlannedResource
from sandbox.core import Cloud
from sandbox.request import Request
from sandbox.sdk import canonical
from sandbox.validation import type_errors
from sandbox.wire import MASK, UNKNOWN, plain

_LIVE_TYPES = frozenset(
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
        if canonical(resource.type) in _LIVE_TYPES:
            request = _request(resource, by_urn)
            for refusal in type_errors(request):
                raise CommandError(
                    f"the plan's resource '{resource.name}' cannot be there already: {refusal.message}\n"
                    "make the plan anew: `python -m ops preview --stack NAME --json PLAN.json`"
                )
            cloud.plant(request, preview=False)


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


def _known(value: Any) -> Any:
    """The value, what the plan masks in it as unknown: it may be of any type."""
    if isinstance(value, Mapping):
        return {name: _known(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_known(item) for item in value]
    return UNKNOWN if value == MASK else value
