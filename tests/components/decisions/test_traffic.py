"""The traffic decision: whole moves only, onto deployments that Azure says are there."""

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.decisions.traffic import (
    FIRST_WRITE,
    DesiredTraffic,
    LiveDeployment,
    LiveEndpoint,
    TrafficPlan,
    in_words,
    plan_traffic,
)
from config.rollout import RolloutConfig
from tests.components.decisions.traffic_cases import edits, live_endpoints

_GOOD = LiveDeployment(succeeded=True, runs="v1")
_FAILED = LiveDeployment(succeeded=False, runs="v1")
_OLD = LiveDeployment(succeeded=True, runs="v0")


def _positive(weights: object) -> dict[str, int]:
    assert isinstance(weights, dict)
    return {name: weight for name, weight in weights.items() if weight}


def _live(traffic: dict[str, int], mirror: dict[str, int] | None = None, **deployments: LiveDeployment) -> LiveEndpoint:
    return LiveEndpoint(traffic=traffic, mirror=mirror or {}, deployments=deployments)


def _desired(traffic: dict[str, int], mirror: dict[str, int] | None = None, *declared: str) -> DesiredTraffic:
    names = dict.fromkeys([*traffic, *(mirror or {}), *declared], "v1")
    return DesiredTraffic(traffic=traffic, mirror=mirror or {}, deployments=names)


@pytest.mark.parametrize(
    ("desired", "live", "applied", "waits_for"),
    [
        pytest.param({"blue": 100}, None, {}, ("blue",), id="no endpoint: all is pending"),
        pytest.param({"blue": 100}, _live({}, blue=_FAILED), {}, ("blue",), id="its deployment failed"),
        pytest.param({"blue": 100}, _live({}, blue=_GOOD), {"blue": 100}, (), id="first shift"),
        pytest.param({"blue": 100}, _live({"blue": 0}, blue=_GOOD), {"blue": 100}, (), id="all traffic taken by hand"),
        pytest.param(
            {"blue": 90, "green": 10},
            _live({"blue": 100}, blue=_GOOD),
            {"blue": 100},
            ("green",),
            id="canary not there yet: the map stays whole",
        ),
        pytest.param(
            {"blue": 90, "green": 10},
            _live({"blue": 100}, blue=_GOOD, green=_GOOD),
            {"blue": 90, "green": 10},
            (),
            id="canary",
        ),
        pytest.param(
            {"blue": 90, "green": 10},
            _live({"blue": 100}, blue=_GOOD, green=_OLD),
            {"blue": 100},
            ("green",),
            id="a canary re-made at 0 % is given traffic only once it runs what is new",
        ),
        pytest.param(
            {"blue": 90, "green": 10},
            _live({"blue": 100}, blue=_FAILED, green=_GOOD),
            {"blue": 100},
            ("blue",),
            id="one that has failed keeps its share only by the whole map staying",
        ),
        pytest.param(
            {"blue": 0, "green": 100},
            _live({"blue": 100}, blue=_FAILED, green=_GOOD),
            {"green": 100},
            (),
            id="one that has failed is left",
        ),
        pytest.param(
            {"blue": 100, "green": 0},
            _live({"blue": 50, "green": 50}, blue=_GOOD, green=_GOOD),
            {"blue": 100, "green": 0},
            (),
            id="what loses its traffic is named with 0",
        ),
        pytest.param(
            {"blue": 50, "red": 50, "green": 0},
            _live({"blue": 100}, blue=_GOOD, red=_GOOD),
            {"blue": 50, "red": 50},
            (),
            id="what gets no traffic holds no move up",
        ),
        pytest.param(
            {"blue": 50, "green": 50},
            _live({"blue": 60, "byhand": 40}, blue=_GOOD, byhand=replace(_GOOD, ours=False)),
            {"blue": 60, "byhand": 40},
            ("green",),
            id="a map made by hand stays whole too",
        ),
        pytest.param(
            {"blue": 100},
            _live({"blue": 60, "byhand": 40}, blue=_GOOD, byhand=replace(_GOOD, ours=False)),
            {"blue": 100},
            (),
            id="what was made by hand is left in one step",
        ),
    ],
)
def test_decisions(
    desired: dict[str, int], live: LiveEndpoint | None, applied: dict[str, int], waits_for: tuple[str, ...]
) -> None:
    plan = plan_traffic(_desired(desired), live)
    assert (plan.applied, plan.waits_for, plan.refusals) == (applied, waits_for, ())
    assert plan.pending == (desired if waits_for else {})


