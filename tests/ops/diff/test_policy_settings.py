"""Which settings of the policy pack differ, and whether that loosens them."""

from dataclasses import replace

import pytest

from ops.diff.difference import Base, Difference
from ops.diff.markdown import markdown
from ops.diff.policy_settings import Direction, Kind, policy_setting_changes
from ops.diff.policy_words import loosens, parts, rows
from ops.diff.text import text
from ops.diff.verdict import verdict
from ops.html.diff import diff_page
from ops.plan import PlannedExemption, PolicySettings
from ops.screen import Screen
from tests.ops.plans import plan

EXEMPTION = PlannedExemption(rule="one", urn="*", reason="a |proxy| <b>", expires="2027-11-30")
SETTINGS = PolicySettings(
    profile="prod",
    unknown="advisory",
    remediate=False,
    levels={"one": "mandatory", "two": "advisory"},
    exemptions=(EXEMPTION,),
)


@pytest.mark.parametrize(
    ("levels", "direction", "words"),
    [
        ({"one": "advisory", "two": "advisory"}, Direction.LOOSENS, "Loosens 1 rule."),
        ({"one": "disabled", "two": "disabled"}, Direction.LOOSENS, "Loosens 2 rules."),
        ({"one": "mandatory"}, Direction.LOOSENS, "Loosens 1 rule."),
        ({"one": "mandatory", "two": "mandatory"}, Direction.TIGHTENS, "Tightens 1 rule."),
        ({"one": "mandatory", "two": "advisory", "new": "advisory"}, Direction.TIGHTENS, "Tightens 1 rule."),
        ({"one": "mandatory", "two": "advisory", "new": "disabled"}, Direction.CHANGES, None),
    ],
)
def test_a_level_loosens_or_tightens(levels: dict[str, str], direction: Direction, words: str | None) -> None:
    found = policy_setting_changes(SETTINGS, replace(SETTINGS, levels=levels))
    assert {(one.kind, one.direction) for one in found} == {(Kind.LEVEL, direction)}
    if words:
        assert verdict(_difference(replace(SETTINGS, levels=levels))) == words


@pytest.mark.parametrize(
    ("changed", "direction"),
    [
        ({"expires": "2029-11-30"}, Direction.LOOSENS),
        ({"expires": "2027-01-01"}, Direction.TIGHTENS),
        ({"reason": "other words"}, Direction.CHANGES),
    ],
)
def test_an_exemption_loosens_where_it_holds_longer(changed: dict[str, str], direction: Direction) -> None:
    (found,) = policy_setting_changes(SETTINGS, replace(SETTINGS, exemptions=(replace(EXEMPTION, **changed),)))
    assert (found.kind, found.direction) == (Kind.EXEMPTION, direction)


def test_an_exemption_of_more_resources_is_a_new_one() -> None:
    (added, removed) = policy_setting_changes(
        replace(SETTINGS, exemptions=(replace(EXEMPTION, urn="*::one"),)), SETTINGS
    )
    assert (added.urn, added.direction) == ("*", Direction.LOOSENS)
    assert (removed.urn, removed.direction) == ("*::one", Direction.TIGHTENS)


def test_an_exemption_that_covers_others_in_their_place_widens_them() -> None:
    narrow = tuple(replace(EXEMPTION, urn=f"*::{name}") for name in ("a", "b"))
    changes = policy_setting_changes(replace(SETTINGS, exemptions=narrow), SETTINGS)
    (row,) = rows(changes)
    assert (row.direction, row.what) == (Direction.LOOSENS, "exemption from one of *")
    told = "until 2027-11-30: a |proxy| <b>"
    assert (row.before, row.after) == (f"of *::a {told}; of *::b {told}", told)
    assert [*parts(changes)] == ["widens the exemption of 1 rule"]


