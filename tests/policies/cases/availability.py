"""Disruption budgets, and the spread of pods."""

from dataclasses import replace
from typing import Any, Literal

from policies.declared import UNKNOWN
from policies.rules.availability import BUDGET
from policies.workloads import DEPLOYMENT, STATEFUL_SET
from tests.policies.casework import Case, absent, beside, broken, change, edit, fine, missing, unknown
from tests.policies.pods import CLUSTER, LABELS, absent_everywhere, broken_everywhere, kubernetes, unknown_in, workload

_SERVING = (DEPLOYMENT, STATEFUL_SET)
_SPREAD = "topologySpreadConstraints"
_BUDGET = kubernetes(BUDGET, "budget", {"spec": {"maxUnavailable": 1, "selector": {"matchLabels": LABELS}}})

GOOD = (_BUDGET, *(workload(type_) for type_ in _SERVING))


def _apart(kind: str, term: object) -> Case:
    return change(
        "fine",
        "passed",
        edit("Deployment", f"spec.template.spec.{_SPREAD}", None),
        edit("Deployment", f"spec.template.spec.affinity.podAntiAffinity.{kind}", [term]),
    )


def _at_least(number: object, outcome: Literal["violated", "unknown", "passed"]) -> Case:
    """A budget that says how many pods stay."""
    kind = {"violated": "broken", "unknown": "unknown", "passed": "fine"}
    edits = edit("budget", "spec.maxUnavailable", None), edit("budget", "spec.minAvailable", number)
    return Case(kind=kind[outcome], outcome=outcome, edits=edits)


def _of_pods(replicas: object, most: object, outcome: Literal["violated", "passed"], **given: Any) -> Case:
    """A workload that says how many pods it has, under a budget of some of them."""
    edits = edit("sized", "spec.replicas", replicas), edit("budget", "spec.maxUnavailable", most)
    sized = change("fine", "passed", edits[0]).of((workload(DEPLOYMENT, "sized", **given),))
    kind = "broken" if outcome == "violated" else "fine"
    return Case(kind=kind, outcome=outcome, edits=edits[1:], added=tuple(sized))


_TERM = {"topologyKey": "topology.kubernetes.io/zone"}

CASES = {
    "pod-disruption-budget-present": (
        broken("budget", "spec.selector.matchLabels", {"app.kubernetes.io/name": "churn"}),
        broken("budget", "metadata.namespace", "another"),
        Case(
            kind="broken",
            outcome="violated",
            removed=("budget",),
            added=(replace(_BUDGET, provider=f"{CLUSTER}-two"),),
        ),
        *(broken("budget", "spec.maxUnavailable", all_) for all_ in ("100%", "200%")),
        *(_at_least(none, "violated") for none in (0, "0%", "00%", None)),
        *(_at_least(some, "passed") for some in (1, "50%")),
        _at_least(UNKNOWN, "unknown"),
        fine("budget", "spec.maxUnavailable", "50%"),
        *(_of_pods(2, most, "violated") for most in (2, 3)),
        # The only pod goes in any drain, and the number of one that an autoscaler scales is another.
        *(_of_pods(*numbers, "passed") for numbers in ((3, 2), (1, 1), (0, 1), (UNKNOWN, 2), (2, "50%"))),
        _of_pods(2, 2, "passed", ignore_changes=("spec.replicas",)),
        unknown("budget", "spec.maxUnavailable"),
        absent("budget", "spec.selector"),
        missing("budget"),
        unknown("budget", "spec.selector"),
        unknown("budget", "metadata.namespace"),
        unknown("StatefulSet", "spec.template.metadata.labels"),
        beside(
            unknown("Deployment", "spec.template.metadata.labels"),
            broken("StatefulSet", "spec.template.metadata.labels", {}),
        ),
        change(
            "fine",
            "passed",
            edit("budget", "metadata.namespace", "default"),
            *(edit(name, "metadata.namespace", None) for name in ("Deployment", "StatefulSet")),
        ),
        fine("budget", "spec.selector", {}),
        Case(
            kind="fine",
            outcome="passed",
            added=(replace(_BUDGET, name="dim", properties={"spec": UNKNOWN}),),
        ),
    ),
    "pod-spread-over-zones": (
        *broken_everywhere(f"{_SPREAD}.0.topologyKey", "kubernetes.io/hostname", *_SERVING),
        *absent_everywhere(_SPREAD, *_SERVING),
        unknown_in(DEPLOYMENT, _SPREAD),
        fine("Deployment", f"spec.template.spec.{_SPREAD}", [{"topologyKey": UNKNOWN}, _TERM]),
        fine("Deployment", "spec.template.spec.affinity", UNKNOWN),
        _apart("requiredDuringSchedulingIgnoredDuringExecution", _TERM),
        _apart("preferredDuringSchedulingIgnoredDuringExecution", {"weight": 1, "podAffinityTerm": _TERM}),
    ),
}
