"""Traffic: which weights an endpoint gets now, and which have to wait.

A deployment takes live traffic only once Azure says that it exists and has succeeded, and every write of a
managed endpoint carries its whole traffic map. So what is written is decided from two things alone: what the
config asks for, and what Azure answers about the endpoint at that moment. The stack's own last outputs are no
proof of what is live; neither is its state.

The whole decision, with `live` what Azure answers:

| `live` | what is asked for | written to the endpoint |
|---|---|---|
| no endpoint | anything | an empty map; the move is pending |
| nobody has traffic | everything that is to get some is ready | the map asked for, of whatever size |
| someone has traffic | a guard is broken | nothing: the program stops and says what is allowed |
| someone has traffic | something that is to get some is not ready | the live map, whole; the move is pending |
| someone has traffic | everything that is to get some is ready | the map asked for |

*Ready* is a declared deployment that has succeeded and that runs what the config says; one whose share does
not grow may be changed under way, as far as `freezeLive` lets it. A deployment re-made at 0 % is so given
traffic by the `up` after the one that re-makes it, never by the same: an endpoint's write comes first.
"""

from dataclasses import dataclass, field
from hashlib import sha256

from components.decisions.traffic_guards import refusals
from components.decisions.traffic_state import (
    DesiredTraffic,
    LiveDeployment,
    LiveEndpoint,
    TrafficRefusal,
    Weights,
    in_words,
    percent,
    ready,
    shares,
    stands,
    takes_share,
)

FIRST_WRITE = "first"
"""The mark of an endpoint that has not been given traffic yet."""


@dataclass(frozen=True, kw_only=True)
class TrafficPlan:
    """What an endpoint is given now, and what it is still to get."""

    applied: Weights
    """The traffic map to write: it sums to 100, or is empty where nothing has live traffic."""
    mirror: Weights
    """The mirror map to write; never names one that `applied` gives traffic."""
    pending: Weights
    """The weights asked for, where they are not what is applied; empty where they are."""
    pending_mirror: Weights
    """The mirror asked for, where it is not what is applied; empty where it is, or where none is asked for."""
    waits_for: tuple[str, ...]
    """The deployments that are to get traffic, live or mirrored, and are not ready: what holds a move up."""
    refusals: tuple[TrafficRefusal, ...]
    """What the guards do not let through. Where there are any nothing may be written at all."""
    desired: DesiredTraffic = field(compare=False, repr=False)
    live: LiveEndpoint | None = field(compare=False, repr=False)
    """What it was decided from."""
    write: str = FIRST_WRITE
    """What the write is marked with: another word than the last one wherever what is live is to change.

    Pulumi compares with what it wrote itself: without the mark it would write nothing where someone has changed the
    weights since, or where a write that it takes for failed went through; a way back would then do nothing.
    """


def plan_traffic(desired: DesiredTraffic, live: LiveEndpoint | None) -> TrafficPlan:
    """Decide an endpoint's traffic from what the config asks for and what Azure answers.

    `live` is None where the endpoint does not exist. Pure and total: it answers whatever it is given. Of a
    `desired` that the config's checks let through, and a `live` that Azure could give:

    - All of a move is applied, or none: `applied` is the map asked for, or the live map. A live map stays whole,
      with what the config does not know in it, until everything that is to get traffic is ready.
    - `applied` gives traffic only to what has succeeded and is declared, unless it is the live map.
    - It is empty only where nobody has live traffic.
    - The mirror moves on its own and never holds the live traffic up, with one exception: the shadow of a
      deployment stays until that gets its first live traffic, as `shadowFirst` asks for it.
    - Deciding again once the plan is written gives the same plan.

    0 is written for a declared deployment only where the live map names it: Azure's own answer then is what
    is written, and a refresh finds nothing to change.
    """
    there = live or LiveEndpoint(traffic={})
    refused = refusals(desired, there)
    unready = {name for name in shares(desired.traffic) if not takes_share(name, desired, there)}
    held = bool(unready or refused)
    weights = shares(there.traffic if held else desired.traffic)
    mirror = _mirror(desired, there, weights, held=held)
    unready |= {name for name in shares(desired.mirror) if not ready(name, desired, there)}
    stays = (weights, mirror, desired.guards.stable) == (shares(there.traffic), shares(there.mirror), there.stable)
    return TrafficPlan(
        applied={**weights, **_named_zeros(desired, there, weights)},
        mirror=mirror,
        pending={} if weights == shares(desired.traffic) else dict(desired.traffic),
        pending_mirror={} if mirror == shares(desired.mirror) else dict(desired.mirror),
        waits_for=tuple(sorted(unready)),
        refusals=refused,
        desired=desired,
        live=live,
        write=there.write or FIRST_WRITE if stays or live is None else _next_write(there),
    )


def _next_write(live: LiveEndpoint) -> str:
    """A mark that says from where a write moves on, the same in a preview and in the `up` after it."""
    seen = (sorted(live.traffic.items()), sorted(live.mirror.items()), live.stable, live.write)
    return sha256(repr(seen).encode()).hexdigest()[:12]


def _mirror(desired: DesiredTraffic, live: LiveEndpoint, weights: Weights, *, held: bool) -> dict[str, int]:
    """The mirror to write beside `weights`.

    What is mirrored now and is not asked for any more stays while its first live traffic is held up: without the
    shadow, `shadowFirst` would refuse the very move that waits. One that has failed, or left the config, is
    dropped: what it is sent helps nobody.
    """
    wanted = shares(desired.mirror)
    now = {name: part for name, part in shares(live.mirror).items() if stands(name, desired, live)}
    if not weights:
        return {}
    if held and any(percent(desired.traffic, name) > 0 for name in now):
        chosen = now
    elif all(ready(name, desired, live) and name not in weights for name in wanted):
        chosen = wanted
    else:
        chosen = now
    return {name: part for name, part in chosen.items() if name not in weights}


def _named_zeros(desired: DesiredTraffic, live: LiveEndpoint, weights: Weights) -> dict[str, int]:
    return {name: 0 for name in live.traffic if name not in weights and stands(name, desired, live)}


__all__ = [
    "DesiredTraffic",
    "LiveDeployment",
    "LiveEndpoint",
    "TrafficPlan",
    "TrafficRefusal",
    "Weights",
    "in_words",
    "plan_traffic",
]
