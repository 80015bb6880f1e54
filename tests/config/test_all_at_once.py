"""One run tells everything: no error hides another that can be judged without it, and none brings up a false one."""

import itertools
import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.paths import Path, dotted, value_at
from tests.config.documents import GONE, RIGHT, problems_of, spoiled
from tests.config.test_wrong_configs import WRONG
from tests.config.wrong import Wrong

ENGINE, FRAUD = "models.recommendation-engine", "models.fraud"


def _places(value: Any, path: Path = ()) -> Iterator[Path]:
    """Each section and each value of the right config; of the secrets and the free texts none."""
    if path and path[0] != "secrets" and path != ("tags", "team"):
        yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from _places(item, (*path, key))


PLACES = list(_places(dict(RIGHT)))
BROKEN: Mapping[type, Any] = {str: "§ no!", bool: "perhaps", int: "many", dict: 7, list: 7}


def _broken(document: dict[str, Any], path: Path) -> dict[str, Any]:
    """The document with a value at `path` that is of no use there; the document itself is changed."""
    holder: Any = value_at(document, path[:-1])
    holder[path[-1]] = BROKEN[type(holder[path[-1]])]
    return document


def _told(document: Mapping[str, Any]) -> set[str]:
    return {problem.path for problem in problems_of(document)}


@pytest.mark.parametrize("path", PLACES, ids=dotted)
def test_one_wrong_value_is_one_error(path: Path) -> None:
    assert [problem.path for problem in problems_of(_broken(spoiled({}), path))] == [dotted(path)]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(PLACES), min_size=2, max_size=5, unique=True))
def test_several_wrong_values_are_as_many_errors(paths: list[Path]) -> None:
    apart = [one for one in paths if not any(one != other and one[: len(other)] == other for other in paths)]
    document = spoiled({})
    for path in apart:
        _broken(document, path)
    assert sorted(problem.path for problem in problems_of(document)) == sorted(map(dotted, apart))


