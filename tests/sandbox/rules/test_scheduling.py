"""What lives in a cluster goes with it, and pods that no pool takes run nowhere."""

import base64
import copy
import json
from typing import Any

import pytest

from sandbox import clusters
from sandbox.dialects import Kubernetes
from sandbox.store import Stored
from tests.sandbox.rules.conftest import CLUSTER, Azure
from tests.sandbox.rules.test_clusters import CLUSTER as AKS
from tests.sandbox.rules.test_clusters import GPU
from tests.sandbox.rules.test_kubernetes import DEPLOYMENT, GOOD, NAMESPACE

_CPU = {**GPU, "agentPoolName": "cpu", "vmSize": "Standard_D4ds_v5", "nodeTaints": [], "nodeLabels": {"sku": "cpu"}}
_CREDENTIALS = {"resourceGroupName": "rg-shop", "resourceName": "aks-shop"}
_AGENT_POOL = "kubernetes.azure.com/agentpool"


def _configured(azure: Azure) -> None:
    """Have a provider configured as the program does: with the kubeconfig that the cluster answers."""
    answer = azure.cloud.invoke(
        "azure-native:containerservice:listManagedClusterUserCredentials", _CREDENTIALS, preview=False
    )
    kubeconfig = base64.b64decode(answer["kubeconfigs"][0]["value"]).decode()
    settings = Kubernetes().settings(CLUSTER, {"kubeconfig": kubeconfig})
    clusters.learn(azure.cloud.store, settings.cluster, settings.server)


@pytest.fixture
def aks(azure: Azure) -> Azure:
    """A cluster of a system pool and two for models, which a provider is configured for."""
    azure.put("containerservice:ManagedCluster", AKS)
    for pool in (_CPU, GPU):
        azure.put("containerservice:AgentPool", pool)
    _configured(azure)
    azure.put(NAMESPACE, {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "models"}})
    return azure


def _deployment(**pod: Any) -> dict[str, Any]:
    made = copy.deepcopy(GOOD)
    made["spec"]["template"]["spec"].update(pod)
    container = made["spec"]["template"]["spec"]["containers"][0]
    container["resources"] = {"requests": {"cpu": "500m", "memory": "1Gi"}, "limits": {"memory": "1Gi"}}
    return made


def _ready(azure: Azure) -> int:
    (found,) = azure.cloud.store.of_type(DEPLOYMENT)
    return int(found.outputs["status"].get("readyReplicas", 0))


def _of_cluster(azure: Azure) -> list[Stored]:
    return [one for one in azure.cloud.store.all() if one.type.startswith("kubernetes:")]


def _id(azure: Azure, name: str) -> str:
    return next(one.id for one in azure.cloud.store.all() if one.id.endswith(f"/{name}"))


def test_the_objects_of_a_cluster_go_with_it_and_those_of_another_stay(aks: Azure) -> None:
    aks.put(DEPLOYMENT, _deployment())
    other = Stored(id=f"{CLUSTER}-two|apps/Deployment|models/fraud", type=DEPLOYMENT, urn="other")
    aks.cloud.store.put(other)
    clusters.learn(aks.cloud.store, f"{CLUSTER}-two", "https://two.example.com:443")
    aks.cloud.delete(_id(aks, "aks-shop"))
    assert _of_cluster(aks) == [other]
    aks.put("containerservice:ManagedCluster", AKS)
    assert _of_cluster(aks) == [other], "a new cluster of the same name is empty"


_TO_CPU = {"nodeSelector": {"sku": "cpu"}}
_TO_GPU = {
    "nodeSelector": {"sku": "gpu"},
    "tolerations": [{"key": "sku", "operator": "Equal", "value": "gpu", "effect": "NoSchedule"}],
}


def _off(pool: str) -> dict[str, Any]:
    expression = {"key": _AGENT_POOL, "operator": "NotIn", "values": [pool]}
    terms = {"nodeSelectorTerms": [{"matchExpressions": [expression]}]}
    return {"affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": terms}}}


@pytest.mark.parametrize(
    ("pod", "gone", "runs"),
    [
        pytest.param(_TO_CPU, "cpu", False, id="no other pool has the label"),
        pytest.param(_TO_CPU, "gpu", True, id="its pool is there"),
        pytest.param({}, "cpu", False, id="the other pools keep it off by taints"),
        pytest.param(_TO_GPU, "gpu", False, id="the pool that it puts up with"),
        pytest.param({"tolerations": [{"operator": "Exists"}]}, "cpu", True, id="it puts up with any taint"),
        pytest.param(
            {"tolerations": [{"operator": "Exists"}], **_off("system")},
            "cpu",
            True,
            id="a pool that it may use is left",
        ),
        pytest.param(
            {**_TO_GPU, "nodeSelector": {}, **_off("gpu")}, "cpu", False, id="it keeps off the pool that is left"
        ),
    ],
)
def test_pods_run_only_where_a_pool_takes_them(aks: Azure, pod: dict[str, Any], gone: str, *, runs: bool) -> None:
    aks.put(DEPLOYMENT, _deployment(**pod))
    assert _ready(aks) == 2
    aks.cloud.delete(_id(aks, gone))
    assert _ready(aks) == (2 if runs else 0)
    aks.put("containerservice:AgentPool", {"cpu": _CPU, "gpu": GPU}[gone])
    assert _ready(aks) == 2, "they start where a pool takes them again"


def test_a_pod_that_asks_for_all_cpus_of_the_nodes_left_runs_nowhere(aks: Azure) -> None:
    aks.put("containerservice:AgentPool", {**_CPU, "agentPoolName": "large", "vmSize": "Standard_D8ds_v5"})
    asking = _deployment(**_TO_CPU)
    asking["spec"]["template"]["spec"]["containers"][0]["resources"]["requests"]["cpu"] = "4"
    aks.put(DEPLOYMENT, asking)
    aks.cloud.delete(_id(aks, "cpu"))
    assert _ready(aks) == 2
    aks.cloud.delete(_id(aks, "large"))
    assert _ready(aks) == 0


def test_a_server_that_is_not_known_yet_stands_for_no_cluster(azure: Azure) -> None:
    for kubeconfig in ("{}", "", "clusters: []"):
        settings = Kubernetes().settings(CLUSTER, {"kubeconfig": kubeconfig})
        clusters.learn(azure.cloud.store, settings.cluster, settings.server)
    assert azure.cloud.store.get(CLUSTER) is None


def test_a_configured_provider_is_remembered_for_a_run_that_does_not_ask_it(aks: Azure) -> None:
    """A run that deletes a cluster alone may never configure the provider of its objects."""
    found = aks.cloud.store.get(CLUSTER)
    assert found is not None
    assert json.dumps(found.inputs).count("azmk8s.io") == 1
