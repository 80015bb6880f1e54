"""Faults at the engine's door: what the engine is told of a resource that failed and yet is there."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
import pytest
from google.rpc import status_pb2
from pulumi.runtime.proto import provider_pb2

from sandbox.faults import Fault, Faults
from sandbox.redaction import RedactingStore
from sandbox.server import serving
from sandbox.wire import plain
from tests.sandbox.test_provider import ACCOUNT, GROUP, SUBSCRIPTION, Door

ENDPOINT = "azure-native:machinelearningservices:OnlineEndpoint"
DEPLOYMENT = "azure-native:machinelearningservices:OnlineDeployment"
MANAGED: dict[str, Any] = {
    "sku": {"name": "Default", "capacity": 1},
    "properties": {"endpointComputeType": "Managed", "instanceType": "Standard_DS3_v2"},
}
INPUTS = {"resourceGroupName": "rg", "accountName": "stshop", "kind": "StorageV2", "sku": {"name": "Standard_LRS"}}


@pytest.fixture
def azure(request: pytest.FixtureRequest) -> Iterator[Door]:
    store = RedactingStore(key=b"key")
    with serving(store, Faults(request.param)) as providers:
        port = providers.partition(",")[0].rpartition(":")[2]
        urn = "urn:pulumi:dev::ai-models::pulumi:providers:azure-native::azure"
        door = Door(f"127.0.0.1:{port}", urn, {"subscriptionId": SUBSCRIPTION, "location": "eastus"})
        door.create(GROUP, "rg", {"resourceGroupName": "rg", "location": "eastus"})
        yield door
        door.close()
    store.close()


def _left(error: grpc.RpcError) -> provider_pb2.ErrorResourceInitFailed | None:
    """What the engine reads beside the error."""
    details = dict(error.trailing_metadata() or ()).get("grpc-status-details-bin")
    if details is None:
        return None
    (found,) = status_pb2.Status.FromString(details).details
    left = provider_pb2.ErrorResourceInitFailed()
    assert found.Unpack(left)
    return left


@pytest.mark.parametrize("azure", [[Fault(operation="create", type=ACCOUNT, effect="after")]], indirect=True)
def test_a_failed_resource_that_is_there_comes_with_its_id_and_state(azure: Door) -> None:
    with pytest.raises(grpc.RpcError) as raised:
        azure.create(ACCOUNT, "shop", INPUTS)
    left = _left(raised.value)
    assert left
    assert left.id.endswith("/storageAccounts/stshop")
    assert plain(left.properties)["provisioningState"] == "Failed"
    assert "internal server error" in left.reasons[0]
    azure.update(left.id, ACCOUNT, "shop", INPUTS)


@pytest.mark.parametrize("azure", [[Fault(operation="create", type=ACCOUNT)]], indirect=True)
def test_of_a_lost_request_the_engine_learns_nothing_and_tries_again(azure: Door) -> None:
    with pytest.raises(grpc.RpcError) as raised:
        azure.create(ACCOUNT, "shop", INPUTS)
    assert _left(raised.value) is None
    assert azure.create(ACCOUNT, "shop", INPUTS).id.endswith("/stshop")


@pytest.mark.parametrize(
    "azure", [[Fault(operation="create", type=ACCOUNT, effect="after", state="Succeeded")]], indirect=True
)
def test_of_a_lost_answer_the_engine_learns_nothing_and_is_told_that_it_exists(azure: Door) -> None:
    with pytest.raises(grpc.RpcError) as raised:
        azure.create(ACCOUNT, "shop", INPUTS)
    assert _left(raised.value) is None
    with pytest.raises(grpc.RpcError, match="cannot create already existing resource"):
        azure.create(ACCOUNT, "shop", INPUTS)


@pytest.mark.parametrize("azure", [[Fault(operation="read", type=ACCOUNT, status=429)]], indirect=True)
def test_a_refresh_can_fail(azure: Door) -> None:
    id_ = azure.create(ACCOUNT, "shop", INPUTS).id
    with pytest.raises(grpc.RpcError, match="TooManyRequests"):
        azure.read(id_, ACCOUNT, "shop", INPUTS)
    assert azure.read(id_, ACCOUNT, "shop", INPUTS).id == id_


@pytest.mark.parametrize("azure", [[]], indirect=True)
def test_changes_of_one_endpoint_that_come_together_meet_each_other(azure: Door) -> None:
    where = {"resourceGroupName": "hub", "workspaceName": "w", "endpointName": "fraud", "location": "eastus"}

    def deploy(name: str) -> str:
        try:
            azure.create(DEPLOYMENT, name, {**where, "deploymentName": name, **MANAGED})
        except grpc.RpcError as error:
            return str(error)
        return "made"

    azure.create(ENDPOINT, "endpoint", {**where, "properties": {"authMode": "AADToken"}})
    with ThreadPoolExecutor() as together:
        told = sorted(together.map(deploy, ("blue", "green")))
    assert told[1] == "made"
    assert "is in Updating provisioning state" in told[0]
    assert deploy("red") == "made"