TOGETHER: tuple[tuple[str, Any, dict[str, Any], str], ...] = (
    ("cluster.tier", "Gold", {"cluster.pools.cpu.minNodes": 20}, "cluster.pools.cpu.minNodes"),
    ("cluster.maintenance.startHour", 99, {"cluster.gpuPlugin": GONE}, "cluster.gpuPlugin"),
    ("cluster.pools.gpu.maxNodes", "x", {"cluster.systemPool.vmSize": "Standard_NC4as_T4_v3"},
     "cluster.systemPool.vmSize"),
    ("cluster.gateway.domain", "-", {"cluster.gateway.certificate": "nobodys"}, "cluster.gateway.certificate"),
    ("cluster.gateway", 7, {"cluster.pools.cpu.minNodes": 20}, "cluster.pools.cpu.minNodes"),
    ("cluster.podCidr", "10.0.0.0", {"cluster.serviceCidr": "10.10.0.0/16"}, "stamps.eastus.addressSpace"),
    ("cluster.adminGroupIds[0]", "x", {f"{ENGINE}.deployments.blue.gpu": 8}, f"{ENGINE}.deployments.blue.gpu"),
    ("stamps.eastus.zones[0]", "9", {"stamps.westus.role": "primary"}, "stamps.westus.role"),
    ("stamps.westus.addressSpace", "x", {"stamps.westus.role": "primary"}, "stamps.westus.role"),
    ("stamps.eastus.role", "first", {"stamps.westus.addressSpace": "10.10.0.0/16"}, "stamps.westus.addressSpace"),
    ("messaging.queues.scoring.maxDeliveryCount", 0, {"messaging.sku": "Standard"}, "messaging.sku"),
    ("backup.retentionDays", 0, {"backup.regions[1]": "eastus"}, "backup.regions[1]"),
    ("observability.retentionDays", 1, {"network.privateEndpoints": False}, "observability.publicAccess"),
    ("network", 7, {"messaging.sku": "Standard", "messaging.capacity": 2}, "messaging.capacity"),
    ("workspace.compute.batch.maxNodes", 0, {"models.churn.deployments.nightly.compute": "other"},
     "models.churn.deployments.nightly.compute"),
    ("registry.untaggedRetentionDays", -1, {f"{FRAUD}.deployments.blue.image": "docker.io/a@sha256:" + "0" * 64},
     f"{FRAUD}.deployments.blue.image"),
    (f"{ENGINE}.logLevel", "LOUD", {f"{ENGINE}.traffic.blue": 80}, f"{ENGINE}.traffic"),
    (f"{ENGINE}.deployments.green.memory", "2", {f"{ENGINE}.autoscale.minReplicas": 30},
     f"{ENGINE}.autoscale.minReplicas"),
    (f"{ENGINE}.autoscale.maxReplicas", "x", {f"{ENGINE}.traffic": {"blue": 90}}, f"{ENGINE}.traffic"),
    (f"{ENGINE}.autoscale", 7, {f"{ENGINE}.secrets": ["jwt-signing-kye"]}, f"{ENGINE}.secrets[0]"),
    (f"{ENGINE}.deployments.Blue_V3", RIGHT["models"]["recommendation-engine"]["deployments"]["blue"],
     {f"{ENGINE}.traffic.blue": 80}, f"{ENGINE}.traffic"),
    (f"{ENGINE}.deployments.green.version", "", {f"{ENGINE}.deployments.green.gpu": 5},
     f"{ENGINE}.deployments.green.gpu"),
    (f"{ENGINE}.target", "kubernets", {f"{ENGINE}.traffic.blue": 80}, f"{ENGINE}.traffic"),
    (f"{ENGINE}.target", "kubernets", {f"{ENGINE}.logLevel": "LOUD"}, f"{ENGINE}.logLevel"),
    (f"{FRAUD}.target", "§", {f"{FRAUD}.colour": 7}, f"{FRAUD}.colour"),
    (f"{FRAUD}.deployments.blue.model", "fraud", {f"{FRAUD}.autoscale": {"minInstances": 4, "maxInstances": 9}},
     f"{FRAUD}.deployments.blue.instances"),
    ("tags.Team", ["x"], {"tags.stack": "x"}, "tags.stack"),
    ("policies.profile", "test", {"policies.exemptions": [{"rule": "x"}]}, "policies.exemptions[0].urn"),
    ("clustr", 7, {"cluster.pools.cpu.minNodes": 20}, "cluster.pools.cpu.minNodes"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("place", "value", "edits", "other"), TOGETHER, ids=lambda each: each if isinstance(each, str) else ""
)
def test_what_can_be_judged_without_a_wrong_value_is_told_beside_it(
    place: str, value: Any, edits: dict[str, Any], other: str
) -> None:
    assert other in _told(spoiled(edits))
    assert {place, other} <= _told(spoiled({**edits, place: value}))


APART: tuple[tuple[str, Any, dict[str, Any]], ...] = (
    (f"{ENGINE}.autoscale.maxReplicas", "many", {f"{ENGINE}.autoscale.minReplicas": 30}),
    (f"{ENGINE}.traffic.blue", "many", {f"{ENGINE}.traffic.green": 30}),
    ("cluster.pools.gpu.vmSize", "NC4", {}),
    ("cluster.pools.gpu", 7, {}),
    ("cluster.pools.cpu.vmSize", "D4", {f"{ENGINE}.deployments.green.memory": "60Gi"}),
    ("cluster.gateway.domain", "-", {f"{ENGINE}.route": {"host": "a.other.org"}}),
    ("azure.subscriptionId", "x", {}),
    ("secrets", 7, {}),
    ("workspace.compute.batch", 7, {}),
    ("stamps.westus", 7, {}),
    ("messaging.queues", ["scoring"], {f"{ENGINE}.queues": ["scoring"]}),
)  # fmt: skip


@pytest.mark.parametrize(("place", "value", "edits"), APART, ids=lambda each: each if isinstance(each, str) else "")
def test_what_hangs_on_a_wrong_value_waits_for_it(place: str, value: Any, edits: dict[str, Any]) -> None:
    assert _told(spoiled({**edits, place: value})) == {place}


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong.name)
def test_no_wrong_value_elsewhere_brings_up_an_error(wrong: Wrong) -> None:
    alone = _told(spoiled(wrong.edits))
    start = sum(map(ord, wrong.name))
    for path in itertools.islice(itertools.cycle(PLACES), start, start + 4 * 37, 37):
        document = json.loads(json.dumps(spoiled(wrong.edits)))
        try:
            _broken(document, path)
        except (LookupError, TypeError):
            continue
        assert _told(document) - alone <= {dotted(path)}, dotted(path)


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong.name)
def test_a_wrong_value_of_another_matter_hides_nothing(wrong: Wrong) -> None:
    alone = _told(spoiled(wrong.edits))
    others = {"registry.untaggedRetentionDays": "x", "cluster.tier": 7, "backup.retentionDays": "x", "protect": "maybe"}
    others |= {"observability.dailyCapGb": "x", "vault.softDeleteDays": 1, "messaging.queues.scoring.lockSeconds": "x"}
    apart = {
        path: value
        for path, value in others.items()
        if not any(edit == path.rpartition(".")[0] or path.startswith(edit) or edit.startswith("messaging.queues")
                   for edit in wrong.edits)
    }  # fmt: skip
    assert _told(spoiled({**wrong.edits, **apart})) == alone | set(apart)