@pytest.mark.parametrize(
    ("traffic", "mirror", "live", "written", "pending"),
    [
        pytest.param(
            {"blue": 100}, {"green": 10}, _live({"blue": 100}, blue=_GOOD), {}, {"green": 10}, id="not there yet"
        ),
        pytest.param({"blue": 100}, {"green": 10}, None, {}, {"green": 10}, id="no endpoint"),
        pytest.param(
            {"blue": 100},
            {"green": 10},
            _live({}, blue=_FAILED, green=_GOOD),
            {},
            {"green": 10},
            id="nothing to copy while nobody has traffic",
        ),
        pytest.param(
            {"blue": 100}, {"green": 10}, _live({}, blue=_GOOD, green=_GOOD), {"green": 10}, {}, id="with the first map"
        ),
        pytest.param(
            {"blue": 100},
            {"green": 10},
            _live({"blue": 50, "green": 50}, blue=_GOOD, green=_GOOD),
            {"green": 10},
            {},
            id="live until this write, which takes its traffic",
        ),
        pytest.param(
            {"blue": 100},
            {"green": 10},
            _live({"blue": 50, "green": 50}, blue=_FAILED, green=_GOOD),
            {},
            {"green": 10},
            id="live still, as the move is held up",
        ),
        pytest.param(
            {"blue": 100},
            {"red": 10},
            _live({"blue": 100}, {"green": 20}, blue=_GOOD, green=_GOOD),
            {},
            {"red": 10},
            id="the old shadow left the config",
        ),
        pytest.param(
            {"blue": 100, "green": 0},
            {"red": 10},
            _live({"blue": 100}, {"green": 20}, blue=_GOOD, green=_GOOD),
            {"green": 20},
            {"red": 10},
            id="the old shadow stays until the new one is there",
        ),
        pytest.param(
            {"blue": 90, "green": 10},
            {},
            _live({"blue": 100}, {"green": 20}, blue=_FAILED, green=_GOOD),
            {"green": 20},
            {},
            id="the shadow stays while its first traffic waits",
        ),
        pytest.param(
            {"blue": 90, "red": 10, "green": 0},
            {},
            _live({"blue": 100}, {"green": 20}, blue=_GOOD, green=_GOOD),
            {},
            {},
            id="a shadow ends while the traffic of another waits",
        ),
        pytest.param(
            {"blue": 100},
            {"green": 20},
            _live({"blue": 100}, {"green": 20}, blue=_GOOD, green=_FAILED),
            {},
            {"green": 20},
            id="a shadow that failed gets no copies",
        ),
    ],
)
def test_mirrors(
    traffic: dict[str, int],
    mirror: dict[str, int],
    live: LiveEndpoint | None,
    written: dict[str, int],
    pending: dict[str, int],
) -> None:
    plan = plan_traffic(_desired(traffic, mirror), live)
    assert (plan.mirror, plan.pending_mirror) == (written, pending)
    assert plan.refusals == ()


@given(desired=edits(), live=st.one_of(st.none(), live_endpoints()))
def test_what_is_written_is_the_live_map_or_all_that_is_asked_for_on_deployments_that_are_there(
    desired: DesiredTraffic, live: LiveEndpoint | None
) -> None:
    plan = plan_traffic(desired, live)
    written, there = _positive(plan.applied), live or LiveEndpoint(traffic={})
    assert sum(written.values()) in ({100} if _positive(there.traffic) else {0, 100})
    if written != _positive(there.traffic):
        assert written == _positive(desired.traffic)
        for name in written:
            assert name in desired.deployments
            assert there.deployments[name].succeeded
            grows = written[name] > there.traffic.get(name, 0)
            assert not grows or there.deployments[name].runs == desired.deployments[name]
    assert (plan.pending == {}) == (written == _positive(desired.traffic))


