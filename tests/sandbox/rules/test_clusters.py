"""AKS clusters, node pools, upgrade windows and kubeconfigs."""

import base64
import json
import re
from typing import Any

import pytest

from sandbox.request import Refused
from sandbox.wire import UNKNOWN
from tests.sandbox.rules.conftest import ABSENT, REGION, SUBSCRIPTION, TENANT, Azure, altered

POOL: dict[str, Any] = {
    "name": "system",
    "mode": "System",
    "vmSize": "Standard_D4ds_v5",
    "count": 3,
    "enableAutoScaling": True,
    "minCount": 3,
    "maxCount": 5,
    "availabilityZones": ["1", "2", "3"],
    "maxPods": 110,
    "nodeTaints": ["CriticalAddonsOnly=true:NoSchedule"],
}
CLUSTER: dict[str, Any] = {
    "resourceName": "aks-shop",
    "dnsPrefix": "shop",
    "location": REGION,
    "kubernetesVersion": "1.33",
    "sku": {"name": "Base", "tier": "Standard"},
    "identity": {"type": "SystemAssigned"},
    "disableLocalAccounts": True,
    "enableRBAC": True,
    "aadProfile": {"managed": True, "enableAzureRBAC": True, "tenantID": TENANT},
    "apiServerAccessProfile": {"enablePrivateCluster": True, "privateDNSZone": "system", "disableRunCommand": True},
    "networkProfile": {
        "networkPlugin": "azure",
        "networkPluginMode": "overlay",
        "networkDataplane": "cilium",
        "networkPolicy": "cilium",
        "podCidr": "192.168.0.0/16",
        "serviceCidr": "172.16.0.0/16",
        "dnsServiceIP": "172.16.0.10",
        "outboundType": "loadBalancer",
    },
    "oidcIssuerProfile": {"enabled": True},
    "securityProfile": {"workloadIdentity": {"enabled": True}},
    "addonProfiles": {"azurepolicy": {"enabled": True}},
    "agentPoolProfiles": [POOL],
}
GPU: dict[str, Any] = {
    "resourceName": "aks-shop",
    "agentPoolName": "gpu",
    "mode": "User",
    "vmSize": "Standard_NC6s_v3",
    "count": 0,
    "enableAutoScaling": True,
    "minCount": 0,
    "maxCount": 4,
    "orchestratorVersion": "1.33",
    "nodeTaints": ["sku=gpu:NoSchedule"],
    "nodeLabels": {"sku": "gpu"},
}


