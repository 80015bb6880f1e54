"""The page around a report: its head, its verdict and the way to its sections."""

import base64
import functools
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ops.html.markup import NOTHING, Content, Html, each, element, join, verbatim
from ops.html.parts import prose

_POLICY = (
    "default-src 'none'; img-src data:; style-src {style}; script-src {script}; base-uri 'none'; form-action 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
"""Nothing is loaded and nothing is sent; of styles and scripts, those of this page alone work."""

_NO_ICON = "data:,"
"""A browser that is told of no icon asks the server for one."""


@dataclass(frozen=True, kw_only=True)
class Section:
    """One part of a page."""

    id: str
    title: str
    body: Html
    short: str = ""
    """The title on the way to it, where the whole one is long."""
    summary: str = ""
    """What it comes to, in a few words: what the way to it says."""
    tone: str = ""
    """`bad`, `warning`, `good`, or nothing."""


@dataclass(frozen=True, kw_only=True)
class Page:
    """One document."""

    title: str
    """The title of its window."""
    kicker: str
    """What it is about, in a line above the verdict."""
    verdict: str
    tone: str
    """`bad`, `warning`, `good` or `change`."""
    state: str
    """The tone in a word, for who sees no color."""
    notes: Sequence[Content]
    """What has to be known about it, a paragraph each."""
    sections: Sequence[Section]
    footer: str

    def text(self) -> str:
        """The whole file."""
        style, script = _part("page.css"), _part("page.js")
        policy = _POLICY.format(style=_hash(style), script=_hash(script))
        head = element(
            "head",
            element("meta", charset="utf-8"),
            element("meta", http_equiv="Content-Security-Policy", content=policy),
            element("meta", name="viewport", content="width=device-width, initial-scale=1"),
            element("meta", name="color-scheme", content="light dark"),
            element("meta", name="robots", content="noindex"),
            element("meta", name="referrer", content="no-referrer"),
            element("link", rel="icon", href=_NO_ICON),
            element("title", self.title.replace("`", "")),
            element("style", verbatim(style)),
        )
        body = element("body", self._body(), element("script", verbatim(script)))
        return f"<!doctype html>\n{element('html', head, body, lang='en').text}\n"

    def _body(self) -> Html:
        return join(
            element("a", "Skip to the report", class_="skip", href="#report"),
            self._header(),
            element("main", each(self._sections()), id="report", tabindex="-1"),
            element("footer", element("p", self.footer), class_="wide"),
        )

    def _header(self) -> Html:
        top = element("div", element("p", self.kicker, class_="kicker"), verbatim(_THEME), class_="top")
        state = element("span", self.state, class_=f"state {self.tone}")
        verdict = element("div", state, element("h1", prose(self.verdict)), class_=f"verdict {self.tone}")
        notes = each(element("p", note, class_="note") for note in self.notes)
        return element("header", top, verdict, notes, self._contents(), class_="wide")

    def _contents(self) -> Html:
        if not self.sections:
            return NOTHING
        ways = (
            element(
                "li",
                element(
                    "a",
                    element("span", section.short or section.title, class_="way"),
                    " ",
                    element("span", prose(section.summary), class_=f"sum {section.tone}".strip()),
                    href=f"#{section.id}",
                ),
            )
            for section in self.sections
        )
        return element("nav", element("ul", each(ways), class_="tiles"), aria_label="Sections")

    def _sections(self) -> Iterator[Html]:
        for section in self.sections:
            heading = element("h2", section.title, id=f"{section.id}-title")
            yield element("section", heading, section.body, id=section.id, aria_labelledby=f"{section.id}-title")


_THEME = (
    '<div class="theme" hidden><label for="theme">Theme</label> <select id="theme"><option value="">System</option>'
    '<option value="light">Light</option><option value="dark">Dark</option></select></div>'
)


@functools.cache
def _part(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
