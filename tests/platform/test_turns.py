"""What all stamps share takes one change at a time: a second one meanwhile is refused, and nothing tries again."""

from collections.abc import Callable, Iterator
from itertools import combinations

import pytest

from sandbox.recording import RecordedResource, Recording
from tests.components.declared import Declared

Changes = Callable[[RecordedResource], bool]


def _endpoint(role: str) -> Changes:
    """Private endpoints to a service by its role, which ends the name."""
    return lambda each: each.type.endswith(":PrivateEndpoint") and each.name.endswith(f"-{role}")


def _rule(role: str) -> Changes:
    return lambda each: each.type.endswith(":ManagedNetworkSettingsRule") and each.name.endswith(f"-{role}")


def _member(each: RecordedResource) -> bool:
    return each.type.endswith(":PrivateLinkScopedResource")


def _replication(each: RecordedResource) -> bool:
    return each.type.endswith(":Replication")


def _policy_of_source(each: RecordedResource) -> bool:
    return each.name == "shop-backup-eastus-aging" or each.name.endswith("-send")


def _policy_of_westus(each: RecordedResource) -> bool:
    return each.name in {"shop-backup-westus-aging", "shop-backup-to-westus-receive"}


def _of_source(each: RecordedResource) -> bool:
    return _policy_of_source(each) or _endpoint("backup-eastus")(each) or _rule("backup")(each)


TARGETS: dict[str, tuple[int, Changes]] = {
    "scope": (11, lambda each: _member(each) or _endpoint("monitor")(each) or _rule("logs")(each)),
    "registry": (3, lambda each: _replication(each) or _endpoint("registry")(each)),
    "backup source": (7, _of_source),
    "backup destination": (3, lambda each: _policy_of_westus(each) or _endpoint("backup-westus")(each)),
}
"""How many changes prod makes to each target, and which."""


@pytest.mark.parametrize("target", TARGETS)
def test_changes_of_a_shared_target_come_one_after_the_other(prod: Recording, target: str) -> None:
    count, changes = TARGETS[target]
    run, found = Declared(prod), [each.name for each in prod.resources.values() if changes(each)]
    assert len(found) == count, found
    together = [pair for pair in combinations(found, 2) if not _ordered(run, *pair)]
    assert together == []


def test_the_scope_is_connected_once_every_stamp_is_its_member(prod: Recording) -> None:
    run = Declared(prod)
    members = [each.name for each in prod.resources.values() if _member(each)]
    endpoints = [each.name for each in prod.resources.values() if _endpoint("monitor")(each)]
    assert len(endpoints) == 2
    assert [pair for pair in _pairs(endpoints, members) if not run.depends(pair[0], on=pair[1])] == []


def test_no_stamps_connections_wait_for_another_ones_workspace(prod: Recording) -> None:
    run = Declared(prod)
    endpoints = [
        each.name for each in prod.resources.values() if each.name.startswith("shop-westus-connections-links-")
    ]
    assert endpoints
    assert not any(run.depends(endpoint, on="shop-eastus-workspace-workspace") for endpoint in endpoints)


def test_storage_of_a_workspace_is_linked_once_azure_has_linked_it(prod: Recording) -> None:
    endpoint = "shop-eastus-links-workspace-storage-blob"
    assert Declared(prod).depends(endpoint, on="shop-eastus-workspace-workspace")


def test_nodes_come_once_the_network_can_send_telemetry(prod: Recording) -> None:
    run, cluster = Declared(prod), "shop-eastus-cluster-cluster"
    for role in ("traces", "collection"):
        assert run.depends(cluster, on=f"shop-eastus-telemetry-scope-{role}")


@pytest.mark.parametrize("region", ["eastus", "westus"])
def test_every_stamp_reaches_the_backup_that_takes_writes_and_its_own(prod: Recording, region: str) -> None:
    prefix = f"shop-{region}-connections-links-backup-"
    reached = {
        each.name.removeprefix(prefix)
        for each in prod.resources.values()
        if each.type.endswith(":PrivateEndpoint") and each.name.startswith(prefix)
    }
    assert reached == ({"eastus", "centralus"} if region == "eastus" else {"eastus", "westus"})


def test_batch_jobs_of_every_stamp_and_nobody_else_write_backups(prod: Recording) -> None:
    source = next(each for each in prod.resources.values() if each.name == "shop-backup-eastus-container")
    grants = [each.name for each in prod.resources.values() if "/containers/" in str(each.inputs.get("scope"))]
    assert grants == [f"shop-{region}-workspace-batch-identity-backup" for region in ("eastus", "westus")]
    assert all(Declared(prod).depends(grant, on=source.name) for grant in grants)


@pytest.mark.parametrize("region", ["eastus", "westus"])
def test_models_run_once_their_telemetry_can_leave_the_managed_network(prod: Recording, region: str) -> None:
    assert Declared(prod).depends(f"shop-{region}-models-fraud--blue", on=f"shop-{region}-workspace-network-logs")


@pytest.mark.parametrize("region", ["eastus", "westus"])
def test_azure_links_a_workspace_to_the_registry_once_that_is_replicated(prod: Recording, region: str) -> None:
    assert Declared(prod).depends(f"shop-{region}-workspace-workspace", on="shop-registry-westus")


def test_without_backup_and_private_logs_the_managed_network_has_no_rules(dev: Recording) -> None:
    assert [each.name for each in dev.resources.values() if each.type.endswith(":ManagedNetworkSettingsRule")] == []


def _ordered(run: Declared, one: str, other: str) -> bool:
    return run.depends(one, on=other) or run.depends(other, on=one)


def _pairs(ones: list[str], others: list[str]) -> Iterator[tuple[str, str]]:
    return ((one, other) for one in ones for other in others)
