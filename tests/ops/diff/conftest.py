"""Repositories of the tests' own."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.ops.conftest import ROOT

Git = Callable[..., str]

CODE = ("components", "config", "ops", "policies", "sandbox")


def git_in(folder: Path) -> Git:
    """`git("add", ".")` in a folder, the same for everybody: nobody's own settings, names and times."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        "HOME": str(folder),
        **{f"GIT_{who}_{what}": "a@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
    }

    def git(*words: str) -> str:
        done = subprocess.run(["git", *words], cwd=folder, env=environment, check=True, capture_output=True, text=True)
        return done.stdout.strip()

    return git


@pytest.fixture
def repository(project: Path) -> Path:
    """The small project, committed with the code of the tool, which is where the tests' own is."""
    for name in CODE:
        (project / name).symlink_to(ROOT / name)
    git = git_in(project)
    git("init", "--quiet", "--initial-branch=main")
    commit(project)
    return project


def commit(folder: Path, message: str = "a change") -> str:
    """Commit everything in a folder; the commit's hash."""
    git = git_in(folder)
    git("add", "--all")
    git("commit", "--quiet", "--message", message)
    return git("rev-parse", "HEAD")


def replace_in(path: Path, old: str, new: str) -> None:
    """Edit a file, in which `old` stands."""
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
