"""The cluster: closed by default, and its identities hold the roles that it needs and no more."""

import json
from collections.abc import Callable
from typing import Any

import pulumi
import pytest
from pulumi_azure_native.containerservice import ManagedCluster

from components import answers
from components.cluster import Cluster, ClusterArgs
from components.cluster_access import with_kubelogin
from components.identities import Identity, IdentityArgs
from components.roles import Role
from config.cluster import ClusterConfig
from sandbox.failure import ProgramFailed
from tests.components.declared import SUBSCRIPTION, Declared, Program, Scope, plain, untagged

Declare = Callable[[Program], Declared]

_SUBNET = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v/subnets/nodes"
_REGISTRY = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.ContainerRegistry/registries/cr"
_LOGS = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/log"
_RULE = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Insights/dataCollectionRules/"
_TENANT = "11111111-1111-1111-1111-111111111111"
_GROUP = "33333333-3333-3333-3333-333333333333"

_CONFIG: dict[str, Any] = {
    "kubernetesVersion": "1.33",
    "adminGroupIds": [_GROUP],
    "pools": {
        "cpu": {"vmSize": "Standard_D4ds_v5", "minNodes": 1, "maxNodes": 6, "labels": {"team": "search"}},
        "gpu": {"vmSize": "Standard_NC24ads_A100_v4", "maxNodes": 2},
        "cheap": {"vmSize": "Standard_D4ds_v5", "maxNodes": 4, "spot": True},
    },
}


def cluster_program(egress_ip: str | None = "20.1.2.3", **changes: Any) -> Program:
    config = ClusterConfig.model_validate_json(json.dumps({**_CONFIG, **changes}))

    def program(scope: Scope) -> dict[str, object]:
        link = Identity("link", IdentityArgs(purpose="link", **_without(scope.common, "protect")), scope.opts)
        made = Cluster(
            "aks",
            ClusterArgs(
                config=config,
                tenant_id=_TENANT,
                zones=("1", "2", "3"),
                nodes_subnet_id=_SUBNET,
                outbound="userAssignedNATGateway" if egress_ip else "loadBalancer",
                egress_ip=egress_ip,
                registry_id=_REGISTRY,
                log_workspace_id=_LOGS,
                defender_workspace_id=f"{_LOGS}-security",
                insights_rule_id=f"{_RULE}insights",
                prometheus_rule_id=f"{_RULE}prometheus",
                collection_endpoint_id=f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Insights/"
                "dataCollectionEndpoints/dce",
                needs=[link],
                **scope.common,
            ),
            scope.opts,
        )
        return {
            "issuer": made.oidc_issuer_url,
            "name": made.name,
            "ready": [resource.urn for resource in made.ready],
        }

    return program


def _without(values: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name != key}


def test_the_cluster_waits_for_all_that_its_nodes_need(declare: Declare) -> None:
    assert declare(cluster_program()).depends("aks-cluster", on="link-identity")


def test_objects_wait_for_every_pool_and_every_agent(declare: Declare) -> None:
    """Two of the agents bring custom kinds of objects; a pod without a pool would wait for a node in vain."""
    run = declare(cluster_program())
    needed = [*run.of("containerservice:AgentPool"), *run.of("monitor:DataCollectionRuleAssociation")]
    assert len(needed) == 6
    assert set(run.outputs["ready"]) == {resource.urn for resource in needed}


def test_nobody_signs_in_without_entra_and_the_api_server_is_private(declare: Declare) -> None:
    cluster = declare(cluster_program()).inputs("aks-cluster")
    assert (cluster["disableLocalAccounts"], cluster["enableRBAC"]) == (True, True)
    assert cluster["aadProfile"] == {
        "managed": True,
        "enableAzureRBAC": True,
        "adminGroupObjectIDs": [_GROUP],
        "tenantID": _TENANT,
    }
    assert cluster["apiServerAccessProfile"] == {
        "enablePrivateCluster": True,
        "enablePrivateClusterPublicFQDN": False,
        "privateDNSZone": "system",
        "disableRunCommand": True,
    }
    assert cluster["publicNetworkAccess"] == "Disabled"


