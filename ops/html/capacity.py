"""How much may run, at least to at most."""

from collections.abc import Sequence

from ops.capacity import Span
from ops.capacity import capacity as counted
from ops.diff import words
from ops.diff.difference import CapacityChange
from ops.html.markup import NOTHING, Html, each, element
from ops.html.parts import badge, scrolling, table
from ops.plan import Plan
from ops.topology import Topology

_CAPTION = "Capacity, at least to at most"


def changed(changes: Sequence[CapacityChange]) -> Html:
    """What differs, by what is counted and stamp."""
    rows = (
        element(
            "tr",
            element("th", change.what, " ", element("span", change.stamp, class_="dim"), scope="row"),
            element("td", words.span(change.before), class_="number was"),
            element("td", words.span(change.after), class_="number is"),
            element("td", _more(change), class_="number"),
        )
        for change in changes
    )
    columns = ("What", "Now", "With this", "Change")
    return scrolling(table(_CAPTION, columns, element("tbody", each(rows)), class_="capacity"), _CAPTION)


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


def _more(change: CapacityChange) -> Html:
    more = words.change_of(change.before, change.after)
    return each(
        (
            badge(more, "change") if more else NOTHING,
            badge(change.remark, "warning") if change.remark else NOTHING,
        )
    )
