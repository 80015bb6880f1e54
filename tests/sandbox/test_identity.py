"""Ids: those that Azure and Kubernetes give, told from the inputs alone."""

import re
from typing import Any

import pytest

from sandbox import identity, sdk
from sandbox.arm_paths import PATHS
from sandbox.paths import derived_path_of, path_of
from sandbox.request import Request
from sandbox.wire import UNKNOWN

SUBSCRIPTION = "22222222-2222-2222-2222-222222222222"
GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg"
WORKSPACE = f"{GROUP}/providers/Microsoft.MachineLearningServices/workspaces/w"


def request(type_: str, **inputs: Any) -> Request:
    return Request(
        urn=f"urn:pulumi:s::p::{type_}::thing",
        type=type_,
        name="thing",
        inputs=inputs,
        subscription_id=SUBSCRIPTION,
        cluster="urn:cluster",
    )


@pytest.mark.parametrize(
    ("type_", "inputs", "id_"),
    [
        ("resources:ResourceGroup", {"resourceGroupName": "rg"}, GROUP),
        (
            "network:Subnet",
            {"resourceGroupName": "rg", "virtualNetworkName": "v", "subnetName": "s"},
            f"{GROUP}/providers/Microsoft.Network/virtualNetworks/v/subnets/s",
        ),
        (
            "storage:BlobContainer",
            {"resourceGroupName": "rg", "accountName": "a", "containerName": "c"},
            f"{GROUP}/providers/Microsoft.Storage/storageAccounts/a/blobServices/default/containers/c",
        ),
        (
            "storage:ManagementPolicy",
            {"resourceGroupName": "rg", "accountName": "a"},
            f"{GROUP}/providers/Microsoft.Storage/storageAccounts/a/managementPolicies/default",
        ),
        (
            "authorization:RoleAssignment",
            {"scope": f"{GROUP}/providers/Microsoft.Storage/storageAccounts/a", "roleAssignmentName": "g"},
            f"{GROUP}/providers/Microsoft.Storage/storageAccounts/a/providers/Microsoft.Authorization/roleAssignments/g",
        ),
        (
            "monitor:DiagnosticSetting",
            {"resourceUri": WORKSPACE, "name": "all"},
            f"{WORKSPACE}/providers/Microsoft.Insights/diagnosticSettings/all",
        ),
        (
            "machinelearningservices:ModelVersion",
            {"resourceGroupName": "rg", "workspaceName": "w", "name": "fraud", "version": "3"},
            f"{WORKSPACE}/models/fraud/versions/3",
        ),
        (
            "machinelearningservices:OnlineDeployment",
            {"resourceGroupName": "rg", "workspaceName": "w", "endpointName": "e", "deploymentName": "blue"},
            f"{WORKSPACE}/onlineEndpoints/e/deployments/blue",
        ),
        (
            "kubernetesconfiguration:Extension",
            {
                "resourceGroupName": "rg",
                "clusterRp": "Microsoft.ContainerService",
                "clusterResourceName": "managedClusters",
                "clusterName": "aks",
                "extensionName": "flux",
            },
            f"{GROUP}/providers/Microsoft.ContainerService/managedClusters/aks"
            "/providers/Microsoft.KubernetesConfiguration/extensions/flux",
        ),
    ],
)
def test_azure_ids_are_those_of_the_rest_api(type_: str, inputs: dict[str, Any], id_: str) -> None:
    place = identity.place_of(request(f"azure-native:{type_}", **inputs))
    assert (place.id, place.key) == (id_, id_)


def test_an_id_is_unknown_while_a_part_of_it_is() -> None:
    subnet = request("azure-native:network:Subnet", resourceGroupName="rg", virtualNetworkName=UNKNOWN, subnetName="s")
    assert identity.place_of(subnet) == identity.NOWHERE


def test_a_resource_without_a_name_gets_a_steady_one() -> None:
    nameless = request("azure-native:storage:StorageAccount", resourceGroupName="rg")
    first, again = identity.place_of(nameless), identity.place_of(nameless)
    assert first == again
    assert re.fullmatch(r"thing[0-9a-f]{8}", first.id.rpartition("/")[2])
    role = identity.autonamed(request("azure-native:authorization:RoleAssignment", scope=GROUP))
    assert re.fullmatch(r"[0-9a-f-]{36}", role["roleAssignmentName"])


@pytest.mark.parametrize("type_", sorted(f"azure-native:{token}" for token in PATHS))
def test_every_part_of_a_path_is_an_input_of_the_sdk(type_: str) -> None:
    schema = sdk.schema_of(type_)
    assert schema
    assert set(identity.inputs_of_id(type_)) <= schema.properties.keys()


def test_the_paths_of_all_azure_types_differ_and_are_made_of_inputs() -> None:
    modules = ("network", "storage", "cognitiveservices", "search", "sql", "cache", "apimanagement", "eventhub")
    types = [type_ for type_ in sdk.types_like("azure-native:") if type_.split(":")[1] in modules]
    assert len(types) > 250
    paths = {type_: path_of(type_) for type_ in types}
    assert len(set(paths.values())) == len(types)
    for type_ in types:
        schema = sdk.schema_of(type_)
        assert schema
        assert set(identity.inputs_of_id(type_)) <= schema.properties.keys(), type_


def test_what_is_read_off_the_sdk_agrees_with_the_table_nearly_always() -> None:
    parts = re.compile(r"{(\w+)}").findall
    agree = [token for token, path in PATHS.items() if parts(derived_path_of(f"azure-native:{token}")) == parts(path)]
    assert len(agree) >= 0.9 * len(PATHS)


@pytest.mark.parametrize(
    ("type_", "metadata", "id_", "key"),
    [
        ("kubernetes:core/v1:ConfigMap", {"name": "c", "namespace": "n"}, "n/c", "urn:cluster|core/ConfigMap|n/c"),
        ("kubernetes:core/v1:ConfigMap", {"name": "c"}, "default/c", "urn:cluster|core/ConfigMap|default/c"),
        ("kubernetes:core/v1:Namespace", {"name": "n"}, "n", "urn:cluster|core/Namespace|n"),
        (
            "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute",
            {"name": "r", "namespace": "n"},
            "n/r",
            "urn:cluster|gateway.networking.k8s.io/HTTPRoute|n/r",
        ),
        ("kubernetes:core/v1:ConfigMap", {"name": UNKNOWN, "namespace": "n"}, "", ""),
        ("kubernetes:core/v1:ConfigMap", UNKNOWN, "", ""),
    ],
)
def test_kubernetes_objects_live_by_cluster_group_kind_namespace_and_name(
    type_: str, metadata: Any, id_: str, key: str
) -> None:
    place = identity.place_of(request(type_, metadata=metadata))
    assert (place.id, place.key) == (id_, key)
    if id_:
        assert identity.key_of_id(type_, id_, "urn:cluster") == key


def test_an_id_tells_its_type_group_and_parent() -> None:
    subnet = f"{GROUP}/providers/Microsoft.Network/virtualNetworks/v/subnets/s"
    assert identity.arm_type_of(subnet) == "Microsoft.Network/virtualNetworks/subnets"
    assert identity.group_of(subnet) == GROUP
    assert identity.parent_of(subnet) == f"{GROUP}/providers/Microsoft.Network/virtualNetworks/v"
    assert identity.parent_of(f"{GROUP}/providers/Microsoft.Network/virtualNetworks/v") == ""
    assert identity.arm_type_of(GROUP) == "Microsoft.Resources/resourceGroups"
