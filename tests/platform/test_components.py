"""Every component of the source: its type token, declared alone, and a part of the platform."""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pulumi
import pytest

import components
from tests.components.alone import ALONE
from tests.components.declared import declared, untagged
from tests.platform.conftest import preview
from tests.platform.whole import EVERYTHING

TYPES: Mapping[str, str] = {
    "Backup": "ai-models:backup:Backup",
    "BatchEndpoint": "ai-models:models:BatchEndpoint",
    "Cluster": "ai-models:cluster:Cluster",
    "Connections": "ai-models:network:Connections",
    "EventReader": "ai-models:models:EventReader",
    "GpuPlugin": "ai-models:cluster:GpuPlugin",
    "Identity": "ai-models:identities:Identity",
    "KubernetesEndpoint": "ai-models:models:KubernetesEndpoint",
    "KubernetesWorkload": "ai-models:models:KubernetesWorkload",
    "ManagedEndpoint": "ai-models:models:ManagedEndpoint",
    "Messaging": "ai-models:messaging:Messaging",
    "ModelGateway": "ai-models:cluster:ModelGateway",
    "ModelRoute": "ai-models:models:ModelRoute",
    "Network": "ai-models:network:Network",
    "Observability": "ai-models:observability:Observability",
    "Platform": "ai-models:platform:Platform",
    "PrivateDns": "ai-models:network:PrivateDns",
    "PrivateLinks": "ai-models:network:PrivateLinks",
    "Registry": "ai-models:registry:Registry",
    "Serving": "ai-models:models:Serving",
    "Site": "ai-models:stamp:Site",
    "Stamp": "ai-models:stamp:Stamp",
    "Telemetry": "ai-models:observability:Telemetry",
    "TrafficGuard": "ai-models:cluster:TrafficGuard",
    "Vault": "ai-models:vault:Vault",
    "Workspace": "ai-models:workspace:Workspace",
}
"""Every component by its class: a changed token makes the engine replace what is in it."""


def _of_the_source() -> Iterator[type[pulumi.ComponentResource]]:
    for module in pkgutil.walk_packages(components.__path__, "components."):
        for value in vars(importlib.import_module(module.name)).values():
            of_the_module = isinstance(value, type) and value.__module__ == module.name
            if of_the_module and issubclass(value, pulumi.ComponentResource):
                yield value


def test_every_component_of_the_source_has_a_type_and_is_declared_alone() -> None:
    of_source = set(_of_the_source())
    assert {class_.__name__ for class_ in of_source} == TYPES.keys()
    assert of_source == ALONE.keys()


@pytest.mark.parametrize("class_", ALONE, ids=lambda class_: class_.__name__)
def test_a_component_stands_alone(
    class_: type[pulumi.ComponentResource], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = declared(ALONE[class_], tmp_path, monkeypatch)
    urns = {resource.urn for resource in run.recording.resources.values()}
    (alone,) = [one for one in run.of(TYPES[class_.__name__].partition(":")[2]) if one.parent not in urns]
    assert alone.type == TYPES[class_.__name__]
    assert untagged(resource for resource in run.resources if resource.custom) == []
    for resource in run.resources:
        if resource.parent == alone.urn:
            assert resource.name.startswith(f"{alone.name}-"), resource.urn


def test_the_platform_has_every_component() -> None:
    made = preview(EVERYTHING)
    assert {one.type for one in made.resources.values() if not one.custom} == set(TYPES.values())
