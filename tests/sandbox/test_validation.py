"""What the SDK's types forbid: refused with the path, what was found, and what is allowed."""

import copy
from typing import Any

import pytest

from sandbox.request import Call, Request
from sandbox.sdk import schema_of
from sandbox.validation import argument_errors, type_errors
from sandbox.wire import UNKNOWN

ACCOUNT = "azure-native:storage:StorageAccount"
CLUSTER = "azure-native:containerservice:ManagedCluster"
ONLINE = "azure-native:machinelearningservices:OnlineDeployment"
DEPLOYMENT = "kubernetes:apps/v1:Deployment"
SECRETS_CLASS = "kubernetes:secrets-store.csi.x-k8s.io/v1:SecretProviderClass"
PROVIDER = "pulumi:providers:azure-native"

GOOD: dict[str, dict[str, Any]] = {
    ACCOUNT: {
        "resourceGroupName": "rg",
        "kind": "StorageV2",
        "sku": {"name": "Standard_GRS"},
        "allowBlobPublicAccess": False,
        "tags": {"a": "b"},
        "identity": {"type": "UserAssigned", "userAssignedIdentities": ["/subscriptions/s/…"]},
    },
    CLUSTER: {
        "resourceGroupName": "rg",
        "agentPoolProfiles": [{"name": "system", "osType": "Linux", "count": 3, "availabilityZones": ["1", "2"]}],
        "apiServerAccessProfile": {"authorizedIPRanges": ["203.0.113.0/24"]},
        "addonProfiles": {"azurepolicy": {"enabled": True}},
    },
    ONLINE: {
        "resourceGroupName": "rg",
        "workspaceName": "w",
        "endpointName": "e",
        "properties": {"endpointComputeType": "Managed", "instanceType": "Standard_DS3_v2"},
    },
    DEPLOYMENT: {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "d", "namespace": "n"},
        "spec": {
            "replicas": 3,
            "selector": {"matchLabels": {"app": "d"}},
            "template": {
                "spec": {
                    "containers": [
                        {
                            "name": "c",
                            "image": "i@sha256:…",
                            "livenessProbe": {"httpGet": {"path": "/health", "port": "http"}},
                            "ports": [{"containerPort": 8080}],
                        }
                    ]
                }
            },
        },
    },
    SECRETS_CLASS: {
        "apiVersion": "secrets-store.csi.x-k8s.io/v1",
        "kind": "SecretProviderClass",
        "metadata": {"name": "s"},
        "spec": {"provider": "azure", "parameters": {"keyvaultName": "kv"}},
    },
    PROVIDER: {"subscriptionId": "s", "useMsi": "true", "auxiliaryTenantIds": '["a"]'},
}

MISSING = object()


def problems(type_: str, inputs: dict[str, Any], secrets: frozenset[str] = frozenset()) -> list[tuple[str, str]]:
    request = Request(urn="urn:x", type=type_, name="x", inputs=inputs, secrets=secrets)
    found = type_errors(request)
    assert {refusal.urn for refusal in found} <= {"urn:x"}
    return [(refusal.code, refusal.message) for refusal in found]


def changed(type_: str, path: str, value: object) -> dict[str, Any]:
    inputs = copy.deepcopy(GOOD[type_])
    *above, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    place: Any = inputs
    for part in above:
        place = place[part]
    if value is MISSING:
        del place[last]
    else:
        place[last] = value
    return inputs


@pytest.mark.parametrize("type_", GOOD)
def test_right_inputs_pass(type_: str) -> None:
    assert problems(type_, GOOD[type_]) == []


@pytest.mark.parametrize("type_", GOOD)
def test_what_is_not_known_yet_passes_anywhere(type_: str) -> None:
    assert problems(type_, dict.fromkeys(GOOD[type_], UNKNOWN)) == []
    for name, value in GOOD[type_].items():
        inside = dict.fromkeys(value, UNKNOWN) if isinstance(value, dict) else [UNKNOWN]
        if isinstance(value, dict | list):
            assert problems(type_, {**GOOD[type_], name: inside}) == []


