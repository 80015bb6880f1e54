"""Warnings of what may be right but seldom is; nothing is said of what is right."""

import datetime

import pulumi
import pytest

from components.notices import warn_of_oddities
from tests.config.documents import GONE, GROUP, RIGHT, loaded, spoiled

_TODAY = datetime.date(2026, 6, 1)


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    texts: list[str] = []
    monkeypatch.setattr(pulumi.log, "warn", texts.append)
    monkeypatch.setattr(pulumi.log, "info", lambda _: None)
    return texts


def test_what_has_no_effect_is_remarked_on_and_warned_of_nothing(
    said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    remarks: list[str] = []
    monkeypatch.setattr(pulumi.log, "info", remarks.append)
    warn_of_oddities(loaded(RIGHT), _TODAY)
    assert [text.partition(":")[0] for text in remarks] == [f"{_ENGINE}.deployments.blue.replicas"]
    assert said == []


def test_a_right_config_is_warned_of_nothing(said: list[str]) -> None:
    warn_of_oddities(loaded(RIGHT), _TODAY)
    assert said == []


@pytest.mark.parametrize(("day", "warned"), [("2026-05-31", True), ("2026-06-01", True), ("2026-06-02", False)])
def test_an_expired_secret_is_told_of_and_keeps_nothing_from_going_on(day: str, warned: bool, said: list[str]) -> None:
    warn_of_oddities(loaded(spoiled({"secrets.jwt-signing-key.expires": day})), _TODAY)
    assert [text.partition(":")[0] for text in said] == ["secrets.jwt-signing-key.expires"] * warned


@pytest.mark.parametrize(
    "path",
    [
        "cluster.systemPool.vmSize",
        "cluster.pools.cpu.vmSize",
        "workspace.compute.batch.vmSize",
        "models.fraud.deployments.blue.instanceType",
    ],
)
def test_a_size_of_no_known_family_is_told_of_where_it_stands(path: str, said: list[str]) -> None:
    warn_of_oddities(loaded(spoiled({path: "Standard_D8ds_v55"})), _TODAY)
    assert [text.partition(":")[0] for text in said] == [path]


def test_zones_in_which_nothing_is_registered_are_told_of(said: list[str]) -> None:
    zone = f"{GROUP}/Microsoft.Network/privateDnsZones/privatelink.vaultcore.azure.net"
    with_zone = {"network.privateDnsZones": {"vault": zone}, "observability.publicAccess": True}
    warn_of_oddities(loaded(spoiled(with_zone)), _TODAY)
    assert said == []
    warn_of_oddities(loaded(spoiled({**with_zone, "network.privateEndpoints": False})), _TODAY)
    assert [text for text in said if text.startswith("network.privateDnsZones has no effect")] == said
    assert len(said) == 1


_ENGINE = "models.recommendation-engine"
_EVENTS = {"minReplicas": 1, "maxReplicas": 4, "queue": {"name": "scoring"}}


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        pytest.param(
            {f"{_ENGINE}.autoscale": GONE, f"{_ENGINE}.deployments.blue.replicas": 1},
            f"{_ENGINE}.deployments.blue.replicas",
            id="one pod that answers",
        ),
        pytest.param(
            {f"{_ENGINE}.autoscale.minReplicas": 1}, f"{_ENGINE}.autoscale.minReplicas", id="one at quiet times"
        ),
        pytest.param(
            {f"{_ENGINE}.autoscale": GONE, f"{_ENGINE}.eventAutoscale": _EVENTS},
            f"{_ENGINE}.eventAutoscale.minReplicas",
            id="one until events come",
        ),
        pytest.param(
            {f"{_ENGINE}.route": {"timeoutSeconds": 301}}, f"{_ENGINE}.route.timeoutSeconds", id="long requests"
        ),
        pytest.param({f"{_ENGINE}.retire": True}, f"{_ENGINE}.retire", id="a retired model"),
        pytest.param({"stamps.westus.retire": True}, "stamps.westus.retire", id="a retired stamp"),
    ],
)
def test_what_may_cost_requests_is_told_of(changes: dict[str, object], path: str, said: list[str]) -> None:
    warn_of_oddities(loaded(spoiled(changes)), _TODAY)
    assert [text.partition(":")[0] for text in said] == [path]


@pytest.mark.parametrize(
    "changes",
    [
        {f"{_ENGINE}.autoscale": GONE, f"{_ENGINE}.deployments.green.replicas": 1, f"{_ENGINE}.traffic": {"blue": 100}},
        {f"{_ENGINE}.route": {"timeoutSeconds": 300}},
        {f"{_ENGINE}.autoscale": GONE, f"{_ENGINE}.deployments.blue.replicas": 2},
    ],
)
def test_what_costs_no_request_is_not_told_of(changes: dict[str, object], said: list[str]) -> None:
    warn_of_oddities(loaded(spoiled(changes)), _TODAY)
    assert said == []


def test_what_the_config_seldom_means_is_told_of(said: list[str]) -> None:
    warn_of_oddities(loaded(spoiled({"stamps.westus.addressSpace": "52.0.0.0/16"})), _TODAY)
    assert [text.partition(":")[0] for text in said] == ["stamps.westus.addressSpace"]
