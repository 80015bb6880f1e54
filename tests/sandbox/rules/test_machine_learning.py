"""Azure ML workspaces, compute, online endpoints and their traffic."""

from typing import Any

import pytest

from sandbox.request import Refused
from sandbox.wire import UNKNOWN
from tests.sandbox.rules.conftest import ABSENT, REGION, SUBSCRIPTION, TENANT, Azure, altered

ENDPOINT: dict[str, Any] = {
    "workspaceName": "mlw-shop",
    "endpointName": "fraud-eastus",
    "location": REGION,
    "kind": "Managed",
    "identity": {"type": "SystemAssigned"},
    "properties": {"authMode": "AADToken", "publicNetworkAccess": "Disabled", "traffic": {}},
}
DEPLOYMENT: dict[str, Any] = {
    "workspaceName": "mlw-shop",
    "endpointName": "fraud-eastus",
    "deploymentName": "blue",
    "location": REGION,
    "kind": "Managed",
    "sku": {"name": "Default", "capacity": 3},
    "properties": {
        "endpointComputeType": "Managed",
        "instanceType": "Standard_DS3_v2",
        "scaleSettings": {"scaleType": "Default"},
        "requestSettings": {"requestTimeout": "PT30S"},
        "livenessProbe": {"period": "PT10S", "failureThreshold": 30},
    },
}
SUBNET = (
    f"/subscriptions/{SUBSCRIPTION}/resourceGroups/hub/providers/Microsoft.Network/virtualNetworks/hub/subnets/compute"
)
COMPUTE: dict[str, Any] = {
    "workspaceName": "mlw-shop",
    "computeName": "batch-cpu",
    "location": REGION,
    "properties": {
        "computeType": "AmlCompute",
        "properties": {
            "vmSize": "Standard_D4ds_v5",
            "scaleSettings": {"minNodeCount": 0, "maxNodeCount": 4, "nodeIdleTimeBeforeScaleDown": "PT15M"},
        },
    },
}


def _workspace(azure: Azure) -> dict[str, Any]:
    account = {"accountName": "stshop", "location": REGION, "kind": "StorageV2", "sku": {"name": "Standard_LRS"}}
    vault = {
        "vaultName": "kv-shop",
        "location": REGION,
        "properties": {"tenantId": TENANT, "sku": {"family": "A", "name": "standard"}, "enableRbacAuthorization": True},
    }
    return {
        "workspaceName": "mlw-shop",
        "location": REGION,
        "identity": {"type": "SystemAssigned"},
        "storageAccount": azure.put("storage:StorageAccount", account),
        "keyVault": azure.put("keyvault:Vault", vault),
        "managedNetwork": {"isolationMode": "AllowOnlyApprovedOutbound"},
    }


def _serving(azure: Azure) -> str:
    """An endpoint with the deployments `blue` and `green`; its id."""
    azure.put("machinelearningservices:Workspace", _workspace(azure))
    endpoint = azure.put("machinelearningservices:OnlineEndpoint", ENDPOINT)
    for name in ("blue", "green"):
        azure.put("machinelearningservices:OnlineDeployment", altered(DEPLOYMENT, {"deploymentName": name}))
    return endpoint


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"workspaceName": "ml"}, "ValidationError"),
        ({"workspaceName": "m" * 34}, "ValidationError"),
        ({"keyVault": ABSENT}, "ValidationError"),
        ({"identity": ABSENT}, "ValidationError"),
        (
            {"managedNetwork": {"isolationMode": "AllowInternetOutbound", "outboundRules": {"p": {"type": "FQDN"}}}},
            "ValidationError",
        ),
    ],
)
def test_workspaces_that_azure_refuses(azure: Azure, changes: dict[str, Any], code: str) -> None:
    good = _workspace(azure)
    assert azure.verdicts("machinelearningservices:Workspace", good) == []
    assert [found for found, _ in azure.verdicts("machinelearningservices:Workspace", altered(good, changes))] == [code]


def test_what_a_workspace_uses_must_exist(azure: Azure) -> None:
    good = _workspace(azure)
    for path in ("storageAccount", "keyVault"):
        [(code, message)] = azure.verdicts("machinelearningservices:Workspace", altered(good, {path: f"{good[path]}x"}))
        assert code == "ResourceNotFound"
        assert message.startswith(path)


