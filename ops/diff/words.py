"""The parts of a difference in plain words: what every format says alike."""

from collections import Counter
from collections.abc import Sequence

from ops.capacity import Span
from ops.diff.difference import Action, Difference, ResourceChange, TrafficChange
from ops.plan import PolicyResult
from ops.resource_names import kind
from ops.serving import Serving, Weights

PROTECTED = "`pulumi up` refuses this until an earlier one has taken the protection off"


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
