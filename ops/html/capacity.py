"""How much may run, at least to at most."""

from collections.abc import Sequence
from dataclasses import replace

from ops.capacity import Span
from ops.capacity import capacity as counted
from ops.diff import folding, words
from ops.diff.difference import CapacityChange
from ops.html.markup import NOTHING, Html, each, element, join
from ops.html.parts import badge, scrolling, table, told
from ops.plan import Plan
from ops.topology import Topology

_CAPTION = "Capacity, at least to at most"


def changed(changes: Sequence[CapacityChange], crowded: Sequence[str] = ()) -> Html:
    """What differs, by what is counted, stamps that are alike once, and what several stamps come to together.

    `crowded` says where nodes have no room for the pods.
    """
    by_what: dict[str, list[CapacityChange]] = {}
    for change in changes:
        by_what.setdefault(change.what, []).append(change)
    columns = ("Where", "Now", "With this", "Change")
    bodies = each(_group(what, of_it, len(columns)) for what, of_it in by_what.items())
    body = scrolling(table(_CAPTION, columns, bodies, class_="capacity grouped"), _CAPTION) if by_what else NOTHING
    return join(told(crowded, "warnings"), body) if crowded else body


def standing(plan: Plan) -> Html:
    """All that is counted of a plan, a column a stamp."""
    spans = counted(plan, Topology(plan))
    stamps = sorted({stamp for by_stamp in spans.values() for stamp in by_stamp})
    if not spans:
        return NOTHING
    rows = (
        element(
            "tr",
            element("th", what, scope="row"),
            each(element("td", words.span(by_stamp.get(stamp, Span())), class_="number") for stamp in stamps),
            element("td", words.span(sum(by_stamp.values(), Span())), class_="number is"),
        )
        for what, by_stamp in spans.items()
    )
    body = table(_CAPTION, ("What", *stamps, "total"), element("tbody", each(rows)), class_="capacity")
    return scrolling(body, _CAPTION)


def most_telling(plan: Plan) -> str:
    """What is counted first, in all stamps together; empty where nothing is."""
    for what, by_stamp in counted(plan, Topology(plan)).items():
        return f"{words.span(sum(by_stamp.values(), Span()))} {what}"
    return ""


def _group(what: str, changes: Sequence[CapacityChange], columns: int) -> Html:
    head = element("tr", element("th", what, scope="rowgroup", colspan=columns), class_="head")
    rows = [_row(words.each_of(stamps), one, one.remark) for one, stamps in folding.alike_in_stamps(changes)]
    if len(changes) > 1:
        before = sum((one.before for one in changes), Span())
        after = sum((one.after for one in changes), Span())
        rows.append(_row("together", replace(changes[0], before=before, after=after)))
    return element("tbody", head, each(rows))


def _row(where: str, change: CapacityChange, remark: str = "") -> Html:
    more = words.change_of(change.before, change.after)
    return element(
        "tr",
        element("th", where, join(" ", element("span", remark, class_="remark")) if remark else NOTHING, scope="row"),
        element("td", words.span(change.before), class_="number was"),
        element("td", words.span(change.after), class_="number is"),
        element("td", badge(more, "change") if more else NOTHING, class_="number"),
    )
