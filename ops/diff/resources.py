"""What `up` would do to each resource."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ops.diff.difference import PROTECT, Action, ResourceChange, ValueChange
from ops.diff.following import Reads, followed, following
from ops.diff.matching import Match
from ops.diff.places import LOOSE, Place
from ops.diff.renames import Renames
from ops.diff.replacement import judge
from ops.diff.showing import texts
from ops.diff.stateful import what_it_holds
from ops.diff.values import Differing, differing
from ops.diff.wholes import readable
from ops.plan import PlannedResource
from ops.resource_names import kind
from sandbox.sdk import PROVIDER_PREFIX

MARKS = frozenset({"tags.settings", "tags.trafficWrite"})
"""Values that say nothing but that others are written: see the tags of `components.decisions.live`."""


@dataclass(frozen=True, kw_only=True)
class Sides:
    """The resources of two plans, and where each is."""

    match: Match
    before: Mapping[str, Place]
    after: Mapping[str, Place]


def resource_changes(sides: Sides, reads: Reads | None = None) -> tuple[ResourceChange, ...]:
    """Every custom resource that `up` would touch, by component, then by stamp and name; components have no state.

    `reads` tells what each input of the head is made of.
    """
    found = [*_gone(sides), *_new(sides), *_in_both(sides, reads or {})]
    return tuple(sorted(found, key=lambda change: (change.component, change.stamp, change.name, change.urn)))


def _gone(sides: Sides) -> Iterator[ResourceChange]:
    for resource in sides.match.removed:
        if resource.custom:
            yield _change(Action.REMOVED, resource, sides.before, inputs=resource.inputs, protected=resource.protect)


def _new(sides: Sides) -> Iterator[ResourceChange]:
    for resource in sides.match.added:
        if resource.custom:
            yield _change(Action.ADDED, resource, sides.after, inputs=resource.inputs)


def _in_both(sides: Sides, reads: Reads) -> Iterator[ResourceChange]:
    pairs = [(before, after) for before, after in sides.match.pairs if after.custom]
    renames = Renames(pairs)
    providers = {after.urn: after for _, after in pairs if after.type.startswith(PROVIDER_PREFIX)}
    providers |= {one.urn: one for one in sides.match.added if one.type.startswith(PROVIDER_PREFIX)}
    changed = {after.urn: _changed(before, after, sides, renames, providers) for before, after in pairs}
    anew = {urn for urn, change in changed.items() if change and change.action is Action.REPLACED}
    why = following([after for _, after in pairs], anew, reads, providers) if anew else {}
    roles = {after.urn: sides.after.get(after.urn, LOOSE).role(after.name) for _, after in pairs} if why else {}
    for before, after in pairs:
        change = changed[after.urn]
        if after.urn in why:
            change = change or _change(Action.CHANGED, after, sides.after, protected=before.protect)
            change = followed(change, why[after.urn], roles)
        if change:
            yield change


def _changed(
    before: PlannedResource,
    after: PlannedResource,
    sides: Sides,
    renames: Renames,
    providers: Mapping[str, PlannedResource],
) -> ResourceChange | None:
    values = [value for value in differing(before.inputs, after.inputs) if not _is_noise(value, after)]
    verdict = judge(after, values, providers)
    own = [value for value in values if not renames.explain(value, after)]
    shown = [_shown(value, after, replaces=value.path in verdict.replacing) for value in own]
    shown += _options(before, after, sides.match.former)
    formerly = before.name if before.urn != after.urn else ""
    if not values and not shown and not formerly:
        return None
    return _change(
        Action.REPLACED if verdict.replacing else Action.CHANGED,
        after,
        sides.after,
        values=tuple(shown),
        follows=len(values) - len(own),
        why=tuple(_why(value, renames, after) for value in values if value.path in verdict.replacing),
        doubts=verdict.doubts,
        formerly=formerly,
        protected=before.protect,
    )


def _change(action: Action, resource: PlannedResource, places: Mapping[str, Place], **given: object) -> ResourceChange:
    place = places.get(resource.urn, LOOSE)
    return ResourceChange(
        action=action,
        urn=resource.urn,
        name=resource.name,
        type=resource.type,
        component=place.component,
        role=place.role(resource.name),
        stamp=place.stamp,
        holds=what_it_holds(resource.type),
        **given,  # type: ignore[arg-type]
    )


def _is_noise(value: Differing, resource: PlannedResource) -> bool:
    """Whether the program tells the engine to pass over it, as where an autoscaler counts instances, or it only marks.

    A mark follows from what is written beside it.
    """
    if value.path in MARKS:
        return True
    return bool(resource.ignore_changes) and bool(
        value.lies_in(frozenset(path.replace("[*]", "[]") for path in resource.ignore_changes))
    )


def _shown(value: Differing, resource: PlannedResource, *, replaces: bool) -> ValueChange:
    before, after = _texts(value, resource)
    return ValueChange(path=value.path, before=before, after=after, replaces=replaces)


def _why(value: Differing, renames: Renames, resource: PlannedResource) -> str:
    before, after = _texts(value, resource)
    cause = " (what it lies in is renamed)" if renames.explain(value, resource) else ""
    return f"{value.path}: {before or 'nothing'} → {after or 'nothing'}{cause}"


def _texts(value: Differing, resource: PlannedResource) -> tuple[str | None, str | None]:
    before, after = (readable(resource.type, value.path, side) for side in (value.before, value.after))
    return texts(before, after)


def _options(before: PlannedResource, after: PlannedResource, former: Mapping[str, str]) -> list[ValueChange]:
    """What differs among the options that the engine itself acts on."""
    found = []
    if before.protect != after.protect:
        found.append(ValueChange(path=PROTECT, before=_flag(before.protect), after=_flag(after.protect)))
    if before.provider != former.get(after.provider, after.provider):
        old, new = (one.provider.rpartition("::")[2] or "default" for one in (before, after))
        found.append(ValueChange(path="(provider)", before=old, after=new))
    if kind(before.type) != kind(after.type):
        found.append(ValueChange(path="(type)", before=before.type, after=after.type))
    return found


def _flag(value: bool) -> str:
    return "true" if value else "false"
