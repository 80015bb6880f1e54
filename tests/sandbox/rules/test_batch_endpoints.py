"""Batch endpoints, their deployments and defaults, and environments that stay what they are."""

from typing import Any

import pytest

from sandbox.request import Refused
from sandbox.wire import UNKNOWN
from tests.sandbox.rules.conftest import ABSENT, REGION, Azure, altered
from tests.sandbox.rules.test_machine_learning import COMPUTE, _workspace

ENDPOINT: dict[str, Any] = {
    "workspaceName": "mlw-shop",
    "endpointName": "churn-eastus",
    "location": REGION,
    "properties": {"authMode": "AADToken"},
}
ENVIRONMENT: dict[str, Any] = {
    "workspaceName": "mlw-shop",
    "name": "scoring",
    "version": "1",
    "properties": {"image": "cr.azurecr.io/scoring@sha256:ab", "osType": "Linux"},
}
TYPES = {name: f"machinelearningservices:{name}" for name in ("BatchEndpoint", "BatchDeployment", "EnvironmentVersion")}


@pytest.fixture
def batch(azure: Azure) -> tuple[Azure, str, dict[str, Any]]:
    """A cloud with an endpoint, the endpoint's id, and a deployment that can be made."""
    azure.put("machinelearningservices:Workspace", _workspace(azure))
    compute = azure.put("machinelearningservices:Compute", COMPUTE)
    endpoint = azure.put(TYPES["BatchEndpoint"], ENDPOINT)
    deployment = {
        "workspaceName": "mlw-shop",
        "endpointName": "churn-eastus",
        "deploymentName": "blue",
        "location": REGION,
        "properties": {
            "compute": compute,
            "model": {"referenceType": "Id", "assetId": "azureml:churn:1"},
            "resources": {"instanceCount": 2},
            "retrySettings": {"maxRetries": 3, "timeout": "PT30S"},
            "errorThreshold": -1,
        },
    }
    return azure, endpoint, deployment


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"deploymentName": "b"}, "deploymentName"),
        ({"properties.compute": ABSENT}, "properties.compute is missing"),
        ({"properties.model": ABSENT}, "properties.model is missing"),
        ({"properties.resources.instanceCount": 5}, "at most 4 nodes"),
        ({"properties.resources.instanceCount": 0}, "write 1 or more"),
        ({"properties.miniBatchSize": 0}, "properties.miniBatchSize is 0"),
        ({"properties.errorThreshold": -2}, "write -1 or more"),
        ({"properties.retrySettings.timeout": "30"}, "PT30S"),
        ({"properties.environmentId": "azureml:scoring:1"}, "codeConfiguration is missing"),
        ({"properties.codeConfiguration": {"scoringScript": "score.py"}}, "environmentId is missing"),
    ],
)
def test_deployments_that_azure_refuses(
    batch: tuple[Azure, str, dict[str, Any]], changes: dict[str, Any], words: str
) -> None:
    azure, _, deployment = batch
    assert azure.verdicts(TYPES["BatchDeployment"], deployment) == []
    [(_, message)] = azure.verdicts(TYPES["BatchDeployment"], altered(deployment, changes))
    assert words in message


def test_a_compute_that_is_gone_is_no_compute(batch: tuple[Azure, str, dict[str, Any]]) -> None:
    azure, _, deployment = batch
    gone = altered(deployment, {"properties.compute": f"{deployment['properties']['compute']}-gone"})
    [(code, _)] = azure.verdicts(TYPES["BatchDeployment"], gone)
    assert code == "ComputeNotFound"


def test_the_default_is_there_has_succeeded_and_stays(batch: tuple[Azure, str, dict[str, Any]]) -> None:
    azure, endpoint, deployment = batch
    wanted = altered(ENDPOINT, {"properties.defaults": {"deploymentName": "blue"}})
    [(_, message)] = azure.verdicts(TYPES["BatchEndpoint"], wanted, endpoint)
    assert "no deployment 'blue'" in message
    blue = azure.put(TYPES["BatchDeployment"], deployment)
    outputs = azure.update(TYPES["BatchEndpoint"], endpoint, wanted)
    assert outputs["properties"]["defaults"] == {"deploymentName": "blue"}
    assert outputs["properties"]["scoringUri"] == "https://churn-eastus.eastus.inference.ml.azure.com/jobs"
    with pytest.raises(Refused, match="its endpoint's default"):
        azure.cloud.delete(blue)
    assert azure.update(TYPES["BatchEndpoint"], endpoint, ENDPOINT)["properties"]["defaults"] == {}
    azure.cloud.delete(blue)


def test_a_failed_deployment_is_no_default(batch: tuple[Azure, str, dict[str, Any]]) -> None:
    azure, endpoint, deployment = batch
    blue = azure.cloud.read(azure.put(TYPES["BatchDeployment"], deployment))
    assert blue
    blue.outputs["properties"]["provisioningState"] = "Failed"
    azure.cloud.store.put(blue)
    wanted = altered(ENDPOINT, {"properties.defaults": {"deploymentName": "blue"}})
    [(_, message)] = azure.verdicts(TYPES["BatchEndpoint"], wanted, endpoint)
    assert "provisioning state 'Failed'" in message


def test_a_batch_endpoint_takes_no_keys(azure: Azure) -> None:
    azure.put("machinelearningservices:Workspace", _workspace(azure))
    [(_, message)] = azure.verdicts(TYPES["BatchEndpoint"], altered(ENDPOINT, {"properties.authMode": "Key"}))
    assert "AADToken" in message


def test_an_environment_has_one_source_and_stays_what_it_is(azure: Azure) -> None:
    azure.put("machinelearningservices:Workspace", _workspace(azure))
    assert (
        "image or from build"
        in azure.verdicts(TYPES["EnvironmentVersion"], altered(ENVIRONMENT, {"properties.image": ABSENT}))[0][1]
    )
    id_ = azure.put(TYPES["EnvironmentVersion"], ENVIRONMENT)
    for changes in ({"properties.description": "new"}, {"properties.image": UNKNOWN}):
        assert azure.verdicts(TYPES["EnvironmentVersion"], altered(ENVIRONMENT, changes), id_) == []
    moved = altered(ENVIRONMENT, {"properties.image": "cr.azurecr.io/scoring@sha256:cd"})
    [(_, message)] = azure.verdicts(TYPES["EnvironmentVersion"], moved, id_)
    assert "properties.image cannot change: version '1'" in message
