"""Warnings of what may be right but seldom is; nothing is said of what is right."""

import datetime

import pulumi
import pytest

from components.notices import warn_of_oddities
from config import crowding
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
    assert "turn `network.privateEndpoints` on, while no models are served" in said[0]


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


def _crowd(nodes: int, pods: int, cpu: str, **pools: dict[str, object]) -> dict[str, object]:
    of_pools = {f"cluster.pools.{name}": pool for name, pool in pools.items()}
    return {
        "cluster.pools.cpu": {"vmSize": "Standard_D4ds_v5", "maxNodes": nodes},
        **of_pools,
        f"{_ENGINE}.autoscale.minReplicas": pods,
        f"{_ENGINE}.deployments.green.cpu": cpu,
    }


def _many(pods: int) -> dict[str, object]:
    deployments = f"{_ENGINE}.deployments"
    return {
        "cluster.pools.cpu": {"vmSize": "Standard_D4ds_v5", "maxNodes": 10},
        f"{_ENGINE}.autoscale": GONE,
        f"{deployments}.blue.replicas": 2,
        f"{deployments}.green.replicas": pods,
        f"{deployments}.green.cpu": "3000m",
    }


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        pytest.param(_crowd(1, 2, "3000m"), 3, id="a node a pod and one node"),
        pytest.param(_crowd(2, 2, "3000m"), 3, id="no node for the pod that an update starts first"),
        pytest.param(_crowd(3, 2, "3000m"), None, id="enough"),
        pytest.param(_crowd(1, 2, "1280m"), None, id="three on one node beside what it keeps"),
        pytest.param(_crowd(1, 2, "1300m"), 2, id="three would need what the node keeps"),
        pytest.param(
            _crowd(3, 2, "3000m", large={"vmSize": "Standard_D8ds_v5", "maxNodes": 1, "retire": True}),
            None,
            id="enough without the retired pool",
        ),
        pytest.param(
            _crowd(1, 2, "3000m", large={"vmSize": "Standard_D16ds_v5", "maxNodes": 9, "retire": True}),
            3,
            id="a retired pool takes none",
        ),
        pytest.param(
            _crowd(1, 2, "3000m", large={"vmSize": "Standard_D16ds_v5", "maxNodes": 1}), None, id="room on another pool"
        ),
        pytest.param(
            _crowd(1, 2, "3000m", cheap={"vmSize": "Standard_D16ds_v5", "maxNodes": 9, "spot": True}),
            3,
            id="spot capacity is not for what fits elsewhere",
        ),
        pytest.param(_crowd(1, 2, "3900m"), 0, id="a pod that fits no node however many there are"),
        pytest.param(_many(998), 999, id="many nodes"),
        pytest.param(_many(1000), 0, id="more nodes than a pool may have"),
    ],
)
def test_pods_that_no_number_of_nodes_has_room_for_are_told_of(
    changes: dict[str, object], wanted: int | None, said: list[str]
) -> None:
    warn_of_oddities(loaded(spoiled(changes)), _TODAY)
    crowded = [text for text in said if text.startswith("cluster.pools.cpu.maxNodes: ")]
    assert len(crowded) == (wanted is not None)
    for text in crowded:
        assert (f"Raise it to {wanted} or more" in text) == bool(wanted)
        assert "recommendation-engine" in text


@pytest.mark.parametrize("pods", [50, 900])
def test_what_pods_need_is_found_without_trying_every_number_of_nodes_and_every_node(
    pods: int, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[object] = []
    times = crowding._Room.times
    monkeypatch.setattr(crowding._Room, "times", lambda node, pod: tried.append(pod) or times(node, pod))
    warn_of_oddities(loaded(spoiled(_many(pods))), _TODAY)
    assert any(f"Raise it to {pods + 1} or more" in text for text in said)
    assert len(tried) < 300