@given(desired=edits(), live=live_endpoints())
def test_zeros_and_shadows_are_of_declared_deployments_that_are_there_and_have_no_traffic(
    desired: DesiredTraffic, live: LiveEndpoint
) -> None:
    plan = plan_traffic(desired, live)
    zeros = {name for name, weight in plan.applied.items() if not weight}
    for name in zeros | plan.mirror.keys():
        assert name in desired.deployments
        assert live.deployments[name].succeeded
        assert not plan.applied.get(name)
    assert len(plan.mirror) <= 1
    assert not plan.mirror or _positive(plan.applied)


@given(desired=edits(), live=live_endpoints(), word=st.sampled_from(("", "first", "an earlier one")))
def test_a_write_that_changes_what_is_live_is_marked_anew(
    desired: DesiredTraffic, live: LiveEndpoint, word: str
) -> None:
    plan = plan_traffic(desired, replace(live, write=word))
    changes = (_positive(plan.applied), plan.mirror) != (_positive(live.traffic), _positive(live.mirror))
    if changes or desired.guards.stable != live.stable:
        assert plan.write not in {word, FIRST_WRITE}
    else:
        assert plan.write == (word or FIRST_WRITE)


@given(desired=edits(), live=st.one_of(st.none(), live_endpoints()))
def test_what_is_not_applied_waits_for_something_or_is_refused(
    desired: DesiredTraffic, live: LiveEndpoint | None
) -> None:
    plan = plan_traffic(desired, live)
    assert bool(plan.pending or plan.pending_mirror) <= bool(plan.waits_for or plan.refusals)


@given(desired=edits(), live=live_endpoints())
def test_deciding_again_after_an_up_changes_nothing(desired: DesiredTraffic, live: LiveEndpoint) -> None:
    first = plan_traffic(desired, live)
    if first.refusals:
        return
    after = replace(live, traffic=first.applied, mirror=first.mirror, stable=desired.guards.stable, write=first.write)
    again = plan_traffic(desired, after)
    assert again == first


@given(desired=edits(), live=st.one_of(st.none(), live_endpoints()))
def test_once_everything_runs_as_declared_an_edit_that_is_let_through_is_applied(
    desired: DesiredTraffic, live: LiveEndpoint | None
) -> None:
    if plan_traffic(desired, live).refusals:
        return
    there = live or LiveEndpoint(traffic={})
    built = {name: LiveDeployment(succeeded=True, runs=runs) for name, runs in desired.deployments.items()}
    plan = plan_traffic(desired, replace(there, deployments={**there.deployments, **built}))
    if not plan.refusals:
        assert (_positive(plan.applied), plan.mirror) == (_positive(desired.traffic), desired.mirror)
        assert (plan.pending, plan.pending_mirror, plan.waits_for) == ({}, {}, ())


def test_the_decision_answers_whatever_it_is_given() -> None:
    odd: tuple[dict[str, int], ...] = (
        {},
        {"blue": 100},
        {"ghost": 100},
        {"blue": 37},
        {"blue": -5, "ghost": 105},
        {"blue": 0},
    )
    states: tuple[dict[str, LiveDeployment], ...] = ({}, {"blue": _GOOD}, {"blue": _FAILED, "ghost": _OLD})
    limits: tuple[dict[str, object], ...] = (
        {},
        {"stable": "ghost", "firstStep": 1, "largestStep": 1, "shadowFirst": True},
    )
    for traffic, mirror, now, shadow, deployments, guards in itertools.product(odd, odd, odd, odd, states, limits):
        desired = DesiredTraffic(
            traffic=traffic, mirror=mirror, deployments={"blue": "v1"}, guards=RolloutConfig.model_validate(guards)
        )
        live = LiveEndpoint(traffic=now, mirror=shadow, stable="ghost", deployments=deployments)
        assert isinstance(plan_traffic(desired, live), TrafficPlan)


def test_weights_in_words_name_who_gets_traffic() -> None:
    assert in_words({"green": 10, "blue": 90, "red": 0}) == "blue 90 %, green 10 %"
    assert in_words({}) == "none"
