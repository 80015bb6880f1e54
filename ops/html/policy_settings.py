"""What differs of what the stack wants of the policy pack."""

from collections.abc import Sequence

from ops.diff.policy_settings import Direction
from ops.diff.policy_words import Row
from ops.html.markup import Html, each, element
from ops.html.parts import badge, scrolling, table

_CAPTION = "Settings of the policy pack"
_TONES = {Direction.LOOSENS: "warning", Direction.TIGHTENS: "good", Direction.CHANGES: ""}


def changed(rows: Sequence[Row]) -> Html:
    """What differs, what loosens first."""
    body = (
        element(
            "tr",
            element("td", badge(row.direction, _TONES[row.direction])),
            element("th", row.what, scope="row"),
            element("td", row.before, class_="was"),
            element("td", row.after, class_="is"),
        )
        for row in rows
    )
    whole = table(_CAPTION, ("", "What", "Now", "With this"), element("tbody", each(body)), class_="settings")
    return scrolling(whole, _CAPTION)
