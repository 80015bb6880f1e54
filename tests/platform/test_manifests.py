"""What the platform declares in its clusters, against the schemas of the Kubernetes that they run."""

from collections.abc import Mapping
from typing import Any

import pytest

from sandbox.recording import Recording
from tests.components.declared import plain
from tests.manifests import STACK_FILES, VERSION, assert_strictly_valid, is_custom, version_of
from tests.platform.conftest import config_of, preview
from tests.platform.whole import EVERYTHING

_KINDS_OF_POLICIES = {"ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"}


@pytest.mark.parametrize("stack", STACK_FILES)
def test_objects_pass_the_strict_schema_of_the_version_that_each_stack_runs(stack: str) -> None:
    kinds = _check(preview(config_of(stack), stack), version_of(stack))
    assert {"Namespace", "Deployment", "Service", "NetworkPolicy", "PodDisruptionBudget"} <= kinds


def test_objects_of_models_with_every_key_pass_it_too() -> None:
    config = {**EVERYTHING, "cluster": {**EVERYTHING["cluster"], "kubernetesVersion": VERSION}}
    assert {"HorizontalPodAutoscaler", "DaemonSet"} | _KINDS_OF_POLICIES <= _check(preview(config), VERSION)


def _check(recording: Recording, version: str) -> set[str]:
    """The kinds that were checked."""
    objects: list[Mapping[str, Any]] = [
        plain(resource.inputs)
        for resource in recording.resources.values()
        if resource.custom and resource.type.startswith("kubernetes:") and "helm.sh" not in resource.type
    ]
    checked = [found for found in objects if not is_custom(found)]
    for found in checked:
        assert_strictly_valid(found, version)
    return {found["kind"] for found in checked}
