"""What changes in the resources, by component, property by property."""

from collections.abc import Iterator, Sequence

from ops.counted import counted
from ops.diff import folding, secret_words, wholes, words
from ops.diff.difference import Action, Difference, ResourceChange, ValueChange
from ops.html.markup import NOTHING, Html, each, element, join
from ops.html.parts import SIGNS, TONES, badge, code, filters, folded, more, paragraphs, prose, table, where
from ops.resource_names import kind

_MOST_NAMED = 12
"""Resources that come or go by name at once."""

_MOST_WHOLE = 300
"""Resources that come or go whose properties a page holds."""

_FEW = 6
"""Components that are few enough to be shown open."""

_TARGET = "resource-items"


def resources(difference: Difference) -> Html:
    """Every component with what changes in it, and a filter."""
    groups = folding.groups(difference.resources)
    opened = len(groups) <= _FEW
    shared = folding.everywhere(difference.resources)
    whole = wholes.come_or_go(difference.resources) <= _MOST_WHOLE
    items = each(_group(group, opened=opened, whole=whole) for group in groups)
    return join(
        element("p", f"{words.counts(difference.resources)}, {difference.unchanged} unchanged.", class_="dim"),
        NOTHING if whole else element("p", prose(wholes.ELSEWHERE), class_="dim"),
        filters(_TARGET, "components"),
        element("div", _everywhere(shared), items, id=_TARGET, class_="groups"),
    )


def losses(difference: Difference) -> Html:
    """What holds state, or is protected, and goes or is made anew."""
    return element("ul", each(map(_loss, folding.fold(difference.losses))), class_="cards")


def reruns(difference: Difference) -> Html:
    """What answers live requests and becomes something else under the same name."""
    cards = (
        element(
            "li",
            element(
                "p",
                element("strong", f"{one.model} {one.deployment}"),
                badge(f"{one.weight} % of its requests", "warning"),
                " ",
                where(stamps),
            ),
            element("p", "from ", element("del", code(one.before))),
            element("p", "to ", element("ins", code(one.after))),
        )
        for one, stamps in folding.alike_in_stamps(difference.reruns)
    )
    return element("ul", each(cards), class_="cards")


def unprotected(difference: Difference) -> Html:
    """What stays, but is not protected any more."""
    found = folding.fold(difference.unprotected)
    return element(
        "ul", each(element("li", words.full_name(one.change), " ", where(one.stamps)) for one in found), class_="cards"
    )


def refusals(difference: Difference) -> Html:
    """What Azure or Kubernetes would refuse."""
    cards = [
        element(
            "li",
            element("p", badge("REFUSED", "bad"), _named(urns), " ", code(one.code)),
            paragraphs(one.message),
            class_="bad",
        )
        for one, urns in folding.alike_refusals(difference)
    ]
    return element("div", more(cards, folding.MOST_REFUSALS, "refused"), class_="told")


def _named(urns: Sequence[str]) -> Html:
    return element("strong", ", ".join(map(words.about, urns)))


def secrets(difference: Difference) -> Html:
    """The secrets whose ciphertext differs."""
    rows = (
        element(
            "li",
            badge(f"{SIGNS[one.action]} {one.action}", TONES[one.action]),
            code(one.path),
            element("p", secret_words.aside(one), class_="dim"),
        )
        for one in difference.secrets
    )
    return element("ul", each(rows), class_="cards")


def _loss(one: folding.Folded) -> Html:
    change = one.change
    verb = "DELETED" if change.action is Action.REMOVED else "REPLACED"
    head = element("p", badge(verb, "bad"), element("strong", words.full_name(change)), " ", where(one.stamps))
    lines = [line for line in (*change.why, words.loss(change)) if line]
    return element("li", head, each(element("p", prose(line)) for line in lines), class_="bad")


def _everywhere(shared: Sequence[folding.Everywhere]) -> Html:
    if not shared:
        return NOTHING
    tables = (_values(one.words, [one.value]) for one in shared)
    title = element("span", "The same of many resources", class_="name")
    return folded(title, element("div", each(tables), class_="inside"), opened=True, data_item=True, class_="group")


