"""An Azure with one resource group and one cluster, for tests of the services' rules."""

import copy
from collections.abc import Mapping
from typing import Any

import pytest

from sandbox.core import Cloud
from sandbox.request import Request
from sandbox.store import Stored

SUBSCRIPTION = "22222222-2222-2222-2222-222222222222"
TENANT = "11111111-1111-1111-1111-111111111111"
GROUP = "rg-shop"
REGION = "eastus"
CLUSTER = "urn:pulumi:test::shop::pulumi:providers:kubernetes::eastus"
ABSENT: Any = object()
"""In `altered`: the input is left out."""


class Azure:
    """What tests do to the sandbox; names of types are written without their package."""

    def __init__(self) -> None:
        self.cloud = Cloud()
        self.put("resources:ResourceGroup", {"resourceGroupName": GROUP, "location": REGION})

    def request(self, type_: str, inputs: Mapping[str, Any], urn: str = "") -> Request:
        """A request for an Azure resource in the group, or for a Kubernetes object in the cluster."""
        kubernetes = type_.startswith("kubernetes:")
        token = type_ if kubernetes else f"azure-native:{type_}"
        given = dict(inputs) if kubernetes or type_.startswith(_UNGROUPED) else {"resourceGroupName": GROUP, **inputs}
        return Request(
            urn=urn or f"urn:{token}:{sorted(map(str, given.values()))}",
            type=token,
            name="it",
            inputs=copy.deepcopy(given),
            subscription_id=SUBSCRIPTION,
            tenant_id=TENANT,
            location=REGION,
            cluster=CLUSTER if kubernetes else "",
        )

    def put(self, type_: str, inputs: Mapping[str, Any], urn: str = "") -> str:
        """Make a resource, which nothing may speak against; its id."""
        return self.cloud.create(self.request(type_, inputs, urn), preview=False)[0]

    def outputs(self, id_: str) -> dict[str, Any]:
        """What a resource that exists answers."""
        found = self.cloud.read(id_)
        assert found is not None
        return found.outputs

    def verdicts(self, type_: str, inputs: Mapping[str, Any], old_id: str = "") -> list[tuple[str, str]]:
        """What speaks against making the resource, or against changing the one of that id."""
        old: Stored | None = self.cloud.read(old_id) if old_id else None
        request = self.request(type_, inputs, old.urn if old else "")
        return [(one.code, one.message) for one in self.cloud.check(request, old, preview=False)]

    def update(self, type_: str, id_: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
        """Change a resource, which nothing may speak against; its outputs."""
        old = self.cloud.read(id_)
        assert old is not None
        return self.cloud.update(self.request(type_, inputs, old.urn), id_, preview=False)[1]


_UNGROUPED = ("resources:ResourceGroup", "authorization:", "monitor:DiagnosticSetting", "monitor:DataCollectionRuleAss")


@pytest.fixture
def azure() -> Azure:
    return Azure()


def altered(inputs: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs with other values at dotted paths; numbers in a path are places in a list."""
    result = copy.deepcopy(dict(inputs))
    for path, value in changes.items():
        target: Any = result
        *steps, last = (int(step) if step.isdigit() else step for step in path.split("."))
        for step in steps:
            target = target[step] if isinstance(step, int) else target.setdefault(step, {})
        if value is ABSENT:
            target.pop(last, None)
        else:
            target[last] = copy.deepcopy(value)
    return result