def test_a_workspace_with_given_identities_names_its_first(azure: Azure) -> None:
    identity = azure.put("managedidentity:UserAssignedIdentity", {"resourceName": "id-mlw", "location": REGION})
    given = {"type": "UserAssigned", "userAssignedIdentities": [identity]}
    good = altered(_workspace(azure), {"identity": given, "primaryUserAssignedIdentity": identity})
    assert azure.verdicts("machinelearningservices:Workspace", good) == []
    for value in (ABSENT, f"{identity}-other"):
        wrong = altered(good, {"primaryUserAssignedIdentity": value})
        assert [code for code, _ in azure.verdicts("machinelearningservices:Workspace", wrong)] == ["ValidationError"]


def test_a_deleted_workspace_blocks_its_name(azure: Azure) -> None:
    workspace = _workspace(azure)
    azure.cloud.delete(azure.put("machinelearningservices:Workspace", workspace))
    [(code, message)] = azure.verdicts("machinelearningservices:Workspace", workspace)
    assert code == "BadRequest"
    assert "soft-deleted" in message
    assert "python -m ops sandbox --reset" in message


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"computeName": "1st"}, "ComputeNameInvalid"),
        ({"properties.properties.scaleSettings.minNodeCount": 5}, "InvalidScaleSettings"),
        ({"properties.properties.scaleSettings.nodeIdleTimeBeforeScaleDown": "15"}, "InvalidScaleSettings"),
        ({"properties.properties.vmSize": ABSENT}, "BadArgument"),
        ({"workspaceName": "mlw-gone"}, "ParentResourceNotFound"),
        ({"properties.properties.subnet": {"id": SUBNET}}, "BadArgument"),
    ],
)
def test_compute_that_azure_refuses(azure: Azure, changes: dict[str, Any], code: str) -> None:
    azure.put("machinelearningservices:Workspace", _workspace(azure))
    assert azure.verdicts("machinelearningservices:Compute", COMPUTE) == []
    assert [found for found, _ in azure.verdicts("machinelearningservices:Compute", altered(COMPUTE, changes))] == [
        code
    ]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"endpointName": "x"}, "endpointName"),
        ({"properties.traffic": {"blue": 100}}, "does not exist"),
        ({"properties.mirrorTraffic": {"blue": 10}}, "does not exist"),
    ],
)
def test_new_endpoints_that_azure_refuses(azure: Azure, changes: dict[str, Any], words: str) -> None:
    azure.put("machinelearningservices:Workspace", _workspace(azure))
    assert azure.verdicts("machinelearningservices:OnlineEndpoint", ENDPOINT) == []
    [(_, message)] = azure.verdicts("machinelearningservices:OnlineEndpoint", altered(ENDPOINT, changes))
    assert words in message


@pytest.mark.parametrize(
    ("traffic", "mirror", "words"),
    [
        ({"blue": 100}, {}, None),
        ({"blue": 90, "green": 10}, {}, None),
        ({"blue": 0, "green": 0}, {}, None),
        ({"blue": 100, "green": 0}, {"green": 50}, None),
        ({"blue": 90}, {}, "sums to 90"),
        ({"blue": 110, "green": -10}, {}, "0 to 100"),
        ({"blue": 90, "red": 10}, {}, "'red', which does not exist"),
        ({"blue": 100}, {"green": 51}, "0 to 50"),
        ({"blue": 100}, {"blue": 10}, "not both"),
        ({"blue": 100}, {"green": 10, "blue": 10}, "one can be mirrored to"),
    ],
)
def test_traffic_goes_to_deployments_that_are_there_and_adds_up(
    azure: Azure, traffic: dict[str, int], mirror: dict[str, int], words: str | None
) -> None:
    endpoint = _serving(azure)
    wanted = altered(ENDPOINT, {"properties.traffic": traffic, "properties.mirrorTraffic": mirror})
    verdicts = azure.verdicts("machinelearningservices:OnlineEndpoint", wanted, endpoint)
    if words is None:
        assert verdicts == []
    else:
        assert {code for code, _ in verdicts} == {"BadRequest"}
        assert words in " ".join(message for _, message in verdicts)


