"""How the traffic of each model moves."""

from collections.abc import Mapping

from ops.diff.difference import TrafficChange
from ops.plan import Plan
from ops.serving import serving


def traffic_changes(base: Plan, head: Plan) -> tuple[TrafficChange, ...]:
    """Every model and stamp whose traffic, default or mirror differs, or waits; by model, then by stamp."""
    before, after = serving(base), serving(head)
    changes = (
        TrafficChange(model=model, stamp=stamp, before=before.get((model, stamp)), after=after.get((model, stamp)))
        for model, stamp in sorted({*before, *after})
    )
    return tuple(change for change in changes if _differs(change))


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
