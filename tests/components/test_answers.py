"""Answers of Azure that others are built on: a lack is unknown before the resource is made, and an error after."""

from collections.abc import Callable

import pulumi
import pytest

from components import answers
from components.answers import required
from sandbox.failure import ProgramFailed
from tests.components.declared import UNKNOWN, Declared, Program, Scope

Declare = Callable[[Program], Declared]


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> None:
    """Resources are made, as by `pulumi up`."""
    monkeypatch.setattr(answers, "is_dry_run", lambda: False)


def asking(answer: str | None) -> dict[str, object]:
    return {"answer": required(pulumi.Output.from_input(answer), "the answer")}


def test_what_azure_answers_is_what_there_is(declare: Declare) -> None:
    assert declare(lambda _: asking("20.1.2.3")).outputs == {"answer": "20.1.2.3"}


@pytest.mark.parametrize("lack", [None, ""])
def test_a_lack_is_unknown_in_a_preview(declare: Declare, lack: str | None) -> None:
    assert declare(lambda _: asking(lack)).outputs == {"answer": UNKNOWN}


@pytest.mark.usefixtures("made")
@pytest.mark.parametrize("lack", [None, ""])
def test_a_lack_of_what_is_made_stops_the_run_and_says_what_to_do(declare: Declare, lack: str | None) -> None:
    def program(_: Scope) -> dict[str, object]:
        return asking(lack)

    with pytest.raises(ProgramFailed, match="Azure answered without the answer") as failed:
        declare(program)
    assert "`pulumi refresh`" in str(failed.value)
