"""The base and the head are rendered side by side: the time of a diff is about that of one of them."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.exits import Exit
from tests.ops.conftest import Ops, add_to_program
from tests.ops.diff.conftest import commit

MEET = """
import os
import select

os.write(os.open("{own}", os.O_RDWR), b".")
if not select.select([os.open("{other}", os.O_RDWR)], [], [], 60)[0]:
    raise RuntimeError("the other side is not there")
"""
"""A program that goes on only once the other side's has come as far; a minute is for a machine that is busy."""


@pytest.fixture
def pipes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with a pipe for each side; what is written stays while the test runs."""
    folder = tmp_path_factory.mktemp("pipes")
    sides = [folder / "base", folder / "head"]
    for side in sides:
        os.mkfifo(side)
    held = [os.open(side, os.O_RDWR) for side in sides]
    yield folder
    for descriptor in held:
        os.close(descriptor)


def test_each_side_runs_its_program_while_the_other_one_does(ops: Ops, repository: Path, pipes: Path) -> None:
    program = (repository / "__main__.py").read_text()
    add_to_program(repository, MEET.format(own=pipes / "base", other=pipes / "head"))
    commit(repository)
    (repository / "__main__.py").write_text(program + MEET.format(own=pipes / "head", other=pipes / "base"))
    ran = ops("diff", "-C", repository, "--stack", "dev", "--exit-code")
    assert (ran.status, ran.err) == (Exit.FINE, "")
    assert "Nothing changes." in ran.out
