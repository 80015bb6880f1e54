"""VM sizes of node pools and of managed deployments: too small, without a disk, not offered."""

from typing import Any

import pytest

from sandbox.rules.vm_sizes import local_disk, vcpus
from tests.sandbox.rules.conftest import REGION, Azure, altered

POOL: dict[str, Any] = {
    "resourceName": "aks-elsewhere",
    "agentPoolName": "cpu",
    "mode": "User",
    "vmSize": "Standard_D4ds_v5",
    "count": 1,
    "osDiskType": "Ephemeral",
    "osDiskSizeGB": 128,
}
DEPLOYMENT: dict[str, Any] = {
    "workspaceName": "mlw-shop",
    "endpointName": "fraud-eastus",
    "deploymentName": "blue",
    "location": REGION,
    "kind": "Managed",
    "sku": {"name": "Default", "capacity": 3},
    "properties": {"endpointComputeType": "Managed", "instanceType": "Standard_DS3_v2"},
}


def _codes(azure: Azure, type_: str, inputs: dict[str, Any]) -> list[str]:
    return [code for code, _ in azure.verdicts(type_, inputs) if code != "ParentResourceNotFound"]


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, []),
        ({"vmSize": "Standard_D2ds_v5", "osDiskSizeGB": 75}, []),
        ({"vmSize": "Standard_D2ds_v5", "osDiskSizeGB": 76}, ["InvalidParameter"]),
        ({"vmSize": "Standard_D4s_v5"}, ["InvalidParameter"]),
        ({"vmSize": "Standard_E4as_v6", "osDiskSizeGB": 30}, ["InvalidParameter"]),
        ({"vmSize": "Standard_D4s_v5", "osDiskType": "Managed"}, []),
        ({"vmSize": "Standard_DS3_v2"}, []),
        ({"vmSize": "Standard_F1s", "osDiskType": "Managed"}, ["VMSizeNotSupported"]),
        ({"vmSize": "Standard_DS1_v2", "osDiskType": "Managed"}, ["VMSizeNotSupported"]),
        ({"vmSize": "Standard_B1ms", "osDiskType": "Managed", "mode": "System"}, ["SystemPoolSkuTooLow"]),
        ({"vmSize": "Standard_B2ms", "osDiskType": "Managed", "mode": "System"}, []),
    ],
)
def test_a_pool_s_size_has_room_for_what_runs_on_it(azure: Azure, changes: dict[str, Any], codes: list[str]) -> None:
    assert _codes(azure, "containerservice:AgentPool", altered(POOL, changes)) == codes


def test_the_pools_inside_of_a_cluster_are_held_to_the_same(azure: Azure) -> None:
    pool = {"name": "system", "mode": "System", "vmSize": "Standard_B1ms", "count": 1}
    cluster = {
        "resourceName": "aks-shop",
        "dnsPrefix": "shop",
        "location": REGION,
        "identity": {"type": "SystemAssigned"},
        "agentPoolProfiles": [pool],
    }
    verdicts = azure.verdicts("containerservice:ManagedCluster", cluster)
    assert [(code, message.partition(" ")[0]) for code, message in verdicts] == [
        ("SystemPoolSkuTooLow", "agentPoolProfiles[0].vmSize")
    ]


@pytest.mark.parametrize(("size", "codes"), [("Standard_DS3_v2", []), ("Standard_B2ms", ["BadArgument"])])
def test_managed_deployments_have_no_burstable_instances(azure: Azure, size: str, codes: list[str]) -> None:
    inputs = altered(DEPLOYMENT, {"properties.instanceType": size})
    assert _codes(azure, "machinelearningservices:OnlineDeployment", inputs) == codes


@pytest.mark.parametrize(
    ("size", "count", "disk"),
    [
        ("Standard_D8ds_v5", 8, 300),
        ("Standard_E16-4ds_v5", 4, 600),
        ("Standard_NC4as_T4_v3", 4, None),
        ("Standard_D4as_v4", 4, None),
        ("Standard_D3_v2", None, None),
        ("nonsense", None, None),
    ],
)
def test_what_a_name_tells(size: str, count: int | None, disk: float | None) -> None:
    assert (vcpus(size), local_disk(size)) == (count, disk)
