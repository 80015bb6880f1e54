"""The environment variables that the platform sets in models' pods are those that the config keeps free for it."""

from collections.abc import Iterator
from typing import Any

from config.checks.kubernetes import PLATFORM_VARIABLES
from sandbox.recording import Recording
from tests.components.declared import plain

WORKLOAD_IDENTITY = {
    "AZURE_AUTHORITY_HOST",
    "AZURE_CLIENT_ID",
    "AZURE_FEDERATED_TOKEN_FILE",
    "AZURE_TENANT_ID",
}
"""What the cluster's webhook sets. https://azure.github.io/azure-workload-identity/docs/installation/mutating-admission-webhook.html"""


def test_the_platforms_own_variables_are_those_that_a_config_must_not_have(prod: Recording) -> None:
    used = {variable["name"] for container in _model_containers(prod) for variable in container["env"]}
    assert used | WORKLOAD_IDENTITY == PLATFORM_VARIABLES
    assert not used & WORKLOAD_IDENTITY


def _model_containers(recording: Recording) -> Iterator[dict[str, Any]]:
    for resource in recording.resources.values():
        if resource.type == "kubernetes:apps/v1:Deployment" and "KubernetesWorkload" in resource.urn:
            yield from plain(resource.inputs)["spec"]["template"]["spec"]["containers"]
