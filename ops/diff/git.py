"""What the diff asks of git."""

import contextlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from ops.exits import CommandError

_OF_A_HOOK = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR")
"""What git sets for its hooks: it would lead commands of another folder to the hook's repository."""


class GitError(Exception):
    """git could not do what it was asked; the text is git's own."""


class Repository:
    """The git repository that a project's folder is in."""

    def __init__(self, folder: Path) -> None:
        """Raises `CommandError` where `folder` is in none."""
        self._folder = folder
        try:
            self.prefix = self.run("rev-parse", "--show-prefix")
            """The project's folder as seen from the top of the repository; empty at the top."""
        except GitError as error:
            raise CommandError(
                f"{folder.resolve()} cannot be compared with a commit ({error}): run this in a git clone, or give "
                "--base PLAN.json, which `python -m ops preview --stack NAME --json PLAN.json` writes"
            ) from None

    def run(self, *words: str) -> str:
        """The output of `git WORDS`. Raises `GitError`."""
        try:
            done = subprocess.run(  # noqa: S603 - a list of words, no shell
                ["git", "-c", f"core.hooksPath={os.devnull}", *words],  # noqa: S607 - whichever git the user has
                cwd=self._folder,
                env={name: value for name, value in os.environ.items() if name not in _OF_A_HOOK} | {"LC_ALL": "C"},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=False,
            )
        except FileNotFoundError:
            raise GitError("there is no git on PATH") from None
        if done.returncode:
            raise GitError(_told(done.stderr))
        return done.stdout.decode(errors="replace").strip()

    def commit(self, name: str) -> str | None:
        """The hash of the commit that `name` stands for, None where it stands for none."""
        try:
            return self.run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
        except GitError:
            return None

    @property
    def is_shallow(self) -> bool:
        """Whether the clone lacks a part of the history."""
        return self.run("rev-parse", "--is-shallow-repository") == "true"

    def default_branch(self) -> str | None:
        """The default branch as its remote has it (`origin/main`), None where no remote tells."""
        remotes = sorted(self.run("remote").split(), key=lambda remote: remote != "origin")
        for remote in remotes:
            with contextlib.suppress(GitError):
                head = self.run("symbolic-ref", "--quiet", "--short", f"refs/remotes/{remote}/HEAD")
                if self.commit(head):
                    return head
            for branch in ("main", "master"):
                if self.commit(f"refs/remotes/{remote}/{branch}"):
                    return f"{remote}/{branch}"
        return None

    def merge_base(self, one: str, other: str) -> str | None:
        """The commit that two have in common, None where the history that is here tells of none."""
        try:
            return self.run("merge-base", one, other).splitlines()[0]
        except GitError:
            return None

    def text(self, commit: str, name: str) -> str | None:
        """What a file of the project's folder holds in a commit, None where it is not there."""
        try:
            return self.run("show", f"{commit}:{self.prefix}{name}")
        except GitError:
            return None

    def names(self, commit: str) -> list[str]:
        """What lies in the project's folder in a commit."""
        listed = self.run("ls-tree", "--full-tree", "--name-only", "-z", f"{commit}:{self.prefix}".removesuffix("/"))
        return [name for name in listed.split("\0") if name]

    @contextlib.contextmanager
    def worktree(self, commit: str, folder: Path) -> Iterator[Path]:
        """The project's folder as it is in a commit, below `folder`. Raises `CommandError` where git cannot."""
        tree = folder / "tree"
        try:
            self.run("worktree", "add", "--detach", "--quiet", str(tree), commit)
        except GitError as error:
            raise CommandError(f"git cannot check out {commit[:7]}, the base: {error}") from None
        try:
            yield tree / self.prefix
        finally:
            with contextlib.suppress(GitError):
                self.run("worktree", "remove", "--force", str(tree))


def _told(output: bytes) -> str:
    """What git complains about, and the command that it says mends it."""
    lines = output.decode(errors="replace").strip().splitlines()
    cure = "".join(f"; {line.strip()}" for line in lines if line.startswith("\tgit "))
    return f"{lines[0].removeprefix('fatal: ')}{cure}" if lines else "git failed"
