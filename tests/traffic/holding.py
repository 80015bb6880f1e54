"""What must hold of every single request of an `up`, by what was live before and after it."""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.traffic.exemptions import BY_HAND, GIVEN_UP, OWN_FAILURE, RETIRED, UNSEEN_LOSS
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
    retired: bool = False
    """Whether the stack's state said when the run began that the model may go there."""
    autoscaled: bool = False
    """Whether an autoscaler is to set the size of the deployment."""
    named: bool = True
    """Whether the config has a model of that name there, on whatever target, or the model itself."""
    kept: bool = False
    """Whether the config has the model there, and does not say that it may go."""
    address: str | None = None
    """Where the config has callers reach the model; None where it does not say."""


@dataclass(frozen=True)
class Finding:
    """A promise that is not kept."""

    words: str
    excuse: str = ""
    """Of `exemptions`, where it need not be kept."""


def wrong(request: Request, before: Found, now: Found) -> Iterator[Finding]:
    """What does not hold after a request."""
    made, name = request.made, request.name
    leaving = RETIRED if request.retired and not request.named else ""
    if made.operation == "update" and name in before.traffic and before.runs.get(name) != now.runs.get(name):
        yield Finding(f"{made} changes what has live traffic: {before} then {now}", "" if request.frozen else GIVEN_UP)
    if name and made.operation == "update" and request.autoscaled:
        were, are = before.sizes.get(name, 0), now.sizes.get(name, 0)
        if are < were:
            words = f"{made} takes {name} from {were} to {are} under its autoscaler"
            yield Finding(words, OWN_FAILURE if request.own_failure else "")
    if made.operation == "delete" and name in {*before.traffic, *before.named} & before.present - now.present:
        yield Finding(f"{made} deletes what has live traffic, or what another write may give some: {before}", leaving)
    yield from _lost_callers(request, before, now, leaving)
    if before.whole and turned_away(before.address, now.address):
        failing = OWN_FAILURE if request.own_failure and now.address is None else ""
        excuse = _moving(request, before) or leaving or failing
        yield Finding(f"{made} turns callers of {before.address} away: {now}", excuse)
    lost = frozenset(now.mirror) - now.present
    if lost - request.gone - (frozenset(before.mirror) - before.present):
        yield Finding(f"{made} leaves a mirror to nothing: {now}", leaving)


def turned_away(old: str | None, new: str | None) -> bool:
    """Whether callers of an address are not answered at another one: it is no part of it."""
    return old is not None and (new is None or not f"{old.rstrip('/')}/".startswith(f"{new.rstrip('/')}/"))


def _moving(request: Request, before: Found) -> str:
    return RETIRED if request.retired and not request.kept and request.address != before.address else ""


def _lost_callers(request: Request, before: Found, now: Found, leaving: str) -> Iterator[Finding]:
    excuse = leaving or (OWN_FAILURE if request.own_failure else "")
    moves = _moving(request, before)
    unseen = UNSEEN_LOSS if request.gone & now.traffic.keys() else ""
    nobody = now.traffic.keys() - now.standing
    if nobody - (before.traffic.keys() - before.standing):
        owed = UNSEEN_LOSS if not nobody - request.gone else ""
        yield Finding(f"{request.made} gives traffic to nobody: {before} then {now}", excuse or owed or moves)
    if now.answered < before.answered:
        yield Finding(f"{request.made} takes live traffic: {before} then {now}", excuse or unseen or moves)
    if not now.whole and (before.whole or sum(now.traffic.values()) not in {0, 100}):
        by_hand = "" if before.whole else BY_HAND
        yield Finding(
            f"{request.made} leaves less than 100 %: {before} then {now}", excuse or unseen or moves or by_hand
        )