@pytest.mark.parametrize(
    ("changes", "code", "words"),
    [
        ({"resourceName": "-aks"}, "InvalidParameter", "resourceName"),
        ({"dnsPrefix": "x" * 55}, "InvalidParameter", "dnsPrefix"),
        ({"dnsPrefix": ABSENT}, "InvalidParameter", "dnsPrefix is missing"),
        ({"kubernetesVersion": "1.20"}, "K8sVersionNotSupported", "get-versions"),
        ({"aadProfile": ABSENT}, "InvalidParameter", "aadProfile.managed"),
        ({"apiServerAccessProfile.authorizedIPRanges": ["20.0.0.0/24"]}, "InvalidParameter", "private clusters"),
        ({"oidcIssuerProfile": ABSENT}, "InvalidParameter", "oidcIssuerProfile"),
        ({"networkProfile.networkPolicy": "calico"}, "InvalidParameter", "it is 'cilium'"),
        ({"networkProfile.networkDataplane": "azure"}, "InvalidParameter", "needs networkDataplane 'cilium'"),
        (
            {"networkProfile.serviceCidr": "192.168.0.0/20", "networkProfile.dnsServiceIP": "192.168.0.10"},
            "InvalidParameter",
            "overlaps podCidr",
        ),
        ({"networkProfile.serviceCidr": "172.0.0.0/8"}, "InvalidParameter", "too wide"),
        ({"networkProfile.dnsServiceIP": "10.0.0.10"}, "InvalidParameter", "dnsServiceIP"),
        ({"networkProfile.outboundType": "userAssignedNATGateway"}, "InvalidParameter", "vnetSubnetID"),
        (
            {"sku.tier": "Free", "metricsProfile": {"costAnalysis": {"enabled": True}}},
            "InvalidParameter",
            "costAnalysis",
        ),
        ({"supportPlan": "AKSLongTermSupport"}, "InvalidParameter", "Premium"),
        ({"addonProfiles": {"omsagnt": {"enabled": True}}}, "InvalidParameter", "omsagnt"),
        (
            {"autoUpgradeProfile": {"upgradeChannel": "node-image", "nodeOSUpgradeChannel": "SecurityPatch"}},
            "InvalidParameter",
            "NodeImage",
        ),
        ({"agentPoolProfiles": []}, "InvalidParameter", "at least one system pool"),
        ({"agentPoolProfiles.0.mode": "User"}, "InvalidParameter", "mode 'System'"),
        ({"agentPoolProfiles.0.mode": ABSENT}, "InvalidParameter", "mode 'System'"),
        ({"agentPoolProfiles.0.name": "systempool123"}, "InvalidParameter", "1 to 12"),
        ({"agentPoolProfiles.0.count": 6}, "InvalidParameter", "between minCount 3 and maxCount 5"),
        ({"agentPoolProfiles.0.enableAutoScaling": False}, "InvalidParameter", "enableAutoScaling true"),
        ({"agentPoolProfiles.0.scaleSetPriority": "Spot"}, "InvalidParameter", "not for system pools"),
        ({"agentPoolProfiles.0.nodeTaints": ["gpu"]}, "InvalidParameter", "key=value:NoSchedule"),
        ({"agentPoolProfiles.0.maxPods": 5}, "InvalidParameter", "10 to 250"),
        ({"agentPoolProfiles.0.minCount": ABSENT}, "InvalidParameter", "needs minCount and maxCount"),
        ({"agentPoolProfiles.0.maxCount": 1001}, "InvalidParameter", "1 to 1000 nodes"),
        ({"agentPoolProfiles": [POOL, POOL]}, "InvalidParameter", "used twice"),
        ({"agentPoolProfiles.0.vnetSubnetID": "nodes"}, "LinkedInvalidPropertyId", "no id of a subnet"),
        ({"location": "westus"}, "AvailabilityZoneNotSupported", "no availability zones"),
    ],
)
def test_clusters_that_azure_refuses(azure: Azure, changes: dict[str, Any], code: str, words: str) -> None:
    assert azure.verdicts("containerservice:ManagedCluster", CLUSTER) == []
    [(found, message)] = azure.verdicts("containerservice:ManagedCluster", altered(CLUSTER, changes))
    assert found == code
    assert words in message


def _subnet(azure: Azure, space: str = "10.10.0.0/16", **more: Any) -> str:
    network = {"virtualNetworkName": "vnet", "location": REGION, "addressSpace": {"addressPrefixes": [space]}}
    azure.put("network:VirtualNetwork", network)
    return azure.put(
        "network:Subnet", {"virtualNetworkName": "vnet", "subnetName": "n", "addressPrefix": space, **more}
    )


def test_a_clusters_ranges_keep_off_its_subnet(azure: Azure) -> None:
    subnet = _subnet(azure, "172.16.0.0/20")
    placed = altered(CLUSTER, {"agentPoolProfiles.0.vnetSubnetID": subnet})
    assert [code for code, _ in azure.verdicts("containerservice:ManagedCluster", placed)] == [
        "ServiceCidrOverlapExistingSubnetsCidr"
    ]
    apart = altered(
        placed, {"networkProfile.serviceCidr": "172.20.0.0/16", "networkProfile.dnsServiceIP": "172.20.0.10"}
    )
    assert azure.verdicts("containerservice:ManagedCluster", apart) == []
    nat = altered(apart, {"networkProfile.outboundType": "userAssignedNATGateway"})
    [(_, message)] = azure.verdicts("containerservice:ManagedCluster", nat)
    assert "NAT gateway on the nodes' subnet" in message


