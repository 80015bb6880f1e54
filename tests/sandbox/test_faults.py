"""Injected faults: met once, by the request they name, before or after it took effect."""

from pathlib import Path
from typing import Any

import pytest

from sandbox.core import Cloud
from sandbox.faults import BadFaults, Fault, Faults, Interrupted
from sandbox.request import Refused
from tests.sandbox.test_core import ACCOUNT_ID, account, group

ACCOUNT = "azure-native:storage:StorageAccount"


def cloud(**fault: Any) -> Cloud:
    found = Cloud(faults=Faults([Fault(**{"type": ACCOUNT, **fault})]))
    found.create(group(), preview=False)
    return found


@pytest.mark.parametrize(
    ("status", "code"), [(409, "Conflict"), (429, "TooManyRequests"), (500, "InternalServerError")]
)
def test_the_nth_request_that_fits_fails_and_changes_nothing(status: int, code: str) -> None:
    azure = cloud(operation="create", nth=2, status=status)
    azure.create(account(accountName="stfirst"), preview=False)
    with pytest.raises(Refused) as raised:
        azure.create(account(), preview=False)
    assert raised.value.codes == (code,)
    assert azure.read(ACCOUNT_ID) is None
    azure.create(account(), preview=False)


def test_a_create_that_fails_after_it_took_effect_leaves_a_failed_resource() -> None:
    azure = cloud(operation="create", effect="after")
    with pytest.raises(Interrupted) as raised:
        azure.create(account(), preview=False)
    assert raised.value.id == ACCOUNT_ID
    assert raised.value.outputs["provisioningState"] == "Failed"
    stored = azure.read(ACCOUNT_ID)
    assert stored
    assert stored.outputs["provisioningState"] == "Failed"
    _, outputs = azure.update(account(), ACCOUNT_ID, preview=False)
    assert outputs["provisioningState"] == "Succeeded"


def test_only_the_answer_may_be_lost() -> None:
    azure = cloud(operation="update", effect="after", state="Succeeded")
    azure.create(account(), preview=False)
    with pytest.raises(Refused) as raised:
        azure.update(account(tags={"a": "b"}), ACCOUNT_ID, preview=False)
    assert not isinstance(raised.value, Interrupted)
    stored = azure.read(ACCOUNT_ID)
    assert stored
    assert stored.outputs["tags"] == {"a": "b"}
    assert stored.outputs["provisioningState"] == "Succeeded"


@pytest.mark.parametrize(("effect", "gone"), [("before", False), ("after", True)])
def test_a_deletion_can_fail_before_and_after(effect: str, gone: bool) -> None:
    azure = cloud(operation="delete", effect=effect)
    azure.create(account(), preview=False)
    with pytest.raises(Refused):
        azure.delete(ACCOUNT_ID)
    assert (azure.read(ACCOUNT_ID) is None) is gone
    azure.delete(ACCOUNT_ID)
    assert azure.read(ACCOUNT_ID) is None


def test_reads_and_functions_fail_where_they_are_asked() -> None:
    azure = cloud(operation="read")
    azure.create(account(), preview=False)
    assert azure.read(ACCOUNT_ID) is not None
    with pytest.raises(Refused):
        azure.get(ACCOUNT_ID, type_=ACCOUNT)
    azure = cloud(operation="invoke", type="azure-native:storage:get*", status=429)
    azure.create(account(), preview=False)
    asked = {"resourceGroupName": "rg", "accountName": "stshop"}
    subscription = ACCOUNT_ID.split("/")[2]
    with pytest.raises(Refused, match="TooManyRequests"):
        azure.invoke("azure-native:storage:getStorageAccount", asked, subscription, preview=False)
    answer = azure.invoke("azure-native:storage:getStorageAccount", asked, subscription, preview=False)
    assert answer["name"] == "stshop"


def test_previews_meet_their_own_faults_alone() -> None:
    azure = cloud(operation="create")
    azure.create(account(), preview=True)
    with pytest.raises(Refused):
        azure.create(account(), preview=False)
    azure = cloud(operation="create", preview=True)
    azure.create(account(), preview=False)
    with pytest.raises(Refused):
        azure.create(account(accountName="stother"), preview=True)


def test_what_no_request_met_is_told() -> None:
    azure = cloud(operation="create", nth=2)
    azure.create(account(), preview=False)
    assert [fault.nth for fault in azure.faults.unmet] == [2]
    with pytest.raises(Refused):
        azure.create(account(accountName="stother"), preview=False)
    assert azure.faults.unmet == []


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ({}, "write a list"),
        (["create"], "fault 1: write a mapping"),
        ([{"operation": "create"}], "type must be a text"),
        ([{"operation": "make", "type": "*"}], "write one of create, update"),
        ([{"operation": "create", "type": "*", "status": 404}], "409, 429, 500"),
        ([{"operation": "create", "type": "*", "nth": 0}], "write 1 for the first"),
        ([{"operation": "create", "type": "*"}, {"operation": "create", "typ": "*"}], "fault 2: typ: no such key"),
    ],
)
def test_a_list_that_means_nothing_is_refused_with_the_entry_and_the_cure(entries: Any, words: str) -> None:
    with pytest.raises(BadFaults) as raised:
        Faults.of(entries)
    assert words in str(raised.value)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    file = tmp_path / "faults.yaml"
    with pytest.raises(BadFaults, match=r"faults\.yaml: No such file"):
        Faults.read(file)
    file.write_text("- {operation: create, type: '*', status: 429}\n")
    assert Faults.read(file).unmet == [Fault(operation="create", type="*", status=429)]