@pytest.mark.parametrize(("egress_ip", "nodes"), [("20.1.2.3", ["20.1.2.3/32"]), (None, [])])
def test_an_allow_list_opens_the_api_server_to_its_ranges_and_the_nodes_only(
    declare: Declare, egress_ip: str | None, nodes: list[str]
) -> None:
    """Without a NAT gateway nodes leave by the cluster's load balancer, whose address AKS lets in itself."""
    program = cluster_program(egress_ip, apiAccess={"authorizedIpRanges": ["203.0.113.0/24"]})
    cluster = declare(program).inputs("aks-cluster")
    assert cluster["apiServerAccessProfile"] == {
        "enablePrivateCluster": False,
        "authorizedIPRanges": ["203.0.113.0/24", *nodes],
        "disableRunCommand": True,
    }


def test_the_longest_allow_list_leaves_room_for_the_nodes(declare: Declare) -> None:
    """Azure takes 200 ranges."""
    ranges = [f"203.0.113.{index}/32" for index in range(200)]
    declare(cluster_program(apiAccess={"authorizedIpRanges": ranges[:199]}))
    with pytest.raises(ValueError, match="at most 199 items"):
        cluster_program(apiAccess={"authorizedIpRanges": ranges})


def test_what_the_baseline_asks_of_a_cluster_is_on(declare: Declare) -> None:
    cluster = declare(cluster_program()).inputs("aks-cluster")
    assert cluster["oidcIssuerProfile"] == {"enabled": True}
    assert cluster["securityProfile"]["workloadIdentity"] == {"enabled": True}
    assert cluster["securityProfile"]["imageCleaner"]["enabled"] is True
    assert cluster["securityProfile"]["defender"]["securityMonitoring"] == {"enabled": True}
    assert cluster["securityProfile"]["defender"]["logAnalyticsWorkspaceResourceId"] == f"{_LOGS}-security"
    network = cluster["networkProfile"]
    assert (network["networkPluginMode"], network["networkDataplane"], network["networkPolicy"]) == (
        "overlay",
        "cilium",
        "cilium",
    )
    assert (network["outboundType"], network["dnsServiceIP"]) == ("userAssignedNATGateway", "172.16.0.10")
    addons = cluster["addonProfiles"]
    assert addons["azurepolicy"]["enabled"] is True
    assert addons["omsagent"]["config"]["useAADAuth"] == "true"
    assert addons["azureKeyvaultSecretsProvider"]["config"]["enableSecretRotation"] == "true"
    assert addons["httpApplicationRouting"]["enabled"] is False
    assert cluster["autoUpgradeProfile"] == {"upgradeChannel": "patch", "nodeOSUpgradeChannel": "NodeImage"}
    assert cluster["sku"] == {"name": "Base", "tier": "Standard"}
    assert cluster["workloadAutoScalerProfile"] == {
        "keda": {"enabled": True},
        "verticalPodAutoscaler": {"enabled": True},
    }
    assert cluster["azureMonitorProfile"]["metrics"]["enabled"] is True


def test_every_pool_is_encrypted_closed_scaled_and_spread_over_zones(declare: Declare) -> None:
    run = declare(cluster_program())
    system = run.inputs("aks-cluster")["agentPoolProfiles"][0]
    pools = [system, *(plain(pool.inputs) for pool in run.of("containerservice:AgentPool"))]
    assert len(pools) == 4
    for pool in pools:
        assert (pool["enableEncryptionAtHost"], pool["enableNodePublicIP"], pool["enableAutoScaling"]) == (
            True,
            False,
            True,
        )
        assert pool["securityProfile"] == {"sshAccess": "Disabled"}
        assert pool["availabilityZones"] == ["1", "2", "3"]
        assert pool["vnetSubnetID"] == _SUBNET
    assert (system["mode"], system["minCount"], system["nodeTaints"]) == (
        "System",
        3,
        ["CriticalAddonsOnly=true:NoSchedule"],
    )


def test_the_autoscaler_keeps_the_count_that_it_chose(declare: Declare) -> None:
    run = declare(cluster_program())
    assert run.named("aks-cluster").ignore_changes == ("agentPoolProfiles[0].count",)
    assert all(pool.ignore_changes == ("count",) for pool in run.of("containerservice:AgentPool"))


def test_gpu_and_spot_pools_take_only_pods_that_ask_for_them(declare: Declare) -> None:
    run = declare(cluster_program())
    cpu, gpu, cheap = (run.inputs(f"aks-pool-{pool}") for pool in ("cpu", "gpu", "cheap"))
    assert (cpu["nodeTaints"], cpu["nodeLabels"]) == ([], {"team": "search", "sku": "cpu"})
    assert (gpu["nodeTaints"], gpu["nodeLabels"], gpu["osSKU"]) == (["sku=gpu:NoSchedule"], {"sku": "gpu"}, "Ubuntu")
    assert cheap["nodeTaints"] == ["kubernetes.azure.com/scalesetpriority=spot:NoSchedule"]
    assert (cheap["scaleSetPriority"], cheap["spotMaxPrice"]) == ("Spot", -1)


