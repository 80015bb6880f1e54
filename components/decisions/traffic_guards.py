"""The guards of a rollout: which edits of traffic and deployments are let through.

They compare what is asked for with what Azure answers, so that they hold after failed, targeted and hand-made
changes too. None of them looks at a share that shrinks, and none at one of `stable` that grows: the way back is
one edit and is never refused.
"""

from collections.abc import Iterator
from dataclasses import replace

from components.decisions.traffic_state import (
    DesiredTraffic,
    LiveEndpoint,
    TrafficRefusal,
    Weights,
    percent,
    ready,
    shares,
    stands,
    takes_share,
)

_ALL = 100


def refusals(desired: DesiredTraffic, live: LiveEndpoint) -> tuple[TrafficRefusal, ...]:
    """What of an edit is not allowed, all of it at once, with weights that are."""
    found = list(_broken(desired, live))
    if not found:
        return ()
    instead = _allowed_weights(_mended(desired, live, found), live)
    if instead is None:
        found += _held_back(desired, live, found)
        instead = _allowed_weights(_mended(desired, live, found), live)
    return tuple(replace(refusal, instead=instead) for refusal in found)


def _broken(desired: DesiredTraffic, live: LiveEndpoint) -> Iterator[TrafficRefusal]:
    """The guards that an edit breaks. While nobody has live traffic there is nothing to guard."""
    if not shares(live.traffic):
        return
    yield from _stable_moves(desired, live)
    for name in sorted(shares(desired.traffic)):
        yield from _step_too_large(name, desired, live)
    for name in sorted(live.deployments.keys() | shares(live.traffic).keys()):
        yield from _leaves_too_early(name, desired, live)
        yield from _changes_while_live(name, desired, live)


def _stable_moves(desired: DesiredTraffic, live: LiveEndpoint) -> Iterator[TrafficRefusal]:
    """`stable` passes on only to one that has all the traffic, or where nothing can return to the old one."""
    old, new = live.stable, desired.guards.stable
    there = live.deployments.get(old or "")
    if new is None or old is None or new == old or percent(live.traffic, new) == _ALL:
        return
    if there is None or not there.succeeded:
        return  # gone, or failed
    if old not in desired.deployments and not there.ours:
        return  # made by hand: the config cannot name it
    yield _refusal(
        "stable",
        old,
        f"`{new}`, which has {percent(live.traffic, new)} % of the live traffic",
        f"`{old}` until another deployment has 100 % of the live traffic",
        "" if old in desired.deployments else there.runs,
    )


def _trusted(desired: DesiredTraffic, live: LiveEndpoint) -> str | None:
    """The deployment that steps are not limited for: that of the config, once it may be it."""
    return live.stable if any(_stable_moves(desired, live)) else desired.guards.stable


def _step_too_large(name: str, desired: DesiredTraffic, live: LiveEndpoint) -> Iterator[TrafficRefusal]:
    now, then = percent(live.traffic, name), percent(desired.traffic, name)
    guards = desired.guards
    if then <= now or name == _trusted(desired, live):
        return
    if now <= 0 and guards.shadow_first and not _shadowed(name, desired, live):
        yield _refusal(
            "shadowFirst",
            name,
            f"{then} %, and it has answered no copied requests as the config has it",
            "0 % until an `up` has mirrored live traffic to it as it is now: `mirror`, then `traffic`",
        )
    elif now <= 0 and then > guards.first_step:
        yield _refusal("firstStep", name, f"{then} %, from none", f"at most {guards.first_step} % as its first traffic")
    elif then - now > guards.largest_step:
        most = now + guards.largest_step
        yield _refusal("largestStep", name, f"{then} %, from {now} %", f"at most {most} % in this step")


def _shadowed(name: str, desired: DesiredTraffic, live: LiveEndpoint) -> bool:
    """Whether live requests are copied to what the deployment is to run; one that has failed answers none of them."""
    return percent(live.mirror, name) > 0 and ready(name, desired, live)


def _leaves_too_early(name: str, desired: DesiredTraffic, live: LiveEndpoint) -> Iterator[TrafficRefusal]:
    """A deployment that an `up` would delete; one that was made by hand is not deleted, so that it never leaves."""
    there = live.deployments.get(name)
    if name in desired.deployments or there is None or not there.ours:
        return
    now = percent(live.traffic, name)
    if now > 0 and desired.guards.keep_last_good:
        returned_to = " and one that stays has 100 %" if name == live.stable else ""
        yield _refusal(
            "keepLastGood",
            name,
            f"no longer declared, with {now} % of the live traffic",
            f"to be declared until it has no live traffic{returned_to}",
            there.runs,
        )
    elif now > 0 and not all(takes_share(to, desired, live) for to in shares(desired.traffic)):
        yield _refusal(
            "retirement",
            name,
            f"no longer declared, with {now} % of the live traffic, and those that are to take over are not ready",
            "to be declared until an `up` has moved its traffic",
            there.runs,
        )
    elif name == live.stable and desired.guards.keep_last_good and not _one_has_all(desired, live):
        yield _refusal(
            "keepLastGood",
            name,
            "no longer declared, and it is what traffic returns to",
            "to be declared until one that stays has 100 % of the live traffic",
            there.runs,
        )


