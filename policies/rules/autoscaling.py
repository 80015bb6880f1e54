"""Autoscalers: each keeps enough pods of something that is there, and nobody else sets their number."""

from collections.abc import Iterator
from dataclasses import replace

from policies.finding import Finding
from policies.reading import Default, Reader
from policies.rule import resource_rule, stack_rule
from policies.stack_reading import StackReader
from policies.tokens import canonical
from policies.workloads import (
    DEPLOYMENT,
    REPLICA_SET,
    STATEFUL_SET,
    Neighbors,
    holds_for_one,
    ignores_replicas,
    is_beside,
    told,
)

AUTOSCALER = "kubernetes:autoscaling/v2:HorizontalPodAutoscaler"
FIRST_AUTOSCALER = "kubernetes:autoscaling/v1:HorizontalPodAutoscaler"
SCALED_OBJECT = "kubernetes:keda.sh/v1alpha1:ScaledObject"

_AUTOSCALERS = (AUTOSCALER, FIRST_AUTOSCALER, SCALED_OBJECT)
_SCALED = (DEPLOYMENT, STATEFUL_SET, REPLICA_SET)
_LEAST = 2
_HPA = "https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/horizontal-pod-autoscaler-v2/"
_HPA_MINIMUM = "`models.NAME.autoscale.minReplicas`"
_KEDA_MINIMUM = "`models.NAME.eventAutoscale.minReplicas`"
_KEDA = "https://keda.sh/docs/latest/reference/scaledobject-spec/"
_QUEUES = frozenset(
    {
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
    }
)
"""Triggers of KEDA where work waits until somebody takes it: nobody is refused while no pod runs."""


@resource_rule(
    "autoscaler-minimum-two",
    title="There is a second pod when the first is lost",
    row="kubernetes-availability",
    types=_AUTOSCALERS,
    safe=f"{_LEAST} or more, unless a queue alone drives it",
    config_key=f"{_HPA_MINIMUM}, or {_KEDA_MINIMUM} of a model that scales on events",
    defaults={
        "spec.minReplicas": Default(value=1, source=_HPA),
        "spec.minReplicaCount": Default(value=0, source=_KEDA),
    },
)
def minimum(autoscaler: Reader) -> Iterator[Finding]:
    """An autoscaler keeps two pods or more; one whose work waits in queues may keep fewer."""
    if canonical(autoscaler.resource.type) != SCALED_OBJECT:
        found, key = autoscaler.must_be_within("spec.minReplicas", least=_LEAST), _HPA_MINIMUM
    elif _is_driven_by_queues(autoscaler):
        return
    else:
        found, key = autoscaler.must_be_within("spec.minReplicaCount", least=_LEAST), _KEDA_MINIMUM
    for finding in found:
        yield replace(finding, fix=key)


@stack_rule(
    "autoscaler-target-present",
    title="An autoscaler scales something",
    row="kubernetes-availability",
    types=(*_AUTOSCALERS, *_SCALED),
    safe="the kind and name of a workload in the same namespace",
    config_key="`scale_target_ref` of the autoscaler",
    defaults={"spec.scaleTargetRef.kind": Default(value="Deployment", source=_KEDA)},
)
def target(stack: StackReader) -> Iterator[Finding]:
    """What each autoscaler scales is in the stack."""
    workloads = Neighbors(stack, *_SCALED)
    for autoscaler in stack.of(*_AUTOSCALERS):
        yield from told(_without_target(autoscaler, workloads))


@stack_rule(
    "autoscaler-owns-replicas",
    title="No deployment sets back what an autoscaler has set",
    row="kubernetes-availability",
    types=(*_SCALED, *_AUTOSCALERS),
    safe="no `spec.replicas`, or one whose changes are ignored",
    config_key="`ignore_changes` of the workload: `spec.replicas` (docs/adr/0006-replicas-under-an-autoscaler.md)",
    defaults={"spec.scaleTargetRef.kind": Default(value="Deployment", source=_KEDA)},
)
def owns_replicas(stack: StackReader) -> Iterator[Finding]:
    """A workload that an autoscaler scales sets its number of pods once at most."""
    autoscalers = Neighbors(stack, *_AUTOSCALERS)
    for workload in stack.of(*_SCALED):
        yield from told(_sets_replicas(workload, autoscalers))


def _is_driven_by_queues(scaled: Reader) -> bool:
    triggers = scaled.items("spec.triggers")
    return bool(triggers) and not holds_for_one(triggers, lambda trigger: trigger.text("type") not in _QUEUES)


def _without_target(autoscaler: Reader, workloads: Neighbors) -> Iterator[Finding]:
    if not holds_for_one(workloads.of(autoscaler), lambda workload: _scales(autoscaler, workload)):
        yield autoscaler.finding("`spec.scaleTargetRef` is of no workload of the stack")


def _sets_replicas(workload: Reader, autoscalers: Neighbors) -> Iterator[Finding]:
    if not workload.has("spec.replicas") or ignores_replicas(workload):
        return
    if holds_for_one(autoscalers.of(workload), lambda autoscaler: _scales(autoscaler, workload)):
        yield workload.finding(f"{workload.words('spec.replicas')}, and an autoscaler scales it")


def _scales(autoscaler: Reader, workload: Reader) -> bool:
    kind = canonical(workload.resource.type).rpartition(":")[2]
    return (
        autoscaler.text("spec.scaleTargetRef.kind") == kind
        and is_beside(autoscaler, workload)
        and autoscaler.text("spec.scaleTargetRef.name") == workload.text("metadata.name")
    )
