"""How much more, or less, may run."""

from collections.abc import Iterator

from ops.capacity import NODE_GPUS, REPLICA_GPUS, Capacity, Span, capacity, quota, running
from ops.diff.difference import CapacityChange, Fewer
from ops.diff.places import places
from ops.plan import Plan
from ops.serving import serving
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


def fewer(base: Plan, head: Plan) -> tuple[Fewer, ...]:
    """Every model that may run less of what keeps its live traffic, or more of it; by model, stamp and deployment."""
    live, will = serving(base), serving(head)
    was, then = dict(_deployments(base)), dict(_deployments(head))
    return tuple(
        Fewer(model=model, stamp=stamp, what=what, before=before, after=after)
        for model, stamp, deployment in sorted(was)
        for where in [(model, stamp)]
        for share in [live[where].applied.get(deployment, 0) if where in live else 0]
        if share and where in will and will[where].applied.get(deployment, 0) >= share
        if (model, stamp, deployment) in then
        for (what, before), (_, after) in [(was[model, stamp, deployment], then[model, stamp, deployment])]
        if after.low < before.low or after.high < before.high
    )


def _deployments(plan: Plan) -> Iterator[tuple[tuple[str, str, str], tuple[str, Span]]]:
    """What each deployment of a model may run, by model, stamp and name: on AKS it is a component of its own."""
    where = places(plan)
    for resource, what, span in running(plan):
        place = where[resource.urn]
        match place.component.split("/"):
            case ["models", model, deployment]:
                yield (model, place.stamp, deployment), (what, span)
            case ["models", model]:
                yield (model, place.stamp, place.role(resource.name)), (what, span)
            case _:
                continue
