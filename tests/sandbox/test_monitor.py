"""Registrations in process: answered by the cloud, recorded as the engine would have received them."""

from pathlib import Path

import pytest

from sandbox.wire import UNKNOWN_SENTINEL, is_secret, masked, secret
from tests.sandbox.programs import GROUP, codes, named, preview

ACCOUNT_ID = f"{GROUP}/providers/Microsoft.Storage/storageAccounts/stshop"


def test_ids_and_names_are_known_before_anything_exists(tmp_path: Path) -> None:
    recording = preview(
        tmp_path,
        """
        store = account("stshop")
        box = storage.BlobContainer(
            "box", resource_group_name=group.name, account_name=store.name, container_name="box", opts=on_azure
        )
        pulumi.export("id", box.id)
        pulumi.export("host", store.primary_endpoints.blob)
        """,
    )
    assert codes(recording) == []
    assert recording.outputs["id"] == f"{ACCOUNT_ID}/blobServices/default/containers/box"
    assert recording.outputs["host"] == "https://stshop.blob.core.windows.net/"
    assert named(recording, "box").inputs["accountName"] == "stshop"
    assert named(recording, "box").dependencies == tuple(sorted([named(recording, n).urn for n in ("group", "stshop")]))
    assert named(recording, "box").property_dependencies["accountName"] == (named(recording, "stshop").urn,)


def test_what_the_service_draws_is_unknown_and_what_hangs_on_it_is_not_refused(tmp_path: Path) -> None:
    recording = preview(
        tmp_path,
        """
        user = managedidentity.UserAssignedIdentity(
            "user", resource_group_name=group.name, resource_name_="id-user", opts=on_azure
        )
        account("stshop", tags={"owner": user.principal_id})
        store = account("stother", identity={"type": "SystemAssigned"})
        pulumi.export("principal", store.identity.apply(lambda identity: identity.principal_id))
        """,
    )
    assert codes(recording) == []
    assert named(recording, "stshop").inputs["tags"] == {"owner": UNKNOWN_SENTINEL}
    assert recording.outputs["principal"] == UNKNOWN_SENTINEL


def test_a_program_can_be_tried_with_everything_unknown(tmp_path: Path) -> None:
    recording = preview(
        tmp_path,
        """
        store = account("stshop", tags={"a": "b"})
        pulumi.export("id", store.id)
        pulumi.export("host", store.primary_endpoints)
        pulumi.export("tags", store.tags)
        """,
        predict=False,
    )
    assert codes(recording) == []
    assert recording.outputs == {"id": UNKNOWN_SENTINEL, "host": UNKNOWN_SENTINEL, "tags": {"a": "b"}}
    assert named(recording, "stshop").inputs["resourceGroupName"] == UNKNOWN_SENTINEL


def test_every_refusal_of_a_run_is_told_and_dependents_are_left_alone(tmp_path: Path) -> None:
    recording = preview(
        tmp_path,
        """
        bad = account("stbad", kind="StorageV3")
        storage.BlobContainer("box", resource_group_name=group.name, account_name=bad.name, opts=on_azure)
        after = pulumi.ResourceOptions(provider=azure_provider, depends_on=[bad])
        storage.BlobContainer("crate", resource_group_name="rg", account_name="stbad", opts=after)
        account("stworse", allow_blob_public_access="no")
        account("stgood")
        """,
    )
    assert codes(recording) == ["InvalidValue", "InvalidType"]
    assert [refusal.urn.rpartition("::")[2] for refusal in recording.refusals] == ["stbad", "stworse"]
    assert named(recording, "box").inputs["accountName"] == UNKNOWN_SENTINEL
    assert named(recording, "stgood").outputs["name"] == "stgood"


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        ('account("st1"); account("st1")', "DuplicateUrn", "is registered twice under the same parent"),
        ('account("st1"); account("st2", account_name="st1")', "Conflict", "already existing resource"),
        ('account("st1", opts=None)', "DefaultProviderDisabled", "st1 must use an explicit provider"),
        ('account("st1", resource_group_name="nowhere")', "ResourceGroupNotFound", "'nowhere'"),
        ('account("st1", sku={"nam": "x"})', "UnknownProperty", "Did you mean name?"),
        (
            'pulumi.CustomResource("azure-native:storage:StorageAcount", "x", {}, on_azure)',
            "UnknownResourceType",
            "Did you mean",
        ),
        ('pulumi.CustomResource("random:index:RandomId", "x", {"a": 1})', "DefaultProviderDisabled", "'random'"),
        ('azure.Provider("p", subscription_id=3)', "InvalidType", "subscriptionId"),
        ('pulumi.ProviderResource("random", "r", {})', "UnknownResourceType", "no package 'random'"),
        (
            'kubernetes.core.v1.ConfigMap("c", metadata={"name": "c"}, data={"a": 1}, opts=on_cluster)',
            "InvalidType",
            "data.a is 1",
        ),
        (
            'kubernetes.helm.v4.Chart("c", chart="nginx", opts=on_cluster)',
            "NotSupported",
            "declare its parts instead",
        ),
    ],
)
def test_misuse_is_refused_in_words_that_help(tmp_path: Path, body: str, code: str, words: str) -> None:
    recording = preview(tmp_path, body)
    assert code in codes(recording)
    assert any(words in refusal.message for refusal in recording.refusals)
    assert named(recording, "group").outputs["name"] == "rg"


