"""Every demand of the baseline has a rule, and says what the baseline says."""

import pytest

from policies.baseline import ROWS
from policies.pack import RULES

ENFORCED = {rule.row for rule in RULES}


@pytest.mark.parametrize("row", ROWS)
def test_every_row_of_the_baseline_has_a_rule(row: str) -> None:
    assert row in ENFORCED


def test_every_rule_is_of_a_row() -> None:
    assert set(ROWS) >= ENFORCED


def test_names_are_told_apart() -> None:
    names = [rule.name for rule in RULES]
    assert len(names) == len(set(names))
