"""What Azure takes, the loader takes: each variant here is at the edge of a rule."""

from typing import Any

import pytest

from config.ranges import free, parsed
from config.vm_sizes import gpus, has_gpu, vcpus
from tests.config.documents import DIGEST, GONE, GROUP, RIGHT, VNET, loaded, problems_of, spoiled
from tests.config.wrong_gateways import LONG
from tests.config.wrong_images import RIGHT_IMAGES

FRAUD = RIGHT["models"]["fraud"]
EXISTING = {"vnetId": VNET, "nodesSubnetId": f"{VNET}/subnets/n", "endpointsSubnetId": f"{VNET}/subnets/e"}
THEIRS = GROUP.replace("/00000000", "/0000000a")
ELSEWHERE = {key: id_.replace(GROUP, THEIRS) for key, id_ in EXISTING.items()}
LOG_ZONE = f"{GROUP}/Microsoft.Network/privateDnsZones/privatelink.monitor.azure.com"
REGISTRY_ZONE = f"{GROUP}/Microsoft.Network/privateDnsZones/privatelink.azurecr.io"

TWENTY = dict.fromkeys(("blue", *(f"v{index:02}" for index in range(19))), FRAUD["deployments"]["blue"])

ENGINE = RIGHT["models"]["recommendation-engine"]
PODS = ENGINE["deployments"]["green"]
GREEN = FRAUD["deployments"]["blue"]
IMAGE = f"fraud@{DIGEST}"
NIGHTLY = RIGHT["models"]["churn"]["deployments"]["nightly"]
QUEUE = {"name": "scoring", "messages": 10}
OFFICE = {"timeZone": "Europe/Berlin", "start": "0 8 * * 1-5", "end": "0 18 * * 1-5", "replicas": 5}
HOURS = {"days": ["Monday"], "startHour": 8, "endHour": 18, "minInstances": 5, "maxInstances": 9}
_ENGINE, _FRAUD, _CHURN = "models.recommendation-engine", "models.fraud", "models.churn"

