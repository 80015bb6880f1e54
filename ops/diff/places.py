"""Where a resource belongs: its stamp, and the path of the components that it is part of."""

from collections.abc import Iterator
from dataclasses import dataclass

from ops.plan import Plan
from ops.topology import PLATFORM_TYPE, SHARED, STAMP_TYPE, Branch, Topology

_WHOLES = frozenset({PLATFORM_TYPE, STAMP_TYPE})
"""Components that are no part of a path: the platform, and the stamps that lie over one another."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where one resource belongs."""

    component: str
    """The path of its components, the stamp left out: `models/fraud`; empty at the top level."""
    owner: str
    """The logical name of the innermost of them."""
    stamp: str

    @property
    def label(self) -> str:
        """The last part of the path."""
        return self.component.rpartition("/")[2]

    def role(self, name: str) -> str:
        """What a resource of that logical name is called within its component."""
        return name.removeprefix(f"{self.owner}-").lstrip("-") or name


LOOSE = Place(component="", owner="", stamp=SHARED)


def places(plan: Plan, topology: Topology | None = None) -> dict[str, Place]:
    """The place of each resource of a plan, by URN; components have none of their own."""
    topology = topology or Topology(plan)
    found = {urn: place for branch in topology.roots for urn, place in _inside(branch, "", "")}
    return found | {resource.urn: LOOSE for resource in topology.loose}


def _inside(branch: Branch, above: str, owner: str) -> Iterator[tuple[str, Place]]:
    component = branch.component
    silent = component.type in _WHOLES or component.name == owner
    path = above if silent else f"{above}/{branch.label}".lstrip("/")
    place = Place(component=path, owner=component.name, stamp=branch.stamp)
    for leaf in branch.leaves:
        yield leaf.urn, place
    for below in branch.branches:
        yield from _inside(below, path, component.name)
