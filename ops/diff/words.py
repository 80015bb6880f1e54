"""The difference in plain words: what every format says alike."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from ops.capacity import Span
from ops.counted import counted, listed
from ops.diff import folding, policy_words, secret_words, stakes
from ops.diff.difference import Action, Difference, ResourceChange, TrafficChange
from ops.plan import PolicyResult
from ops.resource_names import kind
from ops.serving import Serving, Weights, shares

_TAGS = re.compile(r"(^|\.)tags\.(?!retired$)")
"""Of what is retired, or not any more, there is more to say than that it has another tag."""

_STOPS, _INTERRUPTS = "stops serving", "interrupts the serving of"
_ENDINGS = frozenset({_STOPS, _INTERRUPTS})
"""What is said first of traffic: requests fail."""

PROTECTED = "`pulumi up` refuses this until an earlier one has taken the protection off"

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


def counts(changes: Sequence[ResourceChange]) -> str:
    """How many resources are touched, by action: `3 added, 1 replaced`."""
    found = Counter(change.action for change in changes)
    return ", ".join(f"{found[action]} {action}" for action in Action if found[action])


def in_words(weights: Weights) -> str:
    """Weights as a line of text: `blue 90 %, green 10 %`; `none` without any."""
    return ", ".join(f"{name} {weight} %" for name, weight in sorted(weights.items()) if weight) or "none"


def remarks(change: TrafficChange) -> list[str]:
    """What a reader has to know of a model's traffic beside its weights."""
    before, after = change.before or Serving(), change.after
    if after is None:
        return ["not served here any more: requests to it fail"]
    found = ["new here"] if change.before is None else []
    found += [_waiting(change)] if after.pending else []
    if after.mirror != before.mirror:
        found += [f"{name} gets a copy of {part} %" for name, part in sorted(after.mirror.items()) if part]
        found += [f"{name} gets no copy any more" for name in sorted(before.mirror) if not after.mirror.get(name)]
    if after.pending_mirror:
        found.append(f"a copy waits: {in_words(after.pending_mirror)} {_later(after)}")
    return found


def span(value: Span) -> str:
    """`3`, or `3-10` where it may be more."""
    return str(value)


def each_of(stamps: Sequence[str]) -> str:
    """Stamps that have the same numbers: `eastus, westus, each`."""
    return ", ".join((*stamps, "each") if len(stamps) > 1 else stamps)


def change_of(value: Span, other: Span) -> str:
    """What the most comes to: `+4`, `-2`; empty where it stays."""
    more = other.high - value.high
    return f"{more:+d}" if more else ""


def capacity_notes(difference: Difference) -> list[str]:
    """What a reader has to know of the numbers of capacity."""
    quota = any(change.what.startswith("quota: ") for change in difference.capacity)
    return ["In a quota are the 20 % that upgrades of managed endpoints need."] if quota else []


def loss(change: ResourceChange) -> str:
    """What goes with a resource, and whether the engine lets it go."""
    words = [f"lost with it: {change.holds}"] if change.holds else []
    if change.protected:
        words.append(f"protected: {PROTECTED}")
    return "; ".join(words)


def full_name(change: ResourceChange) -> str:
    """A resource with the component that it is part of: `models/fraud: endpoint (OnlineEndpoint)`."""
    role = f"{change.role} ({kind(change.type)})"
    return f"{change.component}: {role}" if change.component else role


def about(urn: str) -> str:
    """A resource as its reader knows it, from its URN: logical name and short type."""
    if urn.count("::") < 3:
        return "the stack"
    *_, qualified, name = urn.split("::", 3)
    return f"{name} ({kind(qualified.rpartition('$')[2])})"


def level(result: PolicyResult) -> str:
    """What a policy result means: `mandatory`, `advisory`, `exempt`."""
    if result.outcome == "violated":
        return result.enforcement
    return f"{result.enforcement}, {result.outcome}" if result.enforcement == "mandatory" else result.outcome


def _waiting(change: TrafficChange) -> str:
    after = change.after or Serving()
    then = f"{' and '.join(sorted(after.pending))} is the default" if after.batch else in_words(after.pending)
    return f"{then} {_later(after)}"


def _later(after: Serving) -> str:
    there = f", once {' and '.join(after.waits_for)} {'is' if len(after.waits_for) == 1 else 'are'} there"
    return f"with the next `pulumi up`{there if after.waits_for else ''}"


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
