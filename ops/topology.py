"""How the resources of a plan hang together: components, and the stamps among them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from ops.plan import Plan, PlannedResource

STAMP_TYPE = "ai-models:stamp:Stamp"
SHARED = "shared"
"""The place of what exists once and belongs to no stamp."""


@dataclass(frozen=True, kw_only=True)
class Branch:
    """A component with what it is made of."""

    component: PlannedResource
    label: str
    """The component's name without what it has from its parent's."""
    leaves: list[PlannedResource] = field(default_factory=list)
    """The resources that belong to this component and to none below it."""
    branches: list["Branch"] = field(default_factory=list)

    @cached_property
    def everything(self) -> tuple[PlannedResource, ...]:
        """The resources of this component and of all below it, components left out."""
        return (*self.leaves, *(leaf for branch in self.branches for leaf in branch.everything))

    @property
    def is_stamp(self) -> bool:
        """Whether this is one region's set of serving resources."""
        return self.component.type == STAMP_TYPE


class Topology:
    """The components of a plan as a tree."""

    roots: list[Branch]
    loose: list[PlannedResource]
    """The resources outside any component."""

    def __init__(self, plan: Plan) -> None:
        self._by_urn = {resource.urn: resource for resource in plan.resources}
        self._branches = {
            resource.urn: Branch(component=resource, label=self._label(resource))
            for resource in plan.resources
            if not resource.custom
        }
        self.roots, self.loose = [], []
        for branch in self._branches.values():
            above = self._owner(branch.component)
            (above.branches if above else self.roots).append(branch)
        for resource in plan.resources:
            if resource.custom:
                owner = self._owner(resource)
                (owner.leaves if owner else self.loose).append(resource)
        for branch in self._branches.values():
            branch.branches.sort(key=lambda below: (below.is_stamp, below.label))

    @property
    def stamps(self) -> list[str]:
        """The labels of the stamps, in order."""
        return sorted({branch.label for branch in self._branches.values() if branch.is_stamp})

    def stamp_of(self, resource: PlannedResource) -> str:
        """The stamp that a resource belongs to, or `SHARED`."""
        return next(
            (self._label(above) for above in self._line(resource) if above.type == STAMP_TYPE),
            SHARED,
        )

    def _owner(self, resource: PlannedResource) -> Branch | None:
        """The nearest component above a resource."""
        above = self._line(resource)
        next(above)
        return next((self._branches[parent.urn] for parent in above if not parent.custom), None)

    def _line(self, resource: PlannedResource) -> Iterator[PlannedResource]:
        """The resource, its parent, and so on up to the stack."""
        at: PlannedResource | None = resource
        while at:
            yield at
            at = self._by_urn.get(at.parent)

    def _label(self, resource: PlannedResource) -> str:
        parent = self._by_urn.get(resource.parent)
        return resource.name.removeprefix(f"{parent.name}-") if parent else resource.name
