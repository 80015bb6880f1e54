"""What must hold when an `up` has ended."""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.traffic.asking import Ears
from tests.traffic.content import Model
from tests.traffic.engine import Engine, Ran
from tests.traffic.exemptions import BY_HAND, CUT_SHORT, RETIRED, TARGETED, UNSEEN_LOSS, UNSEEN_MOVE
from tests.traffic.holding import Finding
from tests.traffic.kept import needing
from tests.traffic.promises import broken
from tests.traffic.target import Found, Target, is_own
from tests.traffic.trouble import Kind, Trouble


@dataclass(frozen=True, kw_only=True)
class Run:
    """One `up`, as it begins."""

    target: Target
    model: Model
    before: Mapping[str, Found]
    """What is live, by stamp."""
    gone: Mapping[str, frozenset[str]]
    """The deployments that the stack takes for there and that are not."""
    declared: frozenset[str]
    """The stamps in which the config has the model."""
    named: frozenset[str]
    """The stamps in which it has a model of that name, on whatever target, that may not go; or the model itself."""
    kept: frozenset[str]
    """Those of them in which it does not say that the model may go."""
    retired: frozenset[str]
    """The stamps in which the stack's state says that the model may go."""
    trouble: Trouble | None
    targeted: bool
    disturbed: bool
    """Whether the state may be behind what is there."""

    @property
    def alone(self) -> bool:
        """Whether nothing goes wrong, and all is asked for."""
        return self.trouble is None and not self.targeted


def refused(ran: Ran) -> bool:
    """Whether the config is not let through: by the program before all else, by the cluster, or by `protect`."""
    words = ("ValidatingAdmissionPolicy", "is protected")
    return bool(ran.refusal) or any(word in text for text in ran.failures for word in words)


def unnoticed(trouble: Trouble | None, ran: Ran) -> bool:
    """Whether a run may leave something behind, or gone, that the engine does not know."""
    if trouble is None or len(ran.made) < trouble.nth:
        return False
    deleted = ran.made[trouble.nth - 1].operation == "delete"
    late = trouble.kind is Kind.FAILED_LATE and (deleted or not trouble.noted)
    return late or trouble.kind is Kind.KILLED_AFTER


def failings(run: Run, ran: Ran, now: Mapping[str, Found], engine: Engine, ears: Ears) -> Iterator[Finding]:
    """What does not hold."""
    yield from _refusal(ran, ears)
    if not _in_turns(ran, engine, run.target):
        yield Finding(f"two requests at a time: {ran.made}")
    if run.alone and not (ran.fine or refused(ran)):
        yield Finding(f"nothing disturbs an `up`, and it fails: {ran.failures}", CUT_SHORT if run.disturbed else "")
    for region, found in now.items():
        yield from _ended(run, ran, region, found)
        if ran.fine:
            yield from _order(run, region, found, engine)
        if ran.fine and run.alone and region in run.declared:
            yield from _told(run, ran, region, found, engine)


def _refusal(ran: Ran, ears: Ears) -> Iterator[Finding]:
    if ran.refusal and ran.made:
        yield Finding(f"a refused `up` changes nothing: {ran.made}")
    if "Traceback" in ran.refusal or "Error:" in ran.refusal.split("RunError:")[-1].replace("RequestError:", ""):
        yield Finding(f"a refusal has no traceback: {ran.refusal}")
    if ears.met and not ran.refusal:
        yield Finding(f"a question was not answered, and the program goes on: {ran.made}")
    if ears.met and not ("not moved without knowing" in ran.refusal and "run again" in ran.refusal.lower()):
        yield Finding(f"what to do about an answer that did not come is not said: {ran.refusal}")


def _ended(run: Run, ran: Ran, region: str, now: Found) -> Iterator[Finding]:
    before = run.before.get(region, Found())
    leaves = RETIRED if region in run.retired - run.named else ""
    may_move = region in run.retired - run.kept
    moves = RETIRED if may_move and run.target.content.address(run.model) != before.address else ""
    unseen = UNSEEN_LOSS if run.gone.get(region, frozenset()) & now.traffic.keys() else ""
    if before.whole and not now.whole:
        cut = CUT_SHORT if run.trouble else ""
        yield Finding(f"an `up` ends with less: {before} then {now}", leaves or unseen or moves or cut)
    if ran.fine and run.alone and region in run.declared and now.traffic and not now.whole:
        yield Finding(f"callers get no answer after an `up`: {now}", unseen or (BY_HAND if run.disturbed else ""))
    for words in broken(run.model, before, now):
        yield Finding(f"a promise is not kept: {words}: {before} then {now}", leaves)


def _order(run: Run, region: str, now: Found, engine: Engine) -> Iterator[Finding]:
    kept = engine.kept
    pairs = [pair for pair in run.target.orders(kept, now, region) if pair[0] not in needing([pair[1]], kept.values())]
    excuse = TARGETED if run.targeted else UNSEEN_MOVE if _moved_unseen(run, region, now, engine) else ""
    if pairs:
        yield Finding(f"what is not waited for: {pairs}", excuse)


def _told(run: Run, ran: Ran, region: str, now: Found, engine: Engine) -> Iterator[Finding]:
    """The outputs say what is live, or a warning says that they do not; and nothing that is asked for is forgotten."""
    told: Mapping[str, Any] = run.target.told(ran.outputs, region)
    same = _positive(told["applied"]) == now.traffic and told["mirror"] == now.mirror
    if not same and not any("traffic" in text for text in ran.warnings):
        excuse = UNSEEN_MOVE if _moved_unseen(run, region, now, engine) else ""
        yield Finding(f"what is live is not what is said: {now}, {told}", excuse)
    if not told["pending"] and _positive(told["applied"]) != _positive(run.model["traffic"]):
        yield Finding(f"a move is forgotten: {told}")
    mirrored = bool(told.get("pendingMirror")) or told["mirror"] == run.model.get("mirror", {})
    if not mirrored and not told["pending"]:
        yield Finding(f"a mirror is forgotten: {told}")


def _moved_unseen(run: Run, region: str, now: Found, engine: Engine) -> bool:
    """Whether live traffic is not where the stack takes it to be, and the program does not ask."""
    believed = run.target.found(engine.believed(), region)
    elsewhere = (believed.traffic, believed.mirror) != (now.traffic, now.mirror)
    return elsewhere and run.disturbed and not run.target.asks_live


def _positive(weights: Mapping[str, int]) -> dict[str, int]:
    return {name: share for name, share in weights.items() if share}


def _in_turns(ran: Ran, engine: Engine, target: Target) -> bool:
    """Whether each write that the service does alone waits for the one before."""
    own = [made for made in ran.made if is_own(made.name)]
    written = [made for made in own if target.serial(made) and made.operation != "delete"]
    there = [made for made in written if made.urn in engine.kept]
    pairs = [pair for pair in itertools.pairwise(there) if target.region_of(pair[0]) == target.region_of(pair[1])]
    return all(later.urn in needing([earlier.urn], engine.kept.values()) for earlier, later in pairs)
