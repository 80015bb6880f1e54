"""Kubernetes objects: names, pods, their security, and what finds, scales and fences them."""

from typing import Any

import pytest

from sandbox.rules.quantities import amount
from sandbox.wire import UNKNOWN
from tests.sandbox.rules.conftest import ABSENT, Azure, altered

NAMESPACE = "kubernetes:core/v1:Namespace"
DEPLOYMENT = "kubernetes:apps/v1:Deployment"
AUTOSCALER = "kubernetes:autoscaling/v2:HorizontalPodAutoscaler"
BUDGET = "kubernetes:policy/v1:PodDisruptionBudget"
SERVICE = "kubernetes:core/v1:Service"
FENCE = "kubernetes:networking.k8s.io/v1:NetworkPolicy"
PROVIDER = "kubernetes:secrets-store.csi.x-k8s.io/v1:SecretProviderClass"
ACCOUNT = "kubernetes:core/v1:ServiceAccount"


def _object(kind: str, api: str, name: str = "fraud", **more: Any) -> dict[str, Any]:
    return {"apiVersion": api, "kind": kind, "metadata": {"name": name, "namespace": "models"}, **more}


CONTAINER: dict[str, Any] = {
    "name": "model",
    "image": "crshop.azurecr.io/fraud@sha256:" + "0123456789abcdef" * 4,
    "ports": [{"name": "http", "containerPort": 8080}],
    "readinessProbe": {"httpGet": {"path": "/health", "port": "http"}, "periodSeconds": 10},
    "resources": {
        "requests": {"cpu": "500m", "memory": "1Gi", "nvidia.com/gpu": "1"},
        "limits": {"cpu": "1", "memory": "1Gi", "nvidia.com/gpu": "1"},
    },
    "securityContext": {
        "allowPrivilegeEscalation": False,
        "capabilities": {"drop": ["ALL"]},
        "runAsNonRoot": True,
        "seccompProfile": {"type": "RuntimeDefault"},
    },
    "volumeMounts": [{"name": "scratch", "mountPath": "/tmp"}],
}
GOOD = _object(
    "Deployment",
    "apps/v1",
    spec={
        "replicas": 2,
        "selector": {"matchLabels": {"app": "fraud"}},
        "template": {
            "metadata": {"labels": {"app": "fraud"}},
            "spec": {"containers": [CONTAINER], "volumes": [{"name": "scratch", "emptyDir": {}}]},
        },
    },
)
POD = "spec.template.spec"
BOX = f"{POD}.containers.0"


