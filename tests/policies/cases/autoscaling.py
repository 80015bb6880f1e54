"""Autoscalers."""

from dataclasses import replace
from typing import Any

from policies.declared import UNKNOWN, Resource
from policies.rules.autoscaling import AUTOSCALER, FIRST_AUTOSCALER, SCALED_OBJECT
from policies.workloads import DEPLOYMENT, REPLICA_SET, STATEFUL_SET
from tests.policies.casework import Case, absent, beside, broken, change, edit, missing, unknown
from tests.policies.pods import CLUSTER, kubernetes, workload

_IGNORED = ("spec.replicas",)


def _of(kind: str, **more: Any) -> dict[str, Any]:
    return {"spec": {"scaleTargetRef": {"kind": kind, "name": kind}, **more}}


GOOD = (
    kubernetes(AUTOSCALER, "second", _of("Deployment", minReplicas=2)),
    kubernetes(FIRST_AUTOSCALER, "first", _of("ReplicaSet", minReplicas=2)),
    kubernetes(SCALED_OBJECT, "events", _of("StatefulSet", minReplicaCount=2, triggers=[{"type": "cpu"}])),
    workload(DEPLOYMENT),
    workload(STATEFUL_SET),
    workload(REPLICA_SET),
    # Nobody scales it, so that its number is its own.
    kubernetes(DEPLOYMENT, "fixed", {"spec": {"replicas": 3}}),
)

_REPLICAS = edit("Deployment", "spec.replicas", 3)
_DEPLOYMENT = next(one for one in GOOD if one.name == "Deployment")


def _ignoring(path: str) -> Case:
    return _with(replace(_DEPLOYMENT, properties=_numbered(_DEPLOYMENT), ignore_changes=(path,)), passes=True)


def _with(deployment: Resource, *, passes: bool) -> Case:
    return Case(
        kind="fine" if passes else "broken",
        outcome="passed" if passes else "violated",
        removed=("Deployment",),
        added=(deployment,),
    )


def _numbered(one: Resource) -> dict[str, Any]:
    return {**one.properties, "spec": {**one.properties["spec"], "replicas": 3}}


_QUEUE = {"type": "azure-servicebus"}
_QUEUES = (
    "activemq",
    "apache-kafka",
    "artemis-queue",
    "aws-kinesis-stream",
    "aws-sqs-queue",
    "azure-eventhub",
    "azure-queue",
    "azure-servicebus",
    "gcp-pubsub",
    "ibmmq",
    "kafka",
    "nats-jetstream",
    "pulsar",
    "rabbitmq",
    "redis",
    "redis-streams",
    "stan",
)
_DRIVEN = edit("events", "spec.minReplicaCount", None)

CASES = {
    "autoscaler-minimum-two": (
        broken("second", "spec.minReplicas", 1),
        broken("first", "spec.minReplicas", 1),
        broken("events", "spec.minReplicaCount", 1),
        change("broken", "violated", _DRIVEN, edit("events", "spec.triggers", [_QUEUE, {"type": "cpu"}])),
        change("absent", "violated", _DRIVEN, edit("events", "spec.triggers", None)),
        change("broken", "violated", _DRIVEN, edit("events", "spec.triggers", [{"type": UNKNOWN}, {"type": "cpu"}])),
        *(change("fine", "passed", _DRIVEN, edit("events", "spec.triggers", [{"type": kind}])) for kind in _QUEUES),
        change("broken", "violated", _DRIVEN, edit("events", "spec.triggers", [{"type": "prometheus"}])),
        absent("second", "spec.minReplicas"),
        absent("first", "spec.minReplicas"),
        unknown("second", "spec.minReplicas"),
        unknown("events", "spec.triggers.0.type"),
    ),
    "autoscaler-target-present": (
        broken("second", "spec.scaleTargetRef.name", "another"),
        broken("second", "spec.scaleTargetRef.kind", "StatefulSet"),
        broken("Deployment", "metadata.namespace", "another"),
        missing("Deployment"),
        missing("ReplicaSet"),
        missing("StatefulSet"),
        absent("second", "spec.scaleTargetRef"),
        absent("second", "spec.scaleTargetRef.kind", passes=True),
        absent("events", "spec.scaleTargetRef.kind"),
        unknown("second", "spec.scaleTargetRef.name"),
        unknown("Deployment", "metadata.name"),
        beside(unknown("second", "spec.scaleTargetRef.name"), broken("events", "spec.scaleTargetRef.name", "another")),
        beside(unknown("Deployment", "metadata.name"), missing("ReplicaSet")),
        unknown("Deployment", "metadata.namespace"),
    ),
    "autoscaler-owns-replicas": (
        broken("Deployment", "spec.replicas", 3),
        broken("StatefulSet", "spec.replicas", 3),
        broken("ReplicaSet", "spec.replicas", 3),
        _with(replace(_DEPLOYMENT, properties=_numbered(_DEPLOYMENT), ignore_changes=("spec.template",)), passes=False),
        *(_ignoring(path) for path in (*_IGNORED, '["spec"]["replicas"]', 'spec["replicas"]', "spec")),
        _with(replace(_DEPLOYMENT, properties=_numbered(_DEPLOYMENT), provider=f"{CLUSTER}-two"), passes=True),
        change("absent", "passed", _REPLICAS, edit("second", "spec.scaleTargetRef", None)),
        change("absent", "violated", _REPLICAS, edit("second", "spec.scaleTargetRef.kind", None)),
        change("fine", "passed", _REPLICAS, edit("second", "spec.scaleTargetRef.name", "another")),
        change("unknown", "unknown", _REPLICAS, edit("second", "spec.scaleTargetRef.name", UNKNOWN)),
        change(
            "broken",
            "violated",
            _REPLICAS,
            edit("second", "spec.scaleTargetRef.name", UNKNOWN),
            edit("StatefulSet", "spec.replicas", 3),
        ),
    ),
}
