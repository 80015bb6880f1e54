"""Faults put into the product on purpose, by name, each with a story that goes wrong because of it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest

from components import (
    decisions,
    kubernetes_endpoint,
    live,
    managed_endpoint,
    model_route,
    traffic,
    traffic_guard,
    traffic_guards,
)
from components.traffic_state import DesiredTraffic, LiveEndpoint
from tests.traffic.chapters import Step, Up
from tests.traffic.edits import ROLLOUTS, Edit
from tests.traffic.kubernetes import Kubernetes
from tests.traffic.managed import Managed
from tests.traffic.target import Target
from tests.traffic.trouble import Kind, Trouble

Patch = Callable[[pytest.MonkeyPatch], None]

_STARTED: tuple[Step, ...] = (Up(), Up())
_SECOND: tuple[Step, ...] = (*_STARTED, Edit("add", 0, 0), Up(), Up())
"""Blue has all, green is there."""


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One fault."""

    patch: Patch
    steps: Sequence[Step]
    """A story that is fine without the fault."""
    target: Callable[[], Target] = Managed
    to_the_end: bool = False
    """Whether the way back, on and away is looked for as well."""


def _guard(number: int) -> Edit:
    """Turn on `ROLLOUTS[number]`, with what has most as stable."""
    assert 0 <= number < len(ROLLOUTS)
    return Edit("guard", 1, number)


def _replaced(module: Any, name: str, new: Any) -> Patch:
    return lambda patch: patch.setattr(module, name, new)


def _planned(
    change: Callable[[traffic.TrafficPlan, DesiredTraffic, LiveEndpoint | None], traffic.TrafficPlan],
) -> Patch:
    """A `plan_traffic` that gives another plan."""
    right = traffic.plan_traffic

    def wrong(desired: DesiredTraffic, live_: LiveEndpoint | None) -> traffic.TrafficPlan:
        return change(right(desired, live_), desired, live_)

    return _replaced(decisions, "plan_traffic", wrong)


def _without(module: Any, name: str, word: str) -> Patch:
    """A policy without the validations that name a guard."""
    right = getattr(module, name)

    def fewer() -> Any:
        spec = right()
        spec.validations = [each for each in spec.validations if word not in each.message_expression]
        return spec

    return _replaced(module, name, fewer)


def _called(module: Any, name: str, change: Callable[..., Any]) -> Patch:
    """A function or class that is called with other arguments."""
    right = getattr(module, name)
    return _replaced(module, name, lambda *args, **kwargs: change(right, *args, **kwargs))


def _as_asked(plan: traffic.TrafficPlan, desired: DesiredTraffic, _live: LiveEndpoint | None) -> traffic.TrafficPlan:
    return replace(plan, applied=dict(desired.traffic), pending={})


def _a_part(plan: traffic.TrafficPlan, desired: DesiredTraffic, live_: LiveEndpoint | None) -> traffic.TrafficPlan:
    there = live_.deployments if live_ else {}
    return replace(plan, applied={name: share for name, share in desired.traffic.items() if name in there})


def _emptied(plan: traffic.TrafficPlan, _desired: DesiredTraffic, _live: LiveEndpoint | None) -> traffic.TrafficPlan:
    return replace(plan, applied={} if plan.pending else plan.applied)


def _forgotten(plan: traffic.TrafficPlan, _desired: DesiredTraffic, _live: LiveEndpoint | None) -> traffic.TrafficPlan:
    return replace(plan, pending={})


def _unmirrored(plan: traffic.TrafficPlan, _desired: DesiredTraffic, _live: LiveEndpoint | None) -> traffic.TrafficPlan:
    return replace(plan, mirror={}, pending_mirror={})


def _unmarked(plan: traffic.TrafficPlan, _desired: DesiredTraffic, _live: LiveEndpoint | None) -> traffic.TrafficPlan:
    return replace(plan, write=traffic.FIRST_WRITE)


def _as_it_stands(
    plan: traffic.TrafficPlan, desired: DesiredTraffic, live_: LiveEndpoint | None
) -> traffic.TrafficPlan:
    there = live_.deployments if live_ else {}
    standing = all(name in there and there[name].succeeded for name, share in desired.traffic.items() if share)
    return _as_asked(plan, desired, live_) if standing else plan


def _no_traffic(right: Any, **kwargs: Any) -> Any:
    return right(**{key: value for key, value in kwargs.items() if key != "traffic"})


def _no_mirror(right: Any, **kwargs: Any) -> Any:
    return right(**{key: value for key, value in kwargs.items() if key != "mirror_traffic"})


def _unchained(right: Any, name: str, deployment: str, args: Any) -> Any:
    return right(name, deployment, replace(args, after=[]))


def _hurried(right: Any, name: str, args: Any, opts: Any) -> Any:
    return right(name, replace(args, needs=[]), opts)


def _silent(*_args: object) -> Iterator[object]:
    """A guard of `traffic_guards` that never speaks."""
    return iter(())


