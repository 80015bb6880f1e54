"""What counts as already there when a stack is previewed: what answers requests, and what the stack has made."""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any

from typing_extensions import override

from ops.exits import CommandError
from ops.plan import Plan, PlannedResource
from sandbox.core import Cloud
from sandbox.request import Request
from sandbox.sdk import canonical
from sandbox.validation import type_errors
from sandbox.wire import MASK, UNKNOWN, plain

_GUARDED_TYPES = frozenset(
    {
        "kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicy",
        "kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicyBinding",
        "kubernetes:apps/v1:Deployment",
        "kubernetes:core/v1:Namespace",
        "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute",
        "kubernetes:helm.sh/v3:Release",
    }
)
"""What a cluster holds its guards of traffic with, and what it holds them to."""

LIVE_TYPES = frozenset(
    {
        "azure-native:machinelearningservices:OnlineEndpoint",
        "azure-native:machinelearningservices:OnlineDeployment",
        "azure-native:machinelearningservices:BatchEndpoint",
        "azure-native:machinelearningservices:BatchDeployment",
    }
)
"""What the traffic decision asks about; the rest of a platform does not matter to it."""


class Coming:
    """What is live as a plan tells that may still be in the making: it is waited for once a program asks."""

    def __init__(self, wait: Callable[[], Plan | None]) -> None:
        """`wait` gives the plan, None where nothing is live."""
        self._wait = wait
        self.error: CommandError | None = None
        """What kept it from being there; a program that is asking would take it for an answer of the cloud's."""

    def seed(self, cloud: Cloud) -> None:
        """Make the plan's endpoints exist, if there is a plan."""
        if self._plan:
            try:
                plant(self._plan, cloud)
            except CommandError as error:
                self.error = error

    @property
    def state(self) -> Mapping[str, Mapping[str, Any]]:
        """What the stack has made, by URN; waited for once it is looked at."""
        return _State(lambda: state_of(self._plan) if self._plan else {})

    @cached_property
    def _plan(self) -> Plan | None:
        try:
            return self._wait()
        except CommandError as error:
            self.error = error
            return None


class _State(Mapping[str, Mapping[str, Any]]):
    """A mapping that is made once it is looked at."""

    def __init__(self, make: Callable[[], Mapping[str, Mapping[str, Any]]]) -> None:
        self._make = make

    @cached_property
    def _made(self) -> Mapping[str, Mapping[str, Any]]:
        return self._make()

    @override
    def __getitem__(self, urn: str) -> Mapping[str, Any]:
        return self._made[urn]

    @override
    def __iter__(self) -> Iterator[str]:
        return iter(self._made)

    @override
    def __len__(self) -> int:
        return len(self._made)


def plant(plan: Plan, cloud: Cloud) -> None:
    """Make the endpoints and deployments of `plan` exist and have succeeded, with the plan's traffic and its guards.

    Raises `CommandError` where one of them could not exist: the plan was made by hand, or by another version.
    """
    by_urn = {resource.urn: resource for resource in plan.resources}
    for resource in plan.resources:
        if canonical(resource.type) in LIVE_TYPES | _GUARDED_TYPES:
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
        cluster=resource.provider if resource.type.startswith("kubernetes:") else "",
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