def test_a_clusters_subnet_must_exist_and_cannot_go_before_it(azure: Azure) -> None:
    subnet = _subnet(azure)
    gone = altered(CLUSTER, {"agentPoolProfiles.0.vnetSubnetID": f"{subnet}-gone"})
    assert [code for code, _ in azure.verdicts("containerservice:ManagedCluster", gone)] == ["SubnetNotFound"]
    cluster = azure.put(
        "containerservice:ManagedCluster", altered(CLUSTER, {"agentPoolProfiles.0.vnetSubnetID": subnet})
    )
    with pytest.raises(Refused) as refused:
        azure.cloud.delete(subnet)
    assert refused.value.codes == ("InUseSubnetCannotBeDeleted",)
    azure.cloud.delete(cluster)
    azure.cloud.delete(subnet)


def test_nodes_behind_a_nat_gateway_are_on_the_allow_list_of_a_public_api_server(azure: Azure) -> None:
    address = azure.put(
        "network:PublicIPAddress",
        {
            "publicIpAddressName": "pip",
            "location": REGION,
            "sku": {"name": "Standard"},
            "publicIPAllocationMethod": "Static",
        },
    )
    gateway = azure.put(
        "network:NatGateway",
        {
            "natGatewayName": "ng",
            "location": REGION,
            "sku": {"name": "Standard"},
            "publicIpAddresses": [{"id": address}],
        },
    )
    public = altered(
        CLUSTER,
        {
            "agentPoolProfiles.0.vnetSubnetID": _subnet(azure, natGateway={"id": gateway}),
            "networkProfile.outboundType": "userAssignedNATGateway",
            "apiServerAccessProfile": {"authorizedIPRanges": ["198.51.100.0/24"]},
        },
    )
    egress = azure.outputs(address)["ipAddress"]
    [(code, message)] = azure.verdicts("containerservice:ManagedCluster", public)
    assert code == "VMExtensionProvisioningError"
    assert f"Add '{egress}/32'" in message
    for allowed in (f"{egress}/32", egress, UNKNOWN):
        listed = altered(public, {"apiServerAccessProfile.authorizedIPRanges": ["198.51.100.0/24", allowed]})
        assert azure.verdicts("containerservice:ManagedCluster", listed) == []
    by_balancer = altered(public, {"networkProfile.outboundType": "loadBalancer"})
    assert azure.verdicts("containerservice:ManagedCluster", by_balancer) == []