def test_a_spot_pool_has_no_upgrade_settings_because_azure_refuses_them(declare: Declare) -> None:
    run = declare(cluster_program())
    assert "upgradeSettings" not in run.inputs("aks-pool-cheap")
    assert run.inputs("aks-pool-cpu")["upgradeSettings"]["maxSurge"] == "33%"


def test_the_identities_hold_three_roles_and_the_cluster_waits_for_them(declare: Declare) -> None:
    run = declare(cluster_program())
    roles = {
        a.name: plain(a.inputs)["roleDefinitionId"].rsplit("/")[-1] for a in run.of("authorization:RoleAssignment")
    }
    assert roles == {
        "aks-kubelet-pull": Role.ACR_PULL.value,
        "aks-control-plane-subnet": Role.NETWORK_CONTRIBUTOR.value,
        "aks-control-plane-kubelet": Role.MANAGED_IDENTITY_OPERATOR.value,
    }
    assert run.inputs("aks-control-plane-subnet")["scope"] == _SUBNET
    assert all(run.depends("aks-cluster", on=assignment) for assignment in roles)


def test_upgrades_run_in_the_window_of_the_config(declare: Declare) -> None:
    run = declare(cluster_program(maintenance={"day": "Saturday", "startHour": 5, "durationHours": 6}))
    windows = [plain(window.inputs) for window in run.of("containerservice:MaintenanceConfiguration")]
    assert [window["configName"] for window in windows] == [
        "aksManagedAutoUpgradeSchedule",
        "aksManagedNodeOSUpgradeSchedule",
    ]
    for window in windows:
        assert window["maintenanceWindow"] == {
            "schedule": {"weekly": {"dayOfWeek": "Saturday", "intervalWeeks": 1}},
            "startTime": "05:00",
            "utcOffset": "+00:00",
            "durationHours": 6,
        }


def test_agents_find_their_rules(declare: Declare) -> None:
    associations = {
        plain(a.inputs)["associationName"]: plain(a.inputs)
        for a in declare(cluster_program()).of("monitor:DataCollectionRuleAssociation")
    }
    assert associations["ContainerInsightsExtension"]["dataCollectionRuleId"] == f"{_RULE}insights"
    assert associations["ManagedPrometheus"]["dataCollectionRuleId"] == f"{_RULE}prometheus"
    assert "dataCollectionEndpointId" in associations["configurationAccessEndpoint"]


def test_a_cluster_made_without_a_token_issuer_stops_the_run(declare: Declare, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "is_dry_run", lambda: False)
    monkeypatch.setattr(ManagedCluster, "oidc_issuer_profile", property(lambda _: pulumi.Output.from_input(None)))
    with pytest.raises(ProgramFailed, match="without the OIDC issuer of aks"):
        declare(cluster_program())


def test_everything_is_tagged_and_the_cluster_is_protected(declare: Declare) -> None:
    run = declare(cluster_program())
    assert untagged(run.resources) == []
    assert run.named("aks-cluster").protect


@pytest.mark.parametrize("login", ["azurecli", "workloadidentity", "spn", "msi"])
def test_the_kubeconfig_signs_in_with_kubelogin_whatever_azure_put_there(login: str) -> None:
    azure = """
        apiVersion: v1
        kind: Config
        clusters: [{name: aks, cluster: {server: "https://aks", certificate-authority-data: Y2E=}}]
        contexts: [{name: aks, context: {cluster: aks, user: clusterUser}}]
        current-context: aks
        users: [{name: clusterUser, user: {exec: {command: kubelogin, args: [get-token, --login, devicecode]}}}]
    """
    config = json.loads(with_kubelogin(azure, _TENANT, login))
    execute = config["users"][0]["user"]["exec"]
    assert config["users"][0]["name"] == "clusterUser"
    assert execute["command"] == "kubelogin"
    assert execute["args"][:3] == ["get-token", "--login", login]
    assert _TENANT in execute["args"]
    assert config["clusters"][0]["cluster"]["server"] == "https://aks"
