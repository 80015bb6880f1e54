"""How the resources of a plan hang together: components, and the stamps among them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from ops.plan import Plan, PlannedResource

PLATFORM_TYPE = "ai-models:platform:Platform"
STAMP_TYPE = "ai-models:stamp:Stamp"
GROUPING_TYPES = frozenset({PLATFORM_TYPE, STAMP_TYPE, "ai-models:models:Serving"})
"""Components that are there to hold others."""

SHARED = "shared"
"""The place of what exists once and belongs to no stamp."""


@dataclass(frozen=True, kw_only=True)
class Branch:
    """A component with what it is made of."""

    component: PlannedResource
    label: str
    """The component's name without what it has from its parent's or its stamp's."""
    stamp: str
    """The stamp that the component belongs to, or `SHARED`."""
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

    @property
    def is_grouping(self) -> bool:
        """Whether this is there to hold other components."""
        return self.component.type in GROUPING_TYPES


class Topology:
    """The components of a plan as a tree."""

    def __init__(self, plan: Plan) -> None:
        self._by_urn = {resource.urn: resource for resource in plan.resources}
        self.stamps = sorted({self._label(each) for each in plan.resources if each.type == STAMP_TYPE})
        """The stamps' names."""
        self.roots: list[Branch] = []
        self.loose: list[PlannedResource] = []
        """The resources outside any component."""
        self._branches = {each.urn: self._branch(each) for each in plan.resources if not each.custom}
        for branch in self._branches.values():
            above = self._owner(branch.component)
            (above.branches if above else self.roots).append(branch)
        for resource in plan.resources:
            if resource.custom:
                owner = self._owner(resource)
                (owner.leaves if owner else self.loose).append(resource)
        for branch in self._branches.values():
            branch.branches.sort(key=lambda below: (below.is_stamp, below.label, below.stamp))

    def stamp_of(self, resource: PlannedResource) -> str:
        """The stamp that a resource belongs to, or `SHARED`: a model may be called like another one."""
        _, *below = reversed([self._label(above) for above in self._line(resource)])
        for label in below:
            for stamp in self.stamps:
                if label == stamp or label.startswith(f"{stamp}-"):
                    return stamp
        return SHARED

    def _branch(self, component: PlannedResource) -> Branch:
        stamp = self.stamp_of(component)
        parent = self._by_urn.get(component.parent)
        inside = parent is not None and self.stamp_of(parent) == stamp
        label = self._label(component).removeprefix("" if inside else f"{stamp}-").lstrip("-")
        return Branch(component=component, label=label, stamp=stamp)

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
