"""KEDA's ScaledObjects, as its validating webhook judges them, and the vertical autoscaler's recommendations.

https://github.com/kedacore/keda, `apis/keda/v1alpha1/scaledobject_webhook.go` of v2.17, and
https://keda.sh/docs/2.17/scalers/ for what a trigger must name.
"""

from collections.abc import Iterator
from typing import Any

from sandbox.request import Request
from sandbox.rules import Verdict, on_write
from sandbox.rules.kubernetes import found, namespace_of, neighbors
from sandbox.rules.kubernetes_pods import containers_of
from sandbox.rules.kubernetes_workloads import AUTOSCALER, DEPLOYMENT, STATEFUL_SET
from sandbox.rules.reading import fields, flag, items, number, text
from sandbox.store import Stored, World

SCALED = "kubernetes:keda.sh/v1alpha1:ScaledObject"
LOGIN = "kubernetes:keda.sh/v1alpha1:TriggerAuthentication"
ADVISOR = "kubernetes:autoscaling.k8s.io/v1:VerticalPodAutoscaler"

_SCALABLE = {"Deployment": DEPLOYMENT, "StatefulSet": STATEFUL_SET}
_BY_USE = ("cpu", "memory")
_MOST = 100
"""Replicas, where a ScaledObject says no `maxReplicaCount`."""

_NEEDS = {
    "cron": ("timezone", "start", "end", "desiredReplicas"),
    "prometheus": ("serverAddress", "query", "threshold"),
    "cpu": ("value",),
    "memory": ("value",),
}


@on_write(SCALED)
def replicas_are_in_order(request: Request, _world: World, _old: Stored | None) -> Iterator[Verdict]:
    """See the module's sources."""
    spec = fields(request.inputs, "spec")
    least, most = number(spec, "minReplicaCount") or 0, number(spec, "maxReplicaCount")
    idle = number(spec, "idleReplicaCount")
    most = _MOST if most is None else most
    if least > most:
        yield "Forbidden", f"spec.minReplicaCount={least} must not be more than maxReplicaCount={most}."
    if idle is not None and idle >= least:
        yield "Forbidden", f"spec.idleReplicaCount={idle} must be less than minReplicaCount={least}."
    kinds = [text(one, "type") for one in items(spec, "triggers")]
    if kinds and all(kind in _BY_USE for kind in kinds) and not least:
        yield "Forbidden", "spec.minReplicaCount: scaledobject has only cpu/memory triggers, which cannot scale to 0."


@on_write(SCALED)
def triggers_are_sound(request: Request, world: World, _old: Stored | None) -> Iterator[Verdict]:
    """See the module's sources."""
    triggers = items(request.inputs, "spec", "triggers")
    if not triggers:
        yield "Forbidden", "spec.triggers: no triggers defined in the ScaledObject."
    names = [name for one in triggers if (name := text(one, "name"))]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield "Forbidden", f"spec.triggers: name '{name}' is defined multiple times; it must be unique."
    for index, one in enumerate(triggers):
        where, kind = f"spec.triggers[{index}]", text(one, "type")
        if flag(one, "useCachedMetrics") and kind in (*_BY_USE, "cron"):
            yield "Forbidden", f"{where}.useCachedMetrics is not supported for the {kind} scaler."
        yield from _unsound_metadata(where, kind or "", fields(one, "metadata"))
        login, namespace = text(one, "authenticationRef", "name"), namespace_of(request)
        own = (text(one, "authenticationRef", "kind") or "TriggerAuthentication") == "TriggerAuthentication"
        if login and own and namespace and found(world, request, LOGIN, login, namespace) is None:
            yield (
                "NotFound",
                (
                    f"{where}.authenticationRef: TriggerAuthentication '{namespace}/{login}' not found; make it first "
                    "(depends_on)."
                ),
            )


@on_write(SCALED)
def workload_is_scaled_once(request: Request, world: World, _old: Stored | None) -> Iterator[Verdict]:
    """See the module's sources: KEDA makes an autoscaler of its own, beside which there can be no other."""
    kind, name = _target(request.inputs)
    namespace = namespace_of(request)
    if not name or not namespace:
        return
    for type_, told in ((AUTOSCALER, "hpa"), (SCALED, "ScaledObject")):
        for other in _in_namespace(world, request, type_, namespace):
            if other.urn != request.urn and _target(other.inputs) == (kind, name) and not _gives_way(other.inputs):
                named = other.id.rpartition("/")[2]
                yield "Forbidden", f"the workload '{name}' of type '{kind}' is already managed by the {told} '{named}'."
    target = found(world, request, _SCALABLE[kind], name, namespace) if kind in _SCALABLE else None
    if kind in _SCALABLE and target is None:
        yield "NotFound", f"spec.scaleTargetRef: {kind} '{namespace}/{name}' not found; make it first (depends_on)."
    elif target:
        yield from _unmeasurable(request, target)


