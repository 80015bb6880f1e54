"""The cloud: what it makes, what it answers, what it refuses, and what a preview leaves behind."""

from dataclasses import replace
from typing import Any

import pytest

from sandbox.core import Cloud
from sandbox.request import Refused, Request
from sandbox.wire import UNKNOWN

SUBSCRIPTION = "22222222-2222-2222-2222-222222222222"
GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg"
ACCOUNT_ID = f"{GROUP}/providers/Microsoft.Storage/storageAccounts/stshop"
IDENTITY_ID = (
    f"/subscriptions/{SUBSCRIPTION}/resourceGroups/ids/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i"
)


def request(type_: str, name: str = "thing", **inputs: Any) -> Request:
    return Request(
        urn=f"urn:pulumi:s::p::{type_}::{name}",
        type=type_,
        name=name,
        inputs=inputs,
        subscription_id=SUBSCRIPTION,
        tenant_id="11111111-1111-1111-1111-111111111111",
        cluster="urn:cluster",
    )


def group(**inputs: Any) -> Request:
    return request("azure-native:resources:ResourceGroup", resourceGroupName="rg", location="eastus", **inputs)


def account(name: str = "thing", **inputs: Any) -> Request:
    given = {"resourceGroupName": "rg", "accountName": "stshop", "kind": "StorageV2", "sku": {"name": "Standard_LRS"}}
    return request("azure-native:storage:StorageAccount", name, **{**given, **inputs})


def config_map(name: str = "thing") -> Request:
    return request("kubernetes:core/v1:ConfigMap", name, metadata={"name": "c", "namespace": "n"}, data={"a": "b"})


def in_cluster(cluster: str, asked: Request) -> Request:
    return replace(asked, cluster=cluster)


@pytest.fixture
def cloud() -> Cloud:
    """A cloud with a resource group, and two clusters with a namespace each."""
    cloud = Cloud()
    cloud.create(group(), preview=False)
    for cluster in ("urn:cluster", "urn:other"):
        cloud.plant(in_cluster(cluster, request("kubernetes:core/v1:Namespace", metadata={"name": "n"})))
    return cloud


def refusal(call: Any) -> str:
    with pytest.raises(Refused) as caught:
        call()
    return str(caught.value)


def test_outputs_are_the_inputs_with_what_the_service_adds(cloud: Cloud) -> None:
    id_, outputs = cloud.create(account(enableHttpsTrafficOnly=True), preview=True)
    assert id_ == ACCOUNT_ID
    assert outputs["name"] == "stshop"
    assert outputs["type"] == "Microsoft.Storage/storageAccounts"
    assert outputs["location"] == "eastus"
    assert outputs["provisioningState"] == "Succeeded"
    assert outputs["enableHttpsTrafficOnly"] is True
    assert outputs["primaryEndpoints"]["blob"] == "https://stshop.blob.core.windows.net/"
    assert outputs["azureApiVersion"] == "2024-01-01"


def test_inputs_that_the_service_does_not_give_back_are_no_outputs(cloud: Cloud) -> None:
    _, outputs = cloud.create(account(), preview=True)
    assert not {"resourceGroupName", "accountName"} & outputs.keys()


def test_lists_of_identities_come_back_as_the_map_of_azure(cloud: Cloud) -> None:
    identity = {"type": "UserAssigned", "userAssignedIdentities": [IDENTITY_ID]}
    _, outputs = cloud.create(account(identity=identity), preview=False)
    assert list(outputs["identity"]["userAssignedIdentities"]) == [IDENTITY_ID]
    unsettled = {"type": "UserAssigned", "userAssignedIdentities": [UNKNOWN]}
    _, outputs = cloud.update(account(identity=unsettled), ACCOUNT_ID, preview=True)
    assert outputs["identity"]["userAssignedIdentities"] is UNKNOWN


def test_what_only_the_service_knows_is_unknown_at_the_preview_of_a_new_resource(cloud: Cloud) -> None:
    system = account(identity={"type": "SystemAssigned"})
    _, outputs = cloud.create(system, preview=True)
    assert outputs["identity"]["principalId"] is UNKNOWN
    assert "creationTime" not in outputs


def test_nothing_that_the_type_promises_is_missing_once_a_resource_exists(cloud: Cloud) -> None:
    _, made = cloud.create(account(identity={"type": "SystemAssigned"}), preview=False)
    _, planned = cloud.update(account(identity={"type": "SystemAssigned"}), ACCOUNT_ID, preview=True)
    for outputs in (made, planned):
        assert isinstance(outputs["creationTime"], str)
        assert isinstance(outputs["identity"]["principalId"], str)
        assert None not in outputs.values()
        assert UNKNOWN not in outputs.values()
    assert made == planned


def test_an_input_that_is_taken_back_is_no_output_any_more(cloud: Cloud) -> None:
    cloud.create(account(tags={"a": "b"}), preview=False)
    _, outputs = cloud.update(account(), ACCOUNT_ID, preview=False)
    assert "tags" not in outputs


