"""Traffic: which weights an endpoint gets now, and which have to wait.

A deployment takes live traffic only once Azure says that it exists and has succeeded, and every write of a
managed endpoint carries its whole traffic map. So what is written is decided from two things alone: the
weights that the config asks for, and what Azure answers about the endpoint at that moment.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

Weights = Mapping[str, int]
"""Whole percents of the live traffic by deployment: they sum to 100, or there are none."""


@dataclass(frozen=True, kw_only=True)
class LiveEndpoint:
    """What Azure answers about an endpoint that exists."""

    traffic: Weights
    mirror: Weights = field(default_factory=dict)
    """Percents copied to a deployment whose answers are thrown away."""
    succeeded: frozenset[str]
    """The deployments whose provisioning has succeeded."""


@dataclass(frozen=True, kw_only=True)
class TrafficPlan:
    """What an endpoint is given now, and what it is still to get."""

    applied: Weights
    """The traffic map to write: sums to 100, or is empty where nothing has ever been live."""
    pending: Weights
    """The weights asked for, where they are not what is applied; a repeated `up` changes nothing when empty."""
    waits_for: tuple[str, ...]
    """The deployments that traffic is asked for and that are not live yet: what holds the move up."""


def plan_traffic(desired: Weights, live: LiveEndpoint | None) -> TrafficPlan:
    """Decide an endpoint's traffic from the weights asked for and what Azure answers.

    - Everything that is to get traffic has succeeded: the weights asked for are applied. Deployments that
      have succeeded and get none are named with 0; those that the config no longer names are left out, for
      they are deleted once the endpoint's update has come through.
    - Anything is not live yet: the map stays whole as Azure has it, and the move is pending. A part of a
      move is never applied.
    - `live` is None where the endpoint does not exist: nothing can be applied.
    """
    succeeded = live.succeeded if live else frozenset()
    waits_for = tuple(sorted(name for name, weight in desired.items() if weight > 0 and name not in succeeded))
    if waits_for:
        applied = dict(live.traffic) if live else {}
    else:
        applied = {name: weight for name, weight in desired.items() if name in succeeded}
    return TrafficPlan(applied=applied, pending={} if applied == desired else dict(desired), waits_for=waits_for)


def in_words(weights: Weights) -> str:
    """Weights as a line of text: `blue 90 %, green 10 %`; `none` without any."""
    return ", ".join(f"{name} {weight} %" for name, weight in sorted(weights.items()) if weight > 0) or "none"
