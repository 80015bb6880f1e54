"""What must hold of every single request of an `up`, by what was live before and after it."""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.traffic.target import Found
from tests.traffic.trouble import Made


@dataclass(frozen=True, kw_only=True)
class Request:
    """One request, and what is known about it."""

    made: Made
    name: str | None
    """The deployment that it makes, changes or deletes."""
    frozen: bool
    """Whether what has live traffic is to stay as it is."""
    own_failure: bool
    """Whether the service itself failed while it changed what has live traffic."""
    gone: frozenset[str]
    """The deployments that the stack took for there when the run began, and that were not."""


def wrong(request: Request, before: Found, now: Found) -> Iterator[str]:
    """What does not hold after a request."""
    made, name = request.made, request.name
    changed = made.operation == "update" and name in before.traffic and before.runs.get(name) != now.runs.get(name)
    if request.frozen and changed:
        yield f"{made} changes what has live traffic: {before} then {now}"
    if made.operation == "delete" and name in {*before.traffic, *before.named} & before.present - now.present:
        yield f"{made} deletes what has live traffic, or what another write may give some: {before}"
    if not request.own_failure:
        yield from _lost_callers(request, before, now)
    lost = frozenset(now.mirror) - now.present - request.gone
    if lost - (frozenset(before.mirror) - before.present):
        yield f"{made} leaves a mirror to nothing: {now}"


def _lost_callers(request: Request, before: Found, now: Found) -> Iterator[str]:
    nobody = now.traffic.keys() - now.standing - request.gone
    if nobody - (before.traffic.keys() - before.standing):
        yield f"{request.made} gives traffic to nobody: {before} then {now}"
    if request.gone & now.traffic.keys():
        return
    if now.answered < before.answered:
        yield f"{request.made} takes live traffic: {before} then {now}"
    if before.whole and not now.whole:
        yield f"{request.made} leaves less than 100 %: {before} then {now}"
