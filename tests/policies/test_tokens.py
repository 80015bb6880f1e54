"""Every form in which a program may write a type is the one that rules know."""

import re
from dataclasses import replace
from pathlib import Path

import pulumi_azure_native as azure
import pytest

from policies.pack import RULES
from policies.tokens import api_version, canonical, is_patch
from tests.policies.casework import Case, resource, services
from tests.policies.judged import RULE_OF, judged, outcome_of

TYPES = sorted({type_ for rule in RULES for type_ in rule.types})
AZURE = [type_ for type_ in TYPES if type_.startswith("azure-native:")]

FORMER = {
    "kubernetes:apps/v1:DaemonSet": ("apps/v1beta2", "extensions/v1beta1"),
    "kubernetes:apps/v1:Deployment": ("apps/v1beta1", "apps/v1beta2", "extensions/v1beta1"),
    "kubernetes:apps/v1:ReplicaSet": ("apps/v1beta2", "extensions/v1beta1"),
    "kubernetes:apps/v1:StatefulSet": ("apps/v1beta1", "apps/v1beta2"),
    "kubernetes:autoscaling/v2:HorizontalPodAutoscaler": ("autoscaling/v2beta1", "autoscaling/v2beta2"),
    "kubernetes:batch/v1:CronJob": ("batch/v1beta1", "batch/v2alpha1"),
    "kubernetes:gateway.networking.k8s.io/v1:Gateway": ("gateway.networking.k8s.io/v1beta1",),
    "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute": ("gateway.networking.k8s.io/v1beta1",),
    "kubernetes:networking.k8s.io/v1:Ingress": ("extensions/v1beta1", "networking.k8s.io/v1beta1"),
    "kubernetes:networking.k8s.io/v1:NetworkPolicy": ("extensions/v1beta1",),
    "kubernetes:policy/v1:PodDisruptionBudget": ("policy/v1beta1",),
    "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding": (
        "rbac.authorization.k8s.io/v1alpha1",
        "rbac.authorization.k8s.io/v1beta1",
    ),
    "kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicy": (
        "admissionregistration.k8s.io/v1alpha1",
        "admissionregistration.k8s.io/v1beta1",
    ),
}
"""Where clusters, or Pulumi's SDK, have or had a kind besides."""

_FOLDER = Path(azure.__file__).parent


@pytest.mark.parametrize(
    "token",
    [
        "azure-native:storage:StorageAccount",
        "azure-native:storage/v20240101:StorageAccount",
        "azure-native:storage/v20230101preview:StorageAccount",
        "azure-native_storage_v20240101:storage:StorageAccount",
        "azure-native_storage_v20230101preview:storage:StorageAccount",
    ],
)
def test_every_api_version_of_a_type_is_one_type(token: str) -> None:
    assert canonical(token) == "azure-native:storage:StorageAccount"


@pytest.mark.parametrize(
    ("token", "version"),
    [
        ("azure-native:storage:StorageAccount", ""),
        ("azure-native:storage/v20240101:StorageAccount", "2024-01-01"),
        ("azure-native_storage_v20230101preview:storage:StorageAccount", "2023-01-01"),
        ("kubernetes:apps/v1:Deployment", ""),
    ],
)
def test_a_token_tells_its_api_version(token: str, version: str) -> None:
    assert api_version(token) == version


@pytest.mark.parametrize("type_", AZURE)
def test_a_type_is_known_by_each_alias_that_the_sdk_gives_it(type_: str) -> None:
    aliases = re.findall(r'type_="(azure-native:[^"]+)"', _source(type_))
    assert {canonical(alias) for alias in aliases} <= {type_}


@pytest.mark.parametrize(("type_", "former"), [(type_, one) for type_, many in FORMER.items() for one in many])
def test_a_kind_of_kubernetes_is_known_in_each_group_and_version_that_has_it(type_: str, former: str) -> None:
    kind = type_.rpartition(":")[2]
    assert canonical(f"kubernetes:{former}:{kind}") == type_
    assert type_ in TYPES


@pytest.mark.parametrize("token", ["kubernetes:core/v1:Pod", "ai-models:vault:Vault", "pulumi:providers:azure-native"])
def test_other_tokens_stay_as_they_are(token: str) -> None:
    assert canonical(token) == token
    assert not is_patch(token)


def test_the_first_and_the_second_autoscaler_are_told_apart() -> None:
    first = "kubernetes:autoscaling/v1:HorizontalPodAutoscaler"
    assert canonical(first) == first


@pytest.mark.parametrize(
    ("rule", "type_", "outcome"),
    [
        ("storage-blob-public-access-off", "storage/v20210901:StorageAccount", "violated"),
        ("storage-blob-public-access-off", "storage/v20230101:StorageAccount", "passed"),
        ("storage-cross-tenant-replication-off", "storage/v20210901:StorageAccount", "violated"),
        ("storage-cross-tenant-replication-off", "storage/v20240101:StorageAccount", "passed"),
        ("storage-https-only", "storage/v20181101:StorageAccount", "violated"),
        ("storage-https-only", "storage/v20190401:StorageAccount", "passed"),
        ("aks-node-image-channel-set", "containerservice/v20220401:ManagedCluster", "violated"),
        ("aks-node-image-channel-set", "containerservice/v20220601:ManagedCluster", "passed"),
    ],
)
def test_an_absent_property_counts_as_what_its_api_version_takes_it_for(rule: str, type_: str, outcome: str) -> None:
    old = resource(f"azure-native:{type_}", "old", {})
    assert outcome_of(RULE_OF[rule], [old]) == outcome
    if outcome == "violated":
        assert "is absent, which counts as " in judged([old], rules=[RULE_OF[rule]])[0].message


PATCHED = [
    (rule, service, case)
    for service in services()
    for name, cases in service.cases.items()
    for rule in [RULE_OF[name]]
    if rule.row.startswith(("pods-", "kubernetes-rbac")) and rule.scope == "resource"
    for case in cases
    if case.kind != "absent" and case.edits
]


@pytest.mark.parametrize(("rule", "service", "case"), PATCHED, ids=lambda one: getattr(one, "name", str(one)))
def test_a_patch_is_judged_by_what_it_says(rule: object, service: object, case: Case) -> None:
    patched = [replace(one, type=f"{one.type}Patch") for one in case.of(service.good)]
    assert outcome_of(rule, patched) in {case.outcome, "unknown"}


def test_a_patch_leaves_what_it_does_not_say() -> None:
    patch = resource("kubernetes:apps/v1:DeploymentPatch", "patch", {"metadata": {"name": "x", "namespace": "y"}})
    results = judged([patch])
    assert {one.outcome.value for one in results} == {"unknown"}
    assert {one.rule for one in results} >= {"pod-privileged-off", "pod-image-by-digest", "network-policy-every-pod"}
    left = {one.rule for one in results if "the patch leaves `" in one.message}
    assert {one.rule for one in results} - left == {"network-policy-default-deny", "namespace-pod-security-restricted"}


def _source(type_: str) -> str:
    _, module, kind = type_.split(":")
    marked = re.compile(rf'type_token\("azure-native:{module}:{kind}"\)')
    return next(text for path in (_FOLDER / module).glob("*.py") if marked.search(text := path.read_text()))
