"""Edits in place that much depends on are told in the first line of every format, apart from trivial ones."""

from dataclasses import replace
from typing import Any

import pytest

from components.models.secrets import VaultReader, gateway_certificate
from ops.diff.compare import compare
from ops.diff.difference import Base, Difference
from ops.diff.document import document
from ops.diff.markdown import markdown
from ops.diff.markdown_code import prose as escaped
from ops.diff.stakes import parts
from ops.diff.text import text
from ops.diff.verdict import verdict
from ops.html.diff import diff_page
from ops.plan import Plan, PolicyResult
from ops.screen import Screen
from tests.ops.plans import in_stamp, plan, resource, stamp

CLUSTER = "azure-native:containerservice:ManagedCluster"
VAULT = "azure-native:keyvault:Vault"
LOGS = "azure-native:operationalinsights:Workspace"
ACCOUNT = "azure-native:storage:StorageAccount"
BLOBS = "azure-native:storage:BlobServiceProperties"
AGING = "azure-native:storage:ManagementPolicy"
PROVIDER_CLASS = "kubernetes:secrets-store.csi.x-k8s.io/v1:SecretProviderClass"
ROUTE = "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute"
REGISTRY = "azure-native:containerregistry:Registry"


def difference(of: str, before: dict[str, Any], after: dict[str, Any], names: tuple[str, ...] = ("a",)) -> Difference:
    one, other = (plan(*(resource(of, name, values) for name in names)) for values in (before, after))
    return compare(one, other, Base(words="the base"))


def admins(*groups: str) -> dict[str, Any]:
    return {"aadProfile": {"managed": True, "adminGroupObjectIDs": list(groups)}}


def soft_delete(days: int) -> dict[str, Any]:
    return {"properties": {"softDeleteRetentionInDays": days}}


def immutable(days: int) -> dict[str, Any]:
    policy = {"immutabilityPeriodSinceCreationInDays": days}
    return {"immutableStorageWithVersioning": {"enabled": True, "immutabilityPolicy": policy}}


def aging(days: int) -> dict[str, Any]:
    delete = {"delete": {"daysAfterCreationGreaterThan": days}}
    return {"policy": {"rules": [{"name": "aging", "definition": {"actions": {"version": delete}}}]}}


def blobs(days: int) -> dict[str, Any]:
    return {
        name: {"enabled": True, "days": days} for name in ("deleteRetentionPolicy", "containerDeleteRetentionPolicy")
    }


def capped(gigabytes: int) -> dict[str, Any]:
    return {"workspaceCapping": {"dailyQuotaGb": gigabytes}}


def reached_from(*ranges: str) -> dict[str, Any]:
    return {"apiServerAccessProfile": {"authorizedIPRanges": list(ranges)}}


def steps(first: int, largest: int) -> dict[str, Any]:
    return {"metadata": {"annotations": {"ai-models/first-step": str(first), "ai-models/largest-step": str(largest)}}}


def certificate(secret: str) -> dict[str, Any]:
    reader = VaultReader(client_id="one", vault_name="kv", tenant_id="two")
    return {"spec": gateway_certificate(reader, secret)}


def on_gpus(nodes: int, replicas: int = 2) -> Plan:
    """Replicas with a GPU each, and so many nodes at the most."""
    pool = {"enableAutoScaling": True, "minCount": 0, "maxCount": nodes, "vmSize": "Standard_NC4as_T4_v3"}
    pod = {"containers": [{"name": "model", "resources": {"limits": {"nvidia.com/gpu": "1"}}}]}
    return plan(
        stamp("eastus"),
        resource("azure-native:containerservice:AgentPool", "pool", pool, **in_stamp("eastus")),
        resource(
            "kubernetes:apps/v1:Deployment",
            "model",
            {"metadata": {"name": "model"}, "spec": {"replicas": replicas, "template": {"spec": pod}}},
            **in_stamp("eastus"),
        ),
    )


@pytest.mark.parametrize(
    ("of", "before", "after", "says"),
    [
        (CLUSTER, {"kubernetesVersion": "1.9"}, {"kubernetesVersion": "1.10"}, "Upgrades Kubernetes 1.9 → 1.10"),
        (CLUSTER, admins("one"), admins("two"), "Changes who administers the cluster"),
        (CLUSTER, admins("one"), admins("one", "two"), "Changes who administers the cluster"),
        (VAULT, soft_delete(90), soft_delete(7), "Keeps deleted secrets and keys 7 days instead of 90"),
        (LOGS, {"retentionInDays": 90}, {"retentionInDays": 30}, "Keeps logs 30 days instead of 90"),
        (ACCOUNT, immutable(30), immutable(14), "Keeps backups 14 days instead of 30"),
        (AGING, aging(100), aging(14), "Keeps backups 14 days instead of 100"),
        (BLOBS, blobs(30), blobs(14), "Keeps backups 14 days instead of 30"),
        (
            REGISTRY,
            {"policies": {"retentionPolicy": {"days": 30}}},
            {"policies": {"retentionPolicy": {"days": 7}}},
            "Keeps untagged images 7 days instead of 30",
        ),
        (LOGS, capped(50), capped(1), "Takes 1 GB of logs a day instead of 50"),
        (
            CLUSTER,
            reached_from("a"),
            reached_from("a", "b"),
            "Changes from where the API server of the cluster answers",
        ),
        (ROUTE, steps(10, 50), steps(100, 50), "Lets a deployment begin with 100 % of the traffic instead of 10"),
        (ROUTE, steps(10, 50), steps(10, 100), "Lets 100 % of the traffic move at once instead of 50"),
        (PROVIDER_CLASS, certificate("one"), certificate("two"), "Changes the certificate that callers are shown"),
    ],
)
def test_every_format_tells_it_in_its_first_line(of: str, before: Any, after: Any, says: str) -> None:
    found = difference(of, before, after)
    sentence = verdict(found)
    assert sentence == f"{says}; resources: 1 changed."
    assert text(found, Screen()).splitlines()[1].startswith(says)
    heading = next(line for line in markdown(found).splitlines() if line.startswith("## "))
    assert heading.startswith("## ⚠️")
    assert heading.endswith(escaped(sentence))
    assert f'"verdict": "{sentence}"' in document(found)
    page = diff_page(found, plan())
    assert sentence in page
    assert "Look" in page.split("<main", 1)[0]


