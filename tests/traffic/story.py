"""A model's life in a sequence of steps, and what must hold after every request of each."""

import itertools
from collections.abc import Mapping
from typing import Any

from config.errors import ConfigError
from sandbox.request import Refused
from tests.traffic.chapters import Counts, Destroy, Hand, Refresh, Step, Up, label
from tests.traffic.edits import Edit, Model
from tests.traffic.engine import Engine, Ran
from tests.traffic.holding import Request, wrong
from tests.traffic.kept import chosen_targets, needing
from tests.traffic.memory import run_program
from tests.traffic.promises import broken
from tests.traffic.target import Found, Target
from tests.traffic.trouble import Kind, Made, Trouble

MOST_UPS = 3
"""Runs of one config after which another one changes nothing: one makes, one moves the traffic, one is spare."""


class Broken(AssertionError):  # noqa: N818 - said of a promise
    """An invariant that does not hold, with the story so far."""


class Story:
    """One stack with one model, from its first day on."""

    def __init__(self, target: Target, counts: Counts | None = None) -> None:
        self.target = target
        self.counts = counts or Counts()
        self.engine = Engine(watch=self._after)
        target.prepare(self.engine.cloud)
        self.model = target.first()
        """The config as it is in the stack's file."""
        self.accepted = self.model
        """The last config that an `up` did not refuse."""
        self.tags: dict[str, str] = {}
        self.log: list[str] = []
        self.disturbed = False
        """Whether the stack's state may be behind what is there: by hand, or by a run that was cut short."""
        self._last = Found()
        self._leaving = False
        self._gone: frozenset[str] = frozenset()

    def found(self) -> Found:
        """What is live now."""
        return self.target.found(self.engine.cloud)

    def note(self, text: str) -> None:
        """Write down what happens, for whoever reads a failure."""
        self.log.append(text)

    def broken(self, words: str) -> "Broken":
        """The error that says what does not hold, and how it came to it."""
        return Broken("\n".join([words, *self.log]))

    def play(self, step: Step) -> None:
        """Take one step. Raises `Broken`."""
        self.counts.steps[label(step)] += 1
        match step:
            case Edit():
                self._edit(step)
            case Up():
                self.note(f"up {self._words(step)}")
                self.up(trouble=step.trouble, targets=self._targets(step), refresh=step.refresh)
            case Hand():
                self._by_hand(step)
            case Refresh():
                self.note("refresh")
                self.engine.refresh()
                self.disturbed = False
            case Destroy():
                self.note(f"destroy {step.trouble or ''}")
                self._destroy(step.trouble)

    def legal(self, model: Model) -> bool:
        """Whether the product takes a config, as far as the config alone tells."""
        try:
            self.target.config(model, self.tags)
        except ConfigError:
            return False
        return True

    def up(self, *, trouble: Trouble | None = None, targets: list[str] | None = None, refresh: bool = False) -> Ran:
        """Run `pulumi up` on the config as it is, and look at what it did. Raises `Broken`."""
        self._last, before = self.found(), self.found()
        self._trouble = trouble
        if refresh:
            self.disturbed = False
            self.engine.refresh()
        self._gone = self._unseen()
        config = self.target.config(self.model, self.tags)
        ran = self.engine.run(lambda steps: run_program(config, steps), trouble=trouble, targets=targets)
        self.target.settle(self.engine.cloud, over=True)
        self.counts.ups += 1
        self.counts.requests += len(ran.made)
        self.note(f"  {[str(one) for one in ran.made]} {ran.failures} {ran.warnings}")
        self._judge(ran, before, alone=trouble is None and targets is None, targeted=targets is not None)
        if refused(ran):
            self.model = self.accepted
        else:
            self.accepted = self.model
        self.disturbed = self.disturbed or _unnoticed(trouble, ran)
        return ran

    def _edit(self, step: Edit) -> None:
        edited = step.of(self.model, self.target.content)
        if edited is None or not self.legal(edited):
            self.counts.steps[f"{label(step)}, not legal"] += 1
            return
        self.model = edited
        self.note(f"edit {step.kind}: {edited}")

    def _by_hand(self, step: Hand) -> None:
        before = self.found()
        try:
            done = self.target.by_hand[step.kind](self.engine.cloud, step.first, step.second)
        except Refused:
            done = False
        self.target.settle(self.engine.cloud, over=True)
        if done:
            self.disturbed = True
            self.note(f"by hand {step.kind} {step.first} {step.second}: {self.found()}")
        lost = before.named & before.present - self.found().present
        self._require(not lost, f"what the route names is deleted by hand: {sorted(lost)}")

    def _destroy(self, trouble: Trouble | None) -> None:
        self._last, self._leaving = self.found(), True
        try:
            ran = self.engine.destroy(trouble)
        finally:
            self._leaving = False
        self.note(f"  {[str(one) for one in ran.made]} {ran.failures}")
        self.disturbed = self.disturbed or _unnoticed(trouble, ran)
        kept = any(one.protect for one in self.engine.kept.values())
        self._require(ran.fine or bool(trouble) or kept, f"nothing disturbs a destroy, and it fails: {ran.failures}")
        if ran.fine:
            self.disturbed = False
            self._require(not self.engine.kept, "a destroy that came to its end leaves nothing")

    def _after(self, made: Made) -> None:
        """What must hold after every single request."""
        self.target.settle(self.engine.cloud)
        before, now = self._last, self.found()
        self._last = now
        if self._leaving:
            return
        name = self.target.deployment_of(made)
        failed_late = self._trouble is not None and self._trouble.kind is Kind.FAILED_LATE
        step = Request(
            made=made,
            name=name,
            frozen=self.model.get("rollout", {}).get("freezeLive", True),
            own_failure=failed_late and name in before.traffic,
            gone=self._gone,
        )
        for words in wrong(step, before, now):
            raise self.broken(words)

    def _judge(self, ran: Ran, before: Found, *, alone: bool, targeted: bool) -> None:
        """What must hold when an `up` has ended."""
        now = self.found()
        self._require(not (ran.refusal and ran.made), f"a refused `up` changes nothing: {ran.made}")
        self._require(
            "Traceback" not in ran.refusal and "Error:" not in ran.refusal.split("RunError:")[-1],
            f"a refusal has no traceback: {ran.refusal}",
        )
        self._require(
            not before.whole or now.whole or bool(self._trouble) or bool(self._gone & now.traffic.keys()),
            f"an `up` ends with less: {now}",
        )
        unkept = list(broken(self.model, before, now))
        self._require(not unkept, f"promises that are not kept: {unkept}: {before} then {now}")
        self._require(_in_turns(ran, self.engine, self.target), f"two requests at a time: {ran.made}")
        if ran.fine and not targeted and not self._moved_unseen(now):
            kept = self.engine.kept
            unordered = [
                pair for pair in self.target.orders(kept, now) if pair[0] not in needing([pair[1]], kept.values())
            ]
            self._require(not unordered, f"what is not waited for: {unordered}")
        if not alone:
            return
        if not self.disturbed:
            self._require(ran.fine or refused(ran), f"nothing disturbs an `up`, and it fails: {ran.failures}")
        if ran.fine:
            told = self.target.told(ran.outputs)
            self._require(self._is_told(told, ran, now), f"what is live is not what is said: {now}, {told}")
            asked = {name: share for name, share in self.model["traffic"].items() if share}
            self._require(bool(told["pending"]) or _positive(told["applied"]) == asked, f"a move is forgotten: {told}")
            mirrored = bool(told.get("pendingMirror")) or told["mirror"] == self.model.get("mirror", {})
            self._require(mirrored or bool(told["pending"]), f"a mirror is forgotten: {told}")

    def _unseen(self) -> frozenset[str]:
        """The deployments that the stack takes for there and that are not, where the program does not ask.

        Someone deleted them by hand while nothing named them, or a request did so whose answer was lost. An edit that
        gives one of them traffic sends callers to nobody: `pulumi up --refresh` is what brings it back first.
        """
        if self.target.asks_live:
            return frozenset()
        return self.target.found(self.engine.believed()).present - self.found().present

    def _moved_unseen(self, now: Found) -> bool:
        """Whether live traffic is not where the stack takes it to be, and the program does not ask.

        Someone moved it by hand, or a request did so whose answer was lost: until a refresh, or a move elsewhere, an
        `up` says what it wrote last.
        """
        believed = self.target.found(self.engine.believed())
        elsewhere = (believed.traffic, believed.mirror) != (now.traffic, now.mirror)
        return elsewhere and self.disturbed and not self.target.asks_live

    def _is_told(self, told: Mapping[str, Any], ran: Ran, now: Found) -> bool:
        """Whether the outputs say what is live, or a warning says that they do not."""
        same = _positive(told["applied"]) == now.traffic and told["mirror"] == now.mirror
        return same or self._moved_unseen(now) or any("traffic" in text for text in ran.warnings)

    def _targets(self, step: Up) -> list[str] | None:
        return None if step.targets is None else chosen_targets(self.engine.kept, step.targets)

    def _words(self, step: Up) -> str:
        return f"{step.trouble or ''}{' --refresh' if step.refresh else ''} {self._targets(step) or ''}"

    def _require(self, holds: bool, words: str) -> None:
        if not holds:
            raise self.broken(words)


def _unnoticed(trouble: Trouble | None, ran: Ran) -> bool:
    """Whether a run may leave something behind, or gone, that the engine does not know."""
    if trouble is None or len(ran.made) < trouble.nth:
        return False
    deleted = ran.made[trouble.nth - 1].operation == "delete"
    late = trouble.kind is Kind.FAILED_LATE and (deleted or not trouble.noted)
    return late or trouble.kind is Kind.KILLED_AFTER


def _positive(weights: Mapping[str, int]) -> dict[str, int]:
    return {name: share for name, share in weights.items() if share}


def refused(ran: Ran) -> bool:
    """Whether a guard refused the config: of the program, before anything is changed, or of the cluster."""
    return bool(ran.refusal) or any("ValidatingAdmissionPolicy" in words for words in ran.failures)


def _in_turns(ran: Ran, engine: Engine, target: Target) -> bool:
    """Whether each write that the service does alone waits for the one before."""
    written = [made.urn for made in ran.made if target.serial(made) and made.operation != "delete"]
    there = [urn for urn in written if urn in engine.kept]
    return all(later in needing([earlier], engine.kept.values()) for earlier, later in itertools.pairwise(there))
