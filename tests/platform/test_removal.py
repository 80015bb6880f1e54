"""What goes with what: nothing is taken out of the state unasked because of what is protected and stays."""

from functools import cache

import pytest

from sandbox.recording import RecordedResource, Recording
from tests.platform.conftest import config_of, preview

_POOL = "azure-native:containerservice:AgentPool"
_CLUSTER = "azure-native:containerservice:ManagedCluster"


@pytest.fixture(scope="module", params=["dev", "prod"])
def stack(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module", params=[True, False], ids=["protected", "open"])
def recording(request: pytest.FixtureRequest, stack: str) -> Recording:
    return _preview(stack, protect=request.param)


def test_no_part_on_azure_is_deleted_with_what_is_protected(recording: Recording) -> None:
    parts = [one for one in _of_azure(recording) if one.deleted_with]
    protected = {one.urn for one in recording.resources.values() if one.protect}
    assert [one.name for one in parts if one.deleted_with in protected and not one.protect] == []


def test_pools_are_protected_like_their_cluster(recording: Recording) -> None:
    clusters = {one.protect for one in recording.resources.values() if one.type == _CLUSTER}
    pools = {one.protect for one in recording.resources.values() if one.type == _POOL}
    assert pools == clusters


def test_what_holds_nothing_back_takes_all_its_parts_with_it(stack: str) -> None:
    """Or `destroy` would ask Azure for deployments that have traffic, which it refuses."""
    parts = {"MaintenanceConfiguration", "DataCollectionRuleAssociation", "AgentPool", "OnlineDeployment"}
    parts |= {"BatchDeployment", "ManagedNetworkSettingsRule", "Compute"}
    found = [one for one in _of_azure(_preview(stack, protect=False)) if one.type.rpartition(":")[2] in parts]
    assert len(found) > len(parts)
    assert [one.name for one in found if not one.deleted_with] == []


def test_a_pool_that_is_retired_may_go(stack: str) -> None:
    config = config_of(stack)
    pools = config["cluster"]["pools"]
    retired = next(name for name in pools if name != "gpu")
    pools["other"] = {**pools[retired]}
    pools[retired]["retire"] = True
    found = {
        one.name.rpartition("-pool-")[2]: one
        for one in preview({**config, "protect": True}, stack).resources.values()
        if one.type == _POOL
    }
    assert not found[retired].protect
    assert not found[retired].deleted_with, "its cluster stays, whatever becomes of it"
    assert found["other"].protect


@cache
def _preview(stack: str, *, protect: bool) -> Recording:
    config = {**config_of(stack), "protect": protect}
    config["models"] = {
        name: {key: value for key, value in model.items() if key != "protect"}
        for name, model in config.get("models", {}).items()
    }
    return preview(config, stack)


def _of_azure(recording: Recording) -> list[RecordedResource]:
    return [one for one in recording.resources.values() if one.type.startswith("azure-native:")]
