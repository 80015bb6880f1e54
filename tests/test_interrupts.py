"""Whoever interrupts while the program or a command is still being imported gets no traceback."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ops.exits import Exit

ROOT = Path(__file__).parents[1]

_INTERRUPTED_AT = """
import os, runpy, signal, sys

class Interrupting:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Interrupting())
sys.path.insert(0, {root!r})
sys.argv[1:] = ["preview", "--stack", "dev"]
"""
"""Interrupts its own process when the module is about to be imported."""


@pytest.mark.parametrize("module", ["pulumi", "components.platform"])
def test_the_program_leaves_an_interrupt_to_the_system_from_the_first_import_on(module: str) -> None:
    ran = _run(module, f"runpy.run_path({str(ROOT / '__main__.py')!r}, run_name='__main__')")
    assert (ran.returncode, ran.stderr, ran.stdout) == (-signal.SIGINT, "", "")


@pytest.mark.parametrize("module", ["grpc", "policies.pack"])
def test_the_policies_leave_an_interrupt_to_the_system_from_the_first_import_on(module: str) -> None:
    ran = _run(module, f"runpy.run_path({str(ROOT / 'policies')!r}, run_name='__main__')")
    assert (ran.returncode, ran.stderr, ran.stdout) == (-signal.SIGINT, "", "")


@pytest.mark.parametrize("module", ["ops.commands", "pydantic", "components.platform"])
def test_a_command_says_that_it_was_interrupted_while_it_or_the_program_is_imported(module: str) -> None:
    ran = _run(module, "runpy.run_module('ops', run_name='__main__')")
    assert (ran.returncode, ran.stderr, ran.stdout) == (Exit.INTERRUPTED, "interrupted\n", "")


def _run(module: str, code: str) -> subprocess.CompletedProcess[str]:
    program = _INTERRUPTED_AT.format(module=module, root=str(ROOT)) + code
    return subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