@pytest.fixture
def models(azure: Azure) -> Azure:
    """A cluster with the namespace `models`."""
    azure.put(NAMESPACE, {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "models"}})
    return azure


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"metadata.name": "Fraud"}, "metadata.name"),
        ({"metadata.labels": {"app": "a b"}}, "a label's value"),
        ({"metadata.labels": {"a/b/c": "x"}}, "invalid key"),
        ({"metadata.annotations": {"_x": "y"}}, "metadata.annotations"),
        ({"metadata.namespace": "gone"}, "namespaces 'gone' not found"),
        ({"spec.selector.matchLabels": {"app": "other"}}, "does not match template"),
        ({"spec.replicas": -1}, "spec.replicas"),
        ({"spec.strategy": {"type": "Recreate", "rollingUpdate": {"maxSurge": 1}}}, "Recreate"),
        ({"spec.strategy": {"rollingUpdate": {"maxSurge": 0, "maxUnavailable": "0%"}}}, "may not be 0"),
        ({f"{POD}.restartPolicy": "Never"}, "supported values: Always"),
        ({f"{BOX}.name": "Model"}, "containers[0].name"),
        ({f"{BOX}.image": "crshop.azurecr.io/Fraud:latest"}, "no image reference"),
        ({f"{BOX}.ports.0.containerPort": 70000}, "between 1 and 65535"),
        (
            {f"{BOX}.ports.0.name": "a-name-that-is-too-long", f"{BOX}.readinessProbe.httpGet.port": 8080},
            "at most 15",
        ),
        ({f"{BOX}.readinessProbe.httpGet.port": "metrics"}, "no port named 'metrics'"),
        ({f"{BOX}.livenessProbe": {"periodSeconds": 5}}, "0 handlers"),
        ({f"{BOX}.livenessProbe": {"tcpSocket": {"port": 80}, "successThreshold": 2}}, "must be 1"),
        ({f"{BOX}.resources.requests.cpu": "2"}, "less than or equal to the limit of 1"),
        ({f"{BOX}.resources.requests.cpu": "half"}, "no quantity"),
        ({f"{BOX}.resources.limits": {"nvidia.com/gpu": "2"}}, "must equal the limit of 2"),
        ({f"{BOX}.resources.limits": {}}, "must be set for an extended resource"),
        ({f"{BOX}.volumeMounts.0.name": "data"}, "not found: 'data'"),
        ({f"{POD}.volumes.0": {"name": "scratch"}}, "0 sources"),
        ({f"{POD}.serviceAccountName": "gone"}, "service account models/gone: not found"),
        ({f"{POD}.containers": []}, "at least one container"),
        ({f"{POD}.containers": [CONTAINER, CONTAINER]}, "duplicate value 'model'"),
        ({f"{BOX}.env": [{"name": "A=B", "value": "x"}]}, "without '='"),
        ({f"{BOX}.livenessProbe": {"tcpSocket": {"port": 0}}}, "between 1 and 65535"),
        ({f"{BOX}.readinessProbe.periodSeconds": 0}, "must be 1 or more"),
        (
            {f"{BOX}.volumeMounts": [{"name": "scratch", "mountPath": "/a"}, {"name": "scratch", "mountPath": "/a"}]},
            "must be unique",
        ),
        ({"spec.selector.matchLabels": {}}, "empty selector"),
        ({"spec.progressDeadlineSeconds": 10, "spec.minReadySeconds": 10}, "greater than minReadySeconds"),
        (
            {
                f"{POD}.volumes.0": {
                    "name": "scratch",
                    "csi": {
                        "driver": "secrets-store.csi.k8s.io",
                        "volumeAttributes": {"secretProviderClass": "gone"},
                    },
                }
            },
            "secretproviderclass models/gone: not found",
        ),
    ],
)
def test_workloads_that_kubernetes_refuses(models: Azure, changes: dict[str, Any], words: str) -> None:
    assert models.verdicts(DEPLOYMENT, GOOD) == []
    verdicts = models.verdicts(DEPLOYMENT, altered(GOOD, changes))
    assert len(verdicts) == 1
    assert words in verdicts[0][1]


def test_what_pods_refer_to_can_be_made_first(models: Azure) -> None:
    models.put(ACCOUNT, _object("ServiceAccount", "v1"))
    parameters = {"keyvaultName": "kv", "tenantId": "t", "objects": "array: []"}
    provider = _object(
        "SecretProviderClass", "secrets-store.csi.x-k8s.io/v1", spec={"provider": "azure", "parameters": parameters}
    )
    models.put(PROVIDER, provider)
    mounted = {"driver": "secrets-store.csi.k8s.io", "volumeAttributes": {"secretProviderClass": "fraud"}}
    wanted = altered(
        GOOD, {f"{POD}.serviceAccountName": "fraud", f"{POD}.volumes.0": {"name": "scratch", "csi": mounted}}
    )
    assert models.verdicts(DEPLOYMENT, wanted) == []
    yes = altered(provider, {"metadata.name": "other", "spec.parameters.usePodIdentity": False})
    [(_, message)] = models.verdicts(PROVIDER, yes)
    assert "usePodIdentity is False, a boolean; a string is wanted" in message


def test_what_is_not_known_yet_is_no_fault(models: Azure) -> None:
    unknown = altered(GOOD, {f"{BOX}.image": UNKNOWN, f"{POD}.serviceAccountName": UNKNOWN, "spec.replicas": UNKNOWN})
    assert models.verdicts(DEPLOYMENT, unknown) == []


