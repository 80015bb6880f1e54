"""Which resource of the base each resource of the head is: by its URN, or by an alias."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

from ops.plan import Plan, PlannedResource


@dataclass(frozen=True, kw_only=True)
class Match:
    """The resources of two plans, side by side."""

    pairs: tuple[tuple[PlannedResource, PlannedResource], ...]
    """What is in both: as it was, as it will be."""
    added: tuple[PlannedResource, ...]
    removed: tuple[PlannedResource, ...]

    @cached_property
    def former(self) -> dict[str, str]:
        """The URNs of the base by those of the head."""
        return {after.urn: before.urn for before, after in self.pairs}


def match(base: Plan, head: Plan, aliases: Mapping[str, Collection[str]]) -> Match:
    """Pair the resources of two plans; `aliases` are the head's own ones by URN.

    As the engine does it (https://github.com/pulumi/pulumi, `pkg/resource/deploy/step_generator.go`): a resource's own
    URN first, then its aliases, then what these and itself would be called below its parent's former URN.
    """
    known = {resource.urn: resource for resource in base.resources}
    by_urn = {resource.urn: resource for resource in head.resources}
    former: dict[str, str] = {}
    taken: set[str] = set()
    for resource in _parents_first(head, by_urn):
        for urn in (resource.urn, *_earlier(resource, aliases.get(resource.urn, ()), former)):
            if urn in known and urn not in taken and (urn == resource.urn or urn not in by_urn):
                former[resource.urn] = urn
                taken.add(urn)
                break
    return Match(
        pairs=tuple((known[former[one.urn]], one) for one in head.resources if one.urn in former),
        added=tuple(one for one in head.resources if one.urn not in former),
        removed=tuple(one for one in base.resources if one.urn not in taken),
    )


def _parents_first(plan: Plan, by_urn: Mapping[str, PlannedResource]) -> list[PlannedResource]:
    def depth(resource: PlannedResource) -> int:
        above = by_urn.get(resource.parent)
        return 0 if above is None else depth(above) + 1

    return sorted(plan.resources, key=depth)


def _earlier(resource: PlannedResource, own: Collection[str], former: Mapping[str, str]) -> list[str]:
    """The URNs that a resource may have had."""
    parent = former.get(resource.parent, resource.parent)
    if parent == resource.parent:
        return list(own)
    return [*own, *(_below(urn, resource.parent, parent) for urn in (resource.urn, *own))]


def _below(urn: str, parent: str, former: str) -> str:
    """The URN of a child where its parent still has its former one: a name that begins with the parent's follows it."""
    start, _, qualified, name = _parts(urn)
    own_type = qualified.rpartition("$")[2]
    new_name, old_name = _parts(parent)[3], _parts(former)[3]
    if name.startswith(new_name):
        name = old_name + name.removeprefix(new_name)
    return f"{start}::{_parts(former)[1]}::{_parts(former)[2]}${own_type}::{name}"


def _parts(urn: str) -> tuple[str, str, str, str]:
    stack, project, qualified, name = urn.split("::", 3)
    return stack, project, qualified, name