@pytest.mark.parametrize(
    ("of", "before", "after"),
    [
        (CLUSTER, {"kubernetesVersion": "1.36"}, {"kubernetesVersion": "1.35"}),
        (CLUSTER, {"supportPlan": "a"}, {"supportPlan": "b"}),
        (LOGS, {"retentionInDays": 30}, {"retentionInDays": 90}),
        (LOGS, {"retentionInDays": 30}, {}),
        (AGING, aging(14), aging(100)),
        (LOGS, capped(1), capped(50)),
        (ROUTE, steps(100, 100), steps(10, 50)),
        (PROVIDER_CLASS, {"spec": {"parameters": {"objects": "a"}}}, {"spec": {"parameters": {"objects": "b"}}}),
        ("azure-native:a:B", {"retentionInDays": 90}, {"retentionInDays": 30}),
    ],
)
def test_what_lasts_longer_or_is_another_property_is_only_counted(of: str, before: Any, after: Any) -> None:
    found = difference(of, before, after)
    assert verdict(found) == "Resources: 1 changed."
    assert "## 🔷" in markdown(found)


@pytest.mark.parametrize(
    ("nodes", "says"),
    [
        (2, "Resources: 1 changed."),
        (1, "Asks for more GPUs than nodes can have in eastus; resources: 1 changed."),
    ],
)
def test_pods_that_ask_for_more_gpus_than_there_can_be_are_told_in_the_first_line(nodes: int, says: str) -> None:
    found = compare(on_gpus(4), on_gpus(nodes), Base(words="the base"))
    assert verdict(found) == says
    assert ("## ⚠️" in markdown(found)) is (nodes < 2)
    assert (">Look<" in diff_page(found, plan()).split("<main", 1)[0]) is (nodes < 2)


@pytest.mark.parametrize(
    ("replicas", "says"),
    [
        (2, {"AKS nodes": "", "GPUs on nodes": "fewer than the 2 requested"}),
        (
            3,
            {
                "AKS nodes": "",
                "GPUs on nodes": "",
                "Kubernetes replicas": "",
                "GPUs requested": "more than the 1 on nodes",
            },
        ),
    ],
)
def test_that_gpus_do_not_suffice_is_said_beside_one_number(replicas: int, says: dict[str, str]) -> None:
    found = compare(on_gpus(4), on_gpus(1, replicas), Base(words="the base"))
    assert {change.what: change.remark for change in found.capacity} == says


@pytest.mark.parametrize(
    ("enforcement", "sign", "state"),
    [("disabled", "🔷", ">Changes<"), ("advisory", "⚠️", ">Look<"), ("mandatory", "🛑", ">Stop and look<")],
)
def test_every_format_takes_a_new_policy_result_alike(enforcement: str, sign: str, state: str) -> None:
    result = PolicyResult(name="rule", enforcement=enforcement, severity="high", urn="", message="Safe is off.")
    found = compare(plan(), plan(policies=(result,)), Base(words="the base"))
    assert f"## {sign} " in markdown(found)
    assert state in diff_page(found, plan()).split("<nav", 1)[0]


def test_the_same_of_several_resources_is_said_once() -> None:
    found = difference(LOGS, {"retentionInDays": 90}, {"retentionInDays": 30}, names=("a", "b"))
    assert verdict(found) == "Keeps logs 30 days instead of 90; resources: 2 changed."


@pytest.mark.parametrize(
    ("stamps", "where"),
    [
        (("eastus",), " in eastus"),
        (("eastus", "westus"), " in eastus and westus"),
        (("eastus", "northeurope", "westeurope", "westus"), " in 4 stamps"),
    ],
)
def test_stamps_are_named_where_they_are_few(stamps: tuple[str, ...], where: str) -> None:
    found = difference(CLUSTER, {"kubernetesVersion": "1.35"}, {"kubernetesVersion": "1.36"}, names=stamps)
    changes = tuple(replace(one, stamp=one.name) for one in found.resources)
    assert list(parts(replace(found, resources=changes))) == [f"upgrades Kubernetes 1.35 → 1.36{where}"]
