"""Secrets in what functions are asked, answer and refuse, at both front doors."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest
from pulumi.runtime.proto import provider_pb2

from sandbox.core import Cloud
from sandbox.redaction import RedactingStore
from sandbox.request import Request
from sandbox.server import serving
from sandbox.wire import is_secret, packed, plain, secret, unpacked
from tests.sandbox.programs import SUBSCRIPTION, codes, preview
from tests.sandbox.rules.test_clusters import CLUSTER
from tests.sandbox.test_provider import Door, Doors

PLANTED = "pl4nted-v4lue"
LONG = "pl4nted-" + "v4lue" * 30
"""Longer than what messages show of a value."""
NUMBER = 4815162342

ACCOUNT = "azure-native:storage:getStorageAccount"
USERS, ADMINS = (f"azure-native:containerservice:listManagedCluster{role}Credentials" for role in ("User", "Admin"))
WHERE = {"resourceGroupName": "rg-shop", "resourceName": "aks-shop"}

REFUSED: dict[str, tuple[str, dict[str, Any]]] = {
    "not there": (ACCOUNT, {"resourceGroupName": "rg-shop", "accountName": secret(PLANTED)}),
    "no group": (ACCOUNT, {"resourceGroupName": secret(PLANTED), "accountName": "st"}),
    "no such value": ("azure-native:storage:listStorageAccountSAS", {"accountName": "st", "protocols": secret(LONG)}),
    "a wrong type": (ACCOUNT, {"resourceGroupName": secret(NUMBER), "accountName": [secret(PLANTED)]}),
    "no cluster": (USERS, {**WHERE, "resourceName": secret(PLANTED)}),
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[RedactingStore]:
    opened = RedactingStore(tmp_path / "cloud.sqlite", key=b"key")
    yield opened
    opened.close()


@pytest.fixture
def azure(store: RedactingStore) -> Iterator[Door]:
    """The provider's door, with a resource group behind it."""
    with serving(store) as providers:
        targets = dict(each.split(":") for each in providers.split(","))
        doors = Doors({package: f"127.0.0.1:{port}" for package, port in targets.items()}, store)
        door = doors.azure()
        door.create("azure-native:resources:ResourceGroup", "shop", {"resourceGroupName": "rg-shop"})
        yield door
        doors.close()


@pytest.mark.parametrize(("token", "args"), REFUSED.values(), ids=REFUSED)
def test_no_error_of_the_provider_repeats_a_secret(azure: Door, token: str, args: dict[str, Any]) -> None:
    with pytest.raises(grpc.RpcError) as raised:
        _invoke(azure, token, args)
    assert "Code=" in str(raised.value), "refused in the service's words"
    assert not [text for text in (PLANTED[:8], str(NUMBER)) if text in str(raised.value)]


@pytest.mark.parametrize(("token", "args"), REFUSED.values(), ids=REFUSED)
def test_no_error_in_process_repeats_a_secret(tmp_path: Path, token: str, args: dict[str, Any]) -> None:
    body = f"""
        import json
        def marked(value):
            if isinstance(value, dict):
                if "4dabf18193072939515e22adb298388d" in value:
                    return pulumi.Output.secret(value["value"])
                return {{key: marked(item) for key, item in value.items()}}
            return [marked(item) for item in value] if isinstance(value, list) else value

        args = marked(json.loads({json.dumps(json.dumps(args))}))
        async def ask():
            try:
                await pulumi.runtime.invoke_async("{token}", args, pulumi.InvokeOptions(provider=azure_provider))
            except Exception as error:
                return str(error)
        pulumi.export("error", ask())
    """
    recording = preview(tmp_path, body)
    told = [recording.outputs["error"], *(each.message for each in recording.refusals)]
    assert "Code=" in told[0], "refused in the service's words"
    assert not [text for text in (PLANTED[:8], str(NUMBER)) if text in "\n".join(told)]


