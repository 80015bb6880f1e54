"""What has to be made anew, or changes, because it reads something that is made anew."""

from collections import deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ops.diff.difference import Action, ResourceChange, ValueChange
from ops.diff.replacement import fixed_inputs, of_provider
from ops.plan import PlannedResource
from ops.resource_names import kind
from sandbox.sdk import PROVIDER_PREFIX

Reads = Mapping[str, Mapping[str, Collection[str]]]
"""By URN and input, the URNs of what it is made of."""


@dataclass(frozen=True, kw_only=True)
class Following:
    """What of one resource follows from others that are made anew: by input, the first of those."""

    replacing: dict[str, PlannedResource] = field(default_factory=dict)
    """Of inputs that take a new resource."""
    changing: dict[str, PlannedResource] = field(default_factory=dict)


def following(
    resources: Sequence[PlannedResource],
    anew: Collection[str],
    reads: Reads,
    providers: Mapping[str, PlannedResource],
) -> dict[str, Following]:
    """By URN, what follows where the resources of the URNs in `anew` are; `resources` are those that were there before.

    As the engine does it for what is deleted before it is made anew, which is all that has a name of its own
    (https://github.com/pulumi/pulumi, `pkg/resource/deploy/step_generator.go`, `calculateDependentReplacements`): what
    an input is made of is then not known, and where such an input takes a new resource, what reads that follows, too.
    """
    by_urn = {resource.urn: resource for resource in resources}
    readers = _readers(by_urn, reads)
    found: dict[str, Following] = {}
    seen, waiting = set(anew), deque(sorted(anew))
    while waiting:
        cause = by_urn[waiting.popleft()]
        for urn, name in readers.get(cause.urn, ()):
            if urn in anew:
                continue
            takes_new = name in fixed_inputs(by_urn[urn], providers)
            of_urn = found.setdefault(urn, Following())
            (of_urn.replacing if takes_new else of_urn.changing).setdefault(name, cause)
            if takes_new and urn not in seen:
                seen.add(urn)
                waiting.append(urn)
    return found


def followed(change: ResourceChange, why: Following, roles: Mapping[str, str]) -> ResourceChange:
    """The change with what follows from others; `roles` are what they are called within their components, by URN."""
    told = {value.path for value in change.values}
    causes = {**why.changing, **why.replacing}
    values = tuple(
        ValueChange(
            path=name,
            before=f"old {kind(causes[name].type)}",
            after="new one",
            replaces=name in why.replacing,
        )
        for name in sorted(causes)
        if name not in told
    )
    reasons = (
        f"{name}: of {roles.get(cause.urn, cause.name)} ({kind(cause.type)}), which is made anew"
        for name, cause in sorted(why.replacing.items())
    )
    return replace(
        change,
        action=Action.REPLACED if why.replacing else change.action,
        values=(*change.values, *values),
        why=(*change.why, *reasons),
        doubts=(*change.doubts, *(of_provider(sorted(causes)) if change.type.startswith(PROVIDER_PREFIX) else ())),
    )


def _readers(by_urn: Mapping[str, PlannedResource], reads: Reads) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for urn, name, cause in _all_reads(by_urn, reads):
        found.setdefault(cause, []).append((urn, name))
    return found


def _all_reads(by_urn: Mapping[str, PlannedResource], reads: Reads) -> Iterator[tuple[str, str, str]]:
    for urn, by_input in reads.items():
        reader = by_urn.get(urn)
        for name, causes in by_input.items() if reader else ():
            if reader and name not in reader.ignore_changes:
                yield from ((urn, name, cause) for cause in causes if cause in by_urn and cause != urn)
