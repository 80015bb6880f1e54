"""Availability: a model outlives the loss of a pod, of a node and of a zone, and grows when it is asked more."""

from collections.abc import Iterator

from policies.finding import Finding
from policies.label_selectors import selects
from policies.reading import Reader
from policies.rule import resource_rule, stack_rule
from policies.stack_reading import StackReader
from policies.workloads import (
    DEPLOYMENT,
    STATEFUL_SET,
    Neighbors,
    holds_for_one,
    ignores_replicas,
    is_beside,
    labels_of,
    pod_of,
    told,
)

BUDGET = "kubernetes:policy/v1:PodDisruptionBudget"

_NONE = (None, 0, "0")
_ALL = 100
"""Percents of the pods."""
_SEVERAL = 2
"""Pods: a budget cannot keep an only one, but by stopping every drain."""
_ZONE = "topology.kubernetes.io/zone"
_SERVING = (DEPLOYMENT, STATEFUL_SET)
_NODE_KEYS = ("requiredDuringSchedulingIgnoredDuringExecution", "preferredDuringSchedulingIgnoredDuringExecution")


@stack_rule(
    "pod-disruption-budget-present",
    title="A drain of nodes never takes all pods of a model at once",
    row="kubernetes-availability",
    types=(*_SERVING, BUDGET),
    safe="a PodDisruptionBudget of the same namespace that selects the pods, and lets not all of them go",
    config_key="`budget` in components/models/kubernetes_workload.py",
)
def budget(stack: StackReader) -> Iterator[Finding]:
    """A PodDisruptionBudget that lets not all of them go selects the pods of each Deployment and StatefulSet."""
    budgets = Neighbors(stack, BUDGET)
    for workload in stack.of(*_SERVING):
        yield from told(_without_budget(workload, budgets))


@resource_rule(
    "pod-spread-over-zones",
    title="The loss of a zone leaves pods in others",
    row="kubernetes-availability",
    types=_SERVING,
    safe=f"a constraint, or an anti-affinity, over `{_ZONE}`",
    config_key="`topology_spread_constraints` in components/models/pod.py",
)
def spread(workload: Reader) -> Iterator[Finding]:
    """Pods are spread over zones; what a scheduler does by default lets five more be in one zone than in another."""
    pod = pod_of(workload)
    if not holds_for_one((_constraints, _kept_apart), lambda terms: holds_for_one(terms(pod), _is_over_zones)):
        yield workload.finding(f"`{pod.path}` spreads its pods over no zones")


def _without_budget(workload: Reader, budgets: Neighbors) -> Iterator[Finding]:
    labels = labels_of(workload)

    def covers(one: Reader) -> bool:
        selector = one.value("spec.selector")
        own = is_beside(one, workload) and selector is not None and selects(one.at("spec.selector"), labels)
        return own and _keeps(one, workload)

    if not holds_for_one(budgets.of(workload), covers):
        yield workload.finding("no PodDisruptionBudget of the stack keeps any of its pods")


def _keeps(budget: Reader, workload: Reader) -> bool:
    """Whether a budget leaves any pod: one that says nothing, or that all may go, leaves none.

    https://kubernetes.io/docs/tasks/run-application/configure-pdb/#specifying-a-poddisruptionbudget
    """
    most = budget.value("spec.maxUnavailable")
    if most is not None:
        return not _is_all(most, workload)
    least = budget.value("spec.minAvailable")
    return least not in _NONE and _percents(least) != 0


def _is_all(share: object, workload: Reader) -> bool:
    """Whether it is all pods of a workload or more, as far as the workload itself says how many it has."""
    percents = _percents(share)
    if percents is not None:
        return percents >= _ALL
    if not isinstance(share, (int, float)) or ignores_replicas(workload) or not workload.is_known("spec.replicas"):
        return False
    replicas = workload.number("spec.replicas")
    return replicas is not None and share >= replicas >= _SEVERAL


def _percents(share: object) -> int | None:
    digits = share.removesuffix("%") if isinstance(share, str) and share.endswith("%") else ""
    return int(digits) if digits.isdecimal() else None


def _constraints(pod: Reader) -> list[Reader]:
    return pod.items("topologySpreadConstraints")


def _is_over_zones(term: Reader) -> bool:
    return term.text("topologyKey") == _ZONE


def _kept_apart(pod: Reader) -> list[Reader]:
    """What pods of the same kind are kept apart by."""
    required, preferred = (pod.items(f"affinity.podAntiAffinity.{kind}") for kind in _NODE_KEYS)
    return [*required, *(term.at("podAffinityTerm") for term in preferred)]
