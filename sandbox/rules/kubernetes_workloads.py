"""Workloads, and what scales them, keeps them and gives them secrets."""

from collections.abc import Iterator
from typing import Any

from sandbox.request import Request
from sandbox.rules import Verdict, drawn, on_write
from sandbox.rules.kubernetes import found, kind_of, namespace_of, neighbors, unsound_selector
from sandbox.rules.kubernetes_pods import SECRET_PROVIDER, TEMPLATES, containers_of
from sandbox.rules.reading import at, fields, items, number, text
from sandbox.store import Stored, World

DEPLOYMENT = "kubernetes:apps/v1:Deployment"
STATEFUL_SET = "kubernetes:apps/v1:StatefulSet"
SELECTING = (DEPLOYMENT, STATEFUL_SET, "kubernetes:apps/v1:DaemonSet", "kubernetes:apps/v1:ReplicaSet")
AUTOSCALER = "kubernetes:autoscaling/v2:HorizontalPodAutoscaler"
BUDGET = "kubernetes:policy/v1:PodDisruptionBudget"

_SCALABLE = {"Deployment": DEPLOYMENT, "StatefulSet": STATEFUL_SET}


@on_write(*SELECTING)
def selector_finds_the_template(request: Request, _world: World, old: Stored | None) -> Iterator[Verdict]:
    """https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#selector."""
    selector, labels = (
        fields(request.inputs, "spec", "selector"),
        fields(request.inputs, "spec", "template", "metadata", "labels"),
    )
    yield from unsound_selector("spec.selector", selector)
    if (
        not fields(selector, "matchLabels")
        and not items(selector, "matchExpressions")
        and "selector" in fields(request.inputs, "spec")
    ):
        yield (
            "Invalid",
            "spec.selector: invalid value: empty selector is invalid; write matchLabels of the template's labels.",
        )
    missing = {key: value for key, value in fields(selector, "matchLabels").items() if labels.get(key) != value}
    if missing:
        yield (
            "Invalid",
            "spec.template.metadata.labels: invalid value: `selector` does not match template `labels`; add "
            f"{missing}.",
        )
    was = at(old.inputs, "spec", "selector") if old else None
    if was is not None and selector and was != selector:
        yield "Invalid", "spec.selector: invalid value: field is immutable; give the workload another name."


@on_write(DEPLOYMENT, STATEFUL_SET)
def rollout_is_sound(request: Request, _world: World, _old: Stored | None) -> Iterator[Verdict]:
    """https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#strategy."""
    replicas = number(request.inputs, "spec", "replicas")
    if replicas is not None and replicas < 0:
        yield "Invalid", f"spec.replicas: invalid value {replicas}: must be 0 or more."
    strategy = fields(request.inputs, "spec", "strategy")
    rolling = fields(strategy, "rollingUpdate")
    if text(strategy, "type") == "Recreate" and rolling:
        yield (
            "Invalid",
            "spec.strategy.rollingUpdate: forbidden: may not be specified when strategy `type` is 'Recreate'.",
        )
    shares = [_share(rolling.get(key)) for key in ("maxUnavailable", "maxSurge")]
    if shares == [0, 0]:
        yield (
            "Invalid",
            "spec.strategy.rollingUpdate.maxUnavailable: invalid value 0: may not be 0 when `maxSurge` is 0.",
        )
    deadline, ready = (
        number(request.inputs, "spec", "progressDeadlineSeconds"),
        number(request.inputs, "spec", "minReadySeconds"),
    )
    if deadline is not None and ready is not None and deadline <= ready:
        yield (
            "Invalid",
            f"spec.progressDeadlineSeconds: invalid value {deadline}: must be greater than minReadySeconds ({ready}).",
        )


@on_write(*SELECTING, "kubernetes:batch/v1:Job")
def restart_policy_fits(request: Request, _world: World, _old: Stored | None) -> Iterator[Verdict]:
    """https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy."""
    policy = text(request.inputs, *TEMPLATES[request.type], "spec", "restartPolicy")
    allowed = ("Never", "OnFailure") if kind_of(request.type) == "Job" else ("Always",)
    if (policy is not None or len(allowed) > 1) and policy not in allowed:
        yield (
            "Invalid",
            f"spec.template.spec.restartPolicy: unsupported value '{policy}': supported values: {', '.join(allowed)}.",
        )


