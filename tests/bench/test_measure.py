"""Measurements take minutes: whoever waits sees each as it is done."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest

from bench import __main__ as command
from bench.measure import Cost, measure
from bench.policies import PackCost
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


@pytest.mark.parametrize(
    ("part", "measured"),
    [
        ("prod", {"preview of prod", "bare program, run the same way", "bare program, as it comes"}),
        ("policies", {"preview of prod with 100 models"}),
    ],
)
def test_one_part_is_measured_alone(
    part: str, measured: set[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    commands_of_all: set[str] = set()

    def costs(commands: Mapping[str, Sequence[str]], _: int) -> dict[str, Cost]:
        commands_of_all.update(commands)
        return dict.fromkeys(commands, Cost(seconds=1, megabytes=200))

    monkeypatch.setattr(command, "measure", costs)
    monkeypatch.setattr(command, "_plan", lambda _: SimpleNamespace(resources=[1, 2, 3]))
    monkeypatch.setattr(command, "direct_cost", lambda _: PackCost(seconds=0.1, microseconds=9))
    monkeypatch.setattr(command, "process_seconds", lambda _: 1)
    for name in ("write_bare_program", "write_stack"):
        monkeypatch.setattr(command, name, lambda *_, **__: None)
    status = command.main(["--only", part])
    assert commands_of_all == measured
    ratios = capsys.readouterr().out.partition("target")[2]
    assert ("policies" in ratios) is (part == "policies")
    assert status == (0 if part == "policies" else 1)


@pytest.mark.parametrize(("arguments", "status"), [(["--help"], 0), (["--only", "everything"], 2), (["prod"], 2)])
def test_help_and_what_is_wrong_measure_nothing(
    arguments: list[str], status: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "_measured", lambda _: pytest.fail("measured"))
    with pytest.raises(SystemExit) as ended:
        command.main(arguments)
    assert ended.value.code == status
    said = capsys.readouterr()
    assert "--only {prod,growth,policies}" in said.out + said.err
    assert ("takes some ten minutes" in " ".join(said.out.split())) is (status == 0)
