"""Run components in process against the sandbox and look at what they registered."""

import importlib
import inspect
import json
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pulumi
import pytest
from pulumi_azure_native import Provider, resources

from components.names import Names
from sandbox.core import Cloud
from sandbox.program import run
from sandbox.recording import RecordedResource, Recording

SUBSCRIPTION = "22222222-2222-2222-2222-222222222222"
REGION = "eastus"
LOG_WORKSPACE_ID = (
    f"/subscriptions/{SUBSCRIPTION}/resourceGroups/logs/providers/Microsoft.OperationalInsights/workspaces/log-shop"
)
TAGS = {"workload": "shop", "stack": "test", "managedBy": "pulumi"}
NAMES = Names(workload="shop", stack="test", subscription_id=SUBSCRIPTION)

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""The wire's word for a value that is not known before deployment."""

_PROJECT, _STACK = "ai-models", "test"
_MODULE = "program_under_test"
_MAIN = f"""
import pulumi
import {_MODULE}

for name, value in {_MODULE}.declare().items():
    pulumi.export(name, value)
"""
_SIGNATURE = "4dabf18193072939515e22adb298388d"
_SECRET = "1b47061264138c4ac30d75fd1eb44270"


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What a component under test is declared with."""

    azure: Provider
    group: pulumi.Output[str]
    """Name of a resource group in `REGION`."""

    @property
    def opts(self) -> pulumi.ResourceOptions:
        """Options that hand the explicit provider down."""
        return pulumi.ResourceOptions(providers=[self.azure])

    @property
    def common(self) -> dict[str, Any]:
        """The arguments that every component takes."""
        return {
            "names": NAMES,
            "tags": TAGS,
            "location": REGION,
            "resource_group_name": self.group,
            "protect": True,
        }


Program = Callable[[Scope], Mapping[str, Any] | None]
"""Declares components; what it returns, by name, becomes the stack's outputs."""


@dataclass(frozen=True)
class Declared:
    """What a program registered, its inputs without the wire's secret wrappers."""

    recording: Recording

    @property
    def resources(self) -> list[RecordedResource]:
        """Everything but the stack, the scope's provider and its resource group, in order of registration."""
        return [resource for resource in self.recording.resources.values() if not resource.name.startswith("scope-")]

    @property
    def outputs(self) -> dict[str, Any]:
        """The stack's outputs: what the program returned."""
        return plain(self.recording.outputs)

    def named(self, name: str) -> RecordedResource:
        """The only resource with this logical name."""
        return _only([resource for resource in self.resources if resource.name == name], name, self.resources)

    def of(self, type_: str) -> list[RecordedResource]:
        """All resources of a type, given without its package: `network:VirtualNetwork`."""
        return [resource for resource in self.resources if _short(resource.type) == type_]

    def one(self, type_: str) -> RecordedResource:
        """The only resource of a type."""
        return _only(self.of(type_), type_, self.resources)

    def inputs(self, resource: str | RecordedResource) -> dict[str, Any]:
        """Plain inputs of a resource, or of the one with this logical name."""
        return plain((self.named(resource) if isinstance(resource, str) else resource).inputs)

    def depends(self, resource: str, on: str) -> bool:
        """Whether a resource waits, directly or by way of others, for another one; both by logical name."""
        goal, seen, open_ = self.named(on).urn, set[str](), [self.named(resource).urn]
        while open_:
            urn = open_.pop()
            if urn == goal:
                return True
            if urn not in seen and urn in self.recording.resources:
                seen.add(urn)
                open_ += self.recording.resources[urn].dependencies
        return False


def declared(
    program: Program, folder: Path, monkeypatch: pytest.MonkeyPatch, seed: Callable[[Cloud], None] | None = None
) -> Declared:
    """Run `program` as the preview of a stack; fails where the sandbox refuses anything.

    `seed` puts into the sandbox what is there already.
    """
    (folder / "__main__.py").write_text(_MAIN)
    monkeypatch.setitem(sys.modules, _MODULE, SimpleNamespace(declare=lambda: dict(program(_scope()) or {})))
    config = {"pulumi:disable-default-providers": json.dumps(["*"])}
    recording = run(folder, _PROJECT, _STACK, config, seed=seed)
    refusals = [(refusal.code, refusal.message) for refusal in recording.refusals]
    assert refusals == [], refusals
    return Declared(recording)


def plain(value: Any) -> Any:
    """A wire value without its secret wrappers."""
    if isinstance(value, list):
        return [plain(item) for item in value]
    if not isinstance(value, dict):
        return int(value) if isinstance(value, float) and value.is_integer() else value
    if value.get(_SIGNATURE) == _SECRET:
        return plain(value["value"])
    return {key: plain(item) for key, item in value.items()}


def is_secret(value: Any) -> bool:
    """Whether a raw wire value is marked secret."""
    return isinstance(value, dict) and value.get(_SIGNATURE) == _SECRET


def untagged(resources_: Iterable[RecordedResource]) -> list[str]:
    """Names of the Azure resources that could carry the tags and do not."""
    return [
        resource.name
        for resource in resources_
        if takes_tags(resource.type) and not TAGS.items() <= (plain(resource.inputs).get("tags") or {}).items()
    ]


def takes_tags(type_: str) -> bool:
    package, module, name = type_.split(":")
    if package != "azure-native":
        return False
    sdk = importlib.import_module(f"pulumi_azure_native.{module.split('/')[0]}")
    return "tags" in inspect.signature(getattr(sdk, name)._internal_init).parameters


def _scope() -> Scope:
    azure = Provider("scope-azure", subscription_id=SUBSCRIPTION, location=REGION)
    group = resources.ResourceGroup(
        "scope-group",
        resource_group_name="rg-shop",
        location=REGION,
        tags=TAGS,
        opts=pulumi.ResourceOptions(provider=azure),
    )
    return Scope(azure=azure, group=group.name)


def _short(type_: str) -> str:
    return type_.partition(":")[2]


def _only(found: list[RecordedResource], what: str, all_: list[RecordedResource]) -> RecordedResource:
    there = "\n".join(f"  {resource.type} {resource.name}" for resource in all_)
    assert len(found) == 1, f"{len(found)} resources are {what!r} among:\n{there}"
    return found[0]