@pytest.mark.parametrize(
    ("type_", "path", "value", "code", "words"),
    [
        (ACCOUNT, "kind", MISSING, "MissingProperty", "kind is required by StorageAccount and missing"),
        (ACCOUNT, "kind", None, "MissingProperty", "kind is required"),
        (ACCOUNT, "sku.name", MISSING, "MissingProperty", "sku.name is required by Sku"),
        (ACCOUNT, "kind", "StorageV3", "InvalidValue", "Did you mean StorageV2?"),
        (ACCOUNT, "kind", "storagev2", "InvalidValue", "kind is 'storagev2', which is not one of: Storage, StorageV2,"),
        (ACCOUNT, "networkAcls", {}, "UnknownProperty", "networkAcls is not a property of StorageAccount."),
        (ACCOUNT, "allow_blob_public_access", True, "UnknownProperty", "Did you mean allowBlobPublicAccess?"),
        (ACCOUNT, "sku", "Standard_LRS", "InvalidType", "sku is 'Standard_LRS', a string; an object is wanted."),
        (ACCOUNT, "allowBlobPublicAccess", "false", "InvalidType", "is 'false', a string; a boolean is wanted."),
        (ACCOUNT, "allowBlobPublicAccess", 0, "InvalidType", "is 0, an integer; a boolean is wanted."),
        (ACCOUNT, "tags", ["a"], "InvalidType", "tags is […], a list; an object is wanted."),
        (ACCOUNT, "tags", {"a": 1}, "InvalidType", "tags.a is 1, an integer; a string is wanted."),
        (ACCOUNT, "identity.userAssignedIdentities", {"id": {}}, "InvalidType", "an object; a list is wanted."),
        (CLUSTER, "agentPoolProfiles.0.osTyp", "Linux", "UnknownProperty", "agentPoolProfiles[0].osTyp is not a"),
        (CLUSTER, "agentPoolProfiles.0.osType", "linux", "InvalidValue", "agentPoolProfiles[0].osType is 'linux'"),
        (CLUSTER, "agentPoolProfiles.0.count", "3", "InvalidType", "agentPoolProfiles[0].count is '3', a string"),
        (CLUSTER, "agentPoolProfiles.0.count", 1.5, "InvalidType", "is 1.5, a number; an integer is wanted."),
        (CLUSTER, "agentPoolProfiles.0.count", True, "InvalidType", "is True, a boolean; an integer is wanted."),
        (CLUSTER, "agentPoolProfiles.0.availabilityZones", [1], "InvalidType", "availabilityZones[0] is 1, an integer"),
        (CLUSTER, "agentPoolProfiles", {}, "InvalidType", "agentPoolProfiles is {…}, an object; a list is wanted."),
        (CLUSTER, "apiServerAccessProfile.authorizedIpRanges", [], "UnknownProperty", "mean authorizedIPRanges?"),
        (CLUSTER, "addonProfiles.azurepolicy.enabled", MISSING, "MissingProperty", "addonProfiles.azurepolicy.enabled"),
        (ONLINE, "properties.endpointComputeType", "Managd", "InvalidValue", "Did you mean Managed?"),
        (ONLINE, "properties.endpointComputeType", ["Managed"], "InvalidValue", "is […], which is not one of"),
        (ONLINE, "properties.endpointComputeType", MISSING, "MissingProperty", "one of: Kubernetes, Managed"),
        (ONLINE, "properties.instanceCount", 3, "UnknownProperty", "properties.instanceCount is not a property of"),
        (DEPLOYMENT, "kind", "Deploymnt", "InvalidValue", "only 'Deployment' is allowed there"),
        (DEPLOYMENT, "apiVersion", "extensions/v1beta1", "InvalidValue", "only 'apps/v1' is allowed there"),
        (DEPLOYMENT, "spec.replicas", "3", "InvalidType", "spec.replicas is '3', a string; an integer is wanted."),
        (DEPLOYMENT, "spec.selector", MISSING, "MissingProperty", "spec.selector is required by DeploymentSpec"),
        (DEPLOYMENT, "spec.template.spec.containers.0.name", MISSING, "MissingProperty", "containers[0].name is"),
        (DEPLOYMENT, "spec.template.spec.containers.0.img", "i", "UnknownProperty", "containers[0].img is not a"),
        (
            DEPLOYMENT,
            "spec.template.spec.containers.0.livenessProbe.httpGet.port",
            [80],
            "InvalidType",
            "port is […], a list; an integer or string is wanted.",
        ),
        (SECRETS_CLASS, "kind", "SecretsProviderClass", "InvalidValue", "is not one of: SecretProviderClass"),
        (SECRETS_CLASS, "metadata.nam", "x", "UnknownProperty", "metadata.nam is not a property of ObjectMeta"),
        (PROVIDER, "useMsi", "yes", "InvalidType", "useMsi is 'yes', a string; a boolean is wanted."),
        (PROVIDER, "subscription", "s", "UnknownProperty", "subscription is not a property of Provider."),
    ],
)
def test_misuse_is_refused_with_path_and_cure(type_: str, path: str, value: object, code: str, words: str) -> None:
    found = problems(type_, changed(type_, path, value))
    assert [one for one, _ in found] == [code]
    assert words in found[0][1]


