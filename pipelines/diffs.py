"""Render what a pull request would do to each stack: in a job without credentials, as the pull request's code runs."""

import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from pipelines import artifact
from pipelines.artifact import Comment

_SAME, _DIFFERENT = 0, 4
_REASONS = {
    1: "a mandatory policy is violated",
    2: "the config is invalid",
    3: "the sandbox refuses what Azure would refuse",
}
_STACK_FILE = re.compile(r"Pulumi\.([A-Za-z0-9][A-Za-z0-9._-]{0,99})\.yaml")
_ROOM = 30_000
"""Characters of an error that a comment shows."""


def render(base: str, number: int, folder: Path, summary: Path | None = None, reports: Path | None = None) -> int:
    """Write a comment for each stack beside the program; the worst exit status among them.

    `reports` is a folder for the HTML page of each.
    """
    names = _stacks(path.name for path in Path().iterdir())
    gone = set(_stacks(_names_in(base))) - set(names)
    results = [_deleted(stack) if stack in gone else _of(stack, base) for stack in sorted({*names, *gone})]
    comments = [comment for comment, _ in results]
    artifact.write(folder, number, comments)
    if summary:
        with summary.open("a", encoding="utf-8") as file:
            file.write("\n\n".join(comment.body for comment in comments))
    if reports:
        reports.mkdir(parents=True, exist_ok=True)
        for stack in names:
            (reports / f"{stack}.html").write_bytes(_diff(stack, base, "html").stdout)
    return max((status for _, status in results if status != _DIFFERENT), default=0)


def _stacks(files: Iterable[str]) -> list[str]:
    """The stacks whose files are among these."""
    return sorted(found[1] for file in files if (found := _STACK_FILE.fullmatch(file)))


def _names_in(base: str) -> list[str]:
    """What lies in this folder in a commit; nothing where git knows of no such commit."""
    command = ["git", "ls-tree", "--name-only", "-z", "--end-of-options", base]
    listed = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - no shell
    return listed.stdout.decode(errors="replace").split("\0") if listed.returncode == 0 else []


def _deleted(stack: str) -> tuple[Comment, int]:
    """A stack that the base still has: nobody deletes what it has made."""
    words = (
        f"the stack file is deleted: its resources stay in Azure, unmanaged\n\n"
        f"Merging this deletes nothing and costs what it did. To take the stack down, keep `Pulumi.{stack}.yaml`, run "
        f"`pulumi destroy --stack {stack}`, and delete the file after that."
    )
    body = f"{artifact.marker(stack)}\n## 🛑 `{stack}`: {words}\n"
    return Comment(stack=stack, body=body, differs=True), _DIFFERENT


def _diff(stack: str, base: str, format_: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "ops", "diff", "--stack", stack, "--base", base, "--format", format_]
    return subprocess.run([*command, "--exit-code"], capture_output=True, check=False)  # noqa: S603 - no shell


def _of(stack: str, base: str) -> tuple[Comment, int]:
    ran = _diff(stack, base, "markdown")
    body = ran.stdout.decode(errors="replace")
    if not body.startswith(artifact.marker(stack)):
        body = _failure(stack, ran.returncode, ran.stderr.decode(errors="replace") or body)
    return Comment(stack=stack, body=body, differs=ran.returncode != _SAME), ran.returncode


def _failure(stack: str, status: int, error: str) -> str:
    """What is said where there is nothing to compare."""
    reason = _REASONS.get(status, f"the preview ended with {status}")
    shown = artifact.fenced(error.strip()[:_ROOM])
    return f"{artifact.marker(stack)}\n## 🛑 `{stack}`: {reason}\n\n{shown}\n"
