"""Capacity: what a plan may run at the least and at the most."""

from typing import Any

from ops.capacity import BATCH_NODES, INSTANCES, NODE_GPUS, NODES, REPLICA_GPUS, REPLICAS, Span, capacity
from ops.plan import PlannedResource
from ops.topology import SHARED, Topology
from tests.ops.plans import in_stamp, plan, resource, stamp, urn


def counted(*resources: PlannedResource) -> dict[str, dict[str, Span]]:
    made = plan(stamp("eastus"), stamp("westus"), *resources)
    return capacity(made, Topology(made))


def workload(name: str, region: str = "eastus", gpu: str = "", **spec: Any) -> PlannedResource:
    limits = {"nvidia.com/gpu": gpu} if gpu else {}
    pod = {"spec": {"containers": [{"name": "model", "resources": {"limits": limits}}]}}
    inputs = {"metadata": {"name": name, "namespace": "models"}, "spec": {"template": pod, **spec}}
    return resource("kubernetes:apps/v1:Deployment", name, inputs, provider=region, **in_stamp(region))


def scaler(type_: str, name: str, region: str = "eastus", **spec: Any) -> PlannedResource:
    inputs = {"metadata": {"name": name, "namespace": "models"}, "spec": {"scaleTargetRef": {"name": name}, **spec}}
    return resource(type_, f"{name}-scaler", inputs, provider=region, **in_stamp(region))


def test_nodes_are_those_of_the_clusters_own_pools_and_of_the_others() -> None:
    system = {"enableAutoScaling": True, "minCount": 3, "maxCount": 5, "vmSize": "Standard_D4ds_v5"}
    gpu = {"enableAutoScaling": True, "minCount": 0, "maxCount": 4, "vmSize": "Standard_NC64as_T4_v3"}
    cluster = resource(
        "azure-native:containerservice:ManagedCluster", "aks", {"agentPoolProfiles": [system]}, **in_stamp("eastus")
    )
    pool = resource("azure-native:containerservice:AgentPool", "gpu", gpu, **in_stamp("eastus"))
    fixed = resource("azure-native:containerservice:AgentPool", "fixed", {"count": 2}, **in_stamp("westus"))
    assert counted(cluster, pool, fixed) == {
        NODES: {"eastus": Span(low=3, high=9), "westus": Span(low=2, high=2)},
        NODE_GPUS: {"eastus": Span(low=0, high=16), "westus": Span()},
    }


def test_replicas_are_those_written_where_nothing_scales() -> None:
    assert counted(workload("fixed", replicas=5), workload("default")) == {REPLICAS: {"eastus": Span(low=6, high=6)}}


def test_an_autoscaler_moves_replicas_and_their_gpus() -> None:
    hpa = scaler("kubernetes:autoscaling/v2:HorizontalPodAutoscaler", "shop", minReplicas=3, maxReplicas=20)
    found = counted(workload("shop", gpu="2", replicas=5), hpa)
    assert found == {REPLICAS: {"eastus": Span(low=3, high=20)}, REPLICA_GPUS: {"eastus": Span(low=6, high=40)}}


def test_a_scaled_object_may_go_to_nothing() -> None:
    keda = scaler("kubernetes:keda.sh/v1alpha1:ScaledObject", "queue", maxReplicaCount=8)
    assert counted(workload("queue"), keda) == {REPLICAS: {"eastus": Span(low=0, high=8)}}


def test_an_autoscaler_of_another_cluster_moves_nothing_here() -> None:
    hpa = scaler("kubernetes:autoscaling/v2:HorizontalPodAutoscaler", "shop", "westus", minReplicas=3, maxReplicas=9)
    assert counted(workload("shop", replicas=1), hpa)[REPLICAS]["eastus"] == Span(low=1, high=1)


def test_managed_instances_are_fixed_or_between_the_bounds_of_their_setting() -> None:
    online = "azure-native:machinelearningservices:OnlineDeployment"
    fixed = resource(online, "fixed", {"sku": {"capacity": 3}}, **in_stamp("eastus"))
    scaled = resource(online, "scaled", {"sku": {"capacity": 3}}, **in_stamp("eastus"))
    bounds = [{"capacity": {"minimum": "2", "maximum": "6"}}, {"capacity": {"minimum": "4", "maximum": "10"}}]
    setting = resource(
        "azure-native:monitor:AutoscaleSetting", "setting", {"profiles": bounds}, dependencies=(urn(online, "scaled"),)
    )
    assert counted(fixed, scaled, setting) == {INSTANCES: {"eastus": Span(low=5, high=13)}}


def test_batch_nodes_and_what_belongs_to_no_stamp() -> None:
    scale = {"scaleSettings": {"minNodeCount": 0, "maxNodeCount": 4}}
    compute = resource("azure-native:machinelearningservices:Compute", "batch", {"properties": {"properties": scale}})
    assert counted(compute) == {BATCH_NODES: {SHARED: Span(low=0, high=4)}}


def test_values_that_are_not_known_yet_count_as_none() -> None:
    pool = {"enableAutoScaling": True, "minCount": "04da6b54-80e4-46f7-96ec-b56ff0331ba9", "maxCount": 2}
    found = counted(resource("azure-native:containerservice:AgentPool", "pool", pool, **in_stamp("eastus")))
    assert found[NODES]["eastus"] == Span(low=0, high=2)
