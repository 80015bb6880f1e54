"""HTML made of elements: whatever is not an element is text, and stays text."""

import html
from collections.abc import Iterable
from dataclasses import dataclass

from ops.diff.showing import printable


@dataclass(frozen=True)
class Html:
    """Markup that is safe to stand in a page; made by `element`, `join` and `verbatim` alone."""

    text: str


Content = Html | str

NOTHING = Html("")
_VOID = frozenset({"meta", "input", "link", "rect"})
"""Elements without content; a `rect` may have some, but none here has."""


def element(tag: str, *content: Content, **attributes: str | int | bool) -> Html:
    """One element. Of attributes, `class_` is `class` and `aria_label` is `aria-label`; False leaves one out."""
    given = "".join(_attribute(name, value) for name, value in attributes.items())
    if tag in _VOID:
        return Html(f"<{tag}{given}>" if tag != "rect" else f"<{tag}{given}/>")
    return Html(f"<{tag}{given}>{join(*content).text}</{tag}>")


def join(*content: Content) -> Html:
    """One after the other."""
    return Html("".join(one.text if isinstance(one, Html) else escaped(one) for one in content))


def each(content: Iterable[Content]) -> Html:
    """All of them, one after the other."""
    return join(*content)


def escaped(text: str) -> str:
    """Text as it is read by people, never by a browser; what cannot be seen is shown by its code."""
    return html.escape(printable(text))


def verbatim(text: str) -> Html:
    """Markup that is written by hand in this package; never anything that comes out of a config."""
    return Html(text)


def _attribute(name: str, value: str | int | bool) -> str:
    if value is False:
        return ""
    spelled = name.rstrip("_").replace("_", "-")
    return f" {spelled}" if value is True else f' {spelled}="{escaped(str(value))}"'
