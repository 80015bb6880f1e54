"""Pods in kinds that a cluster has from elsewhere: what no rule reads is told, and not passed over."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from policies.declared import UNKNOWN, Resource
from policies.finding import Finding
from policies.reading import Reader
from policies.rule import stack_rule
from policies.stack_reading import StackReader
from policies.tokens import canonical
from policies.wording import HIDDEN_KEY
from policies.workloads import (
    DEPLOYMENT,
    POD_TEMPLATE,
    REPLICA_SET,
    ROLLOUT,
    WORKLOADS,
    Neighbors,
    borrows_pods,
    holds_for_one,
    is_beside,
    told,
)

_KUBERNETES = "kubernetes:"
_HELM = "kubernetes:helm.sh/"
"""Its values are no objects of the cluster."""

_LENDERS = (DEPLOYMENT, POD_TEMPLATE, REPLICA_SET)
"""Whose pods a rollout may run: https://argo-rollouts.readthedocs.io/en/stable/features/specification/."""

KINDS = (
    "kubernetes:batch.volcano.sh/v1alpha1:Job",
    "kubernetes:jobset.x-k8s.io/v1alpha2:JobSet",
    "kubernetes:kubeflow.org/v1:PyTorchJob",
    "kubernetes:leaderworkerset.x-k8s.io/v1:LeaderWorkerSet",
    "kubernetes:ray.io/v1:RayCluster",
    "kubernetes:serving.kserve.io/v1beta1:InferenceService",
)
"""Some of those that serve or train models; any other is found too."""


@stack_rule(
    "pod-kind-judged",
    title="No pod runs past the rules of pods unnoticed",
    row="pods-standard",
    types=(*KINDS, ROLLOUT),
    safe="a kind whose pods are judged, such as Deployment",
    config_key="the kind, or give an exemption once what it makes is looked at",
)
def kinds(stack: StackReader) -> Iterator[Finding]:
    """An object that has containers is of a kind whose pods are judged, and what a rollout runs is of the stack."""
    for resource in stack.all():
        if _is_of_another_kind(resource.resource.type):
            for path in _pods(resource.resource, resource.resource.properties, ""):
                where = f"`{path}`" if path else "the object"
                yield Finding(
                    found=f"{where} has containers, in a kind whose pods no rule reads",
                    urn=resource.urn,
                    undecided=True,
                )
    workloads = Neighbors(stack, *_LENDERS)
    for rollout in stack.of(ROLLOUT):
        yield from told(_of_nobody(rollout, workloads))


def _of_nobody(rollout: Reader, workloads: Neighbors) -> Iterator[Finding]:
    if not borrows_pods(rollout):
        return
    reference = rollout.at("spec.workloadRef")

    def lends(one: Reader) -> bool:
        named = reference.text("name") == one.text("metadata.name")
        return (
            named
            and is_beside(one, rollout)
            and reference.text("kind") == canonical(one.resource.type).rpartition(":")[2]
        )

    if not holds_for_one(workloads.of(rollout), lends):
        found = "its pods are those of `spec.workloadRef`, which is no workload of the stack"
        yield Finding(found=found, urn=rollout.urn, undecided=True)


def _is_of_another_kind(type_: str) -> bool:
    return type_.startswith(_KUBERNETES) and not type_.startswith(_HELM) and canonical(type_) not in WORKLOADS


def _pods(resource: Resource, value: Any, path: str) -> Iterator[str]:
    """Where there are containers: a list of that name with images, or one that is not known yet."""
    if isinstance(value, Mapping):
        if _are_containers(value.get("containers")):
            yield path
        else:
            for key, part in value.items():
                named = HIDDEN_KEY if resource.has_secret_keys(path) else key
                yield from _pods(resource, part, f"{path}.{named}" if path else named)
    elif isinstance(value, Sequence) and not isinstance(value, (str, bytes)):
        for number, part in enumerate(value):
            yield from _pods(resource, part, f"{path}[{number}]")


def _are_containers(value: Any) -> bool:
    if value is UNKNOWN:
        return True
    return isinstance(value, Sequence) and any(one is UNKNOWN or _is_container(one) for one in value)


def _is_container(value: Any) -> bool:
    return isinstance(value, Mapping) and "image" in value