@pytest.mark.parametrize(("token", "local"), [(USERS, False), (USERS, True), (ADMINS, True)])
def test_a_kubeconfig_is_secret_from_the_answer_to_the_state(
    azure: Door, store: RedactingStore, tmp_path: Path, token: str, local: bool
) -> None:
    inputs = {"resourceGroupName": "rg-shop", **CLUSTER, "disableLocalAccounts": not local}
    if local:
        inputs = {name: value for name, value in inputs.items() if name != "aadProfile"}
    azure.create("azure-native:containerservice:ManagedCluster", "cluster", inputs)
    answer = unpacked(getattr(_invoke(azure, token, WHERE), "return"))
    assert {name for name, value in answer.items() if is_secret(value)} == {"kubeconfigs"}
    text = plain(answer)["kubeconfigs"][0]["value"]
    assert json.loads(base64.b64decode(text))["kind"] == "Config"
    made = azure.create(
        "azure-native:resources:ResourceGroup",
        "other",
        {"resourceGroupName": "rg-other", "tags": {"config": secret(text[:200])}},
    )
    outputs = unpacked(made.properties)
    assert is_secret(outputs["tags"]["config"])
    assert text[:200] not in json.dumps([each.inputs | each.outputs for each in store.all()])
    assert text[:200].encode() not in b"".join(each.read_bytes() for each in tmp_path.iterdir())


def test_a_kubeconfig_is_secret_in_process(tmp_path: Path) -> None:
    def seed(cloud: Cloud) -> None:
        inputs = {**CLUSTER, "resourceGroupName": "rg-shop"}
        type_ = "azure-native:containerservice:ManagedCluster"
        cloud.plant(Request(urn="", type=type_, name="c", inputs=inputs, subscription_id=SUBSCRIPTION))

    body = """
        from pulumi_azure_native import containerservice
        on = pulumi.InvokeOutputOptions(provider=azure_provider)
        found = containerservice.list_managed_cluster_user_credentials_output(
            resource_group_name="rg-shop", resource_name="aks-shop", opts=on
        )
        pulumi.export("config", found.kubeconfigs[0].value)
    """
    recording = preview(tmp_path, body, seed=seed)
    assert codes(recording) == []
    assert is_secret(recording.outputs["config"])


def test_what_a_function_repeats_of_a_secret_is_marked(azure: Door, tmp_path: Path) -> None:
    name = {"resourceGroupName": secret("rg-shop")}
    answer = unpacked(getattr(_invoke(azure, "azure-native:resources:getResourceGroup", name), "return"))
    assert is_secret(answer["name"])
    assert answer["location"] == "eastus"
    body = f"""
        tagged = resources.ResourceGroup(
            "tagged", resource_group_name="rg-tagged", tags={{"a": pulumi.Output.secret("{PLANTED}")}}, opts=on_azure
        )
        found = resources.get_resource_group_output(
            tagged.name, opts=pulumi.InvokeOutputOptions(provider=azure_provider)
        )
        pulumi.export("tag", found.tags["a"])
        pulumi.export("name", found.name)
    """
    outputs = preview(tmp_path, body).outputs
    assert is_secret(outputs["tag"])
    assert plain(outputs["tag"]) == PLANTED


def test_a_secret_that_a_resource_has_is_hidden_where_a_function_is_asked_with_it(azure: Door) -> None:
    tags = {"a": secret(PLANTED)}
    azure.create("azure-native:resources:ResourceGroup", "tagged", {"resourceGroupName": "rg-tagged", "tags": tags})
    for args in ({"resourceGroupName": PLANTED}, {"resourceGroupName": [PLANTED], PLANTED: 1}):
        with pytest.raises(grpc.RpcError) as raised:
            _invoke(azure, "azure-native:resources:getResourceGroup", args)
        assert PLANTED not in str(raised.value)


def _invoke(door: Door, token: str, args: dict[str, Any]) -> Any:
    return door.stub.Invoke(provider_pb2.InvokeRequest(tok=token, args=packed(args)))
