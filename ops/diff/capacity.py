"""How much more, or less, may run."""

from ops.capacity import NODE_GPUS, REPLICA_GPUS, Capacity, Span, capacity, quota
from ops.diff.difference import CapacityChange
from ops.plan import Plan
from ops.topology import Topology


def capacity_changes(base: Plan, head: Plan) -> tuple[CapacityChange, ...]:
    """What is counted of two plans and differs, in the order of the report, then by stamp."""
    before, after = (_all(plan, Topology(plan)) for plan in (base, head))
    kinds = [*after, *(what for what in before if what not in after)]
    return tuple(
        CapacityChange(what=what, stamp=stamp, before=old, after=new, remark=_remark(what, stamp, after))
        for what in kinds
        for stamp in sorted({*before.get(what, {}), *after.get(what, {})})
        for old in [before.get(what, {}).get(stamp, Span())]
        for new in [after.get(what, {}).get(stamp, Span())]
        if old != new
    )


def _remark(what: str, stamp: str, after: Capacity) -> str:
    """What one number says beside another: pods that ask for more GPUs than there can be wait for ever."""
    there, asked = (after.get(kind, {}).get(stamp, Span()).high for kind in (NODE_GPUS, REPLICA_GPUS))
    if asked <= there:
        return ""
    return {REPLICA_GPUS: f"more than the {there} on nodes", NODE_GPUS: f"fewer than the {asked} requested"}.get(
        what, ""
    )


def _all(plan: Plan, topology: Topology) -> Capacity:
    return {**capacity(plan, topology), **quota(plan, topology)}
