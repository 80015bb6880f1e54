"""How the traffic of each model moves."""

from collections.abc import Mapping
from typing import Any

from ops.diff.difference import Serving, TrafficChange
from ops.plan import Plan

_WHOLE = 100


def traffic_changes(base: Plan, head: Plan) -> tuple[TrafficChange, ...]:
    """Every model and stamp whose traffic, default or mirror differs, or waits; by model, then by stamp."""
    before, after = serving(base), serving(head)
    changes = (
        TrafficChange(model=model, stamp=stamp, before=before.get((model, stamp)), after=after.get((model, stamp)))
        for model, stamp in sorted({*before, *after})
    )
    return tuple(change for change in changes if _differs(change))


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


def _differs(change: TrafficChange) -> bool:
    before, after = change.before, change.after
    if before is None or after is None:
        return before is not after
    return bool(
        after.pending
        or after.pending_mirror
        or _shares(before.applied) != _shares(after.applied)
        or _shares(before.mirror) != _shares(after.mirror)
    )


def _shares(weights: Mapping[str, int]) -> dict[str, int]:
    return {name: weight for name, weight in weights.items() if weight}
