"""Backup: what was written can be restored, in every region, and nobody can wipe it."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from components import answers
from components.access import Access
from components.backup import Backup, BackupArgs
from config.backup import BackupConfig
from sandbox.failure import ProgramFailed
from tests.components.declared import LOG_WORKSPACE_ID, NAMES, TAGS, UNKNOWN, Declared, Program, Scope, untagged

Declare = Callable[[Program], Declared]

REGIONS = ("eastus", "westus", "centralus")


def backup(regions: tuple[str, ...] = REGIONS, **config: Any) -> Program:
    """A program that declares the backup in `regions`."""

    def program(scope: Scope) -> dict[str, object]:
        args = BackupArgs(
            config=BackupConfig.model_validate({"regions": regions, **config}),
            names=NAMES,
            tags=TAGS,
            protect=True,
            access=Access(private=True),
            log_workspace_id=LOG_WORKSPACE_ID,
        )
        made = Backup("backup", args, scope.opts)
        return {"regions": list(made.account_ids)}

    return program


def aging(run: Declared, region: str) -> dict[str, Any]:
    """The actions of a region's only lifecycle rule."""
    [rule] = run.inputs(f"backup-{region}-aging")["policy"]["rules"]
    assert rule["enabled"] is True
    return rule["definition"]["actions"]


@pytest.mark.parametrize("region", REGIONS)
def test_no_key_no_anonymous_reader_and_no_network_gets_in(declare: Declare, region: str) -> None:
    run = declare(backup())
    account = run.inputs(f"backup-{region}-account")
    assert account["allowSharedKeyAccess"] is False
    assert account["allowBlobPublicAccess"] is False
    assert account["allowCrossTenantReplication"] is False
    assert account["enableHttpsTrafficOnly"] is True
    assert account["minimumTlsVersion"] == "TLS1_2"
    assert account["publicNetworkAccess"] == "Disabled"
    assert account["networkRuleSet"]["defaultAction"] == "Deny"
    assert account["encryption"]["requireInfrastructureEncryption"] is True
    assert run.inputs(f"backup-{region}-container")["publicAccess"] == "None"


@pytest.mark.parametrize("region", REGIONS)
def test_no_version_can_be_deleted_and_no_delete_is_final_within_the_retention(declare: Declare, region: str) -> None:
    run = declare(backup(retentionDays=45))
    immutability = run.inputs(f"backup-{region}-account")["immutableStorageWithVersioning"]
    assert immutability["enabled"] is True
    assert immutability["immutabilityPolicy"]["immutabilityPeriodSinceCreationInDays"] == 45
    blobs = run.inputs(f"backup-{region}-blobs")
    assert blobs["isVersioningEnabled"] is True
    for kind in ("deleteRetentionPolicy", "containerDeleteRetentionPolicy"):
        assert blobs[kind] == {"enabled": True, "days": 45}


def test_old_versions_go_once_they_may(declare: Declare) -> None:
    for region in REGIONS:
        actions = aging(declare(backup(retentionDays=45)), region)
        assert actions["version"] == {"delete": {"daysAfterCreationGreaterThan": 45}}
        assert "delete" not in actions["baseBlob"]


@pytest.mark.parametrize("days", [30, 77])
def test_blobs_cool_when_the_config_has_it(declare: Declare, days: int) -> None:
    run = declare(backup(coolAfterDays=days))
    for region in REGIONS:
        assert aging(run, region)["baseBlob"]["tierToCool"] == {"daysAfterModificationGreaterThan": days}


@pytest.mark.parametrize("container", ["models", "artifacts"])
def test_aging_covers_the_container_of_the_config_and_nothing_else(declare: Declare, container: str) -> None:
    run = declare(backup(container=container))
    assert run.inputs("backup-eastus-container")["containerName"] == container
    [rule] = run.inputs("backup-eastus-aging")["policy"]["rules"]
    assert rule["definition"]["filters"] == {"blobTypes": ["blockBlob"], "prefixMatch": [f"{container}/"]}


def test_each_account_is_redundant_as_the_config_has_it(declare: Declare) -> None:
    run = declare(backup(("eastus", "westeurope"), sku="Standard_RAGZRS"))
    assert [run.inputs(account)["sku"] for account in run.of("storage:StorageAccount")] == [
        {"name": "Standard_RAGZRS"},
        {"name": "Standard_RAGZRS"},
    ]


