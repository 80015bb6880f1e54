"""Pods in whatever makes them, and what of a cluster is beside them."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from policies.finding import Finding, LeftAlone, Mistyped, NotKnown
from policies.reading import Reader
from policies.stack_reading import StackReader
from policies.tokens import canonical

POD = "kubernetes:core/v1:Pod"
DEPLOYMENT = "kubernetes:apps/v1:Deployment"
STATEFUL_SET = "kubernetes:apps/v1:StatefulSet"
DAEMON_SET = "kubernetes:apps/v1:DaemonSet"
REPLICA_SET = "kubernetes:apps/v1:ReplicaSet"
REPLICATION_CONTROLLER = "kubernetes:core/v1:ReplicationController"
JOB = "kubernetes:batch/v1:Job"
CRON_JOB = "kubernetes:batch/v1:CronJob"
SCALED_JOB = "kubernetes:keda.sh/v1alpha1:ScaledJob"
POD_TEMPLATE = "kubernetes:core/v1:PodTemplate"
ROLLOUT = "kubernetes:argoproj.io/v1alpha1:Rollout"
NAMESPACE = "kubernetes:core/v1:Namespace"

_TEMPLATES = {
    POD: "",
    DEPLOYMENT: "spec.template.",
    STATEFUL_SET: "spec.template.",
    DAEMON_SET: "spec.template.",
    REPLICA_SET: "spec.template.",
    REPLICATION_CONTROLLER: "spec.template.",
    JOB: "spec.template.",
    CRON_JOB: "spec.jobTemplate.spec.template.",
    SCALED_JOB: "spec.jobTargetRef.template.",
    POD_TEMPLATE: "template.",
    ROLLOUT: "spec.template.",
}
"""Where each kind has the template of its pods."""

WORKLOADS = tuple(_TEMPLATES)
"""Every kind that makes pods."""

LASTING = (POD, DEPLOYMENT, STATEFUL_SET, DAEMON_SET, REPLICA_SET, REPLICATION_CONTROLLER, ROLLOUT)
"""The kinds whose pods are to run on, and not to come to an end."""

CONTAINERS = ("containers", "initContainers", "ephemeralContainers")
"""Where a pod has its containers."""

Check = Callable[[Reader, Reader], Iterable[Finding]]

_Thing = TypeVar("_Thing")


def pod_of(workload: Reader) -> Reader:
    """The spec of a workload's pods."""
    return workload.at(f"{_TEMPLATES[canonical(workload.resource.type)]}spec")


def labels_of(workload: Reader) -> Reader:
    """The labels of a workload's pods."""
    return workload.at(f"{_TEMPLATES[canonical(workload.resource.type)]}metadata.labels")


def annotations_of(workload: Reader) -> Reader:
    """The annotations of a workload's pods."""
    return workload.at(f"{_TEMPLATES[canonical(workload.resource.type)]}metadata.annotations")


def borrows_pods(workload: Reader) -> bool:
    """Whether a workload is a rollout that runs the pods of another workload, and so has none of its own to judge.

    https://argo-rollouts.readthedocs.io/en/stable/migrating/#reference-deployment-from-rollout
    """
    of_rollout = canonical(workload.resource.type) == ROLLOUT and not workload.has("spec.template")
    return of_rollout and workload.value("spec.workloadRef") is not None


def ignores_replicas(workload: Reader) -> bool:
    """Whether an update leaves the number of pods alone; a path may also be written `["spec"].replicas`."""
    paths = {".".join(re.findall(r"\w+", path)) for path in workload.resource.ignore_changes}
    return not paths.isdisjoint({"spec", "spec.replicas"})


def each_container(workload: Reader, check: Check, parts: Iterable[str] = CONTAINERS) -> Iterator[Finding]:
    """What `check` finds of each container and its pod; what is unknown of one does not hide the others."""
    pod = pod_of(workload)
    for part in parts:
        yield from told(_of_part(pod, part, check))


def says(part: Reader, path: str) -> bool:
    """Whether a part itself says something, known or not, its default left out."""
    parent, _, last = path.rpartition(".")
    try:
        return any(key == last and value.has("") for key, value in part.entries(parent))
    except LeftAlone:
        return False


def told(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings, and what stops them as one of them."""
    try:
        yield from findings
    except (NotKnown, Mistyped) as trouble:
        yield trouble.finding()


def holds_for_one(things: Iterable[_Thing], holds: Callable[[_Thing], bool]) -> bool:
    """Whether something holds of one of them; raises `NotKnown` where only `up` will tell."""
    unknown: NotKnown | None = None
    for thing in things:
        try:
            if holds(thing):
                return True
        except NotKnown as trouble:
            unknown = trouble
    if unknown:
        raise unknown
    return False


def namespace_of(thing: Reader) -> str:
    """The namespace that an object is in; a namespace is in itself."""
    if canonical(thing.resource.type) == NAMESPACE:
        return thing.text("metadata.name") or ""
    return thing.text("metadata.namespace") or "default"


class Neighbors:
    """Objects of some types by cluster and namespace."""

    def __init__(self, stack: StackReader, *types: str) -> None:
        self._known: dict[tuple[str, str], list[Reader]] = defaultdict(list)
        self._unknown: dict[str, list[Reader]] = defaultdict(list)
        for thing in stack.of(*types):
            cluster = thing.resource.provider
            try:
                self._known[cluster, namespace_of(thing)].append(thing)
            except (NotKnown, Mistyped):
                self._unknown[cluster].append(thing)

    def of(self, thing: Reader) -> list[Reader]:
        """Those in the cluster and namespace of an object, and those of its cluster whose namespace is not known."""
        cluster = thing.resource.provider
        return [*self._known.get((cluster, namespace_of(thing)), ()), *self._unknown.get(cluster, ())]


def is_beside(one: Reader, other: Reader) -> bool:
    """Whether two objects of a cluster are in one namespace; raises `NotKnown` where only `up` will tell."""
    return namespace_of(one) == namespace_of(other)


def _of_part(pod: Reader, part: str, check: Check) -> Iterator[Finding]:
    for container in pod.items(part):
        yield from told(check(container, pod))