FAULTS: Mapping[str, Fault] = {
    "the map asked for is written before anything is there": Fault(patch=_planned(_as_asked), steps=_STARTED),
    "a part of a move is applied": Fault(
        patch=_planned(_a_part), steps=(*_STARTED, Edit("add and shift", 0, 3), Up(), Up())
    ),
    "the map is emptied while a move waits": Fault(
        patch=_planned(_emptied), steps=(*_STARTED, Edit("add and shift", 0, 3), Up(), Up())
    ),
    "what waits is not told": Fault(patch=_planned(_forgotten), steps=_STARTED),
    "the mirror is never written": Fault(patch=_planned(_unmirrored), steps=(*_SECOND, Edit("mirror", 0, 1), Up())),
    "a deployment counts as ready whatever its state": Fault(
        patch=_replaced(live, "_has_succeeded", lambda _answer: True),
        steps=(
            *_STARTED,
            Edit("add and shift", 0, 3),
            Up(trouble=Trouble(nth=1, kind=Kind.FAILED_LATE, leaves="Failed")),
            Up(),
            Up(),
        ),
    ),
    "a deployment counts as ready whatever it runs": Fault(
        patch=_planned(_as_it_stands),
        steps=(
            *_SECOND,
            Edit("change", 1, 2),
            Edit("shift", 1, 3),
            Up(),
        ),
    ),
    "a write that Pulumi takes for failed is not taken back": Fault(
        patch=_planned(_unmarked),
        steps=(
            *_SECOND,
            Edit("shift", 1, 3),
            Up(),
            Edit("all", 0),
            Up(),
            Edit("shift", 1, 3),
            Up(trouble=Trouble(nth=1, kind=Kind.FAILED_LATE, noted=False)),
            Edit("all", 0),
            Up(),
        ),
    ),
    "no step is too large": Fault(
        patch=_replaced(traffic_guards, "_step_too_large", _silent),
        steps=(*_SECOND, _guard(1), Up(), Edit("shift", 1, 5), Up()),
    ),
    "every shadow has been one": Fault(
        patch=_replaced(traffic_guards, "_shadowed", lambda *_: True),
        steps=(*_SECOND, _guard(4), Up(), Edit("shift", 1, 2), Up()),
    ),
    "steps are limited on the way back too": Fault(
        patch=_replaced(traffic_guards, "_trusted", lambda *_: None),
        steps=(
            *_SECOND,
            _guard(3),
            Up(),
            Edit("shift", 1, 3),
            Up(),
            Edit("shift", 1, 4),
            Up(),
            Edit("shift", 1, 4),
            Up(),
        ),
        to_the_end=True,
    ),
    "stable moves at any time": Fault(
        patch=_replaced(traffic_guards, "_stable_moves", _silent),
        steps=(*_SECOND, _guard(1), Up(), Edit("trust", 1), Up()),
    ),
    "what has live traffic may leave": Fault(
        patch=_replaced(traffic_guards, "_leaves_too_early", _silent),
        steps=(*_SECOND, Edit("retire live", 0, 0), Up()),
    ),
    "what has live traffic may change": Fault(
        patch=_replaced(traffic_guards, "_changes_while_live", _silent),
        steps=(*_STARTED, Edit("change", 0, 1), Up()),
    ),
    "an endpoint is written without its traffic": Fault(
        patch=_called(managed_endpoint.ml, "OnlineEndpointPropertiesArgs", _no_traffic), steps=_STARTED
    ),
    "an endpoint is written without its mirror": Fault(
        patch=_called(managed_endpoint.ml, "OnlineEndpointPropertiesArgs", _no_mirror),
        steps=(*_SECOND, Edit("mirror", 0, 1), Up()),
    ),
    "deployments are made all at once": Fault(
        patch=_called(managed_endpoint, "create_deployment", _unchained),
        steps=(*_STARTED, Edit("add", 0, 0), Edit("add", 0, 0), Up()),
    ),
    "the route does not wait for its deployments": Fault(
        patch=_called(kubernetes_endpoint, "ModelRoute", _hurried), steps=(Up(),), target=Kubernetes
    ),
    "the route leaves out what has least": Fault(
        patch=_replaced(
            model_route,
            "_weights",
            lambda args: [
                model_route._reference(backend, args.config.traffic.get(name, 0))
                for name, backend in args.backends.items()
                if args.config.traffic.get(name, 0) > 10  # a canary is less
            ],
        ),
        steps=(*_SECOND, Edit("shift", 1, 1), Up()),
        target=Kubernetes,
    ),
    "the route has no mirror": Fault(
        patch=_replaced(model_route, "_mirror", lambda _args: []),
        steps=(*_SECOND, Edit("mirror", 0, 1), Up()),
        target=Kubernetes,
    ),
    "the cluster limits no step": Fault(
        patch=_without(traffic_guard, "traffic_policy", "Step"),
        steps=(_guard(1), *_SECOND, Edit("shift", 1, 5), Up()),
        target=Kubernetes,
    ),
    "the cluster asks for no shadow": Fault(
        patch=_without(traffic_guard, "traffic_policy", "shadowFirst"),
        steps=(_guard(4), *_SECOND, Edit("shift", 1, 2), Up()),
        target=Kubernetes,
    ),
    "the cluster lets live backends leave": Fault(
        patch=_without(traffic_guard, "traffic_policy", "keepLastGood"),
        steps=(*_SECOND, Edit("retire live", 0, 0), Up()),
        target=Kubernetes,
    ),
    "the cluster lets live deployments change": Fault(
        patch=_without(traffic_guard, "live_policy", "freezeLive"),
        steps=(*_STARTED, Edit("change", 0, 1), Up()),
        target=Kubernetes,
    ),
}
