"""Warnings of what waits: which move, in which stamps, what holds it up, and what to run next."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pulumi

from components.decisions.decide import StampDecisions
from components.decisions.traffic import in_words

_NEXT = (
    "Run `pulumi up` once more when this one is done; where one has failed, or was changed by hand, "
    "`pulumi up --refresh`."
)


@dataclass(frozen=True, kw_only=True)
class _Wait:
    """A move of a model that has to wait, as one stamp has it."""

    what: str
    """Path of the key that asks for it."""
    now: str
    asked_for: str
    not_ready: tuple[str, ...]


def warn_of_pending(decisions: Mapping[str, StampDecisions], resource: pulumi.Resource | None = None) -> None:
    """Warn of every move that has to wait, once for all stamps in which it is the same; `decisions` are by region."""
    stamps: dict[_Wait, list[str]] = {}
    for region, decided in decisions.items():
        for wait in _waits(decided):
            stamps.setdefault(wait, []).append(region)
    for wait, regions in stamps.items():
        pulumi.log.warn(_warning(wait, regions), resource)


def _waits(decided: StampDecisions) -> Iterator[_Wait]:
    for model, plan in decided.traffic.items():
        for key, now, pending in (
            ("traffic", plan.applied, plan.pending),
            ("mirror", plan.mirror, plan.pending_mirror),
        ):
            if pending:
                yield _Wait(
                    what=f"models.{model}.{key}",
                    now=in_words(now),
                    asked_for=in_words(pending),
                    not_ready=plan.waits_for,
                )
    for model, default in decided.defaults.items():
        if default.pending is not None:
            yield _Wait(
                what=f"models.{model}.default",
                now=default.applied or "none",
                asked_for=default.pending,
                not_ready=(default.pending,),
            )


def _warning(wait: _Wait, regions: Sequence[str]) -> str:
    waits = f" Not ready: {', '.join(wait.not_ready)}." if wait.not_ready else ""
    return (
        f"{wait.what} is pending in {', '.join(regions)}. Now: {wait.now}. Asked for: {wait.asked_for}.{waits} {_NEXT}"
    )
