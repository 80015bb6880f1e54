"""The Makefile: what a newcomer meets first."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def make(*words: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("MAKE")}
    if not shutil.which("make"):
        pytest.skip("no make on PATH")
    return subprocess.run(["make", *words], cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_make_alone_lists_every_target() -> None:
    listed = make().stdout
    declared = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert {"preview", "test", "lint", "bench", "help", "schema"} <= set(declared)
    assert re.findall(r"^  ([a-z-]+) ", listed, re.MULTILINE) == declared


def test_a_python_that_is_too_old_is_told(tmp_path: Path) -> None:
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / "requirements.txt").write_text("")
    (tmp_path / "old").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "old").chmod(0o755)
    ran = make("preview", f"PYTHON={tmp_path}/old", folder=tmp_path)
    assert ran.returncode == 2
    assert ran.stderr.splitlines()[0] == "Python 3.11 or later is needed; name one with PYTHON=/path/to/python3"
    assert not (tmp_path / ".venv").exists()


def test_every_requirement_is_pinned_once() -> None:
    lines = [
        line
        for name in ("requirements.txt", "requirements-dev.txt", "requirements-checkov.txt")
        for line in (ROOT / name).read_text().splitlines()
        if line and not line.startswith(("#", "-r "))
    ]
    assert [line for line in lines if not re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][0-9a-z.]*", line)] == []
    names = [line.split("==")[0].lower() for line in lines]
    assert len(names) == len(set(names))