SERVED: dict[str, dict[str, Any]] = {
    "a shadow on a managed endpoint": {f"{_FRAUD}.deployments.green": GREEN, f"{_FRAUD}.mirror": {"green": 50}},
    "a shadow at 0 % on AKS": {f"{_ENGINE}.traffic": {"blue": 100, "green": 0}, f"{_ENGINE}.mirror": {"green": 100}},
    "every guard": {f"{_FRAUD}.rollout": {
        "stable": "blue", "firstStep": 10, "largestStep": 50, "shadowFirst": True, "keepLastGood": True,
        "freezeLive": True}},
    "no guard": {f"{_FRAUD}.rollout": {"keepLastGood": False, "freezeLive": False}},
    "a largest step without a first": {f"{_FRAUD}.rollout": {"stable": "blue", "largestStep": 20}},
    "a stable deployment without traffic": {f"{_ENGINE}.traffic": {"blue": 100}, f"{_ENGINE}.rollout": {
        "stable": "green", "firstStep": 1}},
    "16 deployments on AKS": {f"{_ENGINE}.deployments": {
        **{f"v{index:02}": PODS for index in range(14)}, "blue": PODS, "green": PODS}},
    "instances by CPU, latency and the hour": {f"{_FRAUD}.autoscale": {
        "minInstances": 3, "maxInstances": 6, "cpuUtilization": 60, "latencyMs": 200,
        "schedules": {"office-hours": HOURS, "evenings": {**HOURS, "startHour": 18, "endHour": 24}}}},
    "schedules side by side, the later one first": {f"{_FRAUD}.autoscale": {
        "minInstances": 3, "maxInstances": 6,
        "schedules": {"evenings": {**HOURS, "startHour": 18, "endHour": 24}, "office-hours": HOURS}}},
    "instances by the hour alone": {f"{_FRAUD}.autoscale": {
        "minInstances": 3, "maxInstances": 6, "cpuUtilization": None, "schedules": {"office-hours": HOURS}}},
    "hours at the same time on other days": {f"{_FRAUD}.autoscale": {
        "minInstances": 3, "maxInstances": 6,
        "schedules": {"mondays": HOURS, "sundays": {**HOURS, "days": ["Sunday"], "maxInstances": 5}}}},
    "nine schedules": {f"{_FRAUD}.autoscale": {"minInstances": 3, "maxInstances": 6, "schedules": {
        f"hours-{index}": {**HOURS, "startHour": index, "endHour": index + 1} for index in range(9)}}},
    "instances left to the autoscaler": {
        f"{_FRAUD}.autoscale": {"minInstances": 5, "maxInstances": 6}, f"{_FRAUD}.deployments.blue.instances": GONE},
    "pods by memory and a metric": {f"{_ENGINE}.autoscale": {
        "minReplicas": 3, "maxReplicas": 20, "cpuUtilization": None, "memoryUtilization": 80,
        "metric": {"name": "requests_per_second", "averageValue": 100}}},
    "pods by a queue": {f"{_ENGINE}.autoscale": GONE, f"{_ENGINE}.eventAutoscale": {
        "minReplicas": 1, "maxReplicas": 10, "queue": QUEUE}},
    "pods by the hour and a query": {f"{_ENGINE}.autoscale": GONE, f"{_ENGINE}.eventAutoscale": {
        "minReplicas": 1, "maxReplicas": 10, "schedules": {"office-hours": OFFICE},
        "prometheus": {"query": "sum(rate(requests_total[2m]))", "threshold": "0.5"}}},
    "cron lists, ranges and steps": {f"{_ENGINE}.autoscale": GONE, f"{_ENGINE}.eventAutoscale": {
        "minReplicas": 1, "maxReplicas": 5, "schedules": {
            "often": {**OFFICE, "start": "0,30 6-22/2 1,15 */3 0-6", "end": "15,45 6-22/2 1,15 */3 0-6"}}}},
    "recommended resources and queues to receive from": {
        f"{_ENGINE}.recommendResources": True, f"{_ENGINE}.queues": ["scoring"]},
    "a worker that asks for no GPU": {"models.worker": {
        "target": "kubernetes", "deployments": {"blue": {**PODS, "environmentVariables": {"BATCH_SIZE": 32}}},
        "traffic": {"blue": 100}, "queues": ["scoring"],
        "eventAutoscale": {"minReplicas": 2, "maxReplicas": 10, "queue": QUEUE}}},
    "a host right below the gateway's domain": {f"{_ENGINE}.route": {
        "host": "engine.models.example.com", "path": "/v1", "timeoutSeconds": 60}},
    "a host of its own with its certificate": {
        f"{_ENGINE}.route": {"host": "engine.example.org", "certificate": "engine-tls"},
        "secrets.engine-tls": RIGHT["secrets"]["gateway-tls"]},
    "the default host of a model that has another one": {
        f"{_ENGINE}.route": {"host": "engine.models.example.com"},
        "models.engine-two": {**ENGINE, "route": {"host": "recommendation-engine.models.example.com"}}},
    "the longest domain": {"cluster.gateway.domain": LONG[1:]},
    "a longer domain than the model's host": {
        "cluster.gateway.domain": LONG, f"{_ENGINE}.route": {"host": "x.example.org", "certificate": "gateway-tls"}},
    "a gateway that is there already": {
        "cluster.gateway.controller": GONE, "cluster.gateway.existingController": {"namespace": "istio-system"},
        "cluster.gateway.className": "istio", "cluster.gateway.public": True},
    "no gateway where no model asks for one": {"cluster.gateway": GONE, _ENGINE: GONE},
    "an image of one's own server": {f"{_FRAUD}.deployments.blue": {
        "image": IMAGE, "model": "azureml:fraud:3", "environmentVariables": {"WORKERS": 2},
        "server": {"port": 5001, "scoring": "/score", "liveness": "/live", "readiness": "/ready"}}},
    "an image with the model inside": {f"{_FRAUD}.deployments.blue": {"image": IMAGE}},
    "an environment with the model inside": {
        f"{_FRAUD}.deployments.blue": {"environment": "azureml://registries/shared/environments/fraud/versions/2"}},
    "code in an environment": {
        f"{_FRAUD}.deployments.blue.code": {"asset": "azureml:fraud-code:1", "script": "src/score.py"}},
    "a model alone where packages come in": {
        "workspace.isolation": "AllowInternetOutbound", f"{_FRAUD}.deployments.blue.environment": GONE,
        f"{_CHURN}.deployments.nightly.environment": GONE, f"{_CHURN}.deployments.nightly.code": GONE},
    "longest requests, probes and few samples": {
        f"{_FRAUD}.deployments.blue.requests": {"timeoutSeconds": 180, "concurrent": 1, "queueSeconds": 0},
        f"{_FRAUD}.deployments.blue.probes": {"readiness": {"initialDelaySeconds": 600}},
        f"{_FRAUD}.deployments.blue.collect": {"outputs": False, "samplingPercent": 1},
        f"{_FRAUD}.deployments.blue.appInsights": False},
    "500 managed deployments": {"models": {
        f"fraud-{index}": {**FRAUD, "deployments": TWENTY} for index in range(25)}},
    "100 batch models": {"models": {f"churn-{index}": RIGHT["models"]["churn"] for index in range(100)}},
    "two batch deployments on all nodes": {
        f"{_CHURN}.deployments.weekly": {
            **NIGHTLY, "environment": None, "image": IMAGE, "instances": 4, "errorThreshold": 0, "retries": 0,
            "outputFile": "rows.csv", "logLevel": "DEBUG"},
        f"{_CHURN}.default": "weekly"},
    "models that may be deleted": {f"{_FRAUD}.protect": False, f"{_ENGINE}.protect": True, f"{_CHURN}.protect": False},
}  # fmt: skip

