"""The traffic part of the report: a bar a deployment, the same in several stamps shown once."""

from collections.abc import Iterator, Mapping

from ops.plan import Plan
from ops.screen import Screen
from ops.serving import Serving, Weights, cells, serving

_BAR = 20
"""Columns of a bar of 100 %."""


def weights(plan: Plan, screen: Screen, most: int) -> Iterator[str]:
    """Who answers the requests of each model, and what waits; of many models, those first whose traffic moves."""
    models: dict[str, dict[str, Serving]] = {}
    for (model, stamp), state in serving(plan).items():
        models.setdefault(model, {})[stamp] = state
    by_interest = sorted(sorted(models), key=lambda model: not any(map(_moves, models[model].values())))
    shown, hidden = by_interest[:most], by_interest[most:]
    for model in sorted(shown):
        for state, where in _alike(models[model]):
            yield f"  {screen.bold(model)}  {screen.dim(', '.join(where))}"
            yield from _default(state, screen) if state.batch else _deployments(state, screen)
            if state.waits_for:
                yield screen.warning(f"    waits for {', '.join(state.waits_for)}: run `pulumi up` once more")
    if hidden:
        moving = sum(any(map(_moves, models[model].values())) for model in hidden)
        yield screen.dim(f"  … and {len(hidden)} more models, {moving} with traffic that moves or is split (-v)")


def _moves(state: Serving) -> bool:
    """Whether traffic is split, copied or about to move."""
    split = sum(weight > 0 for weight in state.applied.values()) > 1
    return bool(state.pending or state.mirror or state.pending_mirror or split)


def _alike(stamps: Mapping[str, Serving]) -> list[tuple[Serving, list[str]]]:
    """The stamps grouped by what they have in common."""
    groups: list[tuple[Serving, list[str]]] = []
    for stamp, state in stamps.items():
        found = next((names for known, names in groups if known == state), None)
        if found is None:
            groups.append((state, [stamp]))
        else:
            found.append(stamp)
    return groups


def _default(state: Serving, screen: Screen) -> Iterator[str]:
    """A batch endpoint has no weights: one deployment scores where a caller names none."""
    pending = ", ".join(state.pending)
    note = "  " + screen.warning(f"pending: {pending}") if pending else ""
    yield f"    default: {', '.join(state.applied) or 'none'}{note}"


def _deployments(state: Serving, screen: Screen) -> Iterator[str]:
    names = sorted({*state.applied, *state.pending, *state.mirror, *state.pending_mirror})
    room = max(map(len, names), default=0)
    for name in names:
        now, then = state.applied.get(name, 0), state.pending.get(name, 0)
        notes = [*_move(name, state), *_copies(state.mirror.get(name, 0), name, state.pending_mirror)]
        bar = "█" * cells(now, _BAR)
        wait = "░" * max(0, cells(then, _BAR) - len(bar))
        note = "  " + screen.warning(", ".join(notes)) if notes else ""
        yield f"    {name:<{room}}  {now:>3} %  {screen.good(bar)}{screen.dim(wait)}{note}".rstrip()


def _move(name: str, state: Serving) -> list[str]:
    if not state.pending or name not in {*state.applied, *state.pending}:
        return []
    then = state.pending.get(name, 0)
    return [f"pending: {then} %" if then != state.applied.get(name, 0) else "stays"]


def _copies(now: int, name: str, pending: Weights) -> list[str]:
    """What a shadow gets, and what it is still to get."""
    found = [f"gets a copy of {now} %"] if now else []
    then = pending.get(name, 0)
    if pending and then != now:
        found.append(f"pending: a copy of {then} %" if then else "pending: no copy")
    return found
