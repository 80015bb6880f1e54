"""A model's life in a sequence of steps, and what must hold after every request of each."""

import copy
from collections.abc import Iterable, Mapping

from config.errors import ConfigError
from sandbox.core import Cloud
from sandbox.request import Refused
from tests.traffic.around import AROUND, OWN, STAMP, Around, kept_after_all
from tests.traffic.asking import Ears, Silence
from tests.traffic.batch import Batch
from tests.traffic.chapters import Counts, Destroy, Hand, Refresh, Step, Up, label
from tests.traffic.content import Model
from tests.traffic.edits import Edit
from tests.traffic.engine import Engine, Ran
from tests.traffic.exemptions import DESTROY
from tests.traffic.holding import Finding, Request, wrong
from tests.traffic.judging import Run, failings, refused, unnoticed
from tests.traffic.kept import chosen_targets
from tests.traffic.memory import run_program
from tests.traffic.reached import of_edit, of_run
from tests.traffic.target import OTHER_REGION, REGION, Found, Target
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
        self.around: Around = {}
        """What else an edit has written there."""
        self.accepted: tuple[Model, Around] = (self.model, {})
        """The last config that an `up` did not refuse."""
        self.known: dict[str, Model] = {}
        """Each deployment as it was last declared and not refused."""
        self.log: list[str] = []
        self.disturbed = False
        """Whether the stack's state may be behind what is there: by hand, or by a run that was cut short."""
        self._regions = [REGION]
        self._batch = Batch()
        self._last: dict[str, Found] = {}
        self._destroying = False
        self._run: Run | None = None

    def found(self) -> Found:
        """What is live now in the stamp that is always there."""
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
                self.up(trouble=step.trouble, targets=self._targets(step), refresh=step.refresh, silence=step.silence)
            case Hand():
                self._by_hand(step)
            case Refresh():
                self.note("refresh")
                self.engine.refresh()
                self.disturbed = False
            case Destroy():
                self.note(f"destroy {step.trouble or ''}")
                self._destroy(step.trouble)

    def legal(self, model: Model, around: Around | None = None) -> bool:
        """Whether the product takes a config, as far as the config alone tells."""
        try:
            self.target.config(model, self.around if around is None else around)
        except ConfigError:
            return False
        return True

    def up(
        self,
        *,
        trouble: Trouble | None = None,
        targets: list[str] | None = None,
        refresh: bool = False,
        silence: Silence | None = None,
    ) -> Ran:
        """Run `pulumi up` on the config as it is, and look at what it did. Raises `Broken`."""
        if STAMP in self.around and OTHER_REGION not in self._regions:
            self._regions.append(OTHER_REGION)
        if refresh:
            self.disturbed = False
            self.engine.refresh()
        self._last, ears = self._look(), Ears(silence)
        believed = self._look(self.engine.believed())
        self._run = Run(
            target=self.target,
            model=self.model,
            before=self._last,
            gone={region: self._unseen(region, believed) for region in self._regions},
            declared=self._declared(),
            named=self._named(),
            kept=self._kept(),
            retired=frozenset(region for region, found in believed.items() if found.retired),
            trouble=trouble,
            targeted=targets is not None,
            disturbed=self.disturbed,
        )
        config = self.target.config(self.model, self.around)
        ran = self.engine.run(lambda steps: run_program(config, steps, ears), trouble=trouble, targets=targets)
        self.target.settle(self.engine.cloud, over=True)
        self.counts.ups += 1
        self.counts.requests += len(ran.made)
        self.note(f"  {[str(one) for one in ran.made]} {ran.failures} {ran.warnings}")
        now = self._look()
        self.counts.reached.update(of_run(self._run, ran, now, ears))
        self._hold(failings(self._run, ran, now, self.engine, ears))
        if refused(ran) and not ears.met:
            made = self.around if ran.made else {}
            self.model, self.around = copy.deepcopy(self.accepted[0]), kept_after_all(made, self.accepted[1])
        elif not ears.met:
            self.accepted = (copy.deepcopy(self.model), copy.deepcopy(self.around))
            self.known |= self.accepted[0]["deployments"]
        self.disturbed = self.disturbed or unnoticed(trouble, ran)
        self._run = None
        return ran

    def _edit(self, step: Edit) -> None:
        model, around = self.model, copy.deepcopy(self.around)
        if step.kind in AROUND:
            done = AROUND[step.kind](around, model, self.target.content, step.first, step.second)
            edited = model if done else None
        else:
            edited = step.of(model, self.target.content)
        if edited is None or not self.legal(edited, around):
            self.counts.steps[f"{label(step)}, not legal"] += 1
            return
        self.counts.reached.update(of_edit(step))
        self.model, self.around = edited, around
        self.note(f"edit {step.kind}: {around if step.kind in AROUND else edited}")

    def _by_hand(self, step: Hand) -> None:
        before = self.found()
        try:
            done = self.target.by_hand[step.kind](self.engine.cloud, step.first, step.second)
        except Refused:
            done = False
            self.counts.reached.update([label(step), f"{label(step)}, refused by the cloud"])
        self.target.settle(self.engine.cloud, over=True)
        if done:
            self.disturbed = True
            self.counts.reached[label(step)] += 1
            self.note(f"by hand {step.kind} {step.first} {step.second}: {self.found()}")
        lost = before.named & before.present - self.found().present
        if lost:
            raise self.broken(f"what the route names is deleted by hand: {sorted(lost)}")

    def _destroy(self, trouble: Trouble | None) -> None:
        self._last, self._destroying = self._look(), True
        try:
            ran = self.engine.destroy(trouble)
        finally:
            self._destroying = False
        self.target.settle(self.engine.cloud, over=True)
        self.note(f"  {[str(one) for one in ran.made]} {ran.failures}")
        self.counts.reached["destroy"] += 1
        self.disturbed = self.disturbed or unnoticed(trouble, ran)
        kept = any(one.protect for one in self.engine.kept.values())
        if not (ran.fine or trouble or kept):
            raise self.broken(f"nothing disturbs a destroy, and it fails: {ran.failures}")
        if ran.fine:
            self.disturbed = False
            if self.engine.kept:
                raise self.broken("a destroy that came to its end leaves nothing")

    def _after(self, made: Made) -> None:
        """What must hold after every single request."""
        self.target.settle(self.engine.cloud)
        before, self._last = self._last, self._look()
        batch = list(self._batch.after(made, self.engine.cloud))
        if self._destroying or self._run is None:
            self.counts.excused[DESTROY] += 1
            return
        self._hold(map(Finding, batch))
        for region, now in self._last.items():
            self._hold(wrong(self._request(made, region, self._run), before.get(region, Found()), now))

    def _request(self, made: Made, region: str, run: Run) -> Request:
        here = self.target.region_of(made) == region
        name = self.target.deployment_of(made) if here else None
        failed_late = run.trouble is not None and run.trouble.kind is Kind.FAILED_LATE
        return Request(
            made=made,
            name=name,
            frozen=self.model.get("rollout", {}).get("freezeLive", True),
            own_failure=failed_late and name in self._last[region].traffic,
            gone=run.gone[region],
            autoscaled=any(self.model.get(key) for key in ("autoscale", "eventAutoscale")),
            named=region in run.named,
            kept=region in run.kept,
            retired=region in run.retired,
            address=self.target.content.address(self.model),
        )

    def _hold(self, found: Iterable[Finding]) -> None:
        for finding in found:
            if not finding.excuse:
                raise self.broken(finding.words)
            self.counts.excused[finding.excuse] += 1

    def _look(self, cloud: Cloud | None = None) -> dict[str, Found]:
        return {region: self.target.found(cloud or self.engine.cloud, region) for region in self._regions}

    def _declared(self) -> frozenset[str]:
        """The stamps in which the config has the model."""
        return self._stamps() if OWN not in self.around else frozenset()

    def _stamps(self) -> frozenset[str]:
        return frozenset([REGION, *([OTHER_REGION] if STAMP in self.around else [])])

    def _named(self) -> frozenset[str]:
        """The stamps in which the config has a model of that name, on whatever target, that may not go."""
        elsewhere = self.around.get(OWN)
        return self._stamps() if elsewhere and not elsewhere.get("retire") else self._declared()

    def _kept(self) -> frozenset[str]:
        """The stamps in which the config has the model and does not say that it may go."""
        leaving = {OTHER_REGION} if self.around.get(STAMP, {}).get("retire") else frozenset[str]()
        return frozenset() if self.model.get("retire") else self._declared() - leaving

    def _unseen(self, region: str, believed: Mapping[str, Found]) -> frozenset[str]:
        """The deployments that the stack takes for there and that are not, where the program does not ask.

        Someone deleted them by hand while nothing named them, or a request did so whose answer was lost. An edit that
        gives one of them traffic sends callers to nobody: `pulumi up --refresh` is what brings it back first.
        """
        if self.target.asks_live:
            return frozenset()
        return believed[region].present - self._last[region].present

    def _targets(self, step: Up) -> list[str] | None:
        return None if step.targets is None else chosen_targets(self.engine.kept, step.targets)

    def _words(self, step: Up) -> str:
        refresh = "--refresh" if step.refresh else ""
        return f"{step.trouble or ''} {step.silence or ''} {refresh} {self._targets(step) or ''}"
