"""The platform as a picture made of lists: what is shared, each stamp, and in them the components."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ops.diff.difference import Action, ResourceChange
from ops.diff.places import LOOSE, places
from ops.html.markup import NOTHING, Html, each, element, join
from ops.html.parts import SIGNS, TONES, badge, folded
from ops.plan import Plan
from ops.resource_names import kind, physical_name
from ops.topology import SHARED, Topology

_MOST_BESIDE = 12
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
    found = _parts(plan, changes)
    names = sorted(name for name in found if name != SHARED)
    shared = _stamp(SHARED, found[SHARED], None) if SHARED in found else NOTHING
    regions = each(_stamp(name, found[name], (stamps or {}).get(name)) for name in names)
    beside = element("div", regions, class_="stamps") if names else NOTHING
    return element("div", shared, beside, class_="platform")


def _parts(plan: Plan, changes: Sequence[ResourceChange]) -> dict[str, _Part]:
    """By stamp, all its components."""
    there = places(plan, Topology(plan))
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


def _stamp(name: str, whole: _Part, action: Action | None) -> Html:
    sign = badge(f"{SIGNS[action]} {action}", TONES[action]) if action else NOTHING
    title = element("h3", name, " ", element("span", _resources(len(whole.everything)), class_="dim"), sign)
    loose = [_Part(label="top level", leaves=whole.leaves)] if whole.leaves else []
    parts = sorted(whole.parts.values(), key=lambda part: part.label)
    body = element("ul", each(map(_part, (*parts, *loose))), class_="parts")
    return element("div", title, body, class_="stamp shared" if name == SHARED else "stamp")


def _part(part: _Part) -> Html:
    everything = part.everything
    summary = join(
        element("span", part.label, class_="name"),
        " ",
        element("span", str(len(everything)), class_="dim"),
        element("span", " resource" if len(everything) == 1 else " resources", class_="unseen"),
        *(
            badge(f"{SIGNS[action]}{count} {action}", TONES[action])
            for action, count in sorted(part.actions.items(), key=lambda one: list(Action).index(one[0]))
        ),
    )
    leaves = sorted(part.leaves, key=lambda leaf: (leaf.action is None, leaf.kind, leaf.role))
    listed = element("ul", each(map(_leaf, leaves)), class_="leaves") if leaves else NOTHING
    tone = "" if not part.actions else " touched"
    if not part.parts:
        return element("li", folded(summary, listed), class_=f"part{tone}")
    own = folded(_resources(len(leaves)) + " of its own", listed) if leaves else NOTHING
    title = element("p", summary, class_="title")
    return element("li", title, own, _beside(list(part.parts.values())), class_=f"part whole{tone}")


def _beside(parts: Sequence[_Part]) -> Html:
    ordered = sorted(parts, key=lambda part: (not part.actions, part.label))
    touched = sum(1 for part in ordered if part.actions)
    most = max(_MOST_BESIDE, touched)
    shown, rest = ordered[:most], ordered[most:]
    hidden = folded(f"{len(rest)} more", _list(rest), class_="rest") if rest else NOTHING
    return join(_list(sorted(shown, key=lambda part: part.label)), hidden)


def _list(parts: Iterable[_Part]) -> Html:
    return element("ul", each(map(_part, parts)), class_="parts inner")


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


def _resources(count: int) -> str:
    return f"{count} {'resource' if count == 1 else 'resources'}"
