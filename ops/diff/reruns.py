"""Deployments that come to run something else while they have live traffic."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ops.diff.showing import texts
from ops.plan import Plan
from ops.serving import serving

TITLE = "Live requests meet something else"
"""What every format tells of them under."""

_ENDPOINTS = frozenset({"ai-models:models:KubernetesEndpoint", "ai-models:models:ManagedEndpoint"})


@dataclass(frozen=True, kw_only=True)
class Rerun:
    """One deployment of a model in one stamp that answers requests, and is to run something else."""

    model: str
    stamp: str
    deployment: str
    weight: int
    """Its share of the live traffic, in whole percents."""
    before: str
    """What it runs, fit to be shown: an image, or a registered model with what serves it."""
    after: str


def reruns(base: Plan, head: Plan) -> tuple[Rerun, ...]:
    """Every deployment with live traffic whose requests something else will answer; by model, stamp and name.

    Where `rollout.freezeLive` is set, the change does not get this far.
    """
    live, was, then = serving(base), dict(_running(base)), dict(_running(head))
    return tuple(
        Rerun(model=model, stamp=stamp, deployment=name, weight=weight, before=old or "", after=new or "")
        for (model, stamp), served in sorted(live.items())
        for name, weight in sorted(served.applied.items())
        for where in [(model, stamp, name)]
        if weight and where in was and where in then and was[where] != then[where]
        for old, new in [texts(was[where], then[where])]
    )


def _running(plan: Plan) -> Iterator[tuple[tuple[str, str, str], str]]:
    """What each deployment runs, by model, stamp and name, as the endpoints tell of what was asked for."""
    for resource in plan.resources:
        if resource.type in _ENDPOINTS:
            told = resource.outputs
            for name, runs in _mapping(_mapping(told.get("desired")).get("deployments")).items():
                yield (str(told.get("model")), str(told.get("region")), name), str(runs)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