def test_the_control_plane_operates_the_kubelets_identity(azure: Azure) -> None:
    ids = {
        role: azure.put("managedidentity:UserAssignedIdentity", {"resourceName": f"id-{role}", "location": REGION})
        for role in ("plane", "kubelet")
    }
    wanted = altered(
        CLUSTER,
        {
            "identity": {"type": "UserAssigned", "userAssignedIdentities": [ids["plane"]]},
            "identityProfile": {"kubeletidentity": {"resourceId": ids["kubelet"]}},
        },
    )
    assert [code for code, _ in azure.verdicts("containerservice:ManagedCluster", wanted)] == [
        "CustomKubeletIdentityMissingPermissionError"
    ]
    role = "f1a07417-d97a-45cb-824c-7a7467783830"
    azure.put(
        "authorization:RoleAssignment",
        {
            "roleAssignmentName": "aaaaaaaa-0000-4000-8000-000000000001",
            "principalId": azure.outputs(ids["plane"])["principalId"],
            "principalType": "ServicePrincipal",
            "roleDefinitionId": f"/providers/Microsoft.Authorization/roleDefinitions/{role}",
            "scope": ids["kubelet"],
        },
    )
    assert azure.verdicts("containerservice:ManagedCluster", wanted) == []
    alone = altered(wanted, {"identity": {"type": "SystemAssigned"}})
    assert [code for code, _ in azure.verdicts("containerservice:ManagedCluster", alone)] == [
        "CustomKubeletIdentityOnlySupportedOnUserAssignedMSICluster"
    ]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"kubernetesVersion": "1.34"}, None),
        ({"kubernetesVersion": "1.35"}, "OperationNotAllowed"),
        ({"kubernetesVersion": "1.32"}, "OperationNotAllowed"),
        ({"dnsPrefix": "other"}, "PropertyChangeNotAllowed"),
        ({"networkProfile.dnsServiceIP": "172.16.0.11"}, "PropertyChangeNotAllowed"),
    ],
)
def test_what_can_change_of_a_cluster(azure: Azure, changes: dict[str, Any], code: str | None) -> None:
    id_ = azure.put("containerservice:ManagedCluster", CLUSTER)
    verdicts = azure.verdicts("containerservice:ManagedCluster", altered(CLUSTER, changes), id_)
    assert [found for found, _ in verdicts] == ([code] if code else [])


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"agentPoolName": "gpu-pool"}, "InvalidParameter"),
        ({"agentPoolName": "system"}, "InvalidParameter"),
        ({"orchestratorVersion": "1.34"}, "NodePoolMcVersionIncompatible"),
        ({"orchestratorVersion": "1.29"}, "NodePoolMcVersionIncompatible"),
        ({"minCount": 5, "count": 5}, "InvalidParameter"),
        ({"vmSize": "NC6s"}, "VMSizeNotSupported"),
        ({"nodeLabels": {"kubernetes.azure.com/mine": "x"}}, "InvalidParameter"),
        ({"scaleSetPriority": "Spot", "spotMaxPrice": 0}, "InvalidParameter"),
        ({"scaleSetPriority": "Regular", "scaleSetEvictionPolicy": "Delete"}, "InvalidParameter"),
        ({"resourceName": "aks-gone"}, "ParentResourceNotFound"),
        ({"scaleSetPriority": "Spot", "upgradeSettings": {"maxSurge": "33%"}}, "InvalidParameter"),
    ],
)
def test_pools_that_azure_refuses(azure: Azure, changes: dict[str, Any], code: str) -> None:
    azure.put("containerservice:ManagedCluster", CLUSTER)
    assert azure.verdicts("containerservice:AgentPool", GPU) == []
    spot = {"scaleSetPriority": "Spot", "scaleSetEvictionPolicy": "Delete", "spotMaxPrice": -1}
    assert azure.verdicts("containerservice:AgentPool", {**GPU, **spot}) == []
    assert [found for found, _ in azure.verdicts("containerservice:AgentPool", altered(GPU, changes))] == [code]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"configName": "weekly"}, "aksManagedAutoUpgradeSchedule"),
        ({"maintenanceWindow.durationHours": 3}, "4 to 24"),
        ({"maintenanceWindow.startTime": "2:00"}, "02:00"),
        ({"maintenanceWindow.utcOffset": "UTC"}, "+00:00"),
        ({"maintenanceWindow.schedule": {}}, "write one of daily"),
        ({"maintenanceWindow": ABSENT}, "needs one"),
        ({"maintenanceWindow.schedule": {"daily": {"intervalDays": 1}}}, "write weekly"),
        ({"configName": "default"}, "timeInWeek"),
    ],
)
def test_upgrade_windows_that_azure_refuses(azure: Azure, changes: dict[str, Any], words: str) -> None:
    azure.put("containerservice:ManagedCluster", CLUSTER)
    good = {
        "resourceName": "aks-shop",
        "configName": "aksManagedAutoUpgradeSchedule",
        "maintenanceWindow": {
            "schedule": {"weekly": {"dayOfWeek": "Sunday", "intervalWeeks": 1}},
            "startTime": "02:00",
            "utcOffset": "+00:00",
            "durationHours": 4,
        },
    }
    assert azure.verdicts("containerservice:MaintenanceConfiguration", good) == []
    verdicts = azure.verdicts("containerservice:MaintenanceConfiguration", altered(good, changes))
    assert words in " ".join(message for _, message in verdicts)


