"""What a plan may run at the least and at the most: nodes, replicas, instances, GPUs."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from config.vm_sizes import gpus
from ops.plan import Plan, PlannedResource
from ops.topology import Topology
from sandbox.rules.online_quotas import cores_of, family_of


@dataclass(frozen=True, kw_only=True)
class Span:
    """How many there are at the least and at the most."""

    low: int = 0
    high: int = 0

    def __str__(self) -> str:
        """`3`, or `3-10` where it may be more."""
        return str(self.low) if self.low == self.high else f"{self.low}-{self.high}"

    def __add__(self, other: "Span") -> "Span":
        return Span(low=self.low + other.low, high=self.high + other.high)

    def __mul__(self, factor: int) -> "Span":
        return Span(low=self.low * factor, high=self.high * factor)


Capacity = dict[str, dict[str, Span]]
"""By what is counted, in the order of `COUNTED`, then by stamp."""

NODES, NODE_GPUS = "AKS nodes", "GPUs on nodes"
REPLICAS, REPLICA_GPUS = "Kubernetes replicas", "GPUs requested"
INSTANCES, BATCH_NODES = "managed instances", "batch nodes"
_SPARE = 5
"""One instance more for every so many, or a part of them: kept for upgrades."""

_MANAGED_DEPLOYMENT = ["machinelearningservices", "OnlineDeployment"]
COUNTED = (NODES, NODE_GPUS, REPLICAS, REPLICA_GPUS, INSTANCES, BATCH_NODES)


def capacity(plan: Plan, topology: Topology) -> Capacity:
    """What the plan's clusters, models and batch computes may run, by stamp; what is 0 everywhere is left out."""
    scaled = dict(_scaled(plan))
    totals: dict[str, defaultdict[str, Span]] = {what: defaultdict(Span) for what in COUNTED}
    for resource in plan.resources:
        stamp = topology.stamp_of(resource)
        for what, span in _counted(resource, scaled):
            totals[what][stamp] += span
    return {what: dict(spans) for what, spans in totals.items() if any(span.high for span in spans.values())}


def quota(plan: Plan, topology: Topology) -> Capacity:
    """The cores that the managed deployments need quota for, by VM family and stamp: each a fifth more than it runs.

    The fifth is for upgrades: https://learn.microsoft.com/azure/machine-learning/how-to-manage-quotas. A size whose
    name does not tell its cores is left out.
    """
    scaled = dict(_scaled(plan))
    totals: dict[str, defaultdict[str, Span]] = {}
    for resource in plan.resources:
        if resource.type.split(":")[1:] != _MANAGED_DEPLOYMENT:
            continue
        size = str(_at(resource.inputs, "properties", "instanceType"))
        spans = [span for what, span in _counted(resource, scaled) if what == INSTANCES]
        for span in spans if cores_of(size) else ():
            of_family = totals.setdefault(f"quota: {family_of(size)} cores", defaultdict(Span))
            of_family[topology.stamp_of(resource)] += Span(
                low=_with_headroom(span.low, size), high=_with_headroom(span.high, size)
            )
    return {what: dict(totals[what]) for what in sorted(totals)}


def running(plan: Plan) -> Iterator[tuple[PlannedResource, str, Span]]:
    """How many `replicas` or `instances` each deployment may run."""
    scaled = dict(_scaled(plan))
    words = {REPLICAS: "replicas", INSTANCES: "instances"}
    for resource in plan.resources:
        yield from ((resource, words[what], span) for what, span in _counted(resource, scaled) if what in words)


