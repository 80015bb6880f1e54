"""The traffic decision: whole moves only, onto deployments that Azure says are there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.traffic import LiveEndpoint, TrafficPlan, in_words, plan_traffic

_NAMES = ("blue", "green", "red")


def _live(traffic: dict[str, int], *succeeded: str) -> LiveEndpoint:
    return LiveEndpoint(traffic=traffic, succeeded=frozenset(succeeded))


def _plan(applied: dict[str, int], pending: dict[str, int], *waits_for: str) -> TrafficPlan:
    return TrafficPlan(applied=applied, pending=pending, waits_for=waits_for)


@pytest.mark.parametrize(
    ("desired", "live", "plan"),
    [
        pytest.param({"blue": 100}, None, _plan({}, {"blue": 100}, "blue"), id="no endpoint: all is pending"),
        pytest.param({"blue": 100}, _live({}), _plan({}, {"blue": 100}, "blue"), id="its deployment failed"),
        pytest.param({"blue": 100}, _live({}, "blue"), _plan({"blue": 100}, {}), id="first shift"),
        pytest.param(
            {"blue": 90, "green": 10},
            _live({"blue": 100}, "blue"),
            _plan({"blue": 100}, {"blue": 90, "green": 10}, "green"),
            id="canary not there yet: the map stays whole",
        ),
        pytest.param(
            {"blue": 90, "green": 10},
            _live({"blue": 100}, "blue", "green"),
            _plan({"blue": 90, "green": 10}, {}),
            id="canary",
        ),
        pytest.param(
            {"green": 100}, _live({"blue": 100}, "blue", "green"), _plan({"green": 100}, {}), id="retired: left out"
        ),
        pytest.param(
            {"blue": 100, "green": 0},
            _live({"blue": 100}, "blue", "green"),
            _plan({"blue": 100, "green": 0}, {}),
            id="a deployment without traffic is named",
        ),
        pytest.param(
            {"blue": 50, "red": 50, "green": 0},
            _live({"blue": 100}, "blue", "red"),
            _plan({"blue": 50, "red": 50}, {"blue": 50, "red": 50, "green": 0}),
            id="what gets no traffic holds no move up",
        ),
        pytest.param(
            {"blue": 50, "green": 50},
            _live({"blue": 60, "red": 40}, "blue", "red"),
            _plan({"blue": 60, "red": 40}, {"blue": 50, "green": 50}, "green"),
            id="a map made by hand stays whole too",
        ),
    ],
)
def test_decisions(desired: dict[str, int], live: LiveEndpoint | None, plan: TrafficPlan) -> None:
    assert plan_traffic(desired, live) == plan


def _weights() -> st.SearchStrategy[dict[str, int]]:
    cuts = st.tuples(st.integers(0, 100), st.integers(0, 100)).map(sorted)
    shares = cuts.map(lambda cut: (cut[0], cut[1] - cut[0], 100 - cut[1]))
    return shares.map(lambda weights: {name: weight for name, weight in zip(_NAMES, weights, strict=True) if weight})


@given(desired=_weights(), traffic=st.one_of(st.just({}), _weights()), extra=st.sets(st.sampled_from(_NAMES)))
def test_live_traffic_never_loses_a_percent_nor_reaches_what_is_not_there(
    desired: dict[str, int], traffic: dict[str, int], extra: set[str]
) -> None:
    live = LiveEndpoint(traffic=traffic, succeeded=frozenset({*traffic, *extra}))
    plan = plan_traffic(desired, live)
    assert sum(plan.applied.values()) in ({100} if traffic else {0, 100})
    assert {name for name, weight in plan.applied.items() if weight} <= live.succeeded


@given(desired=_weights(), traffic=_weights(), extra=st.sets(st.sampled_from(_NAMES)))
def test_deciding_again_after_an_up_changes_nothing(
    desired: dict[str, int], traffic: dict[str, int], extra: set[str]
) -> None:
    first = plan_traffic(desired, LiveEndpoint(traffic=traffic, succeeded=frozenset({*traffic, *extra})))
    after = LiveEndpoint(traffic=first.applied, succeeded=frozenset({*traffic, *extra}))
    assert plan_traffic(desired, after).applied == first.applied


@given(desired=_weights(), traffic=_weights())
def test_once_everything_has_succeeded_nothing_is_pending(desired: dict[str, int], traffic: dict[str, int]) -> None:
    live = LiveEndpoint(traffic=traffic, succeeded=frozenset(_NAMES))
    assert plan_traffic(desired, live) == _plan(desired, {})


def test_weights_in_words_name_who_gets_traffic() -> None:
    assert in_words({"green": 10, "blue": 90, "red": 0}) == "blue 90 %, green 10 %"
    assert in_words({}) == "none"
