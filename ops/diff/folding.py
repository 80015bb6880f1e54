"""Changes that are alike, shown once: the same of several stamps, and the same of very many resources."""

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from ops.diff.difference import (
    Action,
    CapacityChange,
    Difference,
    PolicyChanges,
    ResourceChange,
    TrafficChange,
    ValueChange,
)
from ops.diff.reruns import Rerun
from ops.plan import PolicyResult
from ops.resource_names import kinds
from policies.severity import rank
from sandbox.recording import Refusal

_ROOM = 60
_STAMP = "\0"
"""What stands for the name of a stamp where the same of several is compared: no value has it."""

_NAME = re.compile(rf"({_STAMP}[a-z0-9-]*?)[a-z2-7]{{6}}(?![a-z0-9-])")
"""A physical name from its stamp on, and the hash it ends with (`components/names.py`)."""

_OfStamp = TypeVar("_OfStamp", CapacityChange, Rerun)

Refusals = list[tuple[Refusal, tuple[str, ...]]]
"""What is refused, and the URNs of all that it is refused for."""

MOST_REFUSALS = 5
"""Refusals that are told at once: what is one mistake in code is many of them."""

_MANY = 5
"""Resources that have to share a change of value, or components that have to add the same, to be told once."""


@dataclass(frozen=True, kw_only=True)
class Everywhere:
    """A change of value that many resources share."""

    value: ValueChange
    types: tuple[str, ...]
    """The types of the resources, one each."""
    components: int

    @property
    def resources(self) -> int:
        """How many there are."""
        return len(self.types)

    @property
    def words(self) -> str:
        """How many of which kind, in how many components: `100 OnlineDeployment in 50 components`."""
        where = f" in {self.components} components" if self.components > 1 else ""
        return f"{kinds(self.types, _ROOM) if len(set(self.types)) == 1 else f'{self.resources} resources'}{where}"


@dataclass(frozen=True, kw_only=True)
class Folded:
    """One change, in as many stamps as it is."""

    change: ResourceChange
    stamps: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Group:
    """The changes of one component."""

    component: str
    changes: tuple[Folded, ...]
    """What is changed or replaced."""
    added: tuple[ResourceChange, ...]
    removed: tuple[ResourceChange, ...]

    @property
    def only_adds(self) -> bool:
        """Whether nothing that is there already is touched."""
        return not self.changes and not self.removed

    @property
    def size(self) -> int:
        """How many resources it is about."""
        return sum(len(folded.stamps) for folded in self.changes) + len(self.added) + len(self.removed)


def everywhere(changes: Sequence[ResourceChange]) -> list[Everywhere]:
    """What very many resources share, most first."""
    found: dict[ValueChange, list[ResourceChange]] = {}
    for change in changes:
        for value in change.values:
            if not value.replaces:
                found.setdefault(value, []).append(change)
    shared = [
        Everywhere(
            value=value, types=tuple(one.type for one in alike), components=len({one.component for one in alike})
        )
        for value, alike in found.items()
        if len(alike) >= _MANY
    ]
    return sorted(shared, key=lambda one: (-one.resources, one.value.path))


def groups(changes: Sequence[ResourceChange]) -> list[Group]:
    """The changes by component; what `everywhere` tells is left out, and with it those that have nothing more."""
    shared = {one.value for one in everywhere(changes)}
    by_component: dict[str, list[ResourceChange]] = {}
    for change in changes:
        own = replace(change, values=tuple(value for value in change.values if value not in shared))
        if change.action is not Action.CHANGED or own.values or not change.values:
            by_component.setdefault(change.component, []).append(own)
    return [_group(component, found) for component, found in by_component.items()]


def alike_groups(groups: Sequence[Group]) -> list[list[Group]]:
    """The groups, many that add the same together, where the first of them is."""
    found: dict[tuple[tuple[str, str], ...] | str, list[Group]] = {}
    for group in groups:
        what = tuple(sorted((change.stamp, change.type) for change in group.added))
        found.setdefault(what if group.only_adds else group.component, []).append(group)
    together = {alike[0].component: alike for alike in found.values() if len(alike) >= _MANY}
    folded = {group.component for alike in together.values() for group in alike[1:]}
    return [together.get(group.component, [group]) for group in groups if group.component not in folded]


def alike_traffic(changes: Sequence[TrafficChange]) -> list[tuple[TrafficChange, tuple[str, ...]]]:
    """The traffic of each model, stamps that have it in common together."""
    found: dict[str, list[tuple[TrafficChange, tuple[str, ...]]]] = {}
    for change in changes:
        of_model = found.setdefault(change.model, [])
        for number, (known, stamps) in enumerate(of_model):
            if replace(change, stamp=known.stamp) == known:
                of_model[number] = (known, (*stamps, change.stamp))
                break
        else:
            of_model.append((change, (change.stamp,)))
    return [one for of_model in found.values() for one in of_model]


