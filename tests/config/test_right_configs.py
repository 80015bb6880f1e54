"""What Azure takes, the loader takes: each variant here is at the edge of a rule."""

from typing import Any

import pytest

from config.ranges import free, parsed
from config.vm_sizes import gpus, has_gpu, vcpus
from tests.config.documents import GONE, GROUP, RIGHT, VNET, loaded, problems_of, spoiled

FRAUD = RIGHT["models"]["fraud"]
EXISTING = {"vnetId": VNET, "nodesSubnetId": f"{VNET}/subnets/n", "endpointsSubnetId": f"{VNET}/subnets/e"}
THEIRS = GROUP.replace("/00000000", "/0000000a")
ELSEWHERE = {key: id_.replace(GROUP, THEIRS) for key, id_ in EXISTING.items()}
LOG_ZONE = f"{GROUP}/Microsoft.Network/privateDnsZones/privatelink.monitor.azure.com"
REGISTRY_ZONE = f"{GROUP}/Microsoft.Network/privateDnsZones/privatelink.azurecr.io"

TWENTY = {name: {"model": "azureml:fraud:3"} for name in ("blue", *(f"v{index:02}" for index in range(19)))}

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
    "nothing that builds images": {"workspace": {}, "models.fraud": GONE},
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


@pytest.mark.parametrize("edits", RIGHT_TOO.values(), ids=RIGHT_TOO)
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