def test_each_account_is_managed_in_its_own_region(declare: Declare) -> None:
    run = declare(backup())
    for region in REGIONS:
        assert run.inputs(f"backup-{region}-group")["location"] == region
        assert run.inputs(f"backup-{region}-account")["location"] == region
        assert run.depends(f"backup-{region}-account", on=f"backup-{region}-group")
    assert len({run.inputs(account)["accountName"] for account in run.of("storage:StorageAccount")}) == len(REGIONS)


@pytest.mark.parametrize("region", REGIONS[1:])
def test_a_destination_receives_before_the_source_sends(declare: Declare, region: str) -> None:
    run = declare(backup())
    receive, send = f"backup-to-{region}-receive", f"backup-to-{region}-send"
    assert run.inputs(receive)["objectReplicationPolicyId"] == "default"
    assert run.inputs(send)["objectReplicationPolicyId"] != "default"
    assert run.depends(send, on=receive)
    for part in ("eastus-blobs", "eastus-container", f"{region}-blobs", f"{region}-container"):
        assert run.depends(receive, on=f"backup-{part}")


def test_each_account_is_changed_by_one_policy_at_a_time(declare: Declare) -> None:
    run = declare(backup())
    of_source = ["backup-eastus-aging", "backup-to-westus-send", "backup-to-centralus-send"]
    for earlier, later in pairwise(of_source):
        assert run.depends(later, on=earlier)
    for region in REGIONS[1:]:
        assert run.depends(f"backup-to-{region}-receive", on=f"backup-{region}-aging")


def test_a_destination_that_gives_its_rule_no_id_stops_the_run(
    declare: Declare, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "is_dry_run", lambda: False)
    with pytest.raises(ProgramFailed, match="without the rule of backup-to-westus-receive"):
        declare(backup(("eastus", "westus")))


def test_the_source_sends_by_the_rule_that_the_destination_is_given(declare: Declare) -> None:
    [rule] = declare(backup()).inputs("backup-to-westus-send")["rules"]
    assert rule["ruleId"] == UNKNOWN


@pytest.mark.parametrize("region", REGIONS)
def test_an_account_and_the_group_that_holds_it_are_protected(declare: Declare, region: str) -> None:
    run = declare(backup())
    for part in ("group", "account", "container"):
        assert run.named(f"backup-{region}-{part}").protect


@pytest.mark.parametrize("region", REGIONS[1:])
def test_both_ends_of_a_replication_say_the_same(declare: Declare, region: str) -> None:
    run = declare(backup())
    receive, send = run.inputs(f"backup-to-{region}-receive"), run.inputs(f"backup-to-{region}-send")
    for end in ("sourceAccount", "destinationAccount"):
        assert receive[end] == send[end]
    accounts = {name: run.inputs(f"backup-{name}-account")["accountName"] for name in REGIONS}
    assert receive["accountName"] in {accounts[region], UNKNOWN}
    assert send["accountName"] in {accounts["eastus"], UNKNOWN}
    [rule] = receive["rules"]
    assert (rule["sourceContainer"], rule["destinationContainer"]) == ("models", "models")
    assert rule["filters"]["minCreationTime"] == "1601-01-01T00:00:00Z"


def test_a_replicated_source_is_never_archived_but_its_copies_may_be(declare: Declare) -> None:
    run = declare(backup(archiveAfterDays=180))
    assert "tierToArchive" not in aging(run, "eastus")["baseBlob"]
    for region in REGIONS[1:]:
        assert aging(run, region)["baseBlob"]["tierToArchive"] == {"daysAfterModificationGreaterThan": 180}


def test_a_single_region_replicates_nothing_and_archives_its_own(declare: Declare) -> None:
    run = declare(backup(("eastus",), archiveAfterDays=180))
    assert run.of("storage:ObjectReplicationPolicy") == []
    assert aging(run, "eastus")["baseBlob"]["tierToArchive"] == {"daysAfterModificationGreaterThan": 180}


def test_what_holds_artifacts_is_protected_tagged_and_logged(declare: Declare) -> None:
    run = declare(backup())
    assert untagged(run.resources) == []
    for region in REGIONS:
        assert run.named(f"backup-{region}-account").protect
        assert run.named(f"backup-{region}-container").protect
        assert run.inputs(f"backup-{region}-blob-diagnostics")["logs"] == [
            {"categoryGroup": "allLogs", "enabled": True}
        ]
