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
        CapacityChange(what=what, stamp=stamp, before=old, after=new, remark=_remark(what, stamp, before, after))
        for what in kinds
        for stamp in sorted({*before.get(what, {}), *after.get(what, {})})
        for old in [_of(before, what, stamp)]
        for new in [_of(after, what, stamp)]
        if old != new
    )


def _remark(what: str, stamp: str, before: Capacity, after: Capacity) -> str:
    """What one number says beside another: pods that ask for more GPUs than there can be wait for ever.

    Said once a stamp: beside what is asked for, or where that is as it was, beside what there is.
    """
    there, asked = (_of(after, kind, stamp) for kind in (NODE_GPUS, REPLICA_GPUS))
    if asked.high > there.high:
        if what == REPLICA_GPUS:
            return f"more than the {there.high} on nodes"
        if what == NODE_GPUS and asked == _of(before, REPLICA_GPUS, stamp):
            return f"fewer than the {asked.high} requested"
    return ""


def _of(counted: Capacity, what: str, stamp: str) -> Span:
    return counted.get(what, {}).get(stamp, Span())


def _all(plan: Plan, topology: Topology) -> Capacity:
    return {**capacity(plan, topology), **quota(plan, topology)}
