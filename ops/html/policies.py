"""What the policy pack tells, as a table that can be filtered; the same of several resources once.

On a phone each row is a card. Some browsers then take the table for none, so its roles are spelled out.
"""

from collections.abc import Iterable, Sequence

from ops.diff import words
from ops.html.markup import NOTHING, Html, each, element, join
from ops.html.parts import badge, filters, folded, more, paragraphs, table
from ops.plan import PolicyResult
from policies.severity import Severity, rank

_MOST_NAMED = 3
"""Resources of a result that are shown at once."""

_TARGET = "policy-items"
Told = tuple[str, PolicyResult]
"""`new`, `fixed` or `standing`, empty where nothing is compared; and what is told."""


def policies(told: Sequence[Told]) -> Html:
    """The table and its filter; what is new and what is worst comes first."""
    alike: dict[tuple[str, ...], list[PolicyResult]] = {}
    for state, result in sorted(told, key=_rank):
        key = (state, words.level(result), result.severity, result.name, result.message)
        alike.setdefault(key, []).append(result)
    compared = any(state for state, _ in told)
    told_alike = [(state, results) for (state, *_), results in alike.items()]
    loud = [_row(state, found, compared=compared) for state, found in told_alike if not _is_quiet(state, found[0])]
    quiet = [(state, found) for state, found in told_alike if _is_quiet(state, found[0])]
    body = _table("Results of the policy pack", loud, compared=compared)
    if quiet:
        standing = [_row(state, found, compared=compared) for state, found in quiet]
        count = sum(len(found) for _, found in quiet)
        title = f"{count} stand{'s' if count == 1 else ''} as in the base"
        inside = _table("Results that stand as in the base", standing, compared=compared)
        body = join(body, folded(title, inside, class_="quiet"))
    choices = [
        ("state", "State", _values(key[0] for key in alike)),
        ("level", "Level", _values(key[1] for key in alike)),
        ("severity", "Severity", [one for one in Severity if any(key[2] == one for key in alike)]),
    ]
    return join(filters(_TARGET, "policy results", choices), element("div", body, id=_TARGET))


def _is_quiet(state: str, result: PolicyResult) -> bool:
    """Whether it is as it was, and ends no `up`."""
    return state == "standing" and level_tone(result) != "bad"


def _table(caption: str, rows: Sequence[Html], *, compared: bool) -> Html:
    if not rows:
        return NOTHING
    columns = (*(("State",) if compared else ()), "Level", "Severity", "Rule", "Resources")
    body = element("tbody", each(rows), role="rowgroup")
    return table(caption, columns, body, class_="policies stacked", spelled=True)


def level_tone(result: PolicyResult) -> str:
    """How loud a result is."""
    if result.outcome == "exempt" or result.enforcement == "disabled":
        return ""
    return "bad" if result.enforcement == "mandatory" else "warning"


def _rank(told: Told) -> tuple[int, int, int, str, str, str]:
    state, result = told
    states = ("new", "", "standing", "fixed")
    loudness = ("bad", "warning", "").index(level_tone(result))
    return states.index(state), loudness, rank(result.severity), result.name, result.message, result.urn


def _row(state: str, results: Sequence[PolicyResult], *, compared: bool) -> Html:
    first = results[0]
    tone = "good" if state == "fixed" else level_tone(first)
    level = words.level(first)
    cells = [_cell("State", badge(state, tone if state != "standing" else ""))] if compared else []
    cells += [
        _cell("Level", badge(level, "" if state == "fixed" else tone)),
        _cell("Severity", element("span", first.severity, class_="severity")),
        element("th", element("code", first.name), _why(state, first), scope="row", role="rowheader"),
        _cell("Resources", _resources([result.urn for result in results])),
    ]
    return element(
        "tr",
        *cells,
        role="row",
        data_item=True,
        data_state=state,
        data_level=level,
        data_severity=first.severity,
        data_count=len(results),
    )


def _why(state: str, result: PolicyResult) -> Html:
    """The message: at once where something is to be done now."""
    message = paragraphs(result.message)
    quiet = state in ("standing", "fixed") or not level_tone(result)
    return folded("Why", message) if quiet else message


def _cell(label: str, content: Html) -> Html:
    return element("td", content, role="cell", data_label=label)


def _resources(urns: Sequence[str]) -> Html:
    named = [element("li", words.about(urn)) for urn in urns]
    return more(named, _MOST_NAMED, "resources") if named else NOTHING


def _values(values: Iterable[str]) -> list[str]:
    return sorted(set(values))
