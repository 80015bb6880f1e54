"""The platform as a picture made of lists: what is shared, each stamp, and in them the components."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ops.counted import counted
from ops.diff.difference import Action, ResourceChange
from ops.diff.places import LOOSE, places
from ops.html.markup import NOTHING, Html, each, element, join
from ops.html.parts import SIGNS, TONES, badge, folded
from ops.plan import Plan
from ops.resource_names import kind, physical_name
from ops.topology import SHARED, Branch, Topology

_MOST_BESIDE = 24
"""Parts of one component that are shown side by side; what is beyond, and stays as it is, is folded away."""


@dataclass(frozen=True, kw_only=True)
class _Leaf:
    """One resource."""

    role: str
    kind: str
    physical: str = ""
    protected: bool = False
    action: Action | None = None


@dataclass(kw_only=True)
class _Part:
    """One component in one stamp."""

    label: str
    leaves: list[_Leaf] = field(default_factory=list)
    parts: dict[str, "_Part"] = field(default_factory=dict)

    def at(self, path: str) -> "_Part":
        """The part at a path such as `models/fraud`, made where it is not there."""
        part = self
        for label in filter(None, path.split("/")):
            part = part.parts.setdefault(label, _Part(label=label))
        return part

    @property
    def everything(self) -> list[_Leaf]:
        """Its resources and those of its parts."""
        return [*self.leaves, *(leaf for part in self.parts.values() for leaf in part.everything)]

    @property
    def actions(self) -> Counter[Action]:
        """What happens to how many of its resources and those of its parts."""
        return Counter(leaf.action for leaf in self.everything if leaf.action)


def topology(plan: Plan, changes: Sequence[ResourceChange] = (), stamps: Mapping[str, Action] | None = None) -> Html:
    """The components of a plan by stamp, each with what happens to it; `stamps` are those that come or go."""
    tree = Topology(plan)
    found = _parts(plan, tree, changes)
    spread = frozenset(_groupings(tree.roots))
    names = sorted(name for name in found if name != SHARED)
    shared = _stamp(SHARED, found[SHARED], None, spread) if SHARED in found else NOTHING
    regions = each(_stamp(name, found[name], (stamps or {}).get(name), spread) for name in names)
    beside = element("div", regions, class_="stamps") if names else NOTHING
    return element("div", shared, beside, class_="platform")


def _parts(plan: Plan, tree: Topology, changes: Sequence[ResourceChange]) -> dict[str, _Part]:
    """By stamp, all its components."""
    there = places(plan, tree)
    actions = {change.urn: change.action for change in changes if change.action is not Action.REMOVED}
    found: dict[str, _Part] = {}
    for resource in plan.resources:
        if resource.custom:
            place = there.get(resource.urn, LOOSE)
            leaf = _Leaf(
                role=place.role(resource.name),
                kind=kind(resource.type),
                physical=physical_name(resource),
                protected=resource.protect,
                action=actions.get(resource.urn),
            )
            _whole(found, place.stamp).at(place.component).leaves.append(leaf)
    for change in changes:
        if change.action is Action.REMOVED:
            leaf = _Leaf(role=change.role, kind=kind(change.type), action=Action.REMOVED, protected=change.protected)
            _whole(found, change.stamp).at(change.component).leaves.append(leaf)
    return found


def _whole(found: dict[str, _Part], stamp: str) -> _Part:
    return found.setdefault(stamp, _Part(label=stamp))


def _groupings(branches: Iterable[Branch]) -> Iterator[str]:
    """The labels of the components that are there to hold others: their parts are shown one by one."""
    for branch in branches:
        if branch.is_grouping:
            yield branch.label
            yield from _groupings(branch.branches)


def _stamp(name: str, whole: _Part, action: Action | None, spread: Collection[str]) -> Html:
    sign = badge(f"{SIGNS[action]} {action}", TONES[action]) if action else NOTHING
    title = element("h3", name, " ", element("span", counted(len(whole.everything), "resource"), class_="dim"), sign)
    loose = [_Part(label="top level", leaves=whole.leaves)] if whole.leaves else []
    parts = sorted((*whole.parts.values(), *loose), key=lambda part: (part.label in spread, part.label))
    shown = each(_spread(part) if part.label in spread and part.parts else _part(part) for part in parts)
    return element("div", title, element("ul", shown, class_="parts"), class_="stamp")


def _spread(part: _Part) -> Html:
    """A component with its parts beside one another: those that are touched, and of the others so many."""
    ordered = sorted(part.parts.values(), key=lambda below: (not below.actions, below.label))
    most = max(_MOST_BESIDE, sum(1 for below in ordered if below.actions))
    own = [_Part(label="for all of them", leaves=part.leaves)] if part.leaves else []
    shown = [*sorted(ordered[:most], key=lambda below: below.label), *own]
    rest = ordered[most:]
    hidden = folded(f"{len(rest)} more", _list(rest), class_="rest") if rest else NOTHING
    return element("li", element("p", _title(part), class_="title"), _list(shown), hidden, class_="spread")


def _list(parts: Iterable[_Part]) -> Html:
    return element("ul", each(map(_part, parts)), class_="parts")


def _part(part: _Part) -> Html:
    return element("li", folded(_title(part), _inside(part)), class_="part touched" if part.actions else "part")


def _title(part: _Part) -> Html:
    count = len(part.everything)
    actions = sorted(part.actions.items(), key=lambda one: list(Action).index(one[0]))
    return join(
        element("span", part.label, class_="name"),
        " ",
        element("span", str(count), class_="dim"),
        element("span", " resource" if count == 1 else " resources", class_="unseen"),
        *(badge(f"{SIGNS[action]}{number} {action}", TONES[action]) for action, number in actions),
    )


def _inside(part: _Part) -> Html:
    """Its resources, those that are touched first, and below them its parts with theirs."""
    leaves = sorted(part.leaves, key=lambda leaf: (leaf.action is None, leaf.kind, leaf.role))
    below = (
        element("li", element("span", one.label, class_="sub"), _inside(one))
        for one in sorted(part.parts.values(), key=lambda one: one.label)
    )
    return element("ul", each(map(_leaf, leaves)), each(below), class_="leaves")


def _leaf(leaf: _Leaf) -> Html:
    action = badge(f"{SIGNS[leaf.action]} {leaf.action}", TONES[leaf.action]) if leaf.action else NOTHING
    return element(
        "li",
        element("span", leaf.kind, class_="kind"),
        " ",
        element("span", leaf.role, class_="role"),
        join(" ", element("code", leaf.physical)) if leaf.physical and leaf.physical != leaf.role else NOTHING,
        badge("protected") if leaf.protected else NOTHING,
        action,
    )