def test_a_deployment_that_failed_takes_no_traffic(azure: Azure) -> None:
    endpoint = _serving(azure)
    blue = azure.cloud.read(f"{endpoint}/deployments/blue")
    assert blue is not None
    blue.outputs["properties"]["provisioningState"] = "Failed"
    azure.cloud.store.put(blue)
    wanted = altered(ENDPOINT, {"properties.traffic": {"blue": 100}})
    [(_, message)] = azure.verdicts("machinelearningservices:OnlineEndpoint", wanted, endpoint)
    assert "'Failed'" in message


def test_an_update_without_traffic_wipes_it(azure: Azure) -> None:
    endpoint = _serving(azure)
    wanted = altered(ENDPOINT, {"properties.traffic": {"blue": 100}})
    assert azure.update("machinelearningservices:OnlineEndpoint", endpoint, wanted)["properties"]["traffic"] == {
        "blue": 100
    }
    bare = altered(ENDPOINT, {"properties.traffic": ABSENT})
    assert azure.update("machinelearningservices:OnlineEndpoint", endpoint, bare)["properties"]["traffic"] == {}


def test_a_deployment_with_traffic_cannot_be_deleted(azure: Azure) -> None:
    endpoint = _serving(azure)
    azure.update(
        "machinelearningservices:OnlineEndpoint", endpoint, altered(ENDPOINT, {"properties.traffic": {"blue": 100}})
    )
    with pytest.raises(Refused) as refused:
        azure.cloud.delete(f"{endpoint}/deployments/blue")
    assert "100 percent" in str(refused.value)
    azure.cloud.delete(f"{endpoint}/deployments/green")
    azure.cloud.delete(endpoint)
    assert azure.cloud.read(f"{endpoint}/deployments/blue") is None


def test_an_endpoints_name_is_unique_in_its_region(azure: Azure) -> None:
    azure.put("machinelearningservices:Workspace", _workspace(azure))
    azure.put("machinelearningservices:OnlineEndpoint", ENDPOINT)
    second = {**_workspace(Azure()), "workspaceName": "mlw-second"}
    azure.put("machinelearningservices:Workspace", second)
    there = altered(ENDPOINT, {"workspaceName": "mlw-second"})
    assert [code for code, _ in azure.verdicts("machinelearningservices:OnlineEndpoint", there)] == [
        "EndpointAlreadyExists"
    ]
    elsewhere = altered(there, {"location": "westus2"})
    assert azure.verdicts("machinelearningservices:OnlineEndpoint", elsewhere) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"deploymentName": "b"}, "BadArgument"),
        ({"sku.capacity": 51}, "BadRequest"),
        ({"sku": ABSENT}, "BadRequest"),
        ({"properties.instanceType": ABSENT}, "BadArgument"),
        ({"properties.scaleSettings": {"scaleType": "TargetUtilization"}}, "BadRequest"),
        ({"properties.requestSettings.requestTimeout": "PT181S"}, "BadArgument"),
        ({"properties.requestSettings.requestTimeout": "30s"}, "BadArgument"),
        ({"properties.livenessProbe.failureThreshold": 0}, "BadArgument"),
        ({"properties.codeConfiguration": {"scoringScript": "score.py"}}, "BadArgument"),
        ({"properties.dataCollector": {"collections": {"model_inputs": {"samplingRate": 2.5}}}}, "BadArgument"),
        ({"endpointName": "gone"}, "ParentResourceNotFound"),
        ({"properties.requestSettings.maxConcurrentRequestsPerInstance": 0}, "BadArgument"),
        ({"properties.livenessProbe.period": "10s"}, "BadArgument"),
    ],
)
def test_deployments_that_azure_refuses(azure: Azure, changes: dict[str, Any], code: str) -> None:
    _serving(azure)
    good = altered(DEPLOYMENT, {"deploymentName": "red"})
    assert azure.verdicts("machinelearningservices:OnlineDeployment", good) == []
    assert [
        found for found, _ in azure.verdicts("machinelearningservices:OnlineDeployment", altered(good, changes))
    ] == [code]


def test_an_endpoint_has_twenty_deployments_at_most(azure: Azure) -> None:
    _serving(azure)
    for number in range(18):
        azure.put("machinelearningservices:OnlineDeployment", altered(DEPLOYMENT, {"deploymentName": f"more-{number}"}))
    last = altered(DEPLOYMENT, {"deploymentName": "last"})
    assert [code for code, _ in azure.verdicts("machinelearningservices:OnlineDeployment", last)] == ["OutOfQuota"]


