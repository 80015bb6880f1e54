"""What Pulumi's engine keeps of a resource from one run to the next."""

import copy
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A resource of the stack's state."""

    urn: str
    type: str
    name: str
    custom: bool
    provider: str
    """URN of the provider resource; empty for components and providers."""
    needs: frozenset[str]
    """URNs of what must be there first: dependencies, parent, provider, what it is deleted with."""
    deleted_with: str = ""
    protect: bool = False
    id: str = ""
    inputs: dict[str, Any] = field(default_factory=dict)
    """Plain wire values, as the last write that the engine knows of carried them."""
    outputs: dict[str, Any] = field(default_factory=dict)
    unsettled: bool = False
    """Made or changed by a request that failed all the same (`initErrors`): the next run writes it again."""

    @property
    def in_cloud(self) -> bool:
        """Whether someone outside the engine has it too."""
        return self.custom and not self.type.startswith("pulumi:providers:")


def ignoring(new: Mapping[str, Any], old: Mapping[str, Any], paths: Iterable[str]) -> dict[str, Any]:
    """New inputs with the old values at the paths of `ignoreChanges`."""
    inputs = copy.deepcopy(dict(new))
    for path in paths:
        *holders, last = path.split(".")
        target, source = inputs, old
        for key in holders:
            target, source = target.setdefault(key, {}), source.get(key) or {}
        if last in source:
            target[last] = copy.deepcopy(source[last])
        else:
            target.pop(last, None)
    return inputs


def last_first(resources: Sequence[Kept]) -> list[Kept]:
    """In the order in which they may be deleted: each before what it needs."""
    by_urn = {one.urn: one for one in resources}
    ordered: dict[str, Kept] = {}

    def visit(urn: str) -> None:
        if urn in ordered or urn not in by_urn:
            return
        for need in sorted(by_urn[urn].needs):
            visit(need)
        ordered[urn] = by_urn[urn]

    for one in resources:
        visit(one.urn)
    return list(reversed(ordered.values()))


def needing(urns: Iterable[str], resources: Iterable[Kept]) -> set[str]:
    """These URNs, and those of everything that needs them, directly or by way of others."""
    everything, found = list(resources), set(urns)
    while more := {one.urn for one in everything if one.needs & found} - found:
        found |= more
    return found


def chosen_targets(kept: Mapping[str, Kept], choice: int) -> list[str] | None:
    """A set of targets by number: one resource, two, one with all that need it, or with what it needs."""
    urns = sorted(urn for urn, one in kept.items() if one.in_cloud)
    if not urns:
        return None
    picked = urns[choice % len(urns)]
    sets: tuple[set[str], ...] = (
        {picked},
        {picked, urns[(choice // 2) % len(urns)]},
        needing([picked], kept.values()),
        {picked, *kept[picked].needs},
    )
    return sorted(sets[(choice // len(urns)) % len(sets)])
