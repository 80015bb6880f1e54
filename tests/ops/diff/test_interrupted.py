"""A diff that is told to end leaves nothing behind."""

import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ops.exits import Exit
from tests.ops.conftest import ROOT, add_to_program
from tests.ops.diff.conftest import commit, git_in

WAIT = """
import signal

open("{pipe}", "w").write("here")
signal.alarm(60)
signal.pause()
"""
"""A program that says that it runs, and ends no more; a minute is for a test that fails."""

LEAVES_INTERRUPTS = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_DFL)\n"
"""How the platform's own program begins, for the engine's sake."""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_no_worktree_stays_where_a_diff_is_ended(
    repository: Path, tmp_path_factory: pytest.TempPathFactory, number: int
) -> None:
    folder = tmp_path_factory.mktemp("temporary")
    program = LEAVES_INTERRUPTS + (repository / "__main__.py").read_text()
    os.mkfifo(folder / "pipe")
    pipe = os.open(folder / "pipe", os.O_RDWR)
    add_to_program(repository, WAIT.format(pipe=folder / "pipe"))
    commit(repository)
    (repository / "__main__.py").write_text(program)
    running = subprocess.Popen(
        [sys.executable, "-m", "ops", "diff", "-C", str(repository), "--stack", "dev"],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(folder)},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert select.select([pipe], [], [], 60)[0]
    os.close(pipe)
    running.send_signal(number)
    _, errors = running.communicate(timeout=60)
    assert (running.returncode, errors) == (Exit.INTERRUPTED, "interrupted\n")
    assert [each.name for each in folder.iterdir()] == ["pipe"]
    assert len(git_in(repository)("worktree", "list").splitlines()) == 1
