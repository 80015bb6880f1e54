"""What has no effect is told, each with why; of a config in which all has one, nothing is."""

from typing import Any

import pytest

from config.idle import idle
from tests.config.documents import GONE, GROUP, RIGHT, VNET, loaded, spoiled

ENGINE, FRAUD = "models.recommendation-engine.deployments", "models.fraud"
HELD = {f"{ENGINE}.blue.replicas": 3}
NO_GPUS = {"cluster.pools.gpu": GONE, f"{ENGINE}.blue.gpu": 0}
OPEN: dict[str, Any] = {"network.privateEndpoints": False, "network.allowedIpRanges": ["198.51.100.0/24"],
                        "observability.publicAccess": True}  # fmt: skip
EXISTING = {"vnetId": VNET, "nodesSubnetId": f"{VNET}/subnets/n", "endpointsSubnetId": f"{VNET}/subnets/e"}
ONE_SUBNET = {**EXISTING, "endpointsSubnetId": f"{VNET}/subnets/N"}
VAULT = RIGHT["vault"]["existingIds"]["westus"]


def _remarks(edits: dict[str, Any]) -> list[str]:
    return list(idle(loaded(spoiled({**HELD, **edits}))))


def test_nothing_is_said_where_all_has_an_effect() -> None:
    assert _remarks({}) == []
    assert _remarks({"stamps.westus": {"role": "secondary", "existingNetwork": EXISTING}}) == []


@pytest.mark.parametrize(
    ("edits", "path", "words"),
    [
        ({f"{ENGINE}.blue.replicas": 5}, f"{ENGINE}.blue.replicas", "`autoscale`, which has the number of pods: 3 at"),
        ({f"{FRAUD}.autoscale": {"minInstances": 2, "maxInstances": 4}}, f"{FRAUD}.deployments.blue.instances",
         "begins with 3; from then on `autoscale`"),
        ({"registry.existingId": f"{GROUP}/Microsoft.ContainerRegistry/registries/shared"},
         "registry.untaggedRetentionDays", "its owner"),
        ({"observability": {"existingWorkspaceId": f"{GROUP}/Microsoft.OperationalInsights/workspaces/logs",
                            "dailyCapGb": 9}}, "observability.dailyCapGb", "its owner"),
        ({"vault": {"existingIds": {"westus": VAULT, "eastus": f"{VAULT}2"}, "recover": True}}, "vault.recover",
         "every stamp"),
        ({**OPEN, "stamps.westus": {"role": "secondary", "existingNetwork": EXISTING}},
         "stamps.westus.existingNetwork.endpointsSubnetId", "privateEndpoints"),
        ({"stamps.westus": {"role": "secondary", "existingNetwork": ONE_SUBNET}},
         "stamps.westus.existingNetwork.endpointsSubnetId is the nodes' subnet", "Azure allows it"),
        (NO_GPUS, "cluster.gpuPlugin", "GPUs"),
        ({f"{FRAUD}.deployments.blue.collect": {"inputs": False, "outputs": False, "samplingPercent": 10}},
         f"{FRAUD}.deployments.blue.collect.samplingPercent", "neither"),
    ],
)  # fmt: skip
def test_what_has_no_effect_is_told_with_why(edits: dict[str, Any], path: str, words: str) -> None:
    (remark,) = _remarks(edits)
    assert remark.startswith(path)
    assert words in remark
