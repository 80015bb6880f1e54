"""Another Python than the one that has what is needed: one line that says what to run, whatever the command."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ops import interpreter
from ops.commands import COMMANDS
from ops.exits import Exit
from ops.interpreter import missing, too_old
from tests.ops.conftest import ROOT

_BARE = [sys.executable, "-S"]
"""A Python that has the standard library and nothing else."""


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_without_the_packages_says_in_one_line_what_to_run(command: str) -> None:
    ran = subprocess.run([*_BARE, "-m", "ops", command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == Exit.CONFIG_INVALID
    (told,) = ran.stderr.splitlines()
    assert told.startswith("error: the package `")
    assert "is not installed for" in told
    assert "; run `" in told


def test_a_python_that_is_too_old_is_told_which_one_is_needed(tmp_path: Path) -> None:
    old = f"import runpy, sys; sys.version_info = (3, 9, 1); sys.path.insert(0, {str(ROOT)!r}); runpy.run_module('ops')"
    ran = subprocess.run([*_BARE, "-c", old], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == Exit.CONFIG_INVALID
    (told,) = ran.stderr.splitlines()
    assert "is Python 3.9, and 3.11 or later is needed; run `" in told
    assert too_old(interpreter.OLDEST) == ""


@pytest.mark.parametrize("name", ["__init__.py", "__main__.py", "interpreter.py"])
def test_what_runs_first_is_read_by_every_python_3(name: str) -> None:
    ast.parse((ROOT / "ops" / name).read_text(encoding="utf-8"), feature_version=(3, 6))


@pytest.mark.parametrize(
    ("mistake", "told"),
    [
        ("\ndef (\n", "error: config/loader.py, line 2: SyntaxError: invalid syntax\n"),
        ("1 / 0\n", "ZeroDivisionError: division by zero\n"),
    ],
)
def test_a_mistake_of_our_own_is_no_violated_policy(tmp_path: Path, mistake: str, told: str) -> None:
    for name in ("ops", "components", "policies", "sandbox"):
        (tmp_path / name).symlink_to(ROOT / name)
    shutil.copytree(ROOT / "config", tmp_path / "config")
    (tmp_path / "config" / "loader.py").write_text(mistake)
    ran = subprocess.run(
        [sys.executable, "-m", "ops", "diff"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert ran.returncode == Exit.PROGRAM_FAILED
    assert ran.stderr.endswith(told)
    assert ("Traceback" in ran.stderr) == ("Syntax" not in told)


def test_the_cure_is_that_of_what_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interpreter, "_ROOT", tmp_path)
    lacks = ModuleNotFoundError(name="google.protobuf")
    assert f"run `make preview` in {tmp_path} once" in missing(lacks)
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").touch()
    assert f"run `{tmp_path}/.venv/bin/python -m ops …` instead" in missing(lacks)
    monkeypatch.chdir(tmp_path)
    assert "run `.venv/bin/python -m ops …` instead, or `. .venv/bin/activate` first" in missing(lacks)
    monkeypatch.setattr(sys, "prefix", str(tmp_path / ".venv"))
    assert "-m pip install -r " in missing(lacks)


def test_a_package_of_another_version_is_told_and_a_mistake_of_ours_is_not() -> None:
    assert "`pydantic` is not the version that is needed" in missing(ImportError(name="pydantic.version"))
    for ours in ("config.nothing", "ops", "json", None):
        assert missing(ModuleNotFoundError(name=ours)) == ""
