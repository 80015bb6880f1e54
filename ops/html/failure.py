"""A head that cannot be compared, as a page."""

from ops.counted import counted
from ops.diff.failure import Failure, Trouble
from ops.html.markup import NOTHING, Html, each, element
from ops.html.page import Page, Section
from ops.html.parts import block, code, prose


def failure_page(failure: Failure) -> str:
    """What is wrong, and what mends it."""
    count = len(failure.troubles) + failure.hidden
    body = element("ul", each(map(_card, failure.troubles)), class_="cards")
    errors = Section(
        id="errors",
        title="What is wrong",
        body=body,
        summary=counted(count, "error"),
        tone="bad",
    )
    notes = ["Nothing is compared before this is mended."]
    notes += [f"{failure.hidden} more are shown once these are mended."] if failure.hidden else []
    return Page(
        title=f"{failure.stack}: {failure.verdict}",
        kicker=f"{failure.stack} / diff",
        verdict=failure.verdict,
        tone="bad",
        state="Stop",
        notes=notes,
        sections=[errors],
        footer=f"Made by python -m ops diff --stack {failure.stack} --format html, without a cloud account.",
    ).text()


def _card(trouble: Trouble) -> Html:
    where = element("h3", code(trouble.where)) if trouble.where else NOTHING
    declared = element("p", "declared in ", code(trouble.declared), class_="dim") if trouble.declared else NOTHING
    return element("li", where, each(map(_said, trouble.says.items())), declared, block(trouble.write), class_="bad")


def _said(said: tuple[str, str]) -> Html:
    label, text = said
    text = text.strip()
    if len(text.splitlines()) > 1:
        return element("p", block(text))
    # The section says that these are errors.
    return element("p", NOTHING if label == "error" else element("span", f"{label}: ", class_="dim"), prose(text))
