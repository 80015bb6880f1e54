"""Rules of traffic and the program's own guards are written apart, and agree on every move."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from components.decisions.traffic import plan_traffic
from components.decisions.traffic_state import DesiredTraffic, LiveDeployment, LiveEndpoint, Weights
from components.models.traffic_record import traffic_record
from config.rollout import RolloutConfig
from policies.declared import Resource
from policies.rule import Rule
from policies.traffic_reading import DEPLOYMENT
from tests.policies import managed_traffic
from tests.policies.casework import STACK_URN, resource
from tests.policies.judged import RULE_OF, judged

NAMES = ("blue", "green", "red")
RULES: dict[str, Rule] = {
    "firstStep": RULE_OF["traffic-step-limited"],
    "largestStep": RULE_OF["traffic-step-limited"],
    "shadowFirst": RULE_OF["traffic-shadow-first"],
    "keepLastGood": RULE_OF["traffic-last-good-kept"],
    "retirement": RULE_OF["traffic-last-good-kept"],
    "freezeLive": RULE_OF["traffic-live-immutable"],
}
"""By the guard that says the same."""

OF_MANAGED = [rule for rule in RULE_OF.values() if rule.row in {"traffic-steps", "traffic-immutable"}]

_VERSIONS = st.integers(min_value=3, max_value=4)
_WEIGHTS = st.sampled_from(
    [{"blue": 100}, {"green": 100}, {"blue": 90, "green": 10}, {"blue": 60, "green": 40}, {"blue": 50, "red": 50}]
)
_MIRRORS: st.SearchStrategy[dict[str, int]] = st.sampled_from([{}, {"green": 10}, {"red": 10}])
_STABLE = st.sampled_from([None, *NAMES])


def _words(version: int) -> str:
    return f"model azureml:fraud:{version} on Standard_DS3_v2"


@st.composite
def _live(draw: st.DrawFn) -> LiveEndpoint | None:
    traffic: Weights = draw(st.one_of(st.just({}), _WEIGHTS))
    names = traffic.keys() | draw(st.sets(st.sampled_from(NAMES)))
    there = {name: draw(_VERSIONS) for name in sorted(names)}
    deployments = {
        name: LiveDeployment(
            succeeded=draw(st.integers(0, 4)) > 0, runs=_words(version), ours=draw(st.integers(0, 4)) > 0
        )
        for name, version in there.items()
    }
    mirror = {name: part for name, part in draw(_MIRRORS).items() if name in deployments and name not in traffic}
    live = LiveEndpoint(traffic=traffic, mirror=mirror, stable=draw(_STABLE), deployments=deployments)
    return draw(st.sampled_from([live, live, live, None]))


@st.composite
def _desired(draw: st.DrawFn) -> DesiredTraffic:
    traffic = draw(_WEIGHTS)
    names = traffic.keys() | draw(st.sets(st.sampled_from(NAMES)))
    declared = {name: _words(draw(_VERSIONS)) for name in sorted(names)}
    mirror = {name: part for name, part in draw(_MIRRORS).items() if name in declared and name not in traffic}
    guards = {
        "stable": draw(st.sampled_from([None, *sorted(declared)])),
        "firstStep": draw(st.sampled_from([10, 40, 100])),
        "largestStep": draw(st.sampled_from([10, 40, 100])),
        "shadowFirst": draw(st.booleans()),
    }
    return DesiredTraffic(
        traffic=traffic, mirror=mirror, deployments=declared, guards=RolloutConfig.model_validate(guards)
    )


def _declared(desired: DesiredTraffic, live: LiveEndpoint | None, applied: Weights, mirror: Weights) -> list[Resource]:
    """The resources of a program that writes these weights."""
    record = traffic_record("fraud", "eastus", desired, live, applied=applied, mirror=mirror)
    component = managed_traffic.component(**record)
    endpoint = managed_traffic.endpoint(traffic=dict(applied), mirrorTraffic=dict(mirror))
    return [component, endpoint, *(_deployment(name, words, component) for name, words in desired.deployments.items())]


def _deployment(name: str, words: str, component: Resource) -> Resource:
    model, _, instance = words.removeprefix("model ").partition(" on ")
    properties: dict[str, Any] = {"model": model, "instanceType": instance}
    return resource(
        DEPLOYMENT,
        name,
        {"deploymentName": name, "properties": properties},
        parent=component.urn.removeprefix(STACK_URN),
    )


@settings(deadline=None)
@given(_desired(), _live())
def test_a_rule_has_something_to_say_of_a_move_where_its_guard_refuses_it(
    desired: DesiredTraffic, live: LiveEndpoint | None
) -> None:
    plan = plan_traffic(desired, live)
    if not plan.refusals:
        assert judged(_declared(desired, live, plan.applied, plan.mirror), rules=OF_MANAGED) == []
    as_asked = _declared(desired, live, desired.traffic, {})
    for refusal in plan.refusals:
        if refusal.guard in RULES:
            assert judged(as_asked, rules=[RULES[refusal.guard]]), refusal


def test_a_stable_that_moves_too_early_lifts_no_limit() -> None:
    """The guard refuses the edit itself; the rule goes on with the stable one that is live."""
    there = {name: LiveDeployment(succeeded=True, runs=_words(3)) for name in ("blue", "green")}
    live = LiveEndpoint(traffic={"blue": 90, "green": 10}, stable="blue", deployments=there)
    desired = DesiredTraffic(
        traffic={"green": 100},
        deployments=dict.fromkeys(there, _words(3)),
        guards=RolloutConfig.model_validate({"stable": "green", "firstStep": 10, "largestStep": 10}),
    )
    assert "stable" in {refusal.guard for refusal in plan_traffic(desired, live).refusals}
    assert judged(_declared(desired, live, desired.traffic, {}), rules=[RULES["largestStep"]])
