"""ScaledObjects and recommendations: what KEDA's webhook refuses, and who scales what."""

from typing import Any

import pytest

from sandbox.rules.event_scaling import ADVISOR, LOGIN, SCALED
from sandbox.rules.kubernetes import NAMESPACE
from sandbox.rules.kubernetes_workloads import AUTOSCALER, DEPLOYMENT
from tests.sandbox.rules.conftest import ABSENT, CLUSTER, Azure, altered
from tests.sandbox.rules.test_gateway_api import made
from tests.sandbox.rules.test_kubernetes import GOOD
from tests.sandbox.test_crds import SPECS

QUEUE = SPECS[SCALED]["triggers"][0]
CRON = {
    "type": "cron",
    "metadata": {"timezone": "Europe/Berlin", "start": "0 7 * * *", "end": "0 19 * * *", "desiredReplicas": "4"},
}
GOOD_SCALED = altered(made(SCALED, "fraud", SPECS[SCALED]), {"spec.scaleTargetRef.name": "fraud"})
GOOD_SCALER = made(AUTOSCALER, "fraud", {"maxReplicas": 3, "scaleTargetRef": {"kind": "Deployment", "name": "fraud"}})


@pytest.fixture
def models(azure: Azure) -> Azure:
    """A deployment without a request for memory."""
    azure.put(NAMESPACE, {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "models"}})
    box = "spec.template.spec.containers.0.resources"
    azure.put(DEPLOYMENT, altered(GOOD, {f"{box}.requests.memory": ABSENT, f"{box}.limits.memory": ABSENT}))
    return azure


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"spec.minReplicaCount": 11}, "minReplicaCount=11 must not be more than maxReplicaCount=10"),
        ({"spec.maxReplicaCount": ABSENT, "spec.minReplicaCount": 101}, "maxReplicaCount=100"),
        ({"spec.idleReplicaCount": 2}, "idleReplicaCount=2 must be less"),
        ({"spec.triggers": []}, "no triggers defined"),
        ({"spec.triggers": [{**QUEUE, "name": "q"}, {**CRON, "name": "q"}]}, "defined multiple times"),
        ({"spec.triggers": [{**CRON, "useCachedMetrics": True}]}, "not supported for the cron scaler"),
        ({"spec.triggers.0.metadata.queueName": ABSENT}, "queueName is missing"),
        ({"spec.triggers.0.metadata.messageCount": "ten"}, "write a whole number"),
        ({"spec.triggers": [altered(CRON, {"metadata.timezone": ABSENT})]}, "timezone is missing"),
        ({"spec.triggers": [{"type": "prometheus", "metadata": {"serverAddress": "a", "query": "b"}}]}, "threshold"),
        ({"spec.triggers.0.authenticationRef": {"name": "gone"}}, "TriggerAuthentication 'models/gone' not found"),
        ({"spec.scaleTargetRef.name": "gone"}, "Deployment 'models/gone' not found"),
        ({"spec.triggers": [{"type": "memory", "metadata": {"value": "70"}}]}, "doesn't have the memory request"),
        (
            {"spec.triggers": [{"type": "cpu", "metadata": {"value": "70"}}], "spec.minReplicaCount": 0},
            "cannot scale to 0",
        ),
    ],
)
def test_scaled_objects_that_keda_refuses(models: Azure, changes: dict[str, Any], words: str) -> None:
    assert models.verdicts(SCALED, GOOD_SCALED) == []
    [(_, message)] = models.verdicts(SCALED, altered(GOOD_SCALED, changes))
    assert words in message


def test_a_login_that_is_there_is_used(models: Azure) -> None:
    models.put(LOGIN, made(LOGIN, "keda", SPECS[LOGIN]))
    wanted = altered(GOOD_SCALED, {"spec.triggers": [{**QUEUE, "authenticationRef": {"name": "keda"}}, CRON]})
    assert models.verdicts(SCALED, wanted) == []


def test_a_scaled_object_is_no_rival_of_itself(models: Azure) -> None:
    models.put(SCALED, GOOD_SCALED, "urn")
    old = models.cloud.read("models/fraud", type_=SCALED, cluster=CLUSTER)
    again = models.request(SCALED, altered(GOOD_SCALED, {"spec.maxReplicaCount": 12}), "urn")
    assert models.cloud.check(again, old, preview=False) == []


def test_a_workload_has_one_scaler_whichever_comes_first(models: Azure) -> None:
    models.put(SCALED, GOOD_SCALED)
    [(_, message)] = models.verdicts(AUTOSCALER, GOOD_SCALER)
    assert "ScaledObject 'fraud' scales Deployment 'fraud' already" in message
    [(_, message)] = models.verdicts(SCALED, altered(GOOD_SCALED, {"metadata.name": "second"}))
    assert "already managed by the ScaledObject 'fraud'" in message


def test_an_autoscaler_keeps_keda_away(models: Azure) -> None:
    models.put(AUTOSCALER, GOOD_SCALER)
    [(_, message)] = models.verdicts(SCALED, GOOD_SCALED)
    assert "the workload 'fraud' of type 'Deployment' is already managed by the hpa 'fraud'" in message


def test_recommendations_need_a_workload_and_come_once(models: Azure) -> None:
    wanted = altered(made(ADVISOR, "fraud", SPECS[ADVISOR]), {"spec.targetRef.name": "fraud"})
    models.put(ADVISOR, wanted)
    [(_, message)] = models.verdicts(ADVISOR, altered(wanted, {"metadata.name": "second"}))
    assert "watches Deployment 'fraud' already" in message
    gone = altered(wanted, {"metadata.name": "second", "spec.targetRef.name": "gone"})
    [(_, message)] = models.verdicts(ADVISOR, gone)
    assert "not found" in message