def test_what_a_program_asks_about_endpoints_is_answered(azure: Azure) -> None:
    where = {"resourceGroupName": "rg-shop", "workspaceName": "mlw-shop", "endpointName": "fraud-eastus"}
    azure.put("machinelearningservices:Workspace", _workspace(azure))
    with pytest.raises(Refused) as refused:
        azure.cloud.invoke("azure-native:machinelearningservices:getOnlineEndpoint", where, SUBSCRIPTION, preview=False)
    assert refused.value.codes == ("ResourceNotFound",)
    azure.put("machinelearningservices:OnlineEndpoint", ENDPOINT)
    azure.put("machinelearningservices:OnlineDeployment", DEPLOYMENT)
    token = "azure-native:machinelearningservices:getOnline"
    endpoint = azure.cloud.invoke(f"{token}Endpoint", where, SUBSCRIPTION, preview=False)
    assert endpoint["properties"]["traffic"] == {}
    assert endpoint["properties"]["scoringUri"] == "https://fraud-eastus.eastus.inference.ml.azure.com/score"
    deployment = azure.cloud.invoke(
        f"{token}Deployment", {**where, "deploymentName": "blue"}, SUBSCRIPTION, preview=False
    )
    assert deployment["properties"]["provisioningState"] == "Succeeded"


def test_traffic_that_is_not_known_yet_is_no_fault(azure: Azure) -> None:
    azure.put("machinelearningservices:Workspace", _workspace(azure))
    wanted = altered(ENDPOINT, {"properties.traffic": {"blue": UNKNOWN}})
    assert azure.verdicts("machinelearningservices:OnlineEndpoint", wanted) == []


def test_a_workspace_cannot_use_a_data_lake_or_leave_its_managed_network(azure: Azure) -> None:
    good = _workspace(azure)
    lake = {"accountName": "stlake", "location": REGION, "kind": "StorageV2", "sku": {"name": "Standard_LRS"}}
    account = azure.put("storage:StorageAccount", {**lake, "isHnsEnabled": True})
    [(_, message)] = azure.verdicts("machinelearningservices:Workspace", altered(good, {"storageAccount": account}))
    assert "isHnsEnabled" in message
    id_ = azure.put("machinelearningservices:Workspace", good)
    left = altered(good, {"managedNetwork.isolationMode": "Disabled"})
    assert [code for code, _ in azure.verdicts("machinelearningservices:Workspace", left, id_)] == ["ValidationError"]


def test_what_is_fixed_of_endpoints_and_deployments_stays(azure: Azure) -> None:
    endpoint = _serving(azure)
    keyed = altered(ENDPOINT, {"properties.authMode": "Key"})
    verdicts = azure.verdicts("machinelearningservices:OnlineEndpoint", keyed, endpoint)
    assert [code for code, _ in verdicts] == ["BadRequest"]
    egress = altered(DEPLOYMENT, {"deploymentName": "red", "properties.egressPublicNetworkAccess": "Enabled"})
    red = azure.put("machinelearningservices:OnlineDeployment", egress)
    closed = altered(egress, {"properties.egressPublicNetworkAccess": "Disabled"})
    verdicts = azure.verdicts("machinelearningservices:OnlineDeployment", closed, red)
    assert [code for code, _ in verdicts] == ["BadRequest"]


def test_a_mirrored_deployment_cannot_be_deleted(azure: Azure) -> None:
    endpoint = _serving(azure)
    shadowed = {"properties.traffic": {"blue": 100}, "properties.mirrorTraffic": {"green": 10}}
    azure.update("machinelearningservices:OnlineEndpoint", endpoint, altered(ENDPOINT, shadowed))
    with pytest.raises(Refused, match="mirrored 10 percent"):
        azure.cloud.delete(f"{endpoint}/deployments/green")
    azure.update(
        "machinelearningservices:OnlineEndpoint", endpoint, altered(ENDPOINT, {"properties.traffic": {"blue": 100}})
    )
    azure.cloud.delete(f"{endpoint}/deployments/green")
