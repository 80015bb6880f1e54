"""Who answers the requests of each model: a bar a deployment, stamps that are alike once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ops.diff import folding, words
from ops.diff.difference import TrafficChange
from ops.html.markup import NOTHING, Html, each, element, join
from ops.html.parts import badge, filters, prose, table, where
from ops.plan import Plan
from ops.serving import Serving, serving

_HUES = ("blue", "green", "violet", "amber", "teal", "rose")
_MANY = 12
"""Models from which on a filter is of use."""


@dataclass(frozen=True, kw_only=True)
class _Row:
    """One deployment; percents, None where it does not exist or is not asked about."""

    name: str
    hue: str
    before: int | None
    after: int | None
    then: int
    mirror: int
    batch: bool

    @property
    def moves(self) -> bool:
        """Whether it got another share before: its bar has a mark there."""
        return self.before is not None and self.before != (self.after or 0)


def moved(changes: Sequence[TrafficChange]) -> Html:
    """How the traffic moves, from the base to the head."""
    models = folding.alike_traffic(changes)
    bodies = (
        _model(change.model, stamps, words.remarks(change), _rows(change), compared=True) for change, stamps in models
    )
    body = table(
        "Traffic by model and deployment, now and with this change", ("Deployment", "Now", "With this", "Share"),
        each(bodies), class_="traffic grouped",
    )  # fmt: skip
    ticks = any(row.moves for change, _ in models for row in _rows(change))
    key = element("p", "A mark across a bar is where it was.", class_="dim key") if ticks else NOTHING
    return _filtered(join(body, key), len(models))


def standing(plan: Plan) -> Html:
    """Who answers, and what waits; nothing for a stack without models."""
    states = [
        TrafficChange(model=model, stamp=stamp, before=None, after=state)
        for (model, stamp), state in sorted(serving(plan).items())
    ]
    models = folding.alike_traffic(states)
    bodies = (
        _model(state.model, stamps, _standing_remarks(state), _rows(state), compared=False)
        for state, stamps in sorted(models, key=lambda one: not _interesting(one[0]))
    )
    if not models:
        return NOTHING
    body = table(
        "Traffic by model and deployment", ("Deployment", "Weight", "Share"), each(bodies), class_="traffic grouped"
    )
    return _filtered(body, len(models))


def waiting(plan: Plan) -> int:
    """How many models have a move that waits."""
    return len({model for (model, _), state in serving(plan).items() if state.pending or state.pending_mirror})


def _filtered(body: Html, models: int) -> Html:
    shown = element("div", body, id="traffic-items")
    return join(filters("traffic-items", "models"), shown) if models > _MANY else shown


def _standing_remarks(state: TrafficChange) -> list[str]:
    return [remark for remark in words.remarks(state) if remark != "new here"]


def _interesting(state: TrafficChange) -> bool:
    after = state.after or Serving()
    split = sum(weight > 0 for weight in after.applied.values()) > 1
    return bool(after.pending or after.mirror or after.pending_mirror or split)


def _model(model: str, stamps: Iterable[str], remarks: Sequence[str], rows: Sequence[_Row], *, compared: bool) -> Html:
    notes = each(element("span", prose(remark), class_="remark") for remark in remarks)
    title = element("span", model, class_="model")
    columns = 4 if compared else 3
    head = element("th", title, " ", where(stamps), notes, scope="rowgroup", colspan=columns)
    lines = each(_deployment(row, compared=compared) for row in rows)
    return element("tbody", element("tr", head, class_="head"), lines, data_item=True)


def _rows(change: TrafficChange) -> list[_Row]:
    before, after = change.before or Serving(), change.after or Serving()
    names = sorted({*before.applied, *before.mirror, *after.applied, *after.pending, *after.mirror})
    hues = _hues(names)
    return [
        _Row(
            name=name,
            hue=hues[name],
            before=before.applied.get(name, 0) if change.before else None,
            after=after.applied.get(name, 0) if change.after else None,
            then=after.pending.get(name, 0) if after.pending else after.applied.get(name, 0),
            mirror=after.mirror.get(name, 0),
            batch=before.batch or after.batch,
        )
        for name in names
    ]


def _hues(names: Sequence[str]) -> dict[str, str]:
    """A color each: their own for those that are called by one, the others in turn for the rest."""
    free = [hue for hue in _HUES if hue not in names]
    others = [name for name in names if name not in _HUES]
    return {name: name for name in names if name in _HUES} | {
        name: (free or _HUES)[number % len(free or _HUES)] for number, name in enumerate(others)
    }


def _deployment(row: _Row, *, compared: bool) -> Html:
    aside = [badge(f"copy {row.mirror} %")] if row.mirror else []
    aside += [badge(f"then {_percent(row.then, batch=row.batch)}", "warning")] if row.then != (row.after or 0) else []
    name = element("th", element("span", row.name, class_="name"), each(aside), scope="row")
    differs = compared and row.before != row.after
    now = element("td", _percent(row.before, batch=row.batch), class_="number was") if compared else NOTHING
    then = element("td", _percent(row.after, batch=row.batch), class_="number is" if differs else "number")
    return element("tr", name, now, then, element("td", _bar(row), class_="c-share"))


def _percent(weight: int | None, *, batch: bool) -> str:
    """A weight; of a batch endpoint, whether it is the default."""
    if weight is None or (batch and not weight):
        return "–"  # noqa: RUF001 - an en dash for no value
    return "default" if batch else f"{weight} %"


def _bar(row: _Row) -> Html:
    """The weight it gets, what it is still to get, its copies below, and a tick where it was."""
    new, then, old = row.after or 0, row.then, row.before or 0
    parts = [element("rect", class_="track", width=100, height=10)]
    parts += [element("rect", class_="wait", width=then, height=10)] if then > new else []
    parts += [element("rect", class_="fill", width=new, height=10)] if new else []
    parts += [element("rect", class_="copy", y=8, width=row.mirror, height=2)] if row.mirror else []
    parts += [element("rect", class_="tick", x=max(0, min(99, old)), width=1, height=10)] if row.moves else []
    return element(
        "svg", each(parts), class_=f"bar {row.hue}", viewBox="0 0 100 10", preserveAspectRatio="none",
        aria_hidden="true", focusable="false",
    )  # fmt: skip
