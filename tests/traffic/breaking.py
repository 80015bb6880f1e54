"""Ways to break the product on purpose, for the faults of `seeded.py`."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest
from pulumi_kubernetes import core, meta, networking

from components.decisions import decide as decisions
from components.decisions import traffic
from components.decisions.traffic_state import DesiredTraffic, LiveEndpoint

Patch = Callable[[pytest.MonkeyPatch], None]


def replaced(module: Any, name: str, new: Any) -> Patch:
    """Something else under a name of a module."""
    return lambda patch: patch.setattr(module, name, new)


def planned(
    change: Callable[[traffic.TrafficPlan, DesiredTraffic, LiveEndpoint | None], traffic.TrafficPlan],
) -> Patch:
    """A `plan_traffic` that gives another plan."""
    right = traffic.plan_traffic

    def wrong(desired: DesiredTraffic, live_: LiveEndpoint | None) -> traffic.TrafficPlan:
        return change(right(desired, live_), desired, live_)

    return replaced(decisions, "plan_traffic", wrong)


def without(module: Any, name: str, word: str) -> Patch:
    """A policy without the validations that name a guard."""
    right = getattr(module, name)

    def fewer() -> Any:
        spec = right()
        spec.validations = [each for each in spec.validations if word not in each.message_expression]
        return spec

    return replaced(module, name, fewer)


def called(module: Any, name: str, change: Callable[..., Any]) -> Patch:
    """A function or class that is called with other arguments."""
    right = getattr(module, name)
    return replaced(module, name, lambda *args, **kwargs: change(right, *args, **kwargs))


def as_asked(plan: traffic.TrafficPlan, desired: DesiredTraffic, _live: LiveEndpoint | None) -> traffic.TrafficPlan:
    """The map asked for, whatever is there."""
    return replace(plan, applied=dict(desired.traffic), pending={})


def a_part(plan: traffic.TrafficPlan, desired: DesiredTraffic, live_: LiveEndpoint | None) -> traffic.TrafficPlan:
    """The part of the map whose deployments are there."""
    there = live_.deployments if live_ else {}
    return replace(plan, applied={name: share for name, share in desired.traffic.items() if name in there})


def emptied(plan: traffic.TrafficPlan, _desired: DesiredTraffic, _live: LiveEndpoint | None) -> traffic.TrafficPlan:
    """No map while a move waits."""
    return replace(plan, applied={} if plan.pending else plan.applied)


def forgotten(plan: traffic.TrafficPlan, _desired: DesiredTraffic, _live: LiveEndpoint | None) -> traffic.TrafficPlan:
    """Nothing that waits."""
    return replace(plan, pending={})


def unmirrored(plan: traffic.TrafficPlan, _desired: DesiredTraffic, _live: LiveEndpoint | None) -> traffic.TrafficPlan:
    """No mirror."""
    return replace(plan, mirror={}, pending_mirror={})


def unmarked(plan: traffic.TrafficPlan, _desired: DesiredTraffic, _live: LiveEndpoint | None) -> traffic.TrafficPlan:
    """The mark of a first write, each time."""
    return replace(plan, write=traffic.FIRST_WRITE)


def as_it_stands(plan: traffic.TrafficPlan, desired: DesiredTraffic, live_: LiveEndpoint | None) -> traffic.TrafficPlan:
    """The map asked for where its deployments have succeeded, whatever they run."""
    there = live_.deployments if live_ else {}
    standing = all(name in there and there[name].succeeded for name, share in desired.traffic.items() if share)
    return as_asked(plan, desired, live_) if standing else plan


def no_traffic(right: Any, **kwargs: Any) -> Any:
    """An endpoint's properties without its traffic."""
    return right(**{key: value for key, value in kwargs.items() if key != "traffic"})


def no_mirror(right: Any, **kwargs: Any) -> Any:
    """An endpoint's properties without its mirror."""
    return right(**{key: value for key, value in kwargs.items() if key != "mirror_traffic"})


def unchained(right: Any, name: str, deployment: str, args: Any) -> Any:
    """A deployment that waits for no other."""
    return right(name, deployment, replace(args, after=[]))


def hurried(right: Any, name: str, args: Any, opts: Any) -> Any:
    """A route that waits for nothing it leads to."""
    return right(name, replace(args, needs=[]), opts)


def silent(*_args: object) -> Iterator[object]:
    """A guard of `traffic_guards` that never speaks."""
    return iter(())


def without_services(right: Callable[[], Any]) -> Any:
    """A policy that asks nobody about Services."""
    spec = right()
    rules = spec.match_constraints.resource_rules
    spec.match_constraints.resource_rules = [each for each in rules if "services" not in each.resources]
    return spec


def numbered(module: Any, name: str, firewall: Any) -> Patch:
    """A firewall of pods that says the number of their port."""
    right = getattr(module, name)

    def wrong(called: str, args: Any, inside: Any) -> Any:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(firewall, "POD_PORT", args.config.probes.port)
            return right(called, args, inside)

    return replaced(module, name, wrong)


def at_8080(**kwargs: Any) -> Any:
    """A Service's port that leads to a number."""
    return core.v1.ServicePortArgsDict(**{**kwargs, "target_port": 8080})


def any_pods(right: Any, **kwargs: Any) -> Any:
    """A Service of all pods of the model."""
    selector = {key: value for key, value in kwargs["selector"].items() if not key.endswith("instance")}
    return right(**{**kwargs, "selector": selector})


def deny_pods(pods: Mapping[str, str]) -> Any:
    """A policy that shuts some pods off."""
    return networking.v1.NetworkPolicySpecArgs(
        pod_selector=meta.v1.LabelSelectorArgs(match_labels=pods), policy_types=["Ingress", "Egress"]
    )


def recreate(right: Any, **_kwargs: Any) -> Any:
    """A rollout that ends the old pods before it starts new ones."""
    return right(type="Recreate")


def asleep(right: Any, *args: Any, **kwargs: Any) -> Any:
    """A ScaledObject that may have no pods."""
    return {**right(*args, **kwargs), "minReplicaCount": 0}


def alike(module: Any) -> Patch:
    """An answer about the first stamp, given for all."""
    right = module.ask_live

    async def wrong(*args: Any) -> Any:
        answers = await right(*args)
        return dict.fromkeys(answers, next(iter(answers.values())))

    return replaced(module, "ask_live", wrong)


def at_once(module: Any) -> Patch:
    """A batch default as asked for, whatever is there."""
    right = module.plan_default

    def wrong(default: str, *args: Any) -> Any:
        return replace(right(default, *args), applied=default, pending=None)

    return replaced(module, "plan_default", wrong)