@pytest.mark.parametrize(
    ("was", "wanted"),
    [(None, "1.20"), (None, "2.0"), (None, "latest"), ("1.35", "1.34"), ("1.35", "1.37"), ("1.39", "1.38")],
)
def test_every_version_that_a_refusal_names_as_right_is_taken(azure: Azure, was: str | None, wanted: str) -> None:
    old = azure.put("containerservice:ManagedCluster", {**CLUSTER, "kubernetesVersion": was}) if was else ""

    def verdicts(version: str) -> list[tuple[str, str]]:
        return azure.verdicts("containerservice:ManagedCluster", {**CLUSTER, "kubernetesVersion": version}, old)

    ((_, message),) = verdicts(wanted)
    named = re.findall(r"'(1\.\d+)'", message.partition("write")[2])
    assert named
    assert [verdicts(version) for version in named] == [[]] * len(named)


def _kubeconfig(azure: Azure, role: str) -> dict[str, Any]:
    token = f"azure-native:containerservice:listManagedCluster{role}Credentials"
    where = {"resourceGroupName": "rg-shop", "resourceName": "aks-shop"}
    answer = azure.cloud.invoke(token, where, SUBSCRIPTION, preview=False)
    return json.loads(base64.b64decode(answer["kubeconfigs"][0]["value"]))


def test_users_sign_in_with_kubelogin_and_local_accounts_stay_off(azure: Azure) -> None:
    azure.put("containerservice:ManagedCluster", CLUSTER)
    config = _kubeconfig(azure, "User")
    assert config["clusters"][0]["cluster"]["server"].endswith(f".privatelink.{REGION}.azmk8s.io:443")
    assert config["users"][0]["user"]["exec"]["command"] == "kubelogin"
    with pytest.raises(Refused) as refused:
        _kubeconfig(azure, "Admin")
    assert refused.value.codes == ("BadRequest",)
    assert "local accounts" in str(refused.value)


def test_a_missing_cluster_has_no_kubeconfig(azure: Azure) -> None:
    with pytest.raises(Refused) as refused:
        _kubeconfig(azure, "User")
    assert refused.value.codes == ("ResourceNotFound",)


def test_a_cluster_answers_the_issuer_of_its_tokens(azure: Azure) -> None:
    answer = azure.outputs(azure.put("containerservice:ManagedCluster", CLUSTER))
    assert answer["oidcIssuerProfile"]["issuerURL"].startswith(f"https://{REGION}.oic.prod-aks.azure.com/{TENANT}/")
    assert answer["nodeResourceGroup"] == "MC_rg-shop_aks-shop_eastus"
    assert answer["identityProfile"]["kubeletidentity"]["objectId"]


def test_the_last_system_pool_stays(azure: Azure) -> None:
    cluster = azure.put("containerservice:ManagedCluster", CLUSTER)
    own = {**GPU, "agentPoolName": "extra", "mode": "System", "minCount": 1, "count": 1}
    pool = azure.put("containerservice:AgentPool", own)
    azure.cloud.delete(pool)
    azure.put("containerservice:AgentPool", own)
    stored = azure.cloud.read(cluster)
    assert stored is not None
    stored.inputs["agentPoolProfiles"][0]["mode"] = "User"
    azure.cloud.store.put(stored)
    with pytest.raises(Refused) as refused:
        azure.cloud.delete(pool)
    assert refused.value.codes == ("OperationNotAllowed",)


def test_a_pool_keeps_its_size(azure: Azure) -> None:
    azure.put("containerservice:ManagedCluster", CLUSTER)
    pool = azure.put("containerservice:AgentPool", {**GPU, "maxPods": 110})
    fewer = {**GPU, "maxPods": 50}
    assert [code for code, _ in azure.verdicts("containerservice:AgentPool", fewer, pool)] == [
        "PropertyChangeNotAllowed"
    ]