def test_secrets_stay_secret_on_the_way_back(tmp_path: Path) -> None:
    recording = preview(
        tmp_path,
        """
        password = pulumi.Config("shop").require_secret("password")
        store = account("stshop", tags={"key": password})
        plain = account("stplain", opts=pulumi.ResourceOptions.merge(
            on_azure, pulumi.ResourceOptions(additional_secret_outputs=["primary_endpoints"])))
        pulumi.export("password", password)
        pulumi.export("tags", store.tags)
        pulumi.export("endpoints", plain.primary_endpoints)
        pulumi.export("kind", store.kind)
        """,
        config={"shop:password": "planted-secret"},
        secret_keys=["shop:password"],
    )
    assert codes(recording) == []
    assert recording.outputs["password"] == secret("planted-secret")
    assert is_secret(recording.outputs["tags"])
    assert is_secret(recording.outputs["endpoints"])
    assert recording.outputs["kind"] == "StorageV2"
    shown = [masked(vars(resource)) for resource in recording.resources.values()]
    assert "planted-secret" not in repr(shown) + repr(masked(recording.outputs))


def test_a_refusal_does_not_repeat_a_secret(tmp_path: Path) -> None:
    recording = preview(
        tmp_path,
        'account("stshop", kind=pulumi.Output.secret("planted-secret"), tags=pulumi.Output.secret("planted-secret"))',
    )
    assert codes(recording)
    assert "planted-secret" not in repr(recording.refusals) + repr(recording.messages)


def test_urns_are_those_of_the_engine(tmp_path: Path) -> None:
    recording = preview(
        tmp_path,
        """
        class Part(pulumi.ComponentResource):
            def __init__(self, kind, name, opts=None):
                super().__init__(f"shop:index:{kind}", name, {"any": {"thing": 1}}, opts)

        outer = Part("Outer", "outer")
        inner = Part("Inner", "inner", pulumi.ResourceOptions(parent=outer))
        account("stshop", pulumi.ResourceOptions(parent=inner, provider=azure_provider))
        account("stside", pulumi.ResourceOptions(parent=outer, provider=azure_provider))
        """,
    )
    type_ = "shop:index:Outer$shop:index:Inner$azure-native:storage:StorageAccount"
    assert named(recording, "stshop").urn == f"urn:pulumi:test::shop::{type_}::stshop"
    assert named(recording, "group").urn == "urn:pulumi:test::shop::azure-native:resources:ResourceGroup::group"
    assert named(recording, "inner").parent == named(recording, "outer").urn
    assert not named(recording, "outer").custom


def test_the_options_that_an_engine_acts_on_are_kept(tmp_path: Path) -> None:
    recording = preview(
        tmp_path,
        """
        account("stshop", pulumi.ResourceOptions(
            provider=azure_provider, protect=True, deleted_with=group, ignore_changes=["tags", "sku.name"],
            aliases=[pulumi.Alias(name="old")], depends_on=[group]))
        """,
    )
    store = named(recording, "stshop")
    assert (store.protect, store.deleted_with) == (True, named(recording, "group").urn)
    assert store.ignore_changes == ("tags", "sku.name")
    assert store.urn.replace("::stshop", "::old") in store.aliases
    assert store.provider == named(recording, "azure").urn
    assert store.source.startswith("__main__.py:")
    assert not named(recording, "group").protect


def test_a_resource_lies_in_the_subscription_or_cluster_of_its_provider(tmp_path: Path) -> None:
    other = "33333333-3333-3333-3333-333333333333"
    recording = preview(
        tmp_path,
        f"""
        elsewhere = pulumi.ResourceOptions(provider=azure.Provider("elsewhere", subscription_id="{other}"))
        far = resources.ResourceGroup("far", resource_group_name="rg", location="eastus", opts=elsewhere)
        pulumi.export("id", far.id)
        second = pulumi.ResourceOptions(provider=kubernetes.Provider("second", kubeconfig="{{}}"))
        for name, opts in (("here", on_cluster), ("there", second)):
            kubernetes.core.v1.Namespace(name, metadata={{"name": "models"}}, opts=opts)
        kubernetes.core.v1.Namespace("again", metadata={{"name": "models"}}, opts=second)
        """,
    )
    assert recording.outputs["id"] == f"/subscriptions/{other}/resourceGroups/rg"
    assert [(r.code, r.urn.rpartition("::")[2]) for r in recording.refusals if r.code == "AlreadyExists"] == [
        ("AlreadyExists", "again")
    ]


def test_a_name_and_a_namespace_that_the_provider_gives_are_recorded_as_the_engine_records_them(
    tmp_path: Path,
) -> None:
    recording = preview(
        tmp_path,
        """
        shop = kubernetes.Provider("shop", kubeconfig="{}", namespace="shop")
        settings = kubernetes.core.v1.ConfigMap("settings", opts=pulumi.ResourceOptions(provider=shop))
        reader = kubernetes.rbac.v1.ClusterRole("reader", rules=[], opts=pulumi.ResourceOptions(provider=shop))
        box = storage.BlobContainer("box", resource_group_name=group.name, account_name="stshop", opts=on_azure)
        """,
    )
    settings, reader = (named(recording, name).inputs["metadata"] for name in ("settings", "reader"))
    assert settings["name"].startswith("settings-")
    assert settings["annotations"] == {"pulumi.com/autonamed": "true"}
    assert settings["namespace"] == "shop"
    assert "namespace" not in reader, "it is the whole cluster's"
    assert named(recording, "box").inputs["containerName"].startswith("box")
