"""Traffic as it is and as it is asked for: what the decision of `components/decisions/traffic.py` is made from."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from config.rollout import RolloutConfig

Weights = Mapping[str, int]
"""Whole percents by deployment. Those of an endpoint's live traffic sum to 100, or there are none above 0."""


@dataclass(frozen=True, kw_only=True)
class LiveDeployment:
    """What Azure answers about a deployment that exists."""

    succeeded: bool
    """Whether its provisioning state is `Succeeded`; Azure gives traffic to no other."""
    runs: str
    """What it runs, in the words of `Runs.in_words`: model, image or environment, code and instance type."""
    ours: bool = True
    """Whether an `up` of this stack made it, so that one deletes it when it has left the config.

    One that was made by hand stays where it is, whatever the config says.
    """
    own_id: str = ""
    """Its id, where it is ours; empty where it is not."""
    instances: int = 0
    """How many it has now, whoever set them."""
    settings: str = ""
    """What its settings were marked with when an `up` wrote them last: the tag `settings`."""


@dataclass(frozen=True, kw_only=True)
class LiveEndpoint:
    """What Azure answers about an endpoint that exists."""

    traffic: Weights
    """Percents of the live traffic, whoever wrote them."""
    mirror: Weights = field(default_factory=dict)
    """Percents copied to a deployment whose answers are thrown away."""
    stable: str | None = None
    """The deployment that the last write of the endpoint named as `rollout.stable`: the tag `stable`."""
    write: str = ""
    """What the last write was marked with: the tag `trafficWrite`."""
    deployments: Mapping[str, LiveDeployment] = field(default_factory=dict)
    """All that exist, those that the config does not name among them."""
    own_id: str = ""
    """Its id, where an `up` of this stack made it; empty where none did."""


@dataclass(frozen=True, kw_only=True)
class DesiredTraffic:
    """What the config asks for."""

    traffic: Weights
    mirror: Weights = field(default_factory=dict)
    deployments: Mapping[str, str]
    """By declared deployment what it is to run, in the words of `LiveDeployment.runs`."""
    guards: RolloutConfig = field(default_factory=RolloutConfig)


@dataclass(frozen=True, kw_only=True)
class TrafficRefusal:
    """An edit that a guard of the rollout does not let through."""

    guard: str
    """The guard as the config spells it: `firstStep`, `largestStep`, `shadowFirst`, `stable`, `keepLastGood`,
    `freezeLive`; `retirement` where no setting would let it through."""
    deployment: str
    """The deployment that breaks it; of `stable` the one that is to stay it."""
    found: str
    """What the edit does, against what is live."""
    allowed: str
    """What it may do."""
    runs: str = ""
    """What a deployment that left too early, or was changed, is to run: what it runs now. Empty for others."""
    instead: Weights | None = None
    """Weights that are allowed now and lead on, once what the refusals of the endpoint want back is back in the
    config: a deployment that left it, what a live one runs, `rollout.stable`. None where there are no such."""


def stands(name: str, desired: DesiredTraffic, live: LiveEndpoint) -> bool:
    """Whether a deployment is declared, exists and has succeeded, whatever it runs."""
    return name in desired.deployments and name in live.deployments and live.deployments[name].succeeded


def ready(name: str, desired: DesiredTraffic, live: LiveEndpoint) -> bool:
    """Whether a deployment has succeeded and runs what the config says."""
    return stands(name, desired, live) and live.deployments[name].runs == desired.deployments[name]


def takes_share(name: str, desired: DesiredTraffic, live: LiveEndpoint) -> bool:
    """Whether a deployment can be given the share asked for: what it runs matters only where that grows."""
    grows = percent(desired.traffic, name) > percent(live.traffic, name)
    return ready(name, desired, live) if grows else stands(name, desired, live)


def percent(weights: Weights, name: str) -> int:
    """The share of a deployment; 0 without one."""
    return weights.get(name, 0)


def shares(weights: Weights) -> dict[str, int]:
    """The deployments that get something."""
    return {name: weight for name, weight in weights.items() if weight > 0}


def in_words(weights: Weights) -> str:
    """Weights as a line of text: `blue 90 %, green 10 %`; `none` without any."""
    return ", ".join(f"{name} {weight} %" for name, weight in sorted(shares(weights).items())) or "none"
