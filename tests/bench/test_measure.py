"""Measurements take minutes: whoever waits sees each as it is done."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest

from bench import __main__ as command
from bench.measure import Cost, measure
from ops.exits import Exit


def test_each_run_is_told_as_it_ends_and_the_first_is_not_counted(capsys: pytest.CaptureFixture[str]) -> None:
    measure({"one": ["-c", ""], "other": ["-c", ""]}, 1)
    told = [line.partition(":")[0].strip() for line in capsys.readouterr().err.splitlines()]
    first = "a first run, not counted"
    assert told == [f"one, {first}", f"other, {first}", "one, run 1 of 1", "other, run 1 of 1"]


def test_costs_are_printed_before_the_next_ones_are_measured(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    printed: list[str] = []

    def costs(commands: Mapping[str, Sequence[str]], _: int) -> dict[str, Cost]:
        printed.append(capsys.readouterr().out)
        if len(printed) > 1:
            raise RuntimeError("the second group failed")
        return dict.fromkeys(commands, Cost(seconds=1.5, megabytes=200))

    monkeypatch.setattr(command, "measure", costs)
    monkeypatch.setattr(command, "_plan", lambda _: SimpleNamespace(resources=[1, 2, 3]))
    for name in ("write_bare_program", "write_stack", "write_repository"):
        monkeypatch.setattr(command, name, lambda *_, **__: None)
    assert command.main() == Exit.PROGRAM_FAILED
    assert [line.split() for line in printed[1].splitlines() if line.startswith("  preview of prod")] == [
        ["preview", "of", "prod", "3", "1.50", "200"]
    ]
    assert capsys.readouterr().err == "error: the second group failed\n"


def test_a_command_that_fails_is_told_with_what_it_said(tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text("raise SystemExit('no such thing')")
    with pytest.raises(RuntimeError, match="broken failed:\nno such thing"):
        measure({"broken": [str(tmp_path / "broken.py")]}, 1)
