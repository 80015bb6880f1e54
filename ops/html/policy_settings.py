"""What differs of what the stack wants of the policy pack."""

from collections.abc import Sequence

from ops.diff.policy_settings import Direction
from ops.diff.policy_words import Row
from ops.html.markup import Html, each, element
from ops.html.parts import badge, table

_TONES = {Direction.LOOSENS: "warning", Direction.TIGHTENS: "good", Direction.CHANGES: ""}


def changed(rows: Sequence[Row]) -> Html:
    """What differs, what loosens first; on a phone each row is a card, as of the policies."""
    body = (
        element(
            "tr",
            element("td", badge(row.direction, _TONES[row.direction]), role="cell"),
            element("th", row.what, scope="row", role="rowheader"),
            element("td", row.before, class_="was", role="cell", data_label="Now"),
            element("td", row.after, class_="is", role="cell", data_label="With this"),
            role="row",
        )
        for row in rows
    )
    columns = ("Direction", "What", "Now", "With this")
    whole = element("tbody", each(body), role="rowgroup")
    return table("Settings of the policy pack", columns, whole, class_="settings stacked", spelled=True)