def test_exemptions_of_less_in_the_place_of_one_narrow_it() -> None:
    narrow = tuple(replace(EXEMPTION, urn=f"*::{name}") for name in ("a", "b"))
    changes = policy_setting_changes(SETTINGS, replace(SETTINGS, exemptions=narrow))
    (row,) = rows(changes)
    assert (row.direction, row.what) == (Direction.TIGHTENS, "exemption from one of *")
    told = "until 2027-11-30: a |proxy| <b>"
    assert (row.before, row.after) == (told, f"of *::a {told}; of *::b {told}")
    assert [*parts(changes)] == ["narrows the exemption of 1 rule"]
    assert not loosens(changes)


def test_an_exemption_of_other_resources_or_of_less_for_longer_is_another_one() -> None:
    other = replace(EXEMPTION, urn="*::two")
    longer = replace(other, expires="2029-11-30")
    for before, after in ((replace(EXEMPTION, urn="*::one"), other), (EXEMPTION, longer)):
        changes = policy_setting_changes(
            replace(SETTINGS, exemptions=(before,)), replace(SETTINGS, exemptions=(after,))
        )
        assert len(rows(changes)) == 2
        assert loosens(changes)
        assert [*parts(changes)] == ["exempts 1 rule", "ends or shortens the exemption of 1 rule"]
    elsewhere = replace(EXEMPTION, rule="two", urn="*::one")
    changes = policy_setting_changes(replace(SETTINGS, exemptions=(elsewhere,)), SETTINGS)
    assert "widens" not in "; ".join(parts(changes))


@pytest.mark.parametrize(
    ("levels", "named", "count"),
    [
        ({"one": "mandatory", "two": "advisory", "other": "mandatory"}, "2 rules: one, two", "2 rules"),
        ({"one": "mandatory", "two": "disabled"}, "one", "1 rule"),
    ],
)
def test_mending_tells_which_violations_are_deployed_mended(levels: dict[str, str], named: str, count: str) -> None:
    off = replace(SETTINGS, levels=levels, mendable=("one", "two"))
    on = replace(off, remediate=True)
    (mends,) = rows(policy_setting_changes(off, on))
    assert (mends.what, mends.before) == ("policies.remediate", "false")
    assert mends.after.startswith(f"true: what violates {named} does not stop `up` but is deployed mended")
    assert [*parts(policy_setting_changes(off, on))] == [f"mends what violates {count}"]
    (told,) = rows(policy_setting_changes(on, off))
    assert told.after.startswith(f"false: what violates {named} is told again instead of mended")
    assert [*parts(policy_setting_changes(on, off))] == [f"no longer mends what violates {count}"]


def test_what_is_mended_is_told_of_the_side_that_mends() -> None:
    levels = {"one": "mandatory", "two": "mandatory"}
    mends = replace(SETTINGS, levels=levels, remediate=True, mendable=("one",))
    (stops,) = rows(policy_setting_changes(mends, replace(mends, remediate=False, mendable=("one", "two"))))
    assert stops.after.startswith("false: what violates one is told again")


def test_mending_where_nothing_can_be_mended_is_a_change_of_a_setting() -> None:
    changes = policy_setting_changes(SETTINGS, replace(SETTINGS, remediate=True))
    assert [*parts(changes)] == ["changes the policy setting remediate"]


def test_a_side_that_does_not_tell_its_settings_is_not_compared() -> None:
    assert policy_setting_changes(None, SETTINGS) == policy_setting_changes(SETTINGS, None) == ()


def test_every_format_shows_what_is_loosened_and_no_markup_of_a_reason() -> None:
    looser = replace(SETTINGS, exemptions=(replace(EXEMPTION, expires="2029-11-30"),))
    found = _difference(looser)
    assert not found.is_empty
    assert "Policy settings" in text(found, Screen())
    page = markdown(found)
    assert "⚠️" in page.splitlines()[1]
    assert "| until 2027-11-30 | `until 2029-11-30: a \\|proxy\\| <b>` |" in page
    html = diff_page(found, plan())
    assert "Settings of the policy pack" in html
    assert "|proxy| &lt;b&gt;" in html


def _difference(head: PolicySettings) -> Difference:
    changes = policy_setting_changes(SETTINGS, head)
    return Difference(project="shop", stack="prod", base=Base(words="the base"), policy_settings=changes)
