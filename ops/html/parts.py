"""What several sections are made of: badges, tables, filters, lists of stamps."""

import re
from collections.abc import Iterable, Sequence

from ops.diff.difference import Action
from ops.html.markup import NOTHING, Content, Html, each, element, join

_BACKTICKS = re.compile(r"`([^`]+)`")

_MOST_TOLD = 5
"""Warnings or remarks that are shown at once; the rest is folded away."""

TONES = {Action.ADDED: "good", Action.CHANGED: "change", Action.REPLACED: "bad", Action.REMOVED: "bad"}
SIGNS = {Action.ADDED: "+", Action.CHANGED: "~", Action.REPLACED: "±", Action.REMOVED: "−"}  # noqa: RUF001 - a minus


def badge(text: str, tone: str = "") -> Html:
    """A word or two in a frame, apart from what stands before it."""
    return join(" ", element("span", text, class_=f"badge {tone}".strip()))


def code(text: str) -> Html:
    """Text of a config or a plan."""
    return element("code", text)


def where(stamps: Iterable[str]) -> Html:
    """In which stamps."""
    return element("span", ", ".join(stamps), class_="dim")


def prose(line: str) -> Html:
    """A line of a message, what stands between backticks as code."""
    return each(code(part) if number % 2 else part for number, part in enumerate(_BACKTICKS.split(line)))


def block(text: str) -> Html:
    """A text of several lines as it is written, each line by itself."""
    return each(element("code", line, class_="problem") for line in text.splitlines())


def paragraphs(text: str) -> Html:
    """A text of several lines, a paragraph a line."""
    return each(element("p", prose(line)) for line in text.splitlines() if line.strip())


def table(
    caption: str, columns: Sequence[str], body: Html, *, class_: str = "", shown: bool = False, spelled: bool = False
) -> Html:
    """A table; its caption is for who hears the page unless it is `shown`. `spelled` spells its roles out."""

    def role(name: str) -> str | bool:
        return name if spelled else False

    cells = (element("th", column, scope="col", class_=_slug(column), role=role("columnheader")) for column in columns)
    return element(
        "table",
        element("caption", caption, class_=False if shown else "unseen"),
        element("thead", element("tr", each(cells), role=role("row")), role=role("rowgroup")),
        body,
        class_=class_ or False,
        role=role("table"),
    )


def scrolling(content: Html, label: str) -> Html:
    """A part that is scrolled sideways where it does not fit, by keyboard too."""
    return element("div", content, class_="scroll", role="region", aria_label=label, tabindex=0)


def filters(target: str, what: str, choices: Sequence[tuple[str, str, Sequence[str]]] = ()) -> Html:
    """Fields that leave of the items of `target` those that match; `choices` are key, label and values of each.

    An item is whatever carries `data-item`; what is chosen of a key is compared with its `data-…` of that key. They
    are out of sight until the script is at work.
    """
    search = element(
        "div",
        element("label", f"Filter {what}", for_=f"{target}-filter"),
        element("input", type="search", id=f"{target}-filter", autocomplete="off", spellcheck="false"),
        class_="field grow",
    )
    selects = (
        element(
            "div",
            element("label", label, for_=f"{target}-{key}"),
            element(
                "select",
                element("option", "All", value=""),
                each(element("option", value, value=value) for value in values),
                id=f"{target}-{key}",
                data_key=key,
            ),
            class_="field",
        )
        for key, label, values in choices
        if len(values) > 1
    )
    count = element("p", class_="count", role="status")
    return element(
        "div", search, each(selects), count, class_="filters", role="search", aria_label=f"Filter {what}",
        data_for=target, hidden=True,
    )  # fmt: skip


def folded(summary: Content, content: Html, *, opened: bool = False, **attributes: str | int | bool) -> Html:
    """A part that is opened by who wants to see it."""
    return element("details", element("summary", summary), content, open=opened, **attributes)


def more(items: Sequence[Html], most: int, what: str) -> Html:
    """A list, of which the rest beyond the first few is folded away."""
    rest = items[most:]
    hidden = folded(f"{len(rest)} more {what}", element("ul", each(rest))) if rest else NOTHING
    return join(element("ul", each(items[:most])), hidden)


def told(texts: Iterable[str], what: str, tone: str = "warning") -> Html:
    """What the program says, each in a card of its own."""
    cards = [element("li", paragraphs(text), class_=tone or False) for text in texts]
    return element("div", more(cards, _MOST_TOLD, what), class_="told")


def _slug(column: str) -> str:
    return f"c-{column.lower().replace(' ', '-')}"