RIGHT_TOO: dict[str, dict[str, Any]] = {
    "an existing network": {"stamps.westus": {"role": "secondary", "existingNetwork": EXISTING}},
    "an id in other capitals": {"registry.existingId": f"{GROUP}/microsoft.containerregistry/Registries/shared".replace(
        "resourceGroups", "resourcegroups")},
    "no subnet for endpoints that are off": {
        "stamps.westus": {"role": "secondary", "existingNetwork": {**EXISTING, "endpointsSubnetId": None}},
        "network": {"privateEndpoints": False, "allowedIpRanges": ["203.0.113.7/32"]},
        "observability.publicAccess": True,
    },
    "the smallest network": {"stamps.westus.addressSpace": "10.11.0.0/22"},
    "networks side by side": {
        "stamps.eastus.addressSpace": "10.10.0.0/17",
        "stamps.westus.addressSpace": "10.10.128.0/17",
    },
    "a pool that is one size": {"cluster.pools.cpu.minNodes": 10},
    "GPUs to the last": {"models.recommendation-engine.deployments.blue.gpu": 1},
    "GPUs of a size that is not known here": {
        "cluster.pools.gpu.vmSize": "Standard_NC128x_Z9_v9",
        "models.recommendation-engine.deployments.blue.gpu": 8,
    },
    "the newest version to come": {"cluster.kubernetesVersion": "1.39"},
    "pods as many as GPUs": {"cluster.pools.gpu": {"vmSize": "Standard_NC64as_T4_v3", "maxNodes": 5}},
    "more pods of all models than GPUs": {"models.recommendation-engine.deployments.green.gpu": 1},
    "more pods than GPUs of a size that is not known here": {
        "cluster.pools.more": {"vmSize": "Standard_NC128x_Z9_v9", "maxNodes": 1},
        "models.recommendation-engine.autoscale.maxReplicas": 21,
    },
    "images by the cluster's channel": {"cluster.upgrades": {"cluster": "node-image", "nodeOs": "NodeImage"}},
    "security patches beside versions": {"cluster.upgrades": {"cluster": "patch", "nodeOs": "SecurityPatch"}},
    "no endpoint and nobody let in but the nodes": {
        "network.privateEndpoints": False, "observability.publicAccess": True},
    "private endpoints and public logs": {"observability.publicAccess": True},
    "a registry of the same subscription in other capitals": {
        "azure.subscriptionId": "0000000A-0000-0000-0000-000000000002",
        "registry.existingId": f"{THEIRS}/Microsoft.ContainerRegistry/registries/shared",
        "vault.existingIds": {}},
    "a network of another subscription": {
        "stamps.westus": {"role": "secondary", "existingNetwork": ELSEWHERE}},
    "the registry's zone for one stamp": {
        "stamps.westus": GONE, "vault.existingIds": {}, "network.privateDnsZones.registry": REGISTRY_ZONE},
    "the registry's zone where nothing registers": {
        "network": {"privateEndpoints": False, "privateDnsZones": {"registry": REGISTRY_ZONE}},
        "observability.publicAccess": True},
    "the vaults' zone for two stamps": {
        "network.privateDnsZones.vault": f"{GROUP}/Microsoft.Network/privateDnsZones/privatelink.vaultcore.azure.net"},
    "the logs' zones for one stamp": {
        "stamps.westus": GONE, "vault.existingIds": {}, "network.privateDnsZones": {"monitor": LOG_ZONE}},
    "the logs' zones where logs are public": {
        "network.privateDnsZones": {"monitor": LOG_ZONE}, "observability.publicAccess": True},
    "the blobs' zone for two stamps that share no account": {
        "network.privateDnsZones.blob": f"{GROUP}/Microsoft.Network/privateDnsZones/privatelink.blob.core.windows.net",
        "observability.publicAccess": True, "backup": GONE},
    "spot GPUs": {"cluster.pools.gpu.spot": True},
    "a whole autoscale of one": {"models.recommendation-engine.autoscale": {"minReplicas": 4, "maxReplicas": 4}},
    "a deployment without traffic": {"models.recommendation-engine.traffic": {"blue": 100}},
    "a deployment at 0": {"models.recommendation-engine.traffic": {"blue": 100, "green": 0}},
    "20 deployments": {"models.fraud.deployments": TWENTY},
    "100 managed models": {"models": {f"fraud-{index}": FRAUD for index in range(100)}},
    "no model": {"models": {}},
    "nothing that builds images": {"workspace": {}, "models.fraud": GONE, "models.churn": GONE},
    "an open registry of another team, which builds images itself": {
        "workspace.imageBuilder": GONE,
        "registry.existingId": f"{GROUP}/Microsoft.ContainerRegistry/registries/shared",
        "network.privateEndpoints": False, "observability.publicAccess": True},
    "images built by one compute of two": {
        "workspace.compute.gpus": {"vmSize": "Standard_NC4as_T4_v3", "maxNodes": 4}},
    "no backup": {"backup": GONE},
    "archived the day after cool": {"backup.archiveAfterDays": 31},
    "zones for a backup where there are": {"backup": {"regions": ["eastus", "centralus"], "sku": "Standard_GZRS"}},
    "no zones by choice": {"stamps.eastus.zones": []},
    "ten tags": {"tags": {f"t{index}": "x" for index in range(10)}},
    "a CPU as a number": {"models.recommendation-engine.deployments.green.cpu": 2},
    "half a CPU": {"models.recommendation-engine.deployments.green.cpu": "0.5"},
    "a public API server for some": {"cluster.apiAccess": {"authorizedIpRanges": ["203.0.113.0/24"]}},
    "a vault of another team": {"vault.existingIds.eastus": f"{GROUP}/Microsoft.KeyVault/vaults/theirs"},
    "a day that YAML made a time of": {"secrets.jwt-signing-key.expires": "2030-01-31 00:00:00 +0000 UTC"},
    "an unused secret": {"models.recommendation-engine.secrets": []},
}  # fmt: skip


