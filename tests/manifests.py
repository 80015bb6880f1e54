"""Kubernetes objects against the strict schemas of Kubernetes itself, of a stack's own version."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import kubernetes_validate

from config.yaml_files import mapping_in

ROOT = Path(__file__).parents[1]

STACK_FILES: Mapping[str, Path] = {
    **{path.name.split(".")[1]: path for path in sorted(ROOT.glob("Pulumi.*.yaml"))},
    **{path.name.split(".")[1]: path for path in sorted((ROOT / "docs").rglob("Pulumi.*.yaml"))},
}
"""Every stack that is checked in, those of the documents too, by its name."""

_CUSTOM_GROUP = re.compile(r"gateway|csi|azmonitoring|keda|^autoscaling.k8s.io")
"""In the group of a kind that Kubernetes itself has no schema of: the sandbox judges those."""


def version_of(stack: str) -> str:
    """The Kubernetes version that a stack's clusters run."""
    return mapping_in(STACK_FILES[stack])["config"]["ai-models:cluster"]["kubernetesVersion"]


VERSION = version_of("prod")
"""What objects of components are held to that no stack declares."""


def is_custom(manifest: Mapping[str, Any]) -> bool:
    """Whether Kubernetes itself has no schema of an object's kind."""
    return _CUSTOM_GROUP.search(manifest["apiVersion"]) is not None


def assert_strictly_valid(manifest: Mapping[str, Any], version: str = VERSION) -> None:
    """Fail where the object does not pass the strict schema of exactly this version.

    A validator that has no schemas of the version takes older ones silently: then a newer validator is needed.
    """
    assert kubernetes_validate.validate(dict(manifest), version, strict=True) == version
