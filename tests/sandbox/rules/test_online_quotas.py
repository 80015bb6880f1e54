"""Quotas of a region: endpoints, deployments and cores, headroom for upgrades included."""

from typing import Any

import pytest

from sandbox.rules import online_quotas
from sandbox.rules.online_quotas import cores_of, family_of, quota
from tests.sandbox.rules.conftest import REGION, SUBSCRIPTION, Azure, altered
from tests.sandbox.rules.test_machine_learning import DEPLOYMENT, ENDPOINT, _serving, _workspace

ONLINE = "machinelearningservices:OnlineDeployment"
GREEN = altered(DEPLOYMENT, {"deploymentName": "red"})


@pytest.mark.parametrize(
    ("size", "cores", "family"),
    [
        ("Standard_DS3_v2", 4, "standardDSv2Family"),
        ("Standard_D8s_v5", 8, "standardDSv5Family"),
        ("Standard_F4s_v2", 4, "standardFSv2Family"),
        ("Standard_NC24ads_A100_v4", 24, "standardNCADSA100v4Family"),
        ("Standard_E16ds_v4", 16, "standardEDSv4Family"),
        ("Standard_DS9_v2", None, "standardDSv2Family"),
        ("Basic", None, ""),
    ],
)
def test_a_size_tells_its_cores_and_family(size: str, cores: int | None, family: str) -> None:
    assert cores_of(size) == cores
    assert family_of(size) == family


@pytest.mark.parametrize(
    ("limit", "family", "allowed"),
    [
        (48, "total", True),  # 3 deployments of 3 instances: ceil(3.6) = 4 instances of 4 cores each
        (47, "total", False),
        (47, "standardDSv2Family", False),
        (1, "standardDSv5Family", True),
    ],
)
def test_cores_are_counted_with_a_fifth_on_top(azure: Azure, limit: int, family: str, allowed: bool) -> None:
    _serving(azure)
    azure.cloud.store.put(quota(SUBSCRIPTION, REGION, limit, family))
    verdicts = azure.verdicts(ONLINE, GREEN)
    assert [code for code, _ in verdicts] == ([] if allowed else ["OutOfQuota"])
    assert allowed or "needs 16 cores" in verdicts[0][1]


def test_an_update_does_not_count_itself_twice(azure: Azure) -> None:
    endpoint = _serving(azure)
    azure.cloud.store.put(quota(SUBSCRIPTION, REGION, 32))
    blue = f"{endpoint}/deployments/blue"
    assert azure.verdicts(ONLINE, DEPLOYMENT, blue) == []
    [(code, _)] = azure.verdicts(ONLINE, altered(DEPLOYMENT, {"sku.capacity": 4}), blue)
    assert code == "OutOfQuota"


def test_a_region_has_room_for_so_many(azure: Azure, monkeypatch: pytest.MonkeyPatch) -> None:
    endpoint = _serving(azure)
    monkeypatch.setattr(online_quotas, "MOST_DEPLOYMENTS", 2)
    monkeypatch.setattr(online_quotas, "MOST_ENDPOINTS", 1)
    [(code, message)] = azure.verdicts(ONLINE, GREEN)
    assert code == "OutOfQuota"
    assert "2 online deployments" in message
    assert azure.verdicts(ONLINE, DEPLOYMENT, f"{endpoint}/deployments/blue") == []
    [(code, message)] = azure.verdicts("machinelearningservices:OnlineEndpoint", _second())
    assert code == "OutOfQuota"
    assert "1 online endpoints" in message


def _second() -> dict[str, Any]:
    return altered(ENDPOINT, {"endpointName": "churn-eastus"})


def test_an_endpoint_elsewhere_does_not_count(azure: Azure, monkeypatch: pytest.MonkeyPatch) -> None:
    azure.put("machinelearningservices:Workspace", _workspace(azure))
    azure.put("machinelearningservices:OnlineEndpoint", altered(ENDPOINT, {"location": "westus"}))
    monkeypatch.setattr(online_quotas, "MOST_ENDPOINTS", 1)
    assert azure.verdicts("machinelearningservices:OnlineEndpoint", _second()) == []