def _one_has_all(desired: DesiredTraffic, live: LiveEndpoint) -> bool:
    return any(percent(live.traffic, name) == _ALL for name in desired.deployments)


def _changes_while_live(name: str, desired: DesiredTraffic, live: LiveEndpoint) -> Iterator[TrafficRefusal]:
    """It matters what has traffic, not what is to have it: a targeted `up` changes a deployment, not the weights."""
    there, now = live.deployments.get(name), percent(live.traffic, name)
    if not desired.guards.freeze_live or there is None or now <= 0 or name not in desired.deployments:
        return
    if there.runs != desired.deployments[name]:
        yield _refusal(
            "freezeLive",
            name,
            f"{desired.deployments[name]}, with {now} % of the live traffic on {there.runs}",
            f"{there.runs} while it has live traffic; declare what is new as another deployment",
            there.runs,
        )


def _refusal(guard: str, deployment: str, found: str, allowed: str, runs: str = "") -> TrafficRefusal:
    return TrafficRefusal(guard=guard, deployment=deployment, found=found, allowed=allowed, runs=runs)


def _held_back(desired: DesiredTraffic, live: LiveEndpoint, found: list[TrafficRefusal]) -> Iterator[TrafficRefusal]:
    """What would leave with a move that is refused, where no smaller one takes all of its traffic."""
    told = {refusal.deployment for refusal in found if refusal.runs}
    for name, now in sorted(shares(live.traffic).items()):
        there = live.deployments.get(name)
        if name not in desired.deployments and name not in told and there is not None and there.ours:
            yield _refusal(
                "retirement",
                name,
                f"no longer declared, with {now} % of the live traffic, which cannot all move in this step",
                "to be declared until an `up` has moved its traffic",
                there.runs,
            )


def _allowed_weights(mended: DesiredTraffic, live: LiveEndpoint) -> Weights | None:
    """The first of these that is allowed, nearest to what was asked for first; none that waits in vain before others.

    Where the config's checks let the rollout through there is one: limited steps have a `stable`, which may get all.
    """
    slower, stable = _slower(mended, live), mended.guards.stable
    candidates: list[Weights] = [mended.traffic, _given_back(slower, mended, live)]
    if stable is not None:
        candidates += [{**slower, stable: percent(slower, stable) + _ALL - sum(slower.values())}, {stable: _ALL}]
    candidates += [shares(live.traffic), *({name: _ALL} for name in sorted(shares(live.traffic)))]
    allowed = [weights for weights in candidates if _is_allowed(weights, mended, live)]
    moving = [weights for weights in allowed if not _is_stuck(weights, mended, live)]
    return next((dict(weights) for weights in moving + allowed), None)


def _mended(desired: DesiredTraffic, live: LiveEndpoint, found: list[TrafficRefusal]) -> DesiredTraffic:
    """The edit with everything taken back that is refused and is no weight."""
    back = {refusal.deployment: refusal.runs for refusal in found if refusal.runs}
    guards = desired.guards.model_copy(update={"stable": _trusted(desired, live)})
    return replace(desired, deployments={**desired.deployments, **back}, guards=guards)


def _is_allowed(weights: Weights, mended: DesiredTraffic, live: LiveEndpoint) -> bool:
    positive = shares(weights)
    whole = sum(positive.values()) == _ALL and positive.keys() <= mended.deployments.keys()
    return whole and not any(_broken(replace(mended, traffic=positive, mirror={}), live))


def _is_stuck(weights: Weights, mended: DesiredTraffic, live: LiveEndpoint) -> bool:
    """Whether a move waits for one that is there and has failed; it is no move where the weights are the live ones."""
    positive = shares(weights)
    failed = any(name in live.deployments and not stands(name, mended, live) for name in positive)
    return failed and positive != shares(live.traffic)


def _slower(mended: DesiredTraffic, live: LiveEndpoint) -> dict[str, int]:
    """The weights asked for, each as far as its step may go: what they lack of 100 is still to be given."""
    asked = {name: share for name, share in shares(mended.traffic).items() if name in mended.deployments}
    return {name: min(share, _most(name, mended, live)) for name, share in asked.items()}


def _most(name: str, mended: DesiredTraffic, live: LiveEndpoint) -> int:
    now, guards = percent(live.traffic, name), mended.guards
    if name == guards.stable:
        return _ALL
    if now > 0:
        return min(_ALL, now + guards.largest_step)
    if guards.shadow_first and not _shadowed(name, mended, live):
        return 0
    return min(guards.first_step, guards.largest_step)


def _given_back(slower: Weights, mended: DesiredTraffic, live: LiveEndpoint) -> dict[str, int]:
    """What steps cut off goes back to where it was taken from, as far as that can have traffic."""
    weights, rest = dict(slower), _ALL - sum(slower.values())
    for name, now in sorted(shares(live.traffic).items()):
        if stands(name, mended, live):
            back = max(0, min(rest, now - percent(weights, name)))
            weights[name] = percent(weights, name) + back
            rest -= back
    return weights
