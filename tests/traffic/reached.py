"""What stories have to come to, so that their promises mean something: edits applied, faults met, states of traffic."""

from collections.abc import Iterator, Mapping

from tests.traffic.around import AROUND
from tests.traffic.asking import SILENCES, Ears
from tests.traffic.edits import Edit, kinds
from tests.traffic.engine import Ran
from tests.traffic.judging import Run
from tests.traffic.target import Found, Target
from tests.traffic.trouble import Kind

_GUARDS = ("firstStep", "largestStep", "shadowFirst", "stable", "keepLastGood", "freezeLive")
_STATES = (
    "state: a canary",
    "state: three deployments have traffic",
    "state: a shadow",
    "state: a shadow beside a canary",
    "state: all back on stable in one step",
    "state: two stamps have traffic",
    "state: a model with traffic is retired",
    "state: the model has left",
    "refused until retired",
    "state: a deployment that has failed stands beside live traffic",
)
_OF_TARGET: Mapping[str, tuple[str, ...]] = {
    "managed": ("state: a move is pending", "state: traffic on what was not made by the stack"),
    "kubernetes": (
        "state: new pods do not work, and old ones answer",
        "state: the model has moved to another address",
        "refused by the readiness of pods",
    ),
}


def required(target: Target) -> list[str]:
    """Everything that stories of a target have to come to at least once."""
    return [
        *(f"edit {kind}" for kind in (*kinds(target.content), *AROUND)),
        *(f"hand {kind}" for kind in target.by_hand),
        *(f"up {kind.value}" for kind in Kind),
        *(f"up, asking in vain: {kind}" for kind in SILENCES if target.asks_live),
        *(f"refused by {guard}" for guard in _GUARDS),
        "destroy",
        *_STATES,
        *_OF_TARGET[target.name],
    ]


def of_edit(edit: Edit) -> Iterator[str]:
    """What an edit that is legal comes to."""
    yield f"edit {edit.kind}"


def of_run(run: Run, ran: Ran, now: Mapping[str, Found], ears: Ears) -> Iterator[str]:
    """What a run has come to."""
    if run.trouble and len(ran.made) >= run.trouble.nth:
        yield f"up {run.trouble.kind.value}"
    if ears.kind and ears.met:
        yield f"up, asking in vain: {ears.kind}"
    words = " ".join([ran.refusal, *ran.failures])
    yield from (f"refused by {guard}" for guard in _GUARDS if not ears.met and guard in words)
    if "none of its pods is ready" in words:
        yield "refused by the readiness of pods"
    if "retire" in ran.refusal:
        yield "refused until retired"
    if ran.fine and any(run.target.told(ran.outputs, region)["pending"] for region in run.declared):
        yield "state: a move is pending"
    if len([found for found in now.values() if found.traffic]) > 1:
        yield "state: two stamps have traffic"
    for region, found in now.items():
        yield from _of_traffic(run, run.before.get(region, Found()), found)


def _of_traffic(run: Run, before: Found, now: Found) -> Iterator[str]:
    if len(now.traffic) == 2:
        yield "state: a canary"
    if len(now.traffic) > 2:
        yield "state: three deployments have traffic"
    if now.mirror:
        yield "state: a shadow"
    if now.mirror and len(now.traffic) > 1:
        yield "state: a shadow beside a canary"
    if now.stable and now.traffic == {now.stable: 100} and len(before.traffic) > 1:
        yield "state: all back on stable in one step"
    if before.traffic and now.retired and not before.retired:
        yield "state: a model with traffic is retired"
    if before.traffic and not now.traffic and not run.declared:
        yield "state: the model has left"
    if now.traffic and now.present - now.standing:
        yield "state: a deployment that has failed stands beside live traffic"
    if now.traffic.keys() - run.model["deployments"].keys():
        yield "state: traffic on what was not made by the stack"
    if before.address and now.address and now.address != before.address:
        yield "state: the model has moved to another address"
    if now.standing & now.halfway:
        yield "state: new pods do not work, and old ones answer"