def _group(group: folding.Group, *, opened: bool, whole: bool) -> Html:
    title = join(element("span", group.component or "top level", class_="name"), " ", _counts(group))
    loud = any(one.change.action is Action.REPLACED for one in group.changes) or bool(group.removed)
    inside = join(
        _come_or_go(group.added, whole=whole),
        _come_or_go(group.removed, whole=whole),
        each(map(_changed, group.changes)),
    )
    return folded(title, element("div", inside, class_="inside"), opened=opened or loud, data_item=True, class_="group")


def _counts(group: folding.Group) -> Html:
    replaced = sum(len(one.stamps) for one in group.changes if one.change.action is Action.REPLACED)
    changed = sum(len(one.stamps) for one in group.changes) - replaced
    counts = {
        Action.ADDED: len(group.added),
        Action.CHANGED: changed,
        Action.REPLACED: replaced,
        Action.REMOVED: len(group.removed),
    }
    return each(badge(f"{count} {action}", TONES[action]) for action, count in counts.items() if count)


def _come_or_go(changes: Sequence[ResourceChange], *, whole: bool) -> Html:
    """What comes or goes, by stamp."""
    by_stamp: dict[str, list[ResourceChange]] = {}
    for change in changes:
        by_stamp.setdefault(change.stamp, []).append(change)
    return each(_listed(stamp, found, whole=whole) for stamp, found in by_stamp.items())


def _listed(stamp: str, changes: Sequence[ResourceChange], *, whole: bool) -> Html:
    action = changes[0].action
    named = [
        element(
            "li", element("span", kind(one.type), class_="kind"), " ", one.role, _properties(one) if whole else NOTHING
        )
        for one in changes
    ]
    head = element("p", badge(f"{SIGNS[action]} {action}", TONES[action]), where([stamp]))
    return element("div", head, more(named, _MOST_NAMED, "resources"), class_="whole")


def _properties(change: ResourceChange) -> Html:
    """All that something is that comes or goes."""
    values = wholes.telling(change)
    if not values:
        return NOTHING
    caption = f"{words.full_name(change)}, {change.stamp}"
    return folded(counted(len(values), "property", "properties"), _values(caption, values, shown=False))


def _changed(one: folding.Folded) -> Html:
    change = one.change
    head = element(
        "p",
        badge(f"{SIGNS[change.action]} {change.action}", TONES[change.action]),
        element("strong", change.role),
        " ",
        element("span", kind(change.type), class_="kind"),
        " ",
        where(one.stamps),
        join(" was ", code(change.formerly)) if change.formerly else NOTHING,
    )
    caption = f"{words.full_name(change)}, {', '.join(one.stamps)}"
    values = _values(caption, change.values, shown=False) if change.values else NOTHING
    return element("div", head, values, each(_asides(change)), class_="change")


def _asides(change: ResourceChange) -> Iterator[Html]:
    if change.follows:
        yield element("p", f"{change.follows} more only name what is renamed.", class_="dim")
    if not change.is_loss:
        yield from (element("p", why, class_="dim") for why in change.why)
    yield from (element("p", badge("unsure", "warning"), doubt) for doubt in change.doubts)


def _values(caption: str, values: Sequence[ValueChange], *, shown: bool = True) -> Html:
    rows = (
        element(
            "tr",
            element("th", code(value.path), _mark(value), scope="row"),
            element("td", _side("del", value.before)),
            element("td", _side("ins", value.after)),
        )
        for value in values
    )
    return table(caption, ("Property", "Before", "After"), element("tbody", each(rows)), class_="values", shown=shown)


def _mark(value: ValueChange) -> Html:
    return badge("takes a new resource", "bad") if value.replaces else NOTHING


def _side(tag: str, value: str | None) -> Html:
    return element("span", "nothing", class_="dim") if value is None else element(tag, code(value))
