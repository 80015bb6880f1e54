"""Which commit or plan the head is compared with."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from config.yaml_files import PROJECT_FILE
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
    name = _file_of(stack)
    if name in _stack_files(commit):
        return stack
    gone = {one: commit.repository.text(commit.hash, one) or "" for one in gone_files(commit, folder)}
    alike = _most_alike(_read(folder / name), gone)
    return alike.removeprefix("Pulumi.").removesuffix(".yaml") if alike else None


def gone_files(commit: Commit, folder: Path) -> list[str]:
    """The stack files of the commit that `folder` does not have."""
    return [one for one in _stack_files(commit) if not (folder / one).exists()]


def require_kept(folder: Path, stack: str, base: str | None) -> None:
    """Raise `CommandError` where the base has the stack's file, and `folder` has it no more."""
    name = _file_of(stack)
    if is_plan(base) or (folder / name).exists():
        return
    try:
        commit = commit_of(folder, base)
    except CommandError:
        return  # without a base there is no such stack, and that is told
    there = _stack_files(commit)
    if name not in there:
        return
    new = {one.name: _read(one) for one in sorted(folder.glob("Pulumi.?*.yaml")) if one.name not in there}
    renamed = _most_alike(commit.repository.text(commit.hash, name) or "", new)
    if renamed:
        raise CommandError(
            f"{name} of the base ({commit.words}) is {renamed} here, and every physical name is made of the stack's "
            f"name. Give that back with `git mv {renamed} {name}`, or see what the new name comes to with "
            f"`--stack {renamed.removeprefix('Pulumi.').removesuffix('.yaml')}`"
        )
    raise CommandError(
        f"{name} is in the base ({commit.words}) and not here. Merging that deletes nothing: what the stack has made "
        f"stays in Azure, unmanaged. To take it down, keep the file, run `pulumi destroy --stack {stack}`, and delete "
        "the file after that"
    )


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


def _file_of(stack: str) -> str:
    return f"Pulumi.{stack}.yaml"


def _stack_files(commit: Commit) -> list[str]:
    try:
        there = commit.repository.names(commit.hash)
    except GitError:
        return []  # it has no such folder
    return [one for one in there if one.startswith("Pulumi.") and one.endswith(".yaml") and one != PROJECT_FILE]


def _most_alike(text: str, others: Mapping[str, str]) -> str:
    """Which of the others, by name, has most lines in common with the text; empty where none has enough."""
    found = {
        name: difflib.SequenceMatcher(None, other.splitlines(), text.splitlines()).ratio()
        for name, other in others.items()
    }
    best = max(found, key=lambda name: (found[name], name), default="")
    return best if best and found[best] >= _ALIKE else ""


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