def _with_headroom(instances: int, size: str) -> int:
    return (instances + -(-instances // _SPARE)) * (cores_of(size) or 0)


def _counted(resource: PlannedResource, scaled: dict[tuple[str, ...], Span]) -> Iterator[tuple[str, Span]]:
    inputs = resource.inputs
    match resource.type.split(":"):
        case ["azure-native", "containerservice", "ManagedCluster"]:
            for pool in _objects(inputs.get("agentPoolProfiles")):
                yield from _pool(pool)
        case ["azure-native", "containerservice", "AgentPool"]:
            yield from _pool(inputs)
        case ["kubernetes", "apps/v1", "Deployment"]:
            yield from _workload(resource, scaled)
        case ["azure-native", "machinelearningservices", "OnlineDeployment"]:
            fixed = _exactly(_at(inputs, "sku", "capacity"), default=1)
            yield INSTANCES, scaled.get((resource.urn,), fixed)
        case ["azure-native", "machinelearningservices", "Compute"]:
            scale = _at(inputs, "properties", "properties", "scaleSettings") or {}
            yield BATCH_NODES, _between(scale.get("minNodeCount"), scale.get("maxNodeCount"))
        case _:
            return


def _pool(pool: dict[str, Any]) -> Iterator[tuple[str, Span]]:
    if pool.get("enableAutoScaling"):
        nodes = _between(pool.get("minCount"), pool.get("maxCount"))
    else:
        nodes = _exactly(pool.get("count"), default=1)
    yield NODES, nodes
    yield NODE_GPUS, nodes * (gpus(str(pool.get("vmSize"))) or 0)


def _workload(resource: PlannedResource, scaled: dict[tuple[str, ...], Span]) -> Iterator[tuple[str, Span]]:
    fixed = _exactly(_at(resource.inputs, "spec", "replicas"), default=1)
    replicas = scaled.get(_workload_key(resource, _at(resource.inputs, "metadata", "name")), fixed)
    yield REPLICAS, replicas
    containers = _objects(_at(resource.inputs, "spec", "template", "spec", "containers"))
    yield REPLICA_GPUS, replicas * sum(_gpu_limit(container) for container in containers)


def _gpu_limit(container: dict[str, Any]) -> int:
    limit = str(_at(container, "resources", "limits", "nvidia.com/gpu") or 0)
    return int(limit) if limit.isdigit() else 0


def _scaled(plan: Plan) -> Iterator[tuple[tuple[str, ...], Span]]:
    """Between how many an autoscaler moves what it scales."""
    for resource in plan.resources:
        spec = resource.inputs.get("spec")
        workload = _workload_key(resource, _at(spec, "scaleTargetRef", "name"))
        match resource.type.split(":"):
            case ["kubernetes", "autoscaling/v2", "HorizontalPodAutoscaler"]:
                yield workload, _between(_at(spec, "minReplicas") or 1, _at(spec, "maxReplicas"))
            case ["kubernetes", "keda.sh/v1alpha1", "ScaledObject"]:
                # KEDA's own defaults: https://keda.sh/docs/latest/reference/scaledobject-spec/
                yield workload, _between(_at(spec, "minReplicaCount") or 0, _at(spec, "maxReplicaCount") or 100)
            case ["azure-native", "monitor", "AutoscaleSetting"]:
                # The target is a deployment's id, so the deployment is among what the setting waits for.
                yield from (((urn,), _profiles(resource)) for urn in resource.dependencies)
            case _:
                continue


def _profiles(setting: PlannedResource) -> Span:
    bounds = [_at(profile, "capacity") for profile in _objects(setting.inputs.get("profiles"))]
    lows = [_count(_at(bound, "minimum")) for bound in bounds]
    highs = [_count(_at(bound, "maximum")) for bound in bounds]
    return Span(low=min(lows, default=0), high=max(highs, default=0))


def _workload_key(resource: PlannedResource, name: Any) -> tuple[str, ...]:
    """A workload of one cluster, which its provider stands for."""
    namespace = _at(resource.inputs, "metadata", "namespace") or "default"
    return (resource.provider, str(namespace), str(name))


def _exactly(count: Any, default: int) -> Span:
    number = default if count is None else _count(count)
    return Span(low=number, high=number)


def _between(low: Any, high: Any) -> Span:
    return Span(low=_count(low), high=_count(high))


def _count(value: Any) -> int:
    """A whole number, written as such or as text; 0 for what is missing or not known yet."""
    match value:
        case bool():
            return 0
        case int() | float():
            return int(value)
        case str() if value.isdigit():
            return int(value)
        case _:
            return 0


def _at(value: Any, *path: str) -> Any:
    """What stands at `path`, None where the path ends early."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _objects(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