@on_write(AUTOSCALER)
def no_scaled_object_has_the_workload(request: Request, world: World, _old: Stored | None) -> Iterator[Verdict]:
    """KEDA's webhook does not see this order: both would fight over the replicas, which the sandbox refuses.

    Not where the autoscaler is annotated as one that gives way: whoever writes that changes from one to the other, and
    Kubernetes scales nothing while there are two.
    """
    target, namespace = _target(request.inputs), namespace_of(request)
    if _gives_way(request.inputs):
        return
    for other in _in_namespace(world, request, SCALED, namespace) if namespace else ():
        if _target(other.inputs) == target:
            named = other.id.rpartition("/")[2]
            yield (
                "AmbiguousSelector",
                f"spec.scaleTargetRef: ScaledObject '{named}' scales {target[0]} '{target[1]}' already.",
            )


def _gives_way(inputs: dict[str, Any]) -> bool:
    """Whether KEDA's webhook passes over an autoscaler that is not its own: `validations.keda.sh/hpa-ownership`."""
    return fields(inputs, "metadata", "annotations").get("validations.keda.sh/hpa-ownership") == "false"


@on_write(ADVISOR)
def advisor_has_a_target(request: Request, world: World, _old: Stored | None) -> Iterator[Verdict]:
    """https://kubernetes.io/docs/concepts/workloads/autoscaling/vertical-pod-autoscale/."""
    kind, name = text(request.inputs, "spec", "targetRef", "kind"), text(request.inputs, "spec", "targetRef", "name")
    namespace = namespace_of(request)
    if kind in _SCALABLE and name and namespace and found(world, request, _SCALABLE[kind], name, namespace) is None:
        yield "NotFound", f"spec.targetRef: {kind} '{namespace}/{name}' not found; make it first (depends_on)."
    for other in neighbors(world, request):
        there = fields(other.inputs, "spec", "targetRef")
        if name and (text(there, "kind"), text(there, "name")) == (kind, name):
            yield "Conflict", f"spec.targetRef: '{other.id.rpartition('/')[2]}' watches {kind} '{name}' already."


def _unsound_metadata(where: str, kind: str, metadata: dict[str, Any]) -> Iterator[Verdict]:
    missing = [name for name in _NEEDS.get(kind, ()) if name not in metadata]
    if kind == "azure-servicebus" and not {"queueName", "topicName"} & metadata.keys():
        missing.append("queueName")
    if kind == "azure-servicebus" and "topicName" in metadata and "subscriptionName" not in metadata:
        missing.append("subscriptionName")
    for name in missing:
        yield "ScaledObjectCheckFailed", f"{where}.metadata.{name} is missing; the {kind} scaler needs it."
    for name in ("messageCount", "activationMessageCount", "desiredReplicas"):
        value = text(metadata, name)
        if value is not None and not value.isdigit():
            yield "ScaledObjectCheckFailed", f"{where}.metadata.{name} is '{value}'; write a whole number as a text."


def _target(inputs: dict[str, Any]) -> tuple[str, str | None]:
    ref = fields(inputs, "spec", "scaleTargetRef")
    return text(ref, "kind") or "Deployment", text(ref, "name")


def _in_namespace(world: World, request: Request, type_: str, namespace: str) -> Iterator[Stored]:
    for other in world.of_type(type_):
        if other.id.startswith(f"{request.cluster}|") and other.id.rpartition("|")[2].startswith(f"{namespace}/"):
            yield other


def _unmeasurable(request: Request, target: Stored) -> Iterator[Verdict]:
    containers = [one for _, one in containers_of("", fields(target.inputs, "spec", "template", "spec"))]
    for index, trigger in enumerate(items(request.inputs, "spec", "triggers")):
        resource = text(trigger, "type")
        for container in containers if resource in _BY_USE else ():
            asked = {**fields(container, "resources", "limits"), **fields(container, "resources", "requests")}
            if resource not in asked:
                yield (
                    "Forbidden",
                    (
                        f"spec.triggers[{index}]: the container '{text(container, 'name')}' doesn't have the "
                        f"{resource} request defined; write it there."
                    ),
                )
