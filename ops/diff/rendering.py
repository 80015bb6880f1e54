"""Render the base: its own code and config, in a process of its own beside the head's."""

import contextlib
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ops.counted import counted
from ops.diff.bases import Commit, commit_of, former_stack, gone_files, is_plan
from ops.diff.difference import Base
from ops.diff.settled import settled
from ops.diff.showing import printable
from ops.exits import CommandError, Exit
from ops.plan import Plan, read_plan

_MOST_LINES = 12
"""Lines of what the base's preview complained about that are shown."""

_OWN_LINE = re.compile(r'  File "([^/<][^"]*)", line (\d+)')
"""What a traceback says of a file whose path begins in the base's folder."""

_NOT_LIVE = (
    "What follows takes the whole stack for new. No rule about what is live was judged: an edit that drops traffic or "
    "deletes what holds state is not told."
)
"""What a reader has to know where the base is no plan."""

_NO_SECRETS = "A plan holds no ciphertexts: secrets are not compared. They are with a commit as --base."
"""What a reader has to know where the base is a plan, or would take a secret that differs for the same."""

_PROBLEMS = {
    Exit.CONFIG_INVALID: "its config is invalid there",
    Exit.REFUSED: "the sandbox refuses it there",
    Exit.PROGRAM_FAILED: "its program fails there",
}


@dataclass(frozen=True, kw_only=True)
class Rendered:
    """The base, ready to be compared with."""

    about: Base
    plan: Plan | None
    """None where there is nothing to compare with: `about` says why."""
    stack_file: Path | None = None
    """The stack's file as the base has it, while the rendering is open."""


class Rendering:
    """A base that is being rendered."""

    def __init__(self, done: Rendered | None = None, running: "_Running | None" = None) -> None:
        """Either what is `done`, or what is still `running`."""
        self._done = done
        self._running = running

    def wait(self) -> Rendered:
        """The base once it is there. Raises `CommandError` where its plan is none."""
        if self._done is None and self._running is not None:
            self._done = self._running.finish()
        assert self._done is not None  # noqa: S101 - one of the two was given
        return self._done


@contextlib.contextmanager
def rendering(folder: Path, stack: str, base: str | None) -> Iterator[Rendering]:
    """Begin to render what `--base` names; what was made for it is gone at the end.

    Raises `CommandError` where there is no such base, or where it is a plan of another stack.
    """
    if is_plan(base):
        yield Rendering(_from_file(Path(str(base)), stack))
        return
    commit = commit_of(folder, base)
    former = former_stack(commit, folder, stack)
    if former is None:
        yield Rendering(_without_stack(commit, stack, gone_files(commit, folder)))
        return
    with (
        tempfile.TemporaryDirectory(prefix="ops-diff-") as temporary,
        commit.repository.worktree(commit.hash, Path(temporary)) as tree,
    ):
        if not (tree / "ops" / "__main__.py").is_file():
            problem = "it has no `ops` that could render it"
            yield Rendering(_without_plan(commit, problem))
            return
        with _Running(commit, folder, tree, stack, former) as running:
            yield Rendering(running=running)


