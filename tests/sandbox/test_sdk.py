"""The SDKs as a schema: read by introspection, whole and lazily."""

import subprocess
import sys

import pytest

from sandbox import sdk
from sandbox.schema import Choice, ListOf, MapOf, Object, OneOf, Scalar


def test_the_canonical_token_has_no_version() -> None:
    assert sdk.canonical("azure-native:storage/v20240101:StorageAccount") == "azure-native:storage:StorageAccount"
    assert sdk.canonical("azure-native:app/v20250202preview:Job") == "azure-native:app:Job"
    assert sdk.canonical("kubernetes:apps/v1:Deployment") == "kubernetes:apps/v1:Deployment"
    assert sdk.canonical("azure-native:network:getSubnet") == "azure-native:network:getSubnet"


def test_shapes_come_from_the_sdks_own_annotations() -> None:
    account = sdk.schema_of("azure-native:storage:StorageAccount")
    assert account
    assert account.required == {"kind", "resourceGroupName", "sku"}
    assert account.properties["tags"].shape == MapOf(Scalar(frozenset({"string"})))
    assert account.properties["enableHttpsTrafficOnly"].shape == Scalar(frozenset({"boolean"}))
    kind = account.properties["kind"].shape
    assert isinstance(kind, Choice)
    assert "StorageV2" in kind.values


def test_the_sdks_odd_capitals_are_the_wire_s() -> None:
    cluster = sdk.schema_of("azure-native:containerservice:ManagedCluster")
    assert cluster
    assert "enableRBAC" in cluster.properties
    access = cluster.properties["apiServerAccessProfile"].shape
    assert isinstance(access, Object)
    assert "authorizedIPRanges" in access.properties


def test_lists_of_ids_come_back_as_maps() -> None:
    token = "azure-native:storage:StorageAccount"
    given, answered = sdk.schema_of(token), sdk.output_schema_of(token)
    assert given
    assert answered
    before, after = (each.properties["identity"].shape for each in (given, answered))
    assert isinstance(before, Object)
    assert isinstance(after, Object)
    assert isinstance(before.properties["userAssignedIdentities"].shape, ListOf)
    assert isinstance(after.properties["userAssignedIdentities"].shape, MapOf)


@pytest.mark.parametrize(
    ("token", "property_", "tag", "values"),
    [
        (
            "azure-native:machinelearningservices:OnlineDeployment",
            "properties",
            "endpointComputeType",
            {"Managed", "Kubernetes"},
        ),
        ("azure-native:dataprotection:BackupPolicy", "properties", "objectType", {"BackupPolicy"}),
    ],
)
def test_members_of_unions_are_told_apart_by_constants_in_the_documentation(
    token: str, property_: str, tag: str, values: set[str]
) -> None:
    schema = sdk.schema_of(token)
    assert schema
    shape = schema.properties[property_].shape
    options = shape.options if isinstance(shape, OneOf) else (shape,)
    assert {option.constants[tag] for option in options if isinstance(option, Object)} == values


def test_kinds_of_kubernetes_have_constants_of_their_own() -> None:
    deployment = sdk.schema_of("kubernetes:apps/v1:Deployment")
    assert deployment
    assert deployment.constants == {"apiVersion": "apps/v1", "kind": "Deployment"}


@pytest.mark.parametrize(
    "token", ["azure-native:storage:StorageAcount", "azure-native:stor:X", "random:index:RandomId", "nonsense", ""]
)
def test_there_is_no_schema_of_what_the_sdk_does_not_have(token: str) -> None:
    assert sdk.schema_of(token) is None
    assert sdk.output_schema_of(token) is None
    assert sdk.function_schema_of(token) is None


def test_functions_take_what_their_python_signature_says() -> None:
    schema = sdk.function_schema_of("azure-native:machinelearningservices:getOnlineEndpoint")
    assert schema
    assert set(schema.properties) == {"endpointName", "resourceGroupName", "workspaceName"}
    credentials = sdk.function_schema_of("azure-native:containerservice:listManagedClusterUserCredentials")
    assert credentials
    assert "serverFqdn" in credentials.properties


def test_every_type_of_the_modules_in_use_can_be_read() -> None:
    modules = ("storage", "network", "machinelearningservices", "containerservice", "keyvault", "monitor")
    tokens = [token for token in sdk.types_like("azure-native:") if token.split(":")[1] in modules]
    tokens += [token for token in sdk.types_like("kubernetes:") if token.split(":")[1] in ("core/v1", "apps/v1")]
    assert len(tokens) > 300
    for token in tokens:
        schema, answered = sdk.schema_of(token), sdk.output_schema_of(token)
        assert schema, token
        assert schema.properties, token
        assert answered, token


def test_only_what_is_asked_for_is_imported() -> None:
    code = (
        "import sys; from sandbox import sdk; sdk.schema_of('azure-native:keyvault:Vault').properties;"
        "print(*(f'pulumi_azure_native.{one}' in sys.modules for one in ('keyvault.vault', 'network.subnet')))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.split() == ["True", "False"]


@pytest.mark.parametrize("first", ["str | None", "typing.Optional[str]"])
def test_an_output_is_optional_however_the_first_alias_of_its_union_was_written(first: str) -> None:
    code = (
        f"import pulumi, typing; pulumi.Output[{first}]; from sandbox import sdk;"
        "group = sdk.output_schema_of('azure-native:resources:ResourceGroup');"
        "print('managedBy' in group.required, group.properties['managedBy'].shape)"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == f"False {Scalar(frozenset({'string'}))}"
