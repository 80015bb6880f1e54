"""Every resource that has diagnostic settings sends what it has; of the others it is known why they have none.

What a type can send: https://learn.microsoft.com/azure/azure-monitor/reference/logs-index and, for metrics that can be
exported by a setting ("DS Export"), https://learn.microsoft.com/azure/azure-monitor/reference/metrics-index.
"""

from collections.abc import Mapping
from typing import Any

import pytest

from sandbox.identity import arm_id
from sandbox.recording import RecordedResource
from tests.components.declared import plain
from tests.platform.conftest import config_of, preview
from tests.platform.whole import EVERYTHING

_SETTING = "monitor:DiagnosticSetting"

SEND = {
    "containerregistry:Registry",
    "containerservice:ManagedCluster",
    "keyvault:Vault",
    "machinelearningservices:OnlineEndpoint",
    "machinelearningservices:Workspace",
    "monitor:AutoscaleSetting",
    "monitor:AzureMonitorWorkspace",
    "monitor:DataCollectionRule",
    "network:NetworkSecurityGroup",
    "network:PublicIPAddress",
    "network:VirtualNetwork",
    "operationalinsights:Workspace",
    "servicebus:Namespace",
    "storage:BlobServiceProperties",
    "storage:StorageAccount",
}
"""What has logs, or metrics that a setting exports."""

_PART = "a part of what sends: no type of its own in either index"

SEND_NOTHING: Mapping[str, str] = {
    "applicationinsights:Component": "workspace-based: all it has is in the log workspace already, and would be twice",
    "authorization:RoleAssignment": "the activity log's",
    "containerregistry:Replication": _PART,
    "containerservice:AgentPool": _PART,
    "containerservice:MaintenanceConfiguration": _PART,
    "keyvault:Secret": _PART,
    "machinelearningservices:BatchDeployment": _PART,
    "machinelearningservices:BatchEndpoint": "not in the indexes; its jobs are in the workspace's logs (AmlRunStatus…)",
    "machinelearningservices:Compute": "not in the indexes; the workspace's logs have it (AmlComputeClusterEvent …)",
    "machinelearningservices:Datastore": _PART,
    "machinelearningservices:EnvironmentContainer": _PART,
    "machinelearningservices:EnvironmentVersion": _PART,
    "machinelearningservices:ManagedNetworkSettingsRule": _PART,
    "machinelearningservices:OnlineDeployment": "metrics alone; its logs are its endpoint's, by deployment",
    "managedidentity:FederatedIdentityCredential": _PART,
    "managedidentity:UserAssignedIdentity": "sign-ins are Entra's logs (ManagedIdentitySignInLogs), of the tenant",
    "monitor:DataCollectionEndpoint": "not in the indexes; the rules' errors are those of what comes by it",
    "monitor:DataCollectionRuleAssociation": _PART,
    "monitor:PrivateLinkScope": "not in the indexes",
    "monitor:PrivateLinkScopedResource": _PART,
    "network:NatGateway": "flow logs are of the SKU StandardV2, and this is Standard",
    "network:PrivateDnsZoneGroup": _PART,
    "network:PrivateEndpoint": "metrics alone, which no setting exports (DS Export: No)",
    "network:Subnet": _PART,
    "privatedns:PrivateZone": "metrics alone, of how many records it has",
    "privatedns:VirtualNetworkLink": _PART,
    "resources:ResourceGroup": "the activity log's",
    "servicebus:Queue": _PART,
    "storage:BlobContainer": _PART,
    "storage:ManagementPolicy": _PART,
    "storage:ObjectReplicationPolicy": _PART,
}
"""What has nothing to send, or nothing that is not sent already, and why."""


@pytest.fixture(scope="module")
def declared() -> list[RecordedResource]:
    """The Azure resources of a stack with everything, and of prod."""
    both = (preview(EVERYTHING), preview(config_of("prod")))
    return [one for made in both for one in made.resources.values() if one.type.startswith("azure-native:")]


def test_of_every_type_it_is_known_whether_it_sends(declared: list[RecordedResource]) -> None:
    assert {_short(one) for one in declared} == {*SEND, *SEND_NOTHING, _SETTING}
    assert not SEND & SEND_NOTHING.keys()


def test_every_resource_that_has_something_to_send_sends_it(declared: list[RecordedResource]) -> None:
    about = [_inputs(one) for one in declared if _short(one) == _SETTING]
    assert all(setting.get("logs") or setting.get("metrics") for setting in about)
    sent = {_in_subscription(setting["resourceUri"]) for setting in about}
    silent = [one.name for one in declared if _short(one) in SEND and _id(one) not in sent]
    assert silent == []


def test_an_autoscaler_sends_what_it_did_and_why(declared: list[RecordedResource]) -> None:
    scalers = [one for one in declared if _short(one) == "monitor:AutoscaleSetting"]
    assert scalers
    for scaler in scalers:
        setting = next(one for one in declared if one.name == f"{scaler.name}-diagnostics")
        assert _inputs(setting)["logs"] == [{"categoryGroup": "allLogs", "enabled": True}]
        assert setting.deleted_with.endswith(f"::{scaler.name}")


def _short(resource: RecordedResource) -> str:
    return resource.type.partition(":")[2]


def _inputs(resource: RecordedResource) -> dict[str, Any]:
    return plain(resource.inputs)


def _id(resource: RecordedResource) -> str:
    return _in_subscription(arm_id(resource.type, _inputs(resource), "any"))


def _in_subscription(id_: str) -> str:
    """The id as of whatever subscription: the stacks have different ones, and names of their own."""
    return id_.lower().split("/", 3)[-1]
