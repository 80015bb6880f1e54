"""The command line: help, mistakes, and being stopped."""

import argparse
import io
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from typing_extensions import override

from ops import commands, preview
from ops.exits import Exit
from ops.screen import Progress, Screen
from tests.ops.conftest import ROOT, Ops


@pytest.mark.parametrize("words", [[], ["--help"], ["-h"]])
def test_help_names_every_command_with_an_example(ops: Ops, words: list[str]) -> None:
    ran = ops(*words)
    assert ran.status == 0
    for command in commands.COMMANDS:
        assert f"python -m ops {command}" in ran.out


@pytest.mark.parametrize("command", ["preview", "sandbox", "schema"])
def test_each_command_has_help_of_its_own(ops: Ops, command: str) -> None:
    ran = ops(command, "--help")
    assert ran.status == 0
    assert f"usage: python -m ops {command}" in ran.out


def test_help_of_preview_tells_the_exit_statuses(ops: Ops) -> None:
    told = ops("preview", "--help").out
    for status in ("0 fine", "1 a mandatory policy", "2 the config", "3 the sandbox rejected", "70 the program"):
        assert status in told


def test_an_unknown_command_or_option_is_told_with_those_there_are(ops: Ops) -> None:
    unknown = ops("previw")
    assert unknown.status == Exit.CONFIG_INVALID
    assert all(command in unknown.err for command in commands.COMMANDS)
    option = ops("preview", "--stak", "dev", "--nope")
    assert option.status == Exit.CONFIG_INVALID
    assert "--nope" in option.err


@pytest.mark.parametrize(("wrong", "meant"), [("previw", "preview"), ("sandbx", "sandbox"), ("Preview", "preview")])
def test_a_misspelt_command_is_answered_with_the_one_that_was_meant(ops: Ops, wrong: str, meant: str) -> None:
    ran = ops(wrong, "--stack", "dev")
    assert ran.status == Exit.CONFIG_INVALID
    assert f"Did you mean `{meant}`?" in ran.err


def test_what_a_command_does_not_take_is_answered_with_its_own_usage(ops: Ops) -> None:
    ran = ops("preview", "--stack", "dev", "extra")
    assert ran.status == Exit.CONFIG_INVALID
    assert ran.err.startswith("usage: python -m ops preview --stack NAME")
    assert "extra" in ran.err
    unknown = ops("--nope", "preview")
    assert unknown.status == Exit.CONFIG_INVALID
    assert "--nope" in unknown.err


def test_a_command_loads_no_other() -> None:
    code = "import sys; from ops.commands import main; main(['preview', '--stack', 'none']); print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = ran.stdout.split()
    assert "ops.preview" in loaded
    assert "ops.sandbox" not in loaded
    assert "pulumi_azure_native" not in loaded, "a wrong config is told before the SDK is loaded"


def test_an_interrupt_ends_without_a_traceback(project: Path) -> None:
    (project / "__main__.py").write_text(
        "import os, signal, time\nos.kill(os.getpid(), signal.SIGINT)\ntime.sleep(60)\n"
    )
    command = [sys.executable, "-m", "ops", "preview", "--stack", "dev", "-C", str(project)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert (ran.returncode, ran.stderr, ran.stdout) == (Exit.INTERRUPTED, "interrupted\n", "")
    assert Exit.INTERRUPTED == 128 + signal.SIGINT


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    @override
    def isatty(self) -> bool:
        return True


def test_a_terminal_gets_color_unless_it_is_not_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert Screen.of(Terminal()).color
    monkeypatch.setenv("NO_COLOR", "1")
    assert not Screen.of(Terminal()).color
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("TERM", "dumb")
    assert not Screen.of(Terminal()).color


@pytest.mark.parametrize(("columns", "width"), [("40", 60), ("90", 90), ("300", 110)])
def test_the_text_fits_the_terminal_within_reason(monkeypatch: pytest.MonkeyPatch, columns: str, width: int) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert Screen.of(Terminal()).width == width


def test_the_progress_line_is_gone_when_the_work_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    terminal = Terminal()
    with Progress(terminal) as progress:
        progress.say("Working")
    assert "Working…" in terminal.getvalue()
    assert terminal.getvalue().endswith("\r\x1b[K")


def test_the_usage_of_preview_names_every_option() -> None:
    parser = argparse.ArgumentParser()
    subparsers = parser.add_subparsers()
    preview.add_command(subparsers)
    options = {string for action in subparsers.choices["preview"]._actions for string in action.option_strings}
    assert {"--stack", "--live", "--json", "--render", "--verbose", "--cwd"} <= options


def test_a_damaged_state_of_the_sandbox_is_an_error_in_words(
    ops: Ops, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pulumi = tmp_path / "bin" / "pulumi"
    pulumi.parent.mkdir()
    pulumi.write_text("#!/bin/sh\nexit 0\n")
    pulumi.chmod(0o755)
    monkeypatch.setenv("PATH", str(pulumi.parent), prepend=":")
    state = tmp_path / "state"
    state.mkdir()
    (state / "ai-models-sandbox").touch()
    (state / "cloud.sqlite").write_text("no database" * 100)
    ran = ops("sandbox", "--state", state, "--", "pulumi", "version")
    assert ran.status == Exit.CONFIG_INVALID
    assert "--reset" in ran.err
    assert "Traceback" not in ran.err