def test_wrong_types_are_refused_before_anything_else(cloud: Cloud) -> None:
    assert "kind is required" in refusal(lambda: cloud.create(account(kind=None), preview=True))
    assert cloud.read(ACCOUNT_ID, preview=True) is None


def test_two_resources_never_share_an_id(cloud: Cloud) -> None:
    cloud.create(account("one"), preview=False)
    for preview in (True, False):
        words = refusal(lambda preview=preview: cloud.create(account("two", accountName="STSHOP"), preview=preview))
        assert "cannot create already existing resource" in words


def test_a_cluster_has_one_kubernetes_object_of_a_kind_and_name(cloud: Cloud) -> None:
    cloud.create(config_map("one"), preview=False)
    assert "AlreadyExists" in refusal(lambda: cloud.create(config_map("two"), preview=False))
    assert cloud.create(in_cluster("urn:other", config_map("three")), preview=False)[0] == "n/c"


def test_the_preview_of_a_replacement_finds_its_own_old_self_and_is_no_conflict(cloud: Cloud) -> None:
    cloud.create(account(), preview=False)
    assert cloud.create(account(), preview=True)[0] == ACCOUNT_ID
    assert "already existing" in refusal(lambda: cloud.create(account(), preview=False))


def test_a_resource_needs_its_group() -> None:
    words = refusal(lambda: Cloud().create(account(), preview=True))
    assert "ResourceGroupNotFound: Resource group 'rg' could not be found" in words


def test_a_preview_sees_what_it_planned_and_leaves_nothing_behind() -> None:
    cloud = Cloud()
    cloud.create(group(), preview=True)
    cloud.create(account(), preview=True)
    assert cloud.read(ACCOUNT_ID, preview=True)
    assert cloud.read(ACCOUNT_ID) is None


def test_deleting_takes_what_lies_below_and_may_be_repeated(cloud: Cloud) -> None:
    cloud.create(account(), preview=False)
    cloud.delete(GROUP)
    cloud.delete(GROUP)
    assert cloud.read(ACCOUNT_ID) is None
    assert cloud.read(GROUP) is None


def test_a_namespace_goes_with_what_is_in_it(cloud: Cloud) -> None:
    for cluster in ("urn:cluster", "urn:other"):
        cloud.create(in_cluster(cluster, config_map()), preview=False)
    cloud.delete("n", type_="kubernetes:core/v1:Namespace", cluster="urn:cluster")
    kind = "kubernetes:core/v1:ConfigMap"
    assert cloud.read("n/c", type_=kind, cluster="urn:cluster") is None
    assert cloud.read("n/c", type_=kind, cluster="urn:other")


def test_what_does_not_exist_cannot_be_updated(cloud: Cloud) -> None:
    assert "ResourceNotFound" in refusal(lambda: cloud.update(account(), ACCOUNT_ID, preview=False))


def test_a_function_reads_what_exists_by_the_id_that_its_arguments_name(cloud: Cloud) -> None:
    cloud.create(account(), preview=False)
    token, args = "azure-native:storage:getStorageAccount", {"resourceGroupName": "rg", "accountName": "stshop"}
    found = cloud.invoke(token, args, SUBSCRIPTION)
    assert (found["id"], found["name"]) == (ACCOUNT_ID, "stshop")


@pytest.mark.parametrize(
    ("token", "args", "code"),
    [
        ("storage:getStorageAccount", {"resourceGroupName": "rg", "accountName": "none"}, "ResourceNotFound"),
        ("storage:getStorageAccount", {"resourceGroupName": "no", "accountName": "none"}, "ResourceGroupNotFound"),
        ("storage:getStorageAccount", {"resourceGroupName": "rg"}, "MissingArgument"),
        ("storage:getStorageAccount", {"resourceGroupName": 3, "accountName": "none"}, "InvalidType"),
        ("storage:getStorageAcount", {}, "UnknownFunction"),
        ("storage:listStorageAccountServiceSAS", {}, "NotMocked"),
    ],
)
def test_a_function_that_has_no_answer_says_why(cloud: Cloud, token: str, args: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as caught:
        cloud.invoke(f"azure-native:{token}", args, SUBSCRIPTION)
    assert caught.value.codes == (code,)


def test_no_refusal_repeats_a_secret(cloud: Cloud) -> None:
    planted = "Planted-Secret"
    asked = account(accountName=planted, tags={planted + "<": "x"})
    words = refusal(lambda: cloud.create(replace(asked, secrets=frozenset({planted})), preview=True))
    assert planted not in words


def test_a_kubernetes_object_comes_back_with_its_name_and_namespace(cloud: Cloud) -> None:
    id_, outputs = cloud.create(config_map(), preview=True)
    assert id_ == "n/c"
    assert outputs["data"] == {"a": "b"}
    nameless = request("kubernetes:core/v1:ConfigMap", metadata={"namespace": "n"}, data={})
    id_, outputs = cloud.create(nameless, preview=True)
    assert id_ == f"{outputs['metadata']['namespace']}/{outputs['metadata']['name']}"
    assert outputs["metadata"]["name"].startswith("thing-")
