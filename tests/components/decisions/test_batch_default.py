"""The default of a batch endpoint: it never leaves what exists for what does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.decisions.batch_default import DefaultPlan, LiveBatch, plan_default

_NAMES = ("blue", "green", "red")


def _plan(applied: str | None, pending: str | None = None, leaves_too_early: str | None = None) -> DefaultPlan:
    return DefaultPlan(applied=applied, pending=pending, leaves_too_early=leaves_too_early)


@pytest.mark.parametrize(
    ("live", "plan"),
    [
        pytest.param(None, _plan(None, "green"), id="no endpoint"),
        pytest.param(LiveBatch(default=None, deployments={"green": False}), _plan(None, "green"), id="it failed"),
        pytest.param(LiveBatch(default=None, deployments={"green": True}), _plan("green"), id="first default"),
        pytest.param(LiveBatch(default="blue", deployments={"blue": True}), _plan("blue", "green"), id="not there yet"),
        pytest.param(
            LiveBatch(default="blue", deployments={"blue": False, "green": False}),
            _plan("blue", "green"),
            id="both failed: what is stays",
        ),
        pytest.param(LiveBatch(default="blue", deployments={"blue": True, "green": True}), _plan("green"), id="moves"),
        pytest.param(LiveBatch(default="blue", deployments={}), _plan(None, "green"), id="the default is gone"),
        pytest.param(
            LiveBatch(default="old", deployments={"old": True, "green": False}),
            _plan("old", "green", "old"),
            id="it left the config before its successor works",
        ),
        pytest.param(
            LiveBatch(default="old", deployments={"old": True, "green": True}), _plan("green"), id="it left in time"
        ),
        pytest.param(
            LiveBatch(default="green", deployments={"green": False}), _plan("green"), id="the default failed: it stays"
        ),
    ],
)
def test_decisions(live: LiveBatch | None, plan: DefaultPlan) -> None:
    assert plan_default("green", {"blue", "green"}, live) == plan


@given(
    wanted=st.sampled_from(_NAMES),
    now=st.sampled_from([None, *_NAMES]),
    there=st.dictionaries(st.sampled_from(_NAMES), st.booleans()),
)
def test_what_is_written_exists_and_moves_only_to_what_has_succeeded(
    wanted: str, now: str | None, there: dict[str, bool]
) -> None:
    plan = plan_default(wanted, _NAMES, LiveBatch(default=now, deployments=there))
    assert plan.applied is None or plan.applied in there
    assert plan.applied is not None or now not in there
    assert plan.applied == now or plan.applied is None or there[plan.applied]
    assert (plan.pending is None) == (plan.applied == wanted)
    again = plan_default(wanted, _NAMES, LiveBatch(default=plan.applied, deployments=there))
    assert again == plan
