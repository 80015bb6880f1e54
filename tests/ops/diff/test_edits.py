"""What the diff says of each kind of edit, in text and in Markdown."""

import re

import pytest

from config.errors import ConfigError
from ops.diff.failure import failure_of, refused
from ops.diff.markdown import markdown
from ops.diff.markdown_code import prose as escaped
from ops.diff.markdown_failure import failure_markdown
from ops.diff.text import text
from ops.diff.verdict import verdict
from ops.report import refusals_text
from ops.screen import Screen
from tests.ops.diff.case import Case
from tests.ops.diff.cases import CASES
from tests.ops.diff.stacks import STACK, base, difference, rendered


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_summary_of_an_edit(case: Case) -> None:
    if case.refused:
        _check_refusal(case)
        return
    if case.denied:
        _check_denial(case)
        return
    found = difference(case.before, case.after, renamed=case.renamed)
    sentence = verdict(found)
    assert re.fullmatch(re.escape(f"{case.verdict}.").replace(r"\#", r"\d+"), sentence), sentence
    plain = " ".join(text(found, Screen()).split())
    page = markdown(found)
    assert sentence in plain
    assert escaped(sentence) in page
    for words in case.says:
        assert words in plain
    for words in case.markdown:
        assert words in page
    for words in case.never:
        assert words not in plain
        assert words not in page


def _check_refusal(case: Case) -> None:
    with pytest.raises(ConfigError) as raised:
        difference(case.before, case.after)
    failure = failure_of(raised.value, STACK)
    assert failure.verdict == f"{case.verdict}."
    assert [trouble.where for trouble in failure.troubles] == [case.refused]
    page, plain = failure_markdown(failure), str(raised.value)
    assert escaped(failure.verdict) in page
    for words in case.markdown:
        assert words in page
        assert words in " ".join(plain.split())


def _check_denial(case: Case) -> None:
    outcome = rendered(case.after, base(case.before))
    failure = refused(outcome.refusals, outcome.sources, STACK)
    assert failure.verdict == f"{case.verdict}."
    (message,) = (one.message for one in outcome.refusals)
    assert f" denied request: {case.denied}" in message
    page, plain = failure_markdown(failure), refusals_text(outcome.refusals, outcome.sources, Screen())
    assert escaped(failure.verdict) in page
    for words in case.markdown:
        assert words in page
        assert words in " ".join(plain.split())


def test_there_are_at_least_25_kinds_of_edits_and_none_twice() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 25