@pytest.mark.parametrize("edits", [*RIGHT_TOO.values(), *SERVED.values()], ids=[*RIGHT_TOO, *SERVED])
def test_what_is_at_the_edge_of_a_rule_is_taken(edits: dict[str, Any]) -> None:
    assert problems_of(spoiled(edits)) == ()


def test_a_key_with_nothing_behind_it_has_its_default() -> None:
    config = loaded({**RIGHT, "tags": "", "backup": ""})
    assert (config.tags, config.backup) == ({}, None)


@pytest.mark.parametrize(
    ("size", "gpu", "cpu"),
    [
        ("Standard_NC4as_T4_v3", 1, 4),
        ("Standard_NC24ads_A100_v4", 1, 24),
        ("Standard_ND96isr_H100_v5", 8, 96),
        ("Standard_NV36ads_A10_v5", None, 36),
        ("Standard_D4ds_v5", 0, 4),
        ("Standard_E8-4s_v5", 0, 4),
        ("Standard_DS3_v2", 0, None),
        ("Standard_NP10s", 0, 10),
    ],
)
def test_a_size_s_name_tells_its_gpus_and_cpus(size: str, gpu: int | None, cpu: int | None) -> None:
    assert (gpus(size), vcpus(size)) == (gpu, cpu)
    assert has_gpu(size) is (gpu != 0)


def test_a_free_range_meets_none_that_is_taken() -> None:
    taken = [found for text in ("10.0.0.0/9", "10.128.0.0/10", "172.30.0.0/16") if (found := parsed(text))]
    found = free(16, taken)
    assert not any(found.overlaps(other) for other in taken)
    assert free(8, []).prefixlen == 8


@pytest.mark.parametrize(
    "text", ["", "10.0.0.0", "10.0.0.1/8", "10.0.0.0/33", "::/0", "10.0.0.0/٨", "10.0.0.0/8/8", "a/8"]
)
def test_what_is_no_range_is_none(text: str) -> None:
    assert parsed(text) is None


@pytest.mark.parametrize("edits", RIGHT_IMAGES.values(), ids=RIGHT_IMAGES)
def test_images_may_name_the_platform_s_own_registry_or_none(edits: dict[str, Any]) -> None:
    assert problems_of(spoiled(edits)) == ()
