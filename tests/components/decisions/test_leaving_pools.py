"""A node pool leaves the config only once it is retired and Azure says that nothing runs in it any more."""

import copy
from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest

from components.decisions.retirement import RETIRED_TAG
from components.node_pools import POOL_LABEL, placement
from config.cluster import PoolConfig
from config.errors import ConfigError, Problem
from ops.live import state_of
from ops.plan import plan_of
from sandbox.core import Cloud
from sandbox.program import ProgramFailed
from sandbox.recording import Recording
from sandbox.request import Request
from sandbox.wire import plain
from tests.platform.conftest import preview
from tests.platform.planned import base
from tests.platform.whole import STACKS, Document

_STACK = "a gateway"
_POOL = "azure-native:containerservice:AgentPool"
_CPU = PoolConfig(vmSize="Standard_D8ds_v5", maxNodes=3)
_OLD = PoolConfig(vmSize="Standard_D4ds_v5", minNodes=2, maxNodes=3, retire=True)


def _document(**changes: Any) -> Document:
    """The stack with another pool, and with changes to pool `cpu`: without it where there are none."""
    document = copy.deepcopy(STACKS[_STACK])
    pools = document["cluster"]["pools"]
    pools["cpu2"] = {"vmSize": "Standard_D16ds_v5", "maxNodes": 50}
    if changes:
        pools["cpu"].update(changes)
    else:
        del pools["cpu"]
    return document


def _removed(pool: Mapping[str, Any], nodes: int | None) -> tuple[Problem, ...]:
    """What is told of removing pool `cpu`, of these outputs, while it has `nodes` nodes; None where it is gone."""
    recording = base(_STACK)
    state = state_of(plan_of(recording, "ai-models", "prod"))
    (own,) = (one for one in recording.resources.values() if one.type == _POOL and one.name.endswith("-pool-cpu"))
    state[own.urn]["outputs"].update(pool)

    def seed(cloud: Cloud) -> None:
        if nodes is not None:
            inputs = {**plain(own.inputs), "count": nodes}
            subscription = STACKS[_STACK]["azure"]["subscriptionId"]
            cloud.plant(
                Request(urn=own.urn, type=own.type, name=own.name, inputs=inputs, subscription_id=subscription),
                preview=False,
            )

    try:
        preview(_document(), seed=seed, state=state)
    except ProgramFailed as failure:
        return _told(failure)
    return ()


def _told_without_models(pool: Mapping[str, Any], **changes: Any) -> tuple[Problem, ...]:
    """What is told of removing pool `cpu`, of these outputs, where no model is served."""
    document = {**_document(), **changes}
    document.pop("models")
    state = state_of(plan_of(_without_models(), "ai-models", "prod"))
    (own,) = (urn for urn in state if urn.endswith("-pool-cpu"))
    state[own]["outputs"].update(pool)
    try:
        preview(document, state=state)
    except ProgramFailed as failure:
        return _told(failure)
    return ()


@cache
def _without_models() -> Recording:
    return preview({key: one for key, one in STACKS[_STACK].items() if key != "models"})


def _told(failure: BaseException | None) -> tuple[Problem, ...]:
    """What is wrong with the config, as the failure's causes have it."""
    if isinstance(failure, ConfigError):
        return failure.problems
    return _told(failure.__cause__) if failure else ()


def test_a_pool_that_no_up_has_retired_does_not_leave() -> None:
    (problem,) = _removed({}, nodes=0)
    assert problem.path == "cluster.pools.cpu"
    assert problem.example.endswith("pulumi config set --path 'cluster.pools.cpu.retire' true")


def test_a_retired_pool_does_not_leave_while_it_has_nodes() -> None:
    (problem,) = _removed({"tags": {"stamp": "eastus", RETIRED_TAG: "true"}}, nodes=2)
    assert problem.path == "cluster.pools.cpu"
    assert "2 in eastus" in problem.value


@pytest.mark.parametrize("nodes", [0, None])
def test_a_retired_pool_leaves_once_it_is_empty_or_gone(nodes: int | None) -> None:
    assert _removed({"tags": {"stamp": "eastus", RETIRED_TAG: "true"}}, nodes) == ()


def test_a_protected_pool_does_not_leave_unretired_where_no_model_is_served_either() -> None:
    (problem,) = _told_without_models({}, protect=True)
    assert problem.path == "cluster.pools.cpu"
    assert problem.value == "no longer declared, and not retired: `protect` keeps it in eastus"
    assert problem.example.endswith("pulumi config set --path 'cluster.pools.cpu.retire' true")
    assert "nodes" not in problem.hint


def test_where_no_model_is_served_a_pool_leaves_that_is_retired_or_not_protected() -> None:
    assert _told_without_models({"tags": {"stamp": "eastus", RETIRED_TAG: "true"}}, protect=True) == ()
    assert _told_without_models({}, protect=False) == ()


def test_pods_and_proxies_leave_a_retired_pool_and_its_nodes_go() -> None:
    head = preview(_document(retire=True))
    affinities = [*_affinities(head, "kubernetes:apps/v1:Deployment", "spec", "template", "spec")]
    affinities += _affinities(
        head,
        "kubernetes:gateway.envoyproxy.io/v1alpha1:EnvoyProxy",
        "spec",
        "provider",
        "kubernetes",
        "envoyDeployment",
        "pod",
    )
    affinities += _affinities(head, "kubernetes:helm.sh/v3:Release", "values", "deployment", "pod")
    expression = {"key": POOL_LABEL, "operator": "NotIn", "values": ["cpu"]}
    term = {"nodeSelectorTerms": [{"matchExpressions": [expression]}]}
    assert len(affinities) == 3
    assert all(one == {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": term}} for one in affinities)
    (pool,) = (one for one in head.resources.values() if one.type == _POOL and one.name.endswith("-pool-cpu"))
    assert plain(pool.inputs)["minCount"] == 0


def test_a_pod_is_placed_by_the_pools_that_stay() -> None:
    placed = placement(0, {"old": _OLD, "cpu": _CPU})
    assert placed.avoided == ("old",)
    assert placement(0, {"cpu": _CPU}).affinity == {}
    with pytest.raises(ValueError, match="no pool"):
        placement(0, {"old": _OLD, "gpu": PoolConfig(vmSize="Standard_NC4as_T4_v3", maxNodes=1, retire=True)})


def _affinities(head: Recording, type_: str, *path: str) -> list[Any]:
    found = [plain(one.inputs) for one in head.resources.values() if one.type == type_]
    for key in path:
        found = [one[key] for one in found]
    return [one["affinity"] for one in found]
