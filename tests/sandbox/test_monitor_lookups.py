"""Functions and reads in process: what a program may ask of what is there."""

from pathlib import Path
from typing import Any

import pytest

from sandbox.core import Cloud
from sandbox.request import Request
from tests.sandbox.programs import GROUP, SUBSCRIPTION, codes, preview

ENDPOINT = {"resourceGroupName": "rg", "workspaceName": "w", "endpointName": "e"}


@pytest.mark.parametrize(
    ("call", "code"),
    [
        ('storage.list_storage_account_service_sas("stshop", "/blob/a", opts=on)', "NotMocked"),
        ('pulumi.runtime.invoke("azure-native:storage:getNothing", {}, on)', "UnknownFunction"),
        ('storage.get_storage_account("stshop")', "DefaultProviderDisabled"),
        ('storage.get_storage_account(3, resource_group_name="rg", opts=on)', "InvalidType"),
    ],
)
def test_misuse_of_a_function_is_refused_and_stops_the_program(tmp_path: Path, call: str, code: str) -> None:
    recording = preview(tmp_path, f"on = pulumi.InvokeOptions(provider=azure_provider)\n{call}\n")
    assert codes(recording) == [code]
    ((severity, message),) = recording.messages
    assert severity == "error"
    assert code in message


def test_a_program_may_ask_whether_something_is_there(tmp_path: Path) -> None:
    body = f"""
        async def main():
            options = pulumi.InvokeOptions(provider=azure_provider)
            try:
                found = await pulumi.runtime.invoke_async(
                    "azure-native:machinelearningservices:getOnlineEndpoint", {ENDPOINT}, options
                )
                return {{"there": found["properties"]["traffic"]}}
            except Exception as error:
                return {{"error": str(error)}}

        pulumi.run(main)
    """

    def seed(cloud: Cloud) -> None:
        inputs: dict[str, Any] = {
            **ENDPOINT,
            "properties": {"authMode": "AADToken", "traffic": {"blue": 100}},
        }
        type_ = "azure-native:machinelearningservices:OnlineEndpoint"
        cloud.plant(Request(urn="", type=type_, name="e", inputs=inputs, subscription_id=SUBSCRIPTION))

    absent = preview(tmp_path, body)
    assert codes(absent) == []
    assert "Status=404" in absent.outputs["error"]
    assert "NotFound" in absent.outputs["error"]
    assert preview(tmp_path, body, seed=seed).outputs == {"there": {"blue": 100}}


def test_what_is_there_already_is_updated_and_all_of_it_is_known(tmp_path: Path) -> None:
    def seed(cloud: Cloud) -> None:
        inputs = {"resourceGroupName": "rg", "resourceName": "id-user", "location": "eastus"}
        type_ = "azure-native:managedidentity:UserAssignedIdentity"
        cloud.plant(Request(urn="", type=type_, name="user", inputs=inputs, subscription_id=SUBSCRIPTION))

    recording = preview(
        tmp_path,
        """
        user = managedidentity.UserAssignedIdentity(
            "user", resource_group_name=group.name, resource_name_="id-user", opts=on_azure
        )
        pulumi.export("principal", user.principal_id)
        """,
        seed=seed,
    )
    assert codes(recording) == []
    assert len(recording.outputs["principal"]) == 36


def test_other_stacks_and_existing_resources_can_be_read(tmp_path: Path) -> None:
    recording = preview(
        tmp_path,
        f"""
        other = pulumi.StackReference("org/network/prod")
        pulumi.export("zone", other.require_output("zone"))
        elsewhere = "{GROUP}".replace("/rg", "/hub") + "/providers/Microsoft.Storage/storageAccounts/sthub"
        pulumi.export("name", storage.StorageAccount.get("hub", elsewhere, on_azure).name)
        mine = account("stshop")
        pulumi.export("kind", storage.StorageAccount.get("mine", mine.id, on_azure).kind)
        """,
        references={"org/network/prod": {"zone": "z1"}},
    )
    assert codes(recording) == []
    assert recording.outputs == {"zone": "z1", "name": "sthub", "kind": "StorageV2"}


def test_reading_what_the_program_does_not_make_is_refused(tmp_path: Path) -> None:
    recording = preview(
        tmp_path,
        """
        missing = group.id.apply(lambda id: id + "/providers/Microsoft.Storage/storageAccounts/stnone")
        pulumi.export("kind", storage.StorageAccount.get("none", missing, on_azure).kind)
        """,
    )
    assert codes(recording) == ["ResourceNotFound"]