@pytest.mark.parametrize(
    ("type_", "words"),
    [
        ("azure-native:storage:StorageAcount", "Did you mean StorageAccount?"),
        ("azure-native:storag:StorageAccount", "Did you mean azure-native:storage:StorageAccount?"),
        ("kubernetes:networking.k8s.io/v1:Ingres", "Did you mean Ingress?"),
        ("kubernetes:apps/v1:Route", "the SDK has no resource type kubernetes:apps/v1:Route."),
        ("random:index:RandomId", "the sandbox knows no package 'random'"),
        ("pulumi:providers:random", "the sandbox knows no package 'random'"),
    ],
)
def test_a_type_that_the_sdk_does_not_have_is_refused(type_: str, words: str) -> None:
    ((code, message),) = problems(type_, {})
    assert code == "UnknownResourceType"
    assert words in message


def test_the_spec_of_a_custom_kind_is_checked_where_it_is_written_down() -> None:
    scaled = "kubernetes:keda.sh/v1alpha1:ScaledObject"
    inputs = {"apiVersion": "keda.sh/v1alpha1", "kind": "ScaledObject", "metadata": {"name": "r"}}
    target = {"scaleTargetRef": {"name": "r"}}
    assert problems(scaled, {**inputs, "spec": {**target, "triggers": []}}) == []
    assert [code for code, _ in problems(scaled, {**inputs, "spec": {**target, "trigers": []}})] == [
        "UnknownProperty",
        "MissingProperty",
    ]
    assert [code for code, _ in problems(scaled, inputs)] == ["MissingProperty"]
    other = {"apiVersion": "routes.example.com/v1", "kind": "Route", "metadata": {"name": "r"}}
    assert problems("kubernetes:routes.example.com/v1:Route", {**other, "spec": {"weigth": 1}}) == []


def test_every_error_is_told_at_once() -> None:
    inputs = {"kind": 1, "skuu": {}, "tags": {"a": 1, "b": 2}}
    assert sorted(code for code, _ in problems(ACCOUNT, inputs)) == [
        *["InvalidType"] * 2,
        "InvalidValue",
        *["MissingProperty"] * 2,
        "UnknownProperty",
    ]


def test_a_secret_is_never_repeated() -> None:
    inputs = {**GOOD[ACCOUNT], "kind": "hunter2", "allowBlobPublicAccess": "hunter2", "tags": "hunter2"}
    found = problems(ACCOUNT, inputs, frozenset({"hunter2"}))
    assert len(found) == 3
    assert not any("hunter2" in message for _, message in found)
    assert all("[secret]" in message for _, message in found)


def test_an_open_enum_that_lists_what_is_known_takes_anything() -> None:
    flows = [{"streams": ["Microsoft-PrometheusMetrics"], "destinations": ["d"]}]
    rule = {"resourceGroupName": "rg", "dataFlows": flows}
    assert problems("azure-native:monitor:DataCollectionRule", rule) == []


def test_long_values_are_cut_in_messages() -> None:
    ((_, message),) = problems(ACCOUNT, {**GOOD[ACCOUNT], "kind": "x" * 500})
    assert "x" * 61 not in message


def test_types_are_read_once() -> None:
    assert schema_of(ACCOUNT) is schema_of(ACCOUNT)
    schema = schema_of(ACCOUNT)
    assert schema
    assert schema.properties is schema.properties


@pytest.mark.parametrize(
    ("token", "args", "words"),
    [
        ("azure-native:storage:getStorageAcount", {}, "the SDK has no function"),
        ("azure-native:storage:getStorageAccount", {"accountName": 1}, "accountName is 1, an integer"),
        ("azure-native:storage:getStorageAccount", {"resourceGroup": "rg"}, "Did you mean resourceGroupName?"),
        ("random:index:roll", {}, "the SDK has no function"),
    ],
)
def test_misuse_of_a_function_is_refused(token: str, args: dict[str, Any], words: str) -> None:
    (refusal,) = argument_errors(Call(token=token, args=args))
    assert words in refusal.message


def test_right_arguments_pass() -> None:
    args = {"accountName": "a", "resourceGroupName": "rg", "expand": UNKNOWN}
    assert argument_errors(Call(token="azure-native:storage:getStorageAccount", args=args)) == []