def alike_in_stamps(changes: Sequence[_OfStamp]) -> list[tuple[_OfStamp, tuple[str, ...]]]:
    """What stamps have in common together: of one change all the stamps that it is in."""
    found: dict[_OfStamp, list[str]] = {}
    for change in changes:
        found.setdefault(replace(change, stamp=""), []).append(change.stamp)
    return [(change, tuple(stamps)) for change, stamps in found.items()]


def alike_refusals(difference: Difference) -> Refusals:
    """What is refused for the same reason, stamps that have it in common together: the first, and the URNs of all."""
    stamps = {change.urn: change.stamp for change in difference.resources}
    found: dict[tuple[str, ...], list[Refusal]] = {}
    for refusal in difference.refusals:
        *_, qualified, name = f"::{refusal.urn}".split("::")
        stamp = stamps.get(refusal.urn) or name
        key = (
            qualified.rpartition("$")[2],
            *(part.replace(stamp, "") for part in (name, refusal.code, refusal.message)),
        )
        found.setdefault(key, []).append(refusal)
    return [(alike[0], tuple(one.urn for one in alike)) for alike in found.values()]


def few_refusals(difference: Difference) -> tuple[Refusals, str]:
    """The first few that are refused, and what is said of the others: how many there are, by code."""
    told = alike_refusals(difference)
    rest = Counter(refusal.code for refusal, urns in told[MOST_REFUSALS:] for _ in urns)
    codes = ", ".join(f"{number} {code}" for code, number in rest.most_common())
    return told[:MOST_REFUSALS], f"and {rest.total()} more ({codes}): `--format json` has all" if rest else ""


def further_exempt(policies: PolicyChanges) -> list[PolicyResult]:
    """New results that an exemption covers which covers others in the base: they were accepted with those."""
    accepted = {(one.name, _exemption(one)) for one in policies.standing if one.outcome == "exempt"}
    return [one for one in policies.new if one.outcome == "exempt" and (one.name, _exemption(one)) in accepted]


def _exemption(result: PolicyResult) -> tuple[str, ...]:
    """What is told of it: until when it holds and why."""
    return tuple(line for line in result.message.splitlines() if line.startswith("Exempt"))


def alike_results(results: Sequence[PolicyResult]) -> list[list[PolicyResult]]:
    """What a rule tells in the same words of several resources together; what ends an `up` first, then the worst."""
    found: dict[PolicyResult, list[PolicyResult]] = {}
    for result in sorted(results, key=_loudness):
        found.setdefault(replace(result, urn=""), []).append(result)
    return list(found.values())


def _loudness(result: PolicyResult) -> tuple[bool, bool, int]:
    exempt = result.enforcement == "disabled" or result.outcome == "exempt"
    return exempt, result.enforcement != "mandatory", rank(result.severity)


def fold(changes: Sequence[ResourceChange]) -> list[Folded]:
    """The changes, those that are alike in several stamps once."""
    first: dict[ResourceChange, ResourceChange] = {}
    stamps: dict[ResourceChange, list[str]] = {}
    for change in changes:
        key = _without_stamp(change)
        first.setdefault(key, change)
        stamps.setdefault(key, []).append(change.stamp)
    return [Folded(change=change, stamps=tuple(stamps[key])) for key, change in first.items()]


def fold_wholes(changes: Sequence[ResourceChange]) -> list[Folded]:
    """What comes or goes, that of several stamps once whose properties, tags apart, differ in their names alone."""
    found: list[list[ResourceChange]] = []
    for change in changes:
        known = next((alike for alike in found if _is_alike(alike[0], change)), None)
        if known:
            known.append(change)
        else:
            found.append([change])
    return [Folded(change=alike[0], stamps=tuple(one.stamp for one in alike)) for alike in found]


def _is_alike(one: ResourceChange, other: ResourceChange) -> bool:
    if one.stamp == other.stamp:
        return False
    if (one.action, one.component, one.role, one.type) != (other.action, other.component, other.role, other.type):
        return False
    ours, theirs = _texts(one), _texts(other)
    return len(ours) == len(theirs) and all(
        mine == yours or _of_any_stamp(mine, one.stamp) == _of_any_stamp(yours, other.stamp)
        for mine, yours in zip(ours, theirs, strict=True)
    )


def _texts(change: ResourceChange) -> list[str]:
    """The inputs but tags, in order, each text by itself: one may be the same in both though it names a stamp."""
    return json.dumps({**change.inputs, "tags": None}, sort_keys=True).split('"')


def _of_any_stamp(text: str, stamp: str) -> str:
    """A text without the name of its stamp, and without the hashes of physical names that have it."""
    return _NAME.sub(r"\1", text.replace(stamp, _STAMP))


def _without_stamp(change: ResourceChange) -> ResourceChange:
    return replace(change, urn="", name="", stamp="", formerly=change.formerly.replace(change.stamp, ""))


def _group(component: str, changes: Sequence[ResourceChange]) -> Group:
    kept = [change for change in changes if change.action in (Action.CHANGED, Action.REPLACED)]
    return Group(
        component=component,
        changes=tuple(fold(kept)),
        added=tuple(change for change in changes if change.action is Action.ADDED),
        removed=tuple(change for change in changes if change.action is Action.REMOVED),
    )
