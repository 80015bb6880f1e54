"""What waits for another `up` is told as waiting: nothing moves yet."""

import re
from dataclasses import replace
from typing import Any

import pytest

from ops.diff.compare import compare
from ops.diff.difference import Base, Difference
from ops.diff.markdown import markdown
from ops.diff.text import text
from ops.diff.verdict import verdict
from ops.plan import Plan
from ops.screen import Screen
from tests.ops.plans import plan, traffic


def online(**state: Any) -> Plan:
    applied = state.get("applied", {"blue": 100})
    exported = {"applied": applied, "pending": {}, "mirror": {}, "pendingMirror": {}, "waitsFor": [], **state}
    shown = {name: exported[name] for name in ("applied", "pending", "mirror")}
    return plan(traffic=traffic("fraud", ["eastus"], **shown), outputs={"traffic": {"fraud": {"eastus": exported}}})


def batch(default: str, pending: str = "") -> Plan:
    return plan(outputs={"batch": {"fraud": {"eastus": {"default": default, "pending": pending}}}})


def difference(before: Plan, after: Plan) -> Difference:
    return compare(before, after, Base(words="the base"))


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        (batch("one"), batch("one", "two"), "Prepares to move the default of fraud (one → two)"),
        (batch("one"), batch("two"), "Moves the default of fraud (one → two)"),
        (
            online(),
            online(pending={"blue": 90, "green": 10}, waitsFor=["green"]),
            "Prepares to move traffic of fraud (blue 100 → 90 %, green 0 → 10 %)",
        ),
        (
            online(),
            online(pendingMirror={"green": 10}, waitsFor=["green"]),
            "Prepares to change the mirror of fraud",
        ),
        (online(), online(mirror={"green": 10}), "Changes the mirror of fraud"),
        (
            online(mirror={"green": 10}),
            online(pendingMirror={"violet": 10}, waitsFor=["violet"]),
            "Changes the mirror of fraud",
        ),
    ],
)
def test_the_first_line_tells_what_moves_from_what_only_will(before: Plan, after: Plan, says: str) -> None:
    assert verdict(difference(before, after)) == f"{says}."


def test_what_nobody_answers_any_more_is_told_before_all_that_moves() -> None:
    states = {"stays": [online(), online(applied={"blue": 50, "green": 50})]}
    states |= {"goes": [online(), plan()], "waits": [online(), online(applied={}, pending={"blue": 100})]}
    before, after = (
        replace(
            plan(),
            traffic={name: plans[at].traffic["fraud"] for name, plans in states.items() if plans[at].traffic},
            outputs={
                "traffic": {
                    name: plans[at].outputs.get("traffic", {}).get("fraud", {}) for name, plans in states.items()
                }
            },
        )
        for at in (0, 1)
    )
    said = (
        "Stops serving goes; interrupts the serving of waits; moves traffic of stays (blue 100 → 50 %, green 0 → 50 %)."
    )
    assert verdict(difference(before, after)) == said


def test_a_copy_that_waits_says_until_when_and_for_what() -> None:
    found = difference(online(), online(pendingMirror={"green": 10}, waitsFor=["green"]))
    says = "a copy waits: green 10 % with the next `pulumi up`, once green is there"
    assert says in re.sub(r"\s+", " ", text(found, Screen()))
    assert says in markdown(found)
