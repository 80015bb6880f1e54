"""What counts as already there when a stack is previewed: the model endpoints that answer requests."""

from collections.abc import Mapping
from typing import Any

from ops.plan import Plan, PlannedResource
from sandbox.core import Cloud
from sandbox.request import Request
from sandbox.sdk import canonical
from sandbox.wire import plain

_LIVE_TYPES = frozenset(
    {
        "azure-native:machinelearningservices:OnlineEndpoint",
        "azure-native:machinelearningservices:OnlineDeployment",
    }
)
"""What the traffic decision asks about; the rest of a platform does not matter to it."""


def plant(plan: Plan, cloud: Cloud) -> None:
    """Make the endpoints and deployments of `plan` exist and have succeeded, with the plan's traffic."""
    by_urn = {resource.urn: resource for resource in plan.resources}
    for resource in plan.resources:
        if canonical(resource.type) in _LIVE_TYPES:
            cloud.plant(_request(resource, by_urn), preview=False)


def _request(resource: PlannedResource, by_urn: Mapping[str, PlannedResource]) -> Request:
    provider = by_urn.get(resource.provider)
    settings: dict[str, Any] = provider.inputs if provider else {}
    return Request(
        urn=resource.urn,
        type=canonical(resource.type),
        name=resource.name,
        inputs=plain(resource.inputs),
        subscription_id=str(settings.get("subscriptionId", "")),
        tenant_id=str(settings.get("tenantId", "")),
        location=str(settings.get("location", "")),
    )
