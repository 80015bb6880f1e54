"""The guards of a rollout: what one edit may do, that the way back is open, and that there is a way on."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.decisions.traffic import DesiredTraffic, LiveDeployment, LiveEndpoint, plan_traffic
from config.rollout import RolloutConfig
from tests.components.decisions.traffic_cases import edits, live_endpoints

_GOOD = LiveDeployment(succeeded=True, runs="v1")
_ALL_GOOD = {"blue": _GOOD, "green": _GOOD, "red": _GOOD}
_STEPS = {"stable": "blue", "firstStep": 10, "largestStep": 20}
_ALL = 100


def _positive(weights: object) -> dict[str, int]:
    assert isinstance(weights, dict)
    return {name: weight for name, weight in weights.items() if weight}


def _refused(
    traffic: dict[str, int], live: LiveEndpoint, guards: dict[str, object], **runs: str
) -> list[tuple[str, str, object]]:
    declared = runs or dict.fromkeys(["blue", "green", "red"], "v1")
    desired = DesiredTraffic(traffic=traffic, deployments=declared, guards=RolloutConfig.model_validate(guards))
    plan = plan_traffic(desired, live)
    if plan.refusals:
        assert plan.applied == live.traffic, "what is live stays"
    return [(refusal.guard, refusal.deployment, refusal.instead) for refusal in plan.refusals]


def _live(traffic: dict[str, int], mirror: dict[str, int] | None = None, stable: str | None = "blue") -> LiveEndpoint:
    return LiveEndpoint(traffic=traffic, mirror=mirror or {}, stable=stable, deployments=_ALL_GOOD)


@pytest.mark.parametrize(
    ("traffic", "now", "refused"),
    [
        ({"blue": 90, "green": 10}, {"blue": 100}, []),
        ({"blue": 89, "green": 11}, {"blue": 100}, [("firstStep", "green", {"green": 10, "blue": 90})]),
        ({"blue": 70, "green": 30}, {"blue": 90, "green": 10}, []),
        ({"green": 100}, {"blue": 90, "green": 10}, [("largestStep", "green", {"green": 30, "blue": 70})]),
        ({"blue": 100}, {"green": 100}, []),
        ({"blue": 60, "green": 40}, {"green": 100}, []),
        (
            {"green": 50, "red": 50},
            {"blue": 100},
            [
                ("firstStep", "green", {"green": 10, "red": 10, "blue": 80}),
                ("firstStep", "red", {"green": 10, "red": 10, "blue": 80}),
            ],
        ),
        ({"green": 50, "red": 50}, {}, []),
    ],
)
def test_steps(traffic: dict[str, int], now: dict[str, int], refused: list[tuple[str, str, object]]) -> None:
    assert _refused(traffic, _live(now), dict(_STEPS)) == refused


def test_the_first_step_is_no_larger_than_the_largest() -> None:
    guards: dict[str, object] = {"stable": "blue", "largestStep": 20}
    assert _refused({"blue": 79, "green": 21}, _live({"blue": 100}), guards) == [
        ("largestStep", "green", {"green": 20, "blue": 80})
    ]


def test_a_step_is_refused_before_its_deployment_is_there() -> None:
    live = replace(_live({"blue": 100}), deployments={"blue": _GOOD})
    assert [guard for guard, _, _ in _refused({"blue": 50, "green": 50}, live, dict(_STEPS))] == ["firstStep"]


def test_the_first_traffic_goes_to_a_shadow_that_runs_the_same() -> None:
    guards: dict[str, object] = {"stable": "blue", "shadowFirst": True}
    move = {"blue": 90, "green": 10}
    assert _refused(move, _live({"blue": 100}, {"green": 5}), guards) == []
    assert _refused(move, _live({"blue": 100}), guards) == [("shadowFirst", "green", {"blue": 100, "green": 0})]
    other = _refused(move, _live({"blue": 100}, {"green": 5}), guards, blue="v1", green="v2")
    assert other == [("shadowFirst", "green", {"blue": 100, "green": 0})], "the shadow was of what it ran before"
    failed = {**_ALL_GOOD, "green": LiveDeployment(succeeded=False, runs="v1")}
    shadow = replace(_live({"blue": 100}, {"green": 5}), deployments=failed)
    assert [guard for guard, _, _ in _refused(move, shadow, guards)] == ["shadowFirst"], "the shadow answers nothing"
    assert _refused({"blue": 50, "green": 50}, _live(move), guards) == [], "it has live traffic already"


@pytest.mark.parametrize(
    ("new", "now", "refused"),
    [
        ("green", {"green": 100}, False),
        ("green", {"green": 90, "blue": 10}, True),
        ("red", {"green": 100}, True),
        ("green", {}, False),
        ("blue", {"green": 100}, False),
    ],
)
def test_stable_passes_on_to_what_has_all_traffic(new: str, now: dict[str, int], refused: bool) -> None:
    found = _refused(now or {"blue": 100}, _live(now), {"stable": new})
    assert [guard for guard, _, _ in found] == (["stable"] if refused else [])


def test_stable_passes_on_from_what_is_gone_or_was_never_named() -> None:
    half = {"blue": 50, "green": 50}
    assert _refused(half, _live(half, stable="old"), {"stable": "green"}) == []
    assert _refused(half, _live(half, stable=None), {"stable": "green"}) == []
    failed = replace(_live(half), deployments={**_ALL_GOOD, "blue": replace(_GOOD, succeeded=False)})
    assert _refused({"green": 100}, failed, {**_STEPS, "stable": "green"}) == [], "nothing can return to it"
    by_hand = replace(_live(half), deployments={**_ALL_GOOD, "blue": replace(_GOOD, ours=False)})
    assert _refused({"green": 100}, by_hand, {"stable": "green"}, green="v1", red="v1") == []


def test_naming_another_stable_does_not_lift_the_limit_of_its_step() -> None:
    found = _refused({"green": 100}, _live({"blue": 100}), {**_STEPS, "stable": "green"})
    assert found == [
        ("stable", "blue", {"green": 10, "blue": 90}),
        ("firstStep", "green", {"green": 10, "blue": 90}),
    ]


def test_what_has_traffic_does_not_leave_the_config() -> None:
    live = _live({"blue": 100}, stable=None)
    assert _refused({"green": 100}, live, {}, green="v1", red="v1") == [("keepLastGood", "blue", {"green": 100})]
    assert _refused({"green": 100}, _live({"green": 100}, stable=None), {}, green="v1", red="v1") == []
    assert _refused({"green": 100}, live, {"keepLastGood": False}, green="v1", red="v1") == []


def test_what_has_traffic_never_leaves_the_config_before_its_successor_is_there() -> None:
    live = replace(_live({"blue": 100}), deployments={"blue": _GOOD})
    found = _refused({"green": 100}, live, {"keepLastGood": False}, green="v1")
    assert found == [("retirement", "blue", {"green": 100})]


def test_what_traffic_returns_to_stays_until_another_has_all() -> None:
    half = {"green": 50, "red": 50}
    assert _refused(half, _live(half), {}, green="v1", red="v1") == [("keepLastGood", "blue", half)]
    assert _refused({"green": 100}, _live({"green": 100}), {"stable": "green"}, green="v1", red="v1") == []


def test_without_a_stable_one_only_live_traffic_keeps_a_deployment_and_the_refusal_says_no_more() -> None:
    half = {"green": 50, "red": 50}
    assert _refused(half, _live(half, stable=None), {}, green="v1", red="v1") == []
    for stable, allowed in (
        (None, "to be declared until it has no live traffic"),
        ("blue", "to be declared until it has no live traffic and one that stays has 100 %"),
    ):
        desired = DesiredTraffic(traffic={"green": 100}, deployments={"green": "v1", "red": "v1"})
        assert [one.allowed for one in plan_traffic(desired, _live({"blue": 100}, stable=stable)).refusals] == [allowed]


def test_what_was_made_by_hand_may_have_any_fate() -> None:
    by_hand = replace(_GOOD, ours=False)
    live = LiveEndpoint(traffic={"byhand": 100}, deployments={"blue": _GOOD, "byhand": by_hand})
    assert _refused({"blue": 100}, live, {}, blue="v1") == []


def test_what_has_traffic_keeps_what_it_runs() -> None:
    live = _live({"blue": 90, "green": 10})
    move = {"blue": 100}
    changed = {"blue": "v1", "green": "v2", "red": "v2"}
    assert _refused(move, live, {}, **changed) == [("freezeLive", "green", move)], "a targeted `up` moves no weight"
    assert _refused(move, live, {"freezeLive": False}, **changed) == []
    assert _refused(move, _live({"blue": 100}), {}, **changed) == []


@given(desired=edits(), live=live_endpoints())
def test_what_is_let_through_keeps_every_guard(desired: DesiredTraffic, live: LiveEndpoint) -> None:
    plan = plan_traffic(desired, live)
    if plan.refusals or not _positive(live.traffic):
        return
    guards = desired.guards
    for name, share in _positive(desired.traffic).items():
        now = live.traffic.get(name, 0)
        if name != guards.stable and share > now:
            assert share - now <= guards.largest_step
            assert now or share <= guards.first_step
            assert now or live.mirror.get(name) or not guards.shadow_first
    for name, there in live.deployments.items():
        now = live.traffic.get(name, 0)
        stays = name in desired.deployments
        assert stays or not now or not there.ours or not guards.keep_last_good
        assert stays or not plan.applied.get(name) or not there.ours, "what an `up` deletes has no traffic after it"
        assert not (stays and now and guards.freeze_live) or there.runs == desired.deployments[name]


@given(desired=edits(), live=live_endpoints())
def test_the_way_back_is_never_refused(desired: DesiredTraffic, live: LiveEndpoint) -> None:
    stable = desired.guards.stable
    kept = {**{name: there.runs for name, there in live.deployments.items() if there.ours}, **desired.deployments}
    back = replace(
        desired, deployments={**kept, **{n: live.deployments[n].runs for n in kept if n in live.deployments}}
    )
    if stable is not None:
        to_stable = plan_traffic(replace(back, traffic={stable: _ALL}, mirror={}), replace(live, stable=stable))
        assert to_stable.refusals == ()
        shares = {name: share // 2 for name, share in _positive(live.traffic).items() if name in kept}
        shares[stable] = _ALL - sum(share for name, share in shares.items() if name != stable)
        shrinking = plan_traffic(replace(back, traffic=shares, mirror={}), replace(live, stable=stable))
        assert shrinking.refusals == (), "shares that shrink are not held up"


@given(desired=edits(), live=live_endpoints())
def test_every_refusal_names_weights_that_are_allowed_once_what_it_wants_back_is_back(
    desired: DesiredTraffic, live: LiveEndpoint
) -> None:
    refusals = plan_traffic(desired, live).refusals
    if not refusals:
        return
    back = {refusal.deployment: refusal.runs for refusal in refusals if refusal.runs}
    stable = live.stable if any(refusal.guard == "stable" for refusal in refusals) else desired.guards.stable
    instead = refusals[0].instead
    assert instead is not None
    assert sum(instead.values()) == _ALL
    mended = replace(
        desired,
        traffic=instead,
        mirror={},
        deployments={**desired.deployments, **back},
        guards=desired.guards.model_copy(update={"stable": stable}),
    )
    assert _positive(instead).keys() <= mended.deployments.keys()
    assert plan_traffic(mended, live).refusals == ()


@given(traffic=edits().map(lambda edit: edit.traffic), live=live_endpoints(), first=st.sampled_from([1, 10, 100]))
def test_following_what_is_allowed_leads_to_what_was_asked_for(
    traffic: dict[str, int], live: LiveEndpoint, first: int
) -> None:
    names = sorted({*traffic, "blue"})
    built = {name: LiveDeployment(succeeded=True, runs="v1") for name in names}
    others = {name: replace(there, ours=False) for name, there in live.deployments.items()}
    live = replace(live, stable="blue", deployments={**others, **built})
    desired = DesiredTraffic(
        traffic=traffic,
        deployments=dict.fromkeys(names, "v1"),
        guards=RolloutConfig.model_validate({"stable": "blue", "firstStep": first, "largestStep": 20}),
    )
    for _ in range(2 * _ALL):
        plan = plan_traffic(desired, live)
        if not plan.refusals:
            break
        slower = plan_traffic(replace(desired, traffic=plan.refusals[0].instead or {}), live)
        assert slower.applied != live.traffic, "each step is one"
        live = replace(live, traffic=slower.applied)
    assert _positive(plan_traffic(desired, live).applied) == _positive(traffic)