def test_a_selector_stays_and_a_name_is_used_once(models: Azure) -> None:
    id_ = models.put(DEPLOYMENT, GOOD)
    assert id_ == "models/fraud"
    stored = next(iter(models.cloud.store.of_type(DEPLOYMENT)))
    labels = {"app": "fraud", "track": "stable"}
    moved = altered(GOOD, {"spec.selector.matchLabels": labels, "spec.template.metadata.labels": labels})
    refusals = models.cloud.check(models.request(DEPLOYMENT, moved, stored.urn), stored, preview=False)
    assert ["immutable" in refusal.message for refusal in refusals] == [True]
    other = models.request(DEPLOYMENT, GOOD, "urn:another")
    assert [refusal.code for refusal in models.cloud.check(other, preview=False)] == ["AlreadyExists"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({f"{BOX}.securityContext.allowPrivilegeEscalation": ABSENT}, "allowPrivilegeEscalation must be false"),
        ({f"{BOX}.securityContext.capabilities": ABSENT}, 'capabilities.drop must have "ALL"'),
        ({f"{BOX}.securityContext.capabilities.add": ["SYS_ADMIN"]}, "must not have SYS_ADMIN"),
        ({f"{BOX}.securityContext.capabilities.add": ["CHOWN"]}, "nothing but NET_BIND_SERVICE"),
        ({f"{BOX}.securityContext.runAsNonRoot": ABSENT}, "runAsNonRoot"),
        ({f"{BOX}.securityContext.runAsUser": 0}, "runAsUser must not be 0"),
        ({f"{BOX}.securityContext.seccompProfile": ABSENT}, "RuntimeDefault or Localhost"),
        ({f"{BOX}.securityContext.privileged": True}, "privileged must be false"),
        ({f"{BOX}.ports.0.hostPort": 8080}, "hostPort"),
        ({f"{POD}.hostNetwork": True}, "hostNetwork must be false"),
        ({f"{POD}.securityContext": {"runAsUser": 0}}, "runAsUser must not be 0"),
        ({f"{POD}.securityContext": {"sysctls": [{"name": "kernel.msgmax", "value": "1"}]}}, "kernel.msgmax"),
        ({f"{POD}.volumes.0": {"name": "scratch", "hostPath": {"path": "/"}}}, "hostPath"),
        ({f"{POD}.volumes.0": {"name": "scratch", "nfs": {"server": "s", "path": "/"}}}, "must be one of"),
    ],
)
def test_a_restricted_namespace_refuses_other_pods(azure: Azure, changes: dict[str, Any], words: str) -> None:
    labels = {"pod-security.kubernetes.io/enforce": "restricted"}
    namespace = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "models", "labels": labels}}
    azure.put(NAMESPACE, namespace)
    assert azure.verdicts(DEPLOYMENT, GOOD) == []
    [(code, message)] = azure.verdicts(DEPLOYMENT, altered(GOOD, changes))
    assert code == "Forbidden"
    assert 'violates PodSecurity "restricted:latest"' in message
    assert words in message


def test_a_pod_context_counts_for_its_containers(azure: Azure) -> None:
    labels = {"pod-security.kubernetes.io/enforce": "restricted"}
    azure.put(NAMESPACE, {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "models", "labels": labels}})
    context = {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}}
    moved = altered(
        GOOD,
        {
            f"{POD}.securityContext": context,
            f"{BOX}.securityContext.runAsNonRoot": ABSENT,
            f"{BOX}.securityContext.seccompProfile": ABSENT,
        },
    )
    assert azure.verdicts(DEPLOYMENT, moved) == []


SCALED = _object(
    "HorizontalPodAutoscaler",
    "autoscaling/v2",
    spec={
        "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "fraud"},
        "minReplicas": 3,
        "maxReplicas": 20,
        "metrics": [
            {
                "type": "Resource",
                "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 70}},
            }
        ],
    },
)


