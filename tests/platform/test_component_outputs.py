"""What components declare for others to build on is what they register."""

import inspect
import re
from typing import Any

import pulumi
import pytest

from tests.platform.conftest import preview
from tests.platform.test_components import TYPES
from tests.platform.whole import EVERYTHING

KEPT = {("Cluster", "kubeconfig")}
"""Credentials, which no state needs to hold twice."""


@pytest.fixture
def registered(monkeypatch: pytest.MonkeyPatch) -> dict[type[pulumi.ComponentResource], dict[str, Any]]:
    """The outputs of a component of each class."""
    found: dict[type[pulumi.ComponentResource], dict[str, Any]] = {}
    keep = pulumi.ComponentResource.register_outputs

    def note(self: pulumi.ComponentResource, outputs: dict[str, Any]) -> None:
        found[type(self)] = outputs
        keep(self, outputs)

    monkeypatch.setattr(pulumi.ComponentResource, "register_outputs", note)
    preview(EVERYTHING)
    return found


def test_every_output_that_a_component_declares_is_registered(
    registered: dict[type[pulumi.ComponentResource], dict[str, Any]],
) -> None:
    ours = {class_.__name__ for class_ in registered if class_.__module__.startswith("components.")}
    assert ours == TYPES.keys()
    lacking = [
        (class_.__name__, name)
        for class_, outputs in registered.items()
        for name, type_ in inspect.get_annotations(class_).items()
        if "Output" in str(type_) and _camel(name) not in outputs
    ]
    assert set(lacking) == KEPT


def test_no_component_registers_nothing(
    registered: dict[type[pulumi.ComponentResource], dict[str, Any]],
) -> None:
    assert [class_.__name__ for class_, outputs in registered.items() if not outputs] == []


def _camel(name: str) -> str:
    return re.sub(r"_(\w)", lambda match: match[1].upper(), name)
