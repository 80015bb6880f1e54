"""The providers of front door 2, asked as the engine asks them."""

import json
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from typing import Any

import grpc
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

from sandbox.core import Cloud
from sandbox.redaction import RedactingStore
from sandbox.server import serving
from sandbox.wire import packed, plain, secret, unpacked

GROUP = "azure-native:resources:ResourceGroup"
ACCOUNT = "azure-native:storage:StorageAccount"
CONFIG_MAP = "kubernetes:core/v1:ConfigMap"
SUBSCRIPTION = "22222222-2222-2222-2222-222222222222"
GROUP_ID = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-shop"
PLANTED = "hunter2-planted"


class Door:
    """One configured provider, as the engine sees it."""

    def __init__(self, target: str, urn: str, args: Mapping[str, Any]) -> None:
        self._channel = grpc.insecure_channel(target, options=[("grpc.use_local_subchannel_pool", 1)])
        self.stub = provider_pb2_grpc.ResourceProviderStub(self._channel)
        self.stub.Handshake(provider_pb2.ProviderHandshakeRequest())
        self.stub.Configure(provider_pb2.ConfigureRequest(urn=urn, args=packed(args)))

    def check(self, type_: str, name: str, inputs: Mapping[str, Any]) -> Any:
        return self.stub.Check(provider_pb2.CheckRequest(**_named(type_, name), news=packed(inputs)))

    def create(self, type_: str, name: str, inputs: Mapping[str, Any], *, preview: bool = False) -> Any:
        request = provider_pb2.CreateRequest(**_named(type_, name), properties=packed(inputs), preview=preview)
        return self.stub.Create(request)

    def update(self, id_: str, type_: str, name: str, inputs: Mapping[str, Any]) -> Any:
        return self.stub.Update(provider_pb2.UpdateRequest(id=id_, **_named(type_, name), news=packed(inputs)))

    def read(self, id_: str, type_: str, name: str, inputs: Mapping[str, Any], outputs: Any = None) -> Any:
        request = provider_pb2.ReadRequest(
            id=id_, **_named(type_, name), inputs=packed(inputs), properties=outputs or packed({})
        )
        return self.stub.Read(request)

    def delete(self, id_: str, type_: str, name: str) -> None:
        self.stub.Delete(provider_pb2.DeleteRequest(id=id_, **_named(type_, name)))

    def diff(self, type_: str, name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Any:
        request = provider_pb2.DiffRequest(
            **_named(type_, name), old_inputs=packed(old), olds=packed(old), news=packed(new)
        )
        return self.stub.Diff(request)

    def close(self) -> None:
        self._channel.close()


class Doors:
    """Both packages' providers over one store."""

    def __init__(self, targets: Mapping[str, str], store: RedactingStore) -> None:
        self._targets = targets
        self._open: list[Door] = []
        self.store = store

    def azure(self) -> Door:
        args = {"subscriptionId": SUBSCRIPTION, "location": "eastus"}
        return self._opened("azure-native", "urn:pulumi:dev::ai-models::pulumi:providers:azure-native::azure", args)

    def kubernetes(self, name: str = "cluster") -> Door:
        urn = f"urn:pulumi:dev::ai-models::pulumi:providers:kubernetes::{name}"
        return self._opened("kubernetes", urn, {"kubeconfig": "{}"})

    def close(self) -> None:
        for door in self._open:
            door.close()

    def _opened(self, package: str, urn: str, args: Mapping[str, Any]) -> Door:
        self._open.append(Door(self._targets[package], urn, args))
        return self._open[-1]


@pytest.fixture
def doors() -> Iterator[Doors]:
    store = RedactingStore(key=b"key")
    with serving(store) as providers:
        pairs = (each.split(":") for each in providers.split(","))
        opened = Doors({package: f"127.0.0.1:{port}" for package, port in pairs}, store)
        yield opened
        opened.close()
    store.close()


def test_each_package_answers_the_version_of_its_sdk(doors: Doors) -> None:
    versions = [door.stub.GetPluginInfo(empty_pb2.Empty()).version for door in (doors.azure(), doors.kubernetes())]
    assert versions == [version("pulumi-azure-native"), version("pulumi-kubernetes")]


def test_check_reports_every_type_error_and_no_value(doors: Doors) -> None:
    inputs = {"resourceGroupName": "rg", "accountName": "st", "kind": secret(PLANTED), "skew": PLANTED}
    failures = doors.azure().check(ACCOUNT, "backup", inputs).failures
    assert {each.property for each in failures} == {""}, "given a property, the engine prints its value"
    reasons = " ".join(each.reason for each in failures)
    assert "sku" in reasons
    assert "skew" in reasons
    assert "kind" in reasons
    assert PLANTED not in reasons


def test_check_names_what_has_no_name_and_keeps_what_is_secret(doors: Doors) -> None:
    checked = unpacked(doors.azure().check(GROUP, "shop", {"tags": {"token": secret(PLANTED)}}).inputs)
    assert checked["resourceGroupName"].startswith("shop")
    assert checked["tags"]["token"] == secret(PLANTED)
    checked = unpacked(doors.kubernetes().check(CONFIG_MAP, "settings", {"data": {}}).inputs)
    assert checked["metadata"]["name"].startswith("settings-")
    assert checked["metadata"]["annotations"] == {"pulumi.com/autonamed": "true"}
    hidden = {"metadata": {"annotations": secret({"token": PLANTED})}}
    checked = unpacked(doors.kubernetes().check(CONFIG_MAP, "settings", hidden).inputs)
    assert checked["metadata"]["annotations"] == secret({"token": PLANTED})


def test_a_preview_makes_nothing_and_knows_no_id(doors: Doors) -> None:
    azure = doors.azure()
    previewed = azure.create(GROUP, "shop", _group(), preview=True)
    assert previewed.id == ""
    assert plain(previewed.properties)["name"] == "rg-shop"
    assert list(doors.store.all()) == []
    assert azure.create(GROUP, "shop", _group()).id == GROUP_ID
    assert [each.id for each in doors.store.all()] == [GROUP_ID]


def test_a_refusal_is_told_in_the_code_and_words_of_the_service(doors: Doors) -> None:
    with pytest.raises(grpc.RpcError, match="ResourceGroupNotFound: Resource group 'rg-none' could not be found"):
        doors.azure().create(ACCOUNT, "backup", _account(resourceGroupName="rg-none"))
    assert list(doors.store.all()) == []


@pytest.mark.parametrize("name", ["shop", "other"])
def test_what_exists_is_not_created_again_whoever_made_it(doors: Doors, name: str) -> None:
    azure = doors.azure()
    azure.create(GROUP, "shop", _group())
    with pytest.raises(grpc.RpcError, match="cannot create already existing resource"):
        azure.create(GROUP, name, _group(tags={"a": "b"}))


def test_what_azure_makes_with_its_parent_is_taken_as_it_is(doors: Doors) -> None:
    azure = doors.azure()
    azure.create(GROUP, "shop", _group())
    azure.create(ACCOUNT, "backup", _account(resourceGroupName="rg-shop"))
    services = {"accountName": _account()["accountName"], "resourceGroupName": "rg-shop", "blobServicesName": "default"}
    type_ = "azure-native:storage:BlobServiceProperties"
    first = azure.create(type_, "blobs", services)
    again = azure.create(type_, "blobs", {**services, "isVersioningEnabled": True})
    assert (again.id, plain(again.properties)["isVersioningEnabled"]) == (first.id, True)


def test_an_update_brings_back_what_was_deleted_by_hand(doors: Doors) -> None:
    azure = doors.azure()
    azure.create(GROUP, "shop", _group())
    doors.store.remove(GROUP_ID)
    azure.update(GROUP_ID, GROUP, "shop", _group(tags={"a": "b"}))
    stored = doors.store.get(GROUP_ID)
    assert stored is not None
    assert stored.inputs["tags"] == {"a": "b"}


def test_a_diff_names_what_changed_and_what_takes_a_new_resource(doors: Doors) -> None:
    azure = doors.azure()
    assert azure.diff(GROUP, "shop", _group(), _group()).changes == provider_pb2.DiffResponse.DIFF_NONE
    updated = azure.diff(GROUP, "shop", _group(), _group(tags={"a": "b"}))
    assert (list(updated.diffs), list(updated.replaces)) == (["tags"], [])
    replaced = azure.diff(GROUP, "shop", _group(), _group(resourceGroupName="rg-new", location="westus"))
    assert sorted(replaced.replaces) == ["location", "resourceGroupName"]
    assert replaced.deleteBeforeReplace
    kinds = {each.kind for each in replaced.detailedDiff.values()}
    assert kinds == {provider_pb2.PropertyDiff.UPDATE_REPLACE}


def test_naming_what_the_resource_has_anyway_replaces_nothing(doors: Doors) -> None:
    request = provider_pb2.DiffRequest(
        **_named(GROUP, "shop"),
        old_inputs=packed({"resourceGroupName": "rg-shop"}),
        olds=packed({"location": "eastus"}),
        news=packed(_group()),
    )
    assert list(doors.azure().stub.Diff(request).replaces) == []


def test_a_refresh_shows_what_changed_by_hand_and_keeps_secrets(doors: Doors) -> None:
    azure = doors.azure()
    inputs = _group(tags={"token": secret(PLANTED), "team": "shop"})
    made = azure.create(GROUP, "shop", inputs)
    unchanged = azure.read(GROUP_ID, GROUP, "shop", inputs, made.properties)
    assert unpacked(unchanged.inputs) == inputs
    assert unpacked(unchanged.properties) == unpacked(made.properties)
    stored = doors.store.get(GROUP_ID)
    assert stored is not None
    stored.inputs["tags"]["team"] = "someone else"
    doors.store.put(stored)
    drifted = azure.read(GROUP_ID, GROUP, "shop", inputs, made.properties)
    assert unpacked(drifted.inputs)["tags"] == {"token": secret(PLANTED), "team": "someone else"}
    doors.store.remove(GROUP_ID)
    assert azure.read(GROUP_ID, GROUP, "shop", inputs, made.properties).id == ""


def test_deleting_what_is_gone_is_fine(doors: Doors) -> None:
    azure = doors.azure()
    azure.create(GROUP, "shop", _group())
    azure.delete(GROUP_ID, GROUP, "shop")
    azure.delete(GROUP_ID, GROUP, "shop")
    assert list(doors.store.all()) == []


def test_a_function_says_not_found_as_the_real_provider_does(doors: Doors) -> None:
    azure = doors.azure()
    request = provider_pb2.InvokeRequest(
        tok="azure-native:resources:getResourceGroup", args=packed({"resourceGroupName": "rg-shop"})
    )
    with pytest.raises(grpc.RpcError, match=r'Status=404 Code="\w*NotFound"'):
        azure.stub.Invoke(request)
    azure.create(GROUP, "shop", _group())
    assert plain(getattr(azure.stub.Invoke(request), "return"))["location"] == "eastus"


def test_a_cluster_is_its_provider(doors: Doors) -> None:
    inputs = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings"}, "data": {"a": "b"}}
    one, two = doors.kubernetes("one"), doors.kubernetes("two")
    one.create(CONFIG_MAP, "settings-one", inputs)
    two.create(CONFIG_MAP, "settings-two", inputs)
    with pytest.raises(grpc.RpcError, match="already exists"):
        one.create(CONFIG_MAP, "settings-three", inputs)
    one.delete("default/settings", CONFIG_MAP, "settings-one")
    assert len(list(doors.store.all())) == 1


@pytest.mark.parametrize(("server", "replaces"), [("https://one", []), ("https://two", ["kubeconfig"])])
def test_another_api_server_replaces_everything_in_the_cluster(doors: Doors, server: str, replaces: list[str]) -> None:
    def config(url: str) -> dict[str, Any]:
        return {"kubeconfig": secret(json.dumps({"clusters": [{"cluster": {"server": url}}], "users": [url + server]}))}

    request = provider_pb2.DiffRequest(old_inputs=packed(config("https://one")), news=packed(config(server)))
    assert list(doors.kubernetes().stub.DiffConfig(request).replaces) == replaces


def test_a_fault_of_the_sandbox_itself_shows_no_value(doors: Doors, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_named: object) -> None:
        raise ValueError(PLANTED)

    monkeypatch.setattr(Cloud, "create", fail)
    with pytest.raises(grpc.RpcError, match="the sandbox itself failed: ValueError at") as raised:
        doors.azure().create(GROUP, "shop", _group())
    assert PLANTED not in str(raised.value)


def test_what_no_provider_here_does_is_unimplemented(doors: Doors) -> None:
    stub = doors.azure().stub
    for call, request in (
        (stub.Construct, provider_pb2.ConstructRequest()),
        (stub.Call, provider_pb2.CallRequest()),
    ):
        with pytest.raises(grpc.RpcError) as raised:
            call(request)
        assert raised.value.code() is grpc.StatusCode.UNIMPLEMENTED


def _named(type_: str, name: str) -> dict[str, str]:
    return {"urn": f"urn:pulumi:dev::ai-models::{type_}::{name}", "type": type_, "name": name}


def _group(**inputs: Any) -> dict[str, Any]:
    return {"resourceGroupName": "rg-shop", "location": "eastus", **inputs}


def _account(**inputs: Any) -> dict[str, Any]:
    given = {"accountName": "stshopdev", "kind": "StorageV2", "sku": {"name": "Standard_LRS"}, "location": "eastus"}
    return {**given, **inputs}


def test_the_engine_says_what_an_update_ignores(doors: Doors) -> None:
    cluster = doors.kubernetes()
    settings = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "s", "namespace": "default"}}
    id_ = cluster.create(CONFIG_MAP, "settings", {**settings, "data": {"a": "live", "b": "old"}}).id
    request = provider_pb2.UpdateRequest(
        id=id_,
        **_named(CONFIG_MAP, "settings"),
        news=packed({**settings, "data": {"a": "state", "b": "new"}}),
        ignoreChanges=["data.a"],
    )
    assert plain(cluster.stub.Update(request).properties)["data"] == {"a": "live", "b": "new"}
