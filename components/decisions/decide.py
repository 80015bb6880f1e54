"""What is decided before anything is declared: the traffic of every endpoint, from what Azure answers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pulumi

from components.decisions.batch_default import DefaultPlan, plan_default
from components.decisions.live import LiveStamp
from components.decisions.runs import declared_runs
from components.decisions.stack_state import StackState
from components.decisions.traffic import DesiredTraffic, TrafficPlan, plan_traffic
from components.decisions.traffic_problems import default_problems, traffic_problems
from config.errors import ConfigError, Problem
from config.models import BatchModel, ManagedModel, of_target
from config.stack import StackConfig


@dataclass(frozen=True, kw_only=True)
class StampDecisions:
    """What the endpoints of one stamp are given, by model."""

    traffic: Mapping[str, TrafficPlan]
    """Of managed online endpoints."""
    defaults: Mapping[str, DefaultPlan]
    """Of batch endpoints."""
    state: StackState = field(default_factory=StackState)
    """What Pulumi's own state has of the endpoints and their deployments."""


def decide(
    config: StackConfig, live: Mapping[str, LiveStamp], leaving: Sequence[Problem] = ()
) -> dict[str, StampDecisions]:
    """Decide for every endpoint of every stamp; `live` and the decisions are by region.

    `leaving` is what the edit must not take away, of `components/decisions/leaving.py`.

    Raises `pulumi.RunError` with every edit that a guard does not let through, of all endpoints at once, so that
    nothing is changed. Its cause is a `ConfigError`.
    """
    online = dict(of_target(config.models, ManagedModel))
    batch = dict(of_target(config.models, BatchModel))
    decisions = {
        region: StampDecisions(
            traffic={name: plan_traffic(desired_traffic(name, online[name]), stamp.online[name]) for name in online},
            defaults={
                name: plan_default(model.default, model.deployments.keys(), stamp.batch[name])
                for name, model in batch.items()
            },
            state=stamp.state,
        )
        for region, stamp in live.items()
    }
    problems = [*leaving]
    problems += [problem for name, model in online.items() for problem in _of_traffic(name, model, decisions)]
    problems += [problem for name, model in batch.items() for problem in _of_default(name, model, decisions)]
    if problems:
        error = ConfigError(problems, "The stack config, against what is live")
        raise pulumi.RunError(str(error)) from error
    return decisions


def desired_traffic(name: str, model: ManagedModel) -> DesiredTraffic:
    """What the config asks for of a managed endpoint."""
    return DesiredTraffic(
        traffic=model.traffic,
        mirror=model.mirror,
        deployments={key: declared_runs(name, item).in_words() for key, item in model.deployments.items()},
        guards=model.rollout,
    )


def _of_traffic(name: str, model: ManagedModel, decisions: Mapping[str, StampDecisions]) -> Iterator[Problem]:
    refused = {region: stamp.traffic[name].refusals for region, stamp in decisions.items()}
    yield from traffic_problems(name, model, {region: found for region, found in refused.items() if found})


def _of_default(name: str, model: BatchModel, decisions: Mapping[str, StampDecisions]) -> Iterator[Problem]:
    lost = {region: stamp.defaults[name].leaves_too_early for region, stamp in decisions.items()}
    yield from default_problems(name, model, {region: found for region, found in lost.items() if found})
