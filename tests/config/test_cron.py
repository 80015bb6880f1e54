"""Cron expressions: what KEDA takes, and nothing that no day or clock has."""

import pytest

from config.cron import accepts


@pytest.mark.parametrize(
    "right",
    ["0 8 * * 1-5", "*/15 * * * *", "59 23 31 12 6", "0,30 8-18/2 1,15 * 0", "5/10 * * * *", "0 0 29 2 *",
     "0 0 30 2 1", "00 08 * * *"],
)  # fmt: skip
def test_what_keda_takes_is_taken(right: str) -> None:
    assert accepts(right)


@pytest.mark.parametrize(
    "wrong",
    ["99 25 * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * 32 * *", "* * * 0 *", "* * * 13 *", "* * * * 7",
     "* 18-8 * * *", "*/0 * * * *", "*-5 * * * *", "1,60 * * * *", "0 0 30 2 *", "0 0 31 4,6 *", "0 8 * *",
     "0 8 * * * *", "0  8 * * *", "@daily", "", "0 8 * * MON"],
)  # fmt: skip
def test_what_no_clock_or_calendar_has_is_refused(wrong: str) -> None:
    assert not accepts(wrong)