class _Running:
    """The base's own preview, in its worktree."""

    def __init__(self, commit: Commit, folder: Path, tree: Path, stack: str, former: str) -> None:
        self._commit, self._folder, self._tree = commit, folder, tree.resolve()
        self._stack, self._former = stack, former
        self._plan = tree.parent / f"{former}.plan.json"

    def __enter__(self) -> "_Running":
        self._errors = tempfile.TemporaryFile()
        self._process = subprocess.Popen(  # noqa: S603 - this interpreter, on a commit that its user names
            [sys.executable, "-m", "ops", "preview", "--stack", self._former, "--json", str(self._plan.resolve())],
            cwd=self._tree,
            env={name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONSAFEPATH")},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._errors,
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        self._errors.close()

    def finish(self) -> Rendered:
        """What the preview wrote, or why it wrote nothing."""
        status = self._process.wait()
        if status not in (Exit.FINE, Exit.POLICY_VIOLATED) or not self._plan.is_file():
            return _without_plan(self._commit, self._problem(status))
        plan = settled(_as_stack(read_plan(self._plan), self._stack))
        stack_file = self._tree / f"Pulumi.{self._former}.yaml"
        return Rendered(about=_about(self._commit, *self._notes(plan)), plan=plan, stack_file=stack_file)

    def _problem(self, status: int) -> str:
        self._errors.seek(0)
        text = self._errors.read().decode(errors="replace").strip()
        lines = text.replace(f"{self._tree}/", "").replace(str(self._tree), "its folder").splitlines()
        reason = _PROBLEMS.get(Exit(status), "") if status in list(Exit) else ""
        reason = reason or f"its preview ended with {status}"
        lines = _without_traceback(lines)
        shown = [printable(line.rstrip()) for line in lines[:_MOST_LINES]]
        more = [f"… and {counted(len(lines) - _MOST_LINES, 'more line')}"] if len(lines) > _MOST_LINES else []
        return "\n".join([f"{reason}:" if shown else reason, *shown, *more])

    def _notes(self, plan: Plan) -> tuple[str, ...]:
        notes = []
        if self._former != self._stack:
            notes.append(
                f"Pulumi.{self._stack}.yaml was Pulumi.{self._former}.yaml: shown is what follows once "
                f"`pulumi stack rename {self._stack}` has moved the state; without that, everything is made anew."
            )
        pinned = [(_text(folder / "requirements.txt")) for folder in (self._tree, self._folder)]
        if pinned[0] != pinned[1]:
            notes.append("requirements.txt differs: the base was rendered with the packages of the head.")
        return (*notes, *_silent(plan))


def _from_file(path: Path, stack: str) -> Rendered:
    plan = read_plan(path)
    if plan.stack != stack:
        raise CommandError(
            f"--base: {path} is a plan of the stack {plan.stack}, not of {stack}. Give a commit, or a plan that "
            f"`python -m ops preview --stack {stack} --json PLAN.json` wrote"
        )
    return Rendered(about=Base(words=f"the plan {path}", notes=(_NO_SECRETS, *_silent(plan))), plan=settled(plan))


def _silent(plan: Plan) -> tuple[str, ...]:
    """What a plan does not tell because an older program made it."""
    if plan.policy_settings is not None:
        return ()
    return ("An older program made the base's plan: whether policy settings are loosened cannot be told.",)


def _without_stack(commit: Commit, stack: str, gone: Sequence[str]) -> Rendered:
    """A stack that is new: what it is compared with has nothing in it."""
    notes = [f"There is no Pulumi.{stack}.yaml in the base: the whole stack is new."]
    notes += [f"{one} of the base is not here, and little of it is in Pulumi.{stack}.yaml." for one in gone]
    return Rendered(about=_about(commit, *notes), plan=Plan(project="", stack=stack, resources=()))


def _without_plan(commit: Commit, problem: str) -> Rendered:
    return Rendered(about=_about(commit, _NOT_LIVE, problem=problem), plan=None)


def _about(commit: Commit, *notes: str, problem: str = "") -> Base:
    return Base(words=commit.words, problem=problem, notes=(*commit.notes, *notes))


def _as_stack(plan: Plan, stack: str) -> Plan:
    """The plan with its URNs as those of a stack of that name."""
    if plan.stack == stack:
        return plan
    old, new = f"urn:pulumi:{plan.stack}::", f"urn:pulumi:{stack}::"

    def moved(urn: str) -> str:
        return new + urn.removeprefix(old) if urn.startswith(old) else urn

    resources = tuple(
        replace(
            one,
            urn=moved(one.urn),
            parent=moved(one.parent),
            provider=moved(one.provider),
            deleted_with=moved(one.deleted_with),
            dependencies=tuple(map(moved, one.dependencies)),
        )
        for one in plan.resources
    )
    policies = tuple(replace(one, urn=moved(one.urn)) for one in plan.policies)
    return replace(plan, stack=stack, resources=resources, policies=policies)


def _without_traceback(lines: list[str]) -> list[str]:
    """What was printed, of a traceback only what it ends with and the last of the base's own lines that it tells."""
    began = next((at for at, line in enumerate(lines) if line.startswith("Traceback (")), None)
    if began is None:
        return lines
    own = [found for line in lines[began:] if (found := _OWN_LINE.match(line))]
    return [*lines[:began], *(f"in {found[1]}, line {found[2]}:" for found in own[-1:]), lines[-1]]


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return ""
