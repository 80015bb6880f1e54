"""The whole difference in one sentence, for the first line of every format."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from ops.counted import counted, listed
from ops.diff import folding, policy_words, secret_words, stakes
from ops.diff.difference import Action, Difference, TrafficChange
from ops.diff.words import counts
from ops.resource_names import kind
from ops.serving import shares

_TAGS = re.compile(r"(^|\.)tags\.(?!retired$)")
"""Of what is retired, or not any more, there is more to say than that it has another tag."""

_STOPS, _INTERRUPTS = "stops serving", "interrupts the serving of"
_ENDINGS = frozenset({_STOPS, _INTERRUPTS})
"""What is said first of traffic: requests fail."""

_MOST_NAMED = 3
"""Models that a sentence names; of more it tells how many."""


def verdict(difference: Difference) -> str:
    """The whole difference in one sentence, the worst first."""
    broken = _still_broken(difference)
    if difference.base.problem:
        return "; ".join(["Not compared: the base cannot be rendered", *_broken(difference)]) + "."
    if difference.is_empty:
        return "; ".join(["Nothing changes", *broken]) + "."
    parts = [
        *_refusals(difference),
        *_losses(difference),
        *_endings(difference),
        *_reruns(difference),
        *_policies(difference),
        *broken,
        *stakes.parts(difference),
        *_stamps("adds", difference.stamps_added),
        *_traffic(difference, lambda verb: verb not in _ENDINGS),
        *_rest(difference),
    ]
    sentence = "; ".join(parts) or "only what is exempt from a policy changes"
    return f"{sentence[0].upper()}{sentence[1:]}."


def _refusals(difference: Difference) -> Iterator[str]:
    if difference.refusals:
        yield f"Azure or Kubernetes REFUSES {counted(len(difference.refusals), 'change')}"


def _endings(difference: Difference) -> Iterator[str]:
    """What nobody answers any more."""
    yield from _stamps("removes", difference.stamps_removed)
    yield from _traffic(difference, _ENDINGS.__contains__)


def _stamps(verb: str, stamps: Sequence[str]) -> Iterator[str]:
    if stamps:
        yield f"{verb} the {'stamp' if len(stamps) == 1 else 'stamps'} {', '.join(stamps)}"


def _losses(difference: Difference) -> Iterator[str]:
    verbs = {Action.REMOVED: "DELETES", Action.REPLACED: "REPLACES"}
    found = Counter(change.action for change in difference.losses)
    parts = [f"{verb} {found[action]}" for action, verb in verbs.items() if found[action]]
    alike = folding.fold(difference.losses)
    if len(alike) == 1:
        change, stamps = alike[0].change, alike[0].stamps
        whose = f" of {change.component}" if change.component else ""
        what = ", with what is in it" if change.holds else ", which is protected"
        yield f"{verbs[change.action]} {change.role} ({kind(change.type)}){whose} in {listed(stamps)}{what}"
    elif parts:
        yield f"{' and '.join(parts)} resources that hold state or are protected"
    if kept := len(difference.kept):
        yield f"`pulumi up` will refuse this: {kept} {'is' if kept == 1 else 'are'} protected"
    if difference.unprotected:
        yield f"takes the protection off {counted(len(difference.unprotected), 'resource')}"


def _reruns(difference: Difference) -> Iterator[str]:
    by_model: dict[str, dict[str, int]] = {}
    for one in difference.reruns:
        weights = by_model.setdefault(one.model, {})
        weights[one.stamp] = weights.get(one.stamp, 0) + one.weight
    if len(by_model) > _MOST_NAMED:
        yield f"changes what answers live requests of {len(by_model)} models"
        return
    for model, weights in by_model.items():
        yield f"changes what answers {max(weights.values())} % of {model}"


def _policies(difference: Difference) -> Iterator[str]:
    yield from _broken(difference)
    yield from policy_words.parts(difference.policy_settings)
    warnings = sum(result.enforcement not in ("mandatory", "disabled") for result in difference.policies.new)
    if warnings:
        yield f"{counted(warnings, 'new policy warning')}"
    if difference.policies.fixed:
        yield f"fixes {counted(len(difference.policies.fixed), 'policy result')}"


def _broken(difference: Difference) -> Iterator[str]:
    """What ends an `up`."""
    if broken := {result.name for result in difference.policies.new if result.enforcement == "mandatory"}:
        yield f"breaks {counted(len(broken), 'mandatory policy', 'mandatory policies')}"


def _still_broken(difference: Difference) -> list[str]:
    """What ends an `up` though the change did not begin it."""
    broken = {result.name for result in difference.policies.standing if result.enforcement == "mandatory"}
    what = counted(len(broken), "mandatory policy stays", "mandatory policies stay")
    return [f"{what} broken, as in the base"] if broken else []


def _traffic(difference: Difference, is_told: Callable[[str], bool]) -> Iterator[str]:
    """What happens to the traffic of models, those that it happens to alike together."""
    verbs: dict[str, list[str]] = {}
    told = {*difference.stamps_added, *difference.stamps_removed}
    for change in difference.traffic:
        if change.stamp in told and (change.before is None or change.after is None):
            continue
        models = verbs.setdefault(_verb(change), [])
        if change.model not in models:
            models.append(change.model)
    for verb, models in verbs.items():
        if not is_told(verb):
            continue
        named = ", ".join(models) if len(models) <= _MOST_NAMED else f"{len(models)} models"
        yield f"{verb} {named}{_where_to(difference, models[0]) if len(models) == 1 else ''}"


def _where_to(difference: Difference, model: str) -> str:
    """How the one model's traffic moves, where it moves alike everywhere: ` (blue 100 → 90 %, green 0 → 10 %)`."""
    moves = {_move(change) for change in difference.traffic if change.model == model}
    move = moves.pop() if len(moves) == 1 else ""
    return f" ({move})" if move else ""


def _move(change: TrafficChange) -> str:
    before, after = change.before, change.after
    if before is None or after is None:
        return ""
    if before.batch and after.batch:
        return f"{' '.join(before.applied) or 'none'} → {' '.join(after.pending or after.applied) or 'none'}"
    old, new = before.applied, after.pending or after.applied
    names = [name for name in sorted({*old, *new}) if old.get(name, 0) != new.get(name, 0)]
    shown = [f"{name} {old.get(name, 0)} → {new.get(name, 0)} %" for name in names]
    return ", ".join(shown) if len(shown) <= _MOST_NAMED else ""


def _verb(change: TrafficChange) -> str:
    before, after = change.before, change.after
    if before is None:
        return "adds"
    if after is None:
        return _STOPS
    if shares(before.applied) and not shares(after.applied):
        return _INTERRUPTS
    moved = "the default of" if before.batch or after.batch else "traffic of"
    if shares(before.applied) != shares(after.applied):
        return f"moves {moved}"
    if after.pending:
        return f"prepares to move {moved}"
    return f"{'changes' if shares(before.mirror) != shares(after.mirror) else 'prepares to change'} the mirror of"


def _rest(difference: Difference) -> Iterator[str]:
    if difference.warnings:
        yield counted(len(difference.warnings), "new warning")
    yield from secret_words.parts(difference.secrets)
    if difference.resources:
        tags = all(_TAGS.search(value.path) for change in difference.resources for value in change.values)
        only = tags and all(change.values and change.action is Action.CHANGED for change in difference.resources)
        yield f"{'only tags' if only else 'resources'}: {counts(difference.resources)}"
    elif difference.capacity:
        yield "what may run changes"
