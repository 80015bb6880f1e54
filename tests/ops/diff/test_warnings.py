"""Warnings that a change brings: told once, and never as its doing where the base warns of the same."""

from dataclasses import replace
from pathlib import Path

import pytest

from ops.diff.compare import compare
from ops.diff.difference import Base, Difference
from ops.diff.document import document
from ops.diff.markdown import markdown
from ops.diff.text import text
from ops.diff.verdict import verdict
from ops.plan import Plan, read_plan
from ops.screen import Screen
from tests.ops.plans import plan

PAST = "secrets.tls.expires: 2026-01-31 is past."
LONE = "models.fraud.deployments.blue.replicas: 1 pod answers live requests."
WAITS = "models.fraud.traffic is pending in eastus. Now: none."
CROWDED = "cluster.pools.cpu.maxNodes: 2 is too few."


def difference(before: Plan, *warnings: str, crowded: tuple[str, ...] = ()) -> Difference:
    return compare(before, plan(warnings=warnings), Base(words="the base"), crowded=crowded)


def test_every_format_tells_what_only_the_head_warns_of() -> None:
    found = difference(plan(warnings=(LONE,)), LONE, PAST)
    assert found.warnings == (PAST,)
    assert verdict(found) == "1 new warning."
    assert "## ⚠️" in markdown(found)
    assert f"### New warnings\n\n{PAST}\n" in markdown(found)
    assert f"New warnings\n  {PAST}\n" in text(found, Screen())
    assert PAST in document(found)


def test_a_warning_in_other_words_is_not_new() -> None:
    assert difference(plan(warnings=(PAST,)), PAST.replace("past", "over")).warnings == ()


def test_what_waits_and_what_is_crowded_is_told_elsewhere() -> None:
    found = difference(plan(warnings=()), WAITS, CROWDED, crowded=(CROWDED,))
    assert (found.warnings, found.crowded) == ((), (CROWDED,))


def test_what_is_as_crowded_in_the_base_is_not_told() -> None:
    found = difference(plan(warnings=(CROWDED,)), CROWDED, crowded=(CROWDED,))
    assert found.crowded == ()
    assert verdict(found) == "Nothing changes."


def test_what_is_crowded_stands_under_a_heading_though_no_capacity_changes() -> None:
    found = replace(difference(plan(warnings=()), LONE), crowded=(CROWDED,))
    assert f"### Capacity\n\n{CROWDED}\n" in markdown(found)


def test_a_base_that_does_not_tell_its_warnings_makes_none_new() -> None:
    found = difference(plan(), PAST, CROWDED, crowded=(CROWDED,))
    assert (found.warnings, found.crowded) == ((), ())


def test_of_a_stack_that_is_new_every_warning_is() -> None:
    empty = Plan(project="", stack="prod", resources=())
    assert difference(empty, PAST).warnings == (PAST,)


@pytest.mark.parametrize("warnings", [None, (), (LONE, PAST)])
def test_a_plan_keeps_what_it_warns_of(tmp_path: Path, warnings: tuple[str, ...] | None) -> None:
    path = tmp_path / "plan.json"
    path.write_text(plan(warnings=warnings).to_json())
    assert read_plan(path).warnings == warnings
