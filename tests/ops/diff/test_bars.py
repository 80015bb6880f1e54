"""Bars of weights: a share above none is always to be seen, however small it is."""

from collections.abc import Mapping

import pytest

from ops.diff.difference import Base, Difference, TrafficChange
from ops.diff.markdown import markdown
from ops.diff.text import text
from ops.report_traffic import weights
from ops.screen import Screen
from ops.serving import Serving
from tests.ops.plans import plan, traffic


def difference(applied: Mapping[str, int]) -> Difference:
    change = TrafficChange(
        model="fraud", stamp="eastus", before=Serving(applied={"blue": 100}), after=Serving(applied=applied)
    )
    return Difference(project="shop", stack="prod", base=Base(words="it"), traffic=(change,))


@pytest.mark.parametrize(
    ("applied", "bar"),
    [
        ({"blue": 99, "green": 1}, "█████████▓"),
        ({"blue": 95, "green": 5}, "█████████▓"),
        ({"blue": 1, "green": 99}, "█▓▓▓▓▓▓▓▓▓"),
        ({"blue": 0, "green": 100}, "██████████"),
        ({"blue": 50, "green": 50}, "█████▓▓▓▓▓"),
        ({"blue": 33, "green": 33, "red": 34}, "███▓▓▓▒▒▒▒"),
        ({"blue": 97, "green": 1, "red": 1, "violet": 1}, "███████▓▒░"),
    ],
)
def test_the_bar_of_a_comment_has_every_share_and_is_full(applied: dict[str, int], bar: str) -> None:
    assert f"| `{bar}` |" in markdown(difference(applied))


def test_there_is_no_bar_in_a_comment_where_shades_would_be_the_same() -> None:
    page = markdown(difference(dict.fromkeys("abcde", 20)))
    assert "`a 20 %`<br>`b 20 %`<br>`c 20 %`<br>`d 20 %`<br>`e 20 %` |  |  |" in page


@pytest.mark.parametrize(("share", "cells"), [(0, 0), (1, 1), (2, 1), (50, 10), (98, 19), (99, 19), (100, 20)])
def test_the_bars_of_texts_tell_some_from_none_and_most_from_all(share: int, cells: int) -> None:
    applied = {"blue": 100 - share, "green": share}
    after = text(difference(applied), Screen())
    report = "\n".join(weights(plan(traffic=traffic("fraud", ["eastus"], applied=applied)), Screen(), most=1))
    for page in (after, report):
        (line,) = (line for line in page.splitlines() if line.strip().startswith("green"))
        assert line.count("█") == cells
