"""A plan once its pending moves are made is the one that `--live converged` renders."""

from collections.abc import Callable
from typing import Any

import pytest

from components.decisions.live import SETTINGS_TAG, WRITE_TAG
from ops.diff.resources import MARKS
from ops.diff.settled import settled
from ops.plan import Plan
from ops.planning import CONVERGED, make_plan
from ops.stacks import open_stack
from tests.ops.conftest import ROOT


def told(plan: Plan) -> object:
    """What a diff reads of a plan."""
    states = {
        model: {stamp: {**state, "scoringUri": ""} for stamp, state in stamps.items()}
        for output in ("traffic", "batch")
        for model, stamps in plan.outputs[output].items()
    }
    return {one.urn: _without_mark(one.inputs) for one in plan.resources}, plan.traffic, states


def _without_mark(inputs: dict[str, Any]) -> dict[str, Any]:
    tags = {name: value for name, value in (inputs.get("tags") or {}).items() if name != WRITE_TAG}
    return {**inputs, "tags": tags}


def test_the_mark_of_a_write_is_no_difference() -> None:
    assert {f"tags.{WRITE_TAG}", f"tags.{SETTINGS_TAG}"} == MARKS


@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_the_real_stacks_settle_as_another_run_would_show(stack: str) -> None:
    opened = open_stack(ROOT, stack)
    fresh, converged = (make_plan(opened, live).plan for live in ("fresh", CONVERGED))
    assert told(fresh) != told(converged)
    assert told(settled(fresh)) == told(converged)


@pytest.mark.parametrize("make", [settled, lambda plan: settled(settled(plan))])
def test_what_is_settled_stays_so(make: Callable[[Plan], Plan]) -> None:
    once = settled(make_plan(open_stack(ROOT, "dev")).plan)
    assert make(once) == once