def test_an_autoscaler_needs_a_target_that_can_be_measured(models: Azure) -> None:
    assert [code for code, _ in models.verdicts(AUTOSCALER, SCALED)] == ["FailedGetScale"]
    models.put(DEPLOYMENT, GOOD)
    assert models.verdicts(AUTOSCALER, SCALED) == []
    for changes, code in (
        ({"spec.maxReplicas": 2}, "Invalid"),
        ({"spec.minReplicas": 0}, "Invalid"),
        ({"spec.metrics.0.resource.name": "ephemeral-storage"}, "FailedGetResourceMetric"),
    ):
        assert [found for found, _ in models.verdicts(AUTOSCALER, altered(SCALED, changes))] == [code]
    models.put(AUTOSCALER, SCALED)
    second = altered(SCALED, {"metadata.name": "second"})
    assert [code for code, _ in models.verdicts(AUTOSCALER, second)] == ["AmbiguousSelector"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"spec.minAvailable": 1}, "both set"),
        ({"spec.maxUnavailable": "some"}, "'50%'"),
        ({"spec.selector.matchExpressions": [{"key": "a", "operator": "Is"}]}, "no selector operator"),
        ({"spec.selector.matchExpressions": [{"key": "a", "operator": "In"}]}, "required value"),
    ],
)
def test_budgets_that_kubernetes_refuses(models: Azure, changes: dict[str, Any], words: str) -> None:
    selector = {"matchLabels": {"app": "fraud"}}
    good = _object("PodDisruptionBudget", "policy/v1", spec={"maxUnavailable": 1, "selector": selector})
    assert models.verdicts(BUDGET, good) == []
    [(code, message)] = models.verdicts(BUDGET, altered(good, changes))
    assert code == "Invalid"
    assert words in message


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"metadata.name": "1fraud"}, "a letter first"),
        ({"spec.ports": []}, "at least one port"),
        ({"spec.ports.0.port": 0}, "between 1 and 65535"),
        ({"spec.ports": [{"port": 80}, {"port": 81}]}, "have names"),
        ({"spec.ports.0.nodePort": 30080}, "nodePort"),
        ({"spec.selector": {"app": "a b"}}, "spec.selector"),
        ({"spec.type": "ExternalName"}, "spec.externalName"),
        ({"spec.sessionAffinityConfig": {"clientIP": {"timeoutSeconds": 9}}}, "session affinity"),
    ],
)
def test_services_that_kubernetes_refuses(models: Azure, changes: dict[str, Any], words: str) -> None:
    good = _object("Service", "v1", spec={"selector": {"app": "fraud"}, "ports": [{"name": "http", "port": 80}]})
    assert models.verdicts(SERVICE, good) == []
    messages = " ".join(message for _, message in models.verdicts(SERVICE, altered(good, changes)))
    assert words in messages


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"spec.policyTypes": ["Inbound"]}, "Ingress, Egress"),
        ({"spec.egress.0.to.0.ipBlock.cidr": "0.0.0.0"}, "ipBlock.cidr"),
        ({"spec.egress.0.to.0.ipBlock": {"cidr": "10.0.0.0/8", "except": ["11.0.0.0/8"]}}, "strict subset"),
        ({"spec.egress.0.to.0.podSelector": {"matchLabels": {"a": "b"}}}, "ipBlock and another peer"),
        ({"spec.egress.0.ports.0.endPort": 80}, "endPort"),
        ({"spec.egress.0.ports.0.port": 0}, "between 1 and 65535"),
        ({"spec.egress.0.ports.0.protocol": "ICMP"}, "TCP, UDP or SCTP"),
    ],
)
def test_network_policies_that_kubernetes_refuses(models: Azure, changes: dict[str, Any], words: str) -> None:
    good = _object(
        "NetworkPolicy",
        "networking.k8s.io/v1",
        spec={
            "podSelector": {},
            "policyTypes": ["Ingress", "Egress"],
            "egress": [
                {
                    "to": [{"ipBlock": {"cidr": "0.0.0.0/0", "except": ["169.254.0.0/16"]}}],
                    "ports": [{"port": 443, "protocol": "TCP"}],
                }
            ],
        },
    )
    assert models.verdicts(FENCE, good) == []
    verdicts = models.verdicts(FENCE, altered(good, changes))
    assert words in " ".join(message for _, message in verdicts)


@pytest.mark.parametrize(
    ("text", "value"),
    [("500m", 0.5), ("2Gi", 2 * 1024**3), ("1k", 1000), ("1e3", 1000), (".5", 0.5), (3, 3), ("2GB", None), ("m", None)],
)
def test_quantities_mean_what_kubernetes_takes_them_for(text: str | int, value: float | None) -> None:
    found = amount(text)
    assert (float(found) if found is not None else None) == value


def test_a_workload_that_was_accepted_is_ready(models: Azure) -> None:
    models.put(DEPLOYMENT, GOOD)
    stored = next(iter(models.cloud.store.of_type(DEPLOYMENT)))
    assert stored.outputs["status"]["readyReplicas"] == 2
