"""The traffic part of the report: a bar a deployment, the same in several stamps shown once."""

from collections.abc import Iterator, Mapping

from ops.plan import Traffic
from ops.screen import Screen

_BAR = 20
"""Columns of a bar of 100 %."""


def weights(traffic: Mapping[str, Mapping[str, Traffic]], screen: Screen, most: int) -> Iterator[str]:
    """Who answers the requests of each model, and what waits; of many models, those first whose traffic moves."""
    by_interest = sorted(traffic, key=lambda model: not any(map(_moves, traffic[model].values())))
    shown, hidden = by_interest[:most], by_interest[most:]
    for model in sorted(shown):
        for state, where in _alike(traffic[model]):
            yield f"  {screen.bold(model)}  {screen.dim(', '.join(where))}"
            yield from _deployments(state, screen)
    if hidden:
        moving = sum(any(map(_moves, traffic[model].values())) for model in hidden)
        yield screen.dim(f"  … and {len(hidden)} more models, {moving} with traffic that moves or is split (-v)")


def _moves(state: Traffic) -> bool:
    """Whether traffic is split, copied or about to move."""
    return bool(state.pending or state.mirror or sum(weight > 0 for weight in state.applied.values()) > 1)


def _alike(stamps: Mapping[str, Traffic]) -> list[tuple[Traffic, list[str]]]:
    """The stamps grouped by what they have in common."""
    groups: list[tuple[Traffic, list[str]]] = []
    for stamp, state in stamps.items():
        found = next((names for known, names in groups if known == state), None)
        if found is None:
            groups.append((state, [stamp]))
        else:
            found.append(stamp)
    return groups


def _deployments(state: Traffic, screen: Screen) -> Iterator[str]:
    names = sorted({*state.applied, *state.pending, *state.mirror})
    room = max(map(len, names), default=0)
    for name in names:
        now = state.applied.get(name, 0)
        moves = state.pending and name in {*state.applied, *state.pending}
        notes = [_pending(now, state.pending.get(name, 0))] if moves else []
        notes += [f"gets a copy of {state.mirror[name]} %"] if name in state.mirror else []
        bar = "█" * round(now * _BAR / 100)
        wait = "░" * max(0, round(state.pending.get(name, 0) * _BAR / 100) - len(bar))
        note = "  " + screen.warning(", ".join(notes)) if notes else ""
        yield f"    {name:<{room}}  {now:>3} %  {screen.good(bar)}{screen.dim(wait)}{note}".rstrip()


def _pending(now: int, then: int) -> str:
    return f"pending: {then} %" if then != now else "stays"