@on_write(AUTOSCALER)
def autoscaler_has_a_target(request: Request, world: World, _old: Stored | None) -> Iterator[Verdict]:
    """https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/."""
    spec = fields(request.inputs, "spec")
    least, most = number(spec, "minReplicas"), number(spec, "maxReplicas")
    if least is not None and least < 1:
        yield "Invalid", f"spec.minReplicas: invalid value {least}: must be greater than or equal to 1."
    if most is not None and most < (least or 1):
        yield (
            "Invalid",
            f"spec.maxReplicas: invalid value {most}: must be greater than or equal to minReplicas ({least or 1}).",
        )
    kind, name = text(spec, "scaleTargetRef", "kind"), text(spec, "scaleTargetRef", "name")
    namespace = namespace_of(request)
    if kind not in _SCALABLE or name is None or namespace is None:
        return
    target = found(world, request, _SCALABLE[kind], name, namespace)
    if target is None:
        yield (
            "FailedGetScale",
            f"spec.scaleTargetRef: {kind} '{namespace}/{name}' not found; make it first (depends_on).",
        )
        return
    yield from _unmeasurable(spec, target)
    for other in neighbors(world, request):
        there = fields(other.inputs, "spec", "scaleTargetRef")
        if text(there, "name") == name and text(there, "kind") == kind:
            yield (
                "AmbiguousSelector",
                f"spec.scaleTargetRef: '{other.id.rpartition('/')[2]}' scales {kind} '{name}' already.",
            )


@on_write(BUDGET)
def budget_is_sound(request: Request, _world: World, _old: Stored | None) -> Iterator[Verdict]:
    """https://kubernetes.io/docs/tasks/run-application/configure-pdb/."""
    spec = fields(request.inputs, "spec")
    if spec.get("minAvailable") is not None and spec.get("maxUnavailable") is not None:
        yield "Invalid", "spec: invalid value: minAvailable and maxUnavailable cannot be both set; keep one."
    for key in ("minAvailable", "maxUnavailable"):
        value = at(spec, key)
        if value is not None and _share(value) is None:
            yield "Invalid", f"spec.{key}: invalid value '{value}': write a count such as 1 or a share such as '50%'."
    yield from unsound_selector("spec.selector", fields(spec, "selector"))


@on_write(SECRET_PROVIDER)
def provider_is_sound(request: Request, _world: World, _old: Stored | None) -> Iterator[Verdict]:
    """https://azure.github.io/secrets-store-csi-driver-provider-azure/docs/getting-started/usage/."""
    spec = fields(request.inputs, "spec")
    if text(spec, "provider") not in ("azure", None):
        yield "FailedMount", f"spec.provider is '{text(spec, 'provider')}'; AKS has the provider 'azure' alone."
    parameters = fields(spec, "parameters")
    for key in ("keyvaultName", "tenantId", "objects"):
        if parameters and key not in parameters and not (key == "tenantId" and "tenantID" in parameters):
            yield "FailedMount", f"spec.parameters.{key} is missing; the Azure provider needs it."


@drawn(DEPLOYMENT, STATEFUL_SET)
def workload_status(request: Request, _id: str, _old: Stored | None) -> dict[str, Any]:
    """A workload that was accepted runs."""
    count = number(request.inputs, "spec", "replicas")
    replicas = 1 if count is None else count
    ready = dict.fromkeys(("replicas", "readyReplicas", "availableReplicas", "updatedReplicas"), replicas)
    return {"status": {**ready, "observedGeneration": 1}}


def _share(value: Any) -> float | None:
    """The number in a count or a share, None when it is neither."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value if value >= 0 else None
    if isinstance(value, str) and value.endswith("%") and value[:-1].isdigit():
        return int(value[:-1])
    return None


def _unmeasurable(spec: dict[str, Any], target: Stored) -> Iterator[Verdict]:
    """A resource's use is measured against what containers request of it."""
    template = fields(target.inputs, "spec", "template", "spec")
    containers = [container for _, container in containers_of("", template)]
    for index, metric in enumerate(items(spec, "metrics")):
        resource = text(metric, "resource", "name") if text(metric, "type") == "Resource" else None
        share = text(metric, "resource", "target", "type") == "Utilization"
        for container in containers if resource and share else ():
            asked = {**fields(container, "resources", "limits"), **fields(container, "resources", "requests")}
            if resource not in asked:
                yield (
                    "FailedGetResourceMetric",
                    f"spec.metrics[{index}]: missing request for {resource} in container "
                    f"'{text(container, 'name')}' of the "
                    f"target; write resources.requests.{resource} there.",
                )
        for key in ("averageUtilization",):
            value = number(metric, "resource", "target", key)
            if value is not None and value < 1:
                yield "Invalid", f"spec.metrics[{index}].resource.target.{key}: must be greater than 0."
