"""Which commit or plan the head is compared with."""

import difflib
from dataclasses import dataclass
from pathlib import Path

from ops.diff.git import GitError, Repository
from ops.exits import CommandError

_SHORT = 7
_ALIKE = 0.6
"""How much of a stack file has to be as it was, for another name to be a rename."""


@dataclass(frozen=True, kw_only=True)
class Commit:
    """A commit to compare with."""

    repository: Repository
    hash: str
    words: str
    """Which one it is: `1a2b3c4, the merge base with origin/main`."""
    notes: tuple[str, ...] = ()
    """What a reader has to know about the choice."""


def is_plan(base: str | None) -> bool:
    """Whether `--base` names a plan's file: so it ends, or there is such a file."""
    return base is not None and (base.endswith(".json") or Path(base).is_file())


def commit_of(folder: Path, base: str | None) -> Commit:
    """The commit that `--base` names, or the one that the work in `folder` began from.

    Raises `CommandError` where there is no such commit, or no git.
    """
    repository = Repository(folder)
    return _named(repository, base) if base is not None else _default(repository)


def former_stack(commit: Commit, folder: Path, stack: str) -> str | None:
    """What the stack of `folder` was called in the commit; None where that has neither its file nor one like it."""
    name = f"Pulumi.{stack}.yaml"
    try:
        there = commit.repository.names(commit.hash)
    except GitError:
        return None
    if name in there:
        return stack
    text = _read(folder / name)
    gone = [one for one in there if _is_stack_file(one) and not (folder / one).exists()]
    alike = [(_likeness(commit.repository.text(commit.hash, one) or "", text), one) for one in gone]
    most, best = max(alike, default=(0.0, ""))
    return best.removeprefix("Pulumi.").removesuffix(".yaml") if most >= _ALIKE else None


def _named(repository: Repository, base: str) -> Commit:
    found = repository.commit(base)
    if found is None:
        shallow = _shallow_advice(repository)
        raise CommandError(
            f"--base: there is no commit {base!r} here, and no such plan. Name a branch, a tag, a commit or a file "
            f"that ends in .json{shallow}"
        )
    words = found[:_SHORT] if found.startswith(base) else f"{found[:_SHORT]}, which is {base}"
    return Commit(repository=repository, hash=found, words=words)


def _default(repository: Repository) -> Commit:
    head = repository.commit("HEAD")
    if head is None:
        raise CommandError("this repository has no commit yet to compare with: commit, or give --base PLAN.json")
    branch = repository.default_branch()
    if branch is None:
        note = "No remote has a default branch here, so only what is not committed shows; --base names another base."
        return Commit(repository=repository, hash=head, words=f"{head[:_SHORT]}, which is HEAD", notes=(note,))
    found = repository.merge_base("HEAD", branch)
    if found:
        words = f"{found[:_SHORT]}, the merge base with {branch}"
        return Commit(repository=repository, hash=found, words=words)
    tip = repository.commit(branch) or head
    advice = " (the clone is shallow: `git fetch --unshallow` brings the history)" if repository.is_shallow else ""
    note = f"The history here does not tell where the work began{advice}, so what {branch} has gained shows as lost."
    return Commit(repository=repository, hash=tip, words=f"{tip[:_SHORT]}, the tip of {branch}", notes=(note,))


def _shallow_advice(repository: Repository) -> str:
    if not repository.is_shallow:
        return "."
    return "; the clone is shallow, so `git fetch --unshallow` or `git fetch origin BRANCH` may bring it."


def _is_stack_file(name: str) -> bool:
    return name.startswith("Pulumi.") and name.endswith(".yaml") and name != "Pulumi.yaml"


def _likeness(one: str, other: str) -> float:
    """How much two texts have in common, by lines: 1 is all."""
    return difflib.SequenceMatcher(None, one.splitlines(), other.splitlines()).ratio()


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
