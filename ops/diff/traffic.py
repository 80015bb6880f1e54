"""How the traffic of each model moves."""

from ops.diff.difference import TrafficChange
from ops.plan import Plan
from ops.serving import serving, shares


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
        or shares(before.applied) != shares(after.applied)
        or shares(before.mirror) != shares(after.mirror)
    )
