"""Who answers the requests of each model in a plan: weights, copies and defaults, and what waits."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ops.plan import Plan

_WHOLE = 100

Weights = Mapping[str, int]
"""Whole percents by deployment."""


@dataclass(frozen=True, kw_only=True)
class Serving:
    """Who answers the requests of one model in one stamp; whole percents by deployment."""

    applied: Weights = field(default_factory=dict)
    pending: Weights = field(default_factory=dict)
    """The move that waits for deployments to be there; empty when nothing waits."""
    mirror: Weights = field(default_factory=dict)
    pending_mirror: Weights = field(default_factory=dict)
    waits_for: tuple[str, ...] = ()
    batch: bool = False
    """Whether this is the default of a batch endpoint, which has no weights."""


def shares(weights: Weights) -> dict[str, int]:
    """The weights above 0: a deployment that is named with none is the same as one that is not named."""
    return {name: weight for name, weight in weights.items() if weight}


def cells(weight: int, room: int) -> int:
    """How many of a bar's `room` cells a weight takes: at least one above 0 %, and never all below 100 %."""
    return min(max(1, round(weight * room / _WHOLE)), room - (weight < _WHOLE)) if weight else 0


def serving(plan: Plan) -> dict[tuple[str, str], Serving]:
    """Who answers the requests of each model in each stamp of a plan."""
    exported = _states(plan.outputs.get("traffic"))
    online = {
        (model, stamp): Serving(
            applied=state.applied,
            pending=state.pending,
            mirror=state.mirror,
            pending_mirror=exported.get((model, stamp), {}).get("pendingMirror") or {},
            waits_for=tuple(exported.get((model, stamp), {}).get("waitsFor") or ()),
        )
        for model, stamps in plan.traffic.items()
        for stamp, state in stamps.items()
    }
    return online | {where: _batch(state) for where, state in _states(plan.outputs.get("batch")).items()}


def _states(exported: Any) -> dict[tuple[str, str], Mapping[str, Any]]:
    if not isinstance(exported, Mapping):
        return {}
    return {
        (model, stamp): state
        for model, stamps in exported.items()
        if isinstance(stamps, Mapping)
        for stamp, state in stamps.items()
        if isinstance(state, Mapping)
    }


def _batch(state: Mapping[str, Any]) -> Serving:
    default, pending = state.get("default"), state.get("pending")
    return Serving(
        applied={default: _WHOLE} if default else {},
        pending={pending: _WHOLE} if pending else {},
        waits_for=(pending,) if pending else (),
        batch=True,
    )
