"""Runs of the real `pulumi` on one stack: the plan, the update that keeps to it, and what has drifted since."""

import json
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

CHANGES = 7
"""How `pulumi preview --expect-no-changes` ends where there are some."""

_POLICIES = ("--policy-pack", "policies")
_WAITING = ("pending", "pendingMirror")

Say = Callable[[str], object]


class RunError(Exception):
    """`pulumi` did not say what was asked for."""


def plan(stack: str, file: Path) -> int:
    """Save what an update of the stack would do; the exit status."""
    return _pulumi("preview", stack, *_POLICIES, "--diff", "--save-plan", str(file))


def up(stack: str, file: Path | None, say: Say) -> int:
    """Update the stack within a saved plan, then once more where traffic waits for what the first update made.

    Without a plan the update is previewed first, as a policy of the whole stack is judged too late otherwise.
    """
    limits = ("--skip-preview", "--plan", str(file)) if file else ()
    status = _pulumi("up", stack, *_POLICIES, "--yes", *limits)
    return status or settle(stack, say)


def settle(stack: str, say: Say) -> int:
    """Update the stack once more if moves of traffic wait in it; the exit status."""
    moves = waiting(stack)
    if not moves:
        say(f"{stack}: no traffic waits")
        return 0
    say(f"{stack}: traffic waits in {', '.join(moves)}; one more update moves it")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "plan.json"
        status = plan(stack, file) or _pulumi("up", stack, *_POLICIES, "--yes", "--skip-preview", "--plan", str(file))
    left = waiting(stack) if status == 0 else []
    if left:
        say(f"{stack}: traffic still waits in {', '.join(left)}: what it waits for is not ready")
    return status


def waiting(stack: str) -> list[str]:
    """The models and stamps whose traffic waits for deployments that were not live yet."""
    traffic = _json(["pulumi", "stack", "output", "traffic", "--json", "--stack", stack])
    return [
        f"{model} ({stamp})"
        for model, stamps in sorted((traffic or {}).items())
        for stamp, state in sorted(stamps.items())
        if any(state.get(key) for key in _WAITING)
    ]


def drift(stack: str, report: Path) -> int:
    """Write what differs between the cloud and the code to a file, which is empty where nothing does.

    The exit status is 0 where the question was answered, whatever the answer is.
    """
    command = _command("preview", stack, *_POLICIES, "--refresh", "--expect-no-changes", "--diff")
    ran = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - no shell
    said = f"{ran.stdout}{ran.stderr}"
    report.write_text("" if ran.returncode == 0 else said or f"pulumi ended with {ran.returncode}\n", encoding="utf-8")
    return 0 if ran.returncode in (0, CHANGES) else ran.returncode


def deployed(stack: str) -> str:
    """The commit that the stack was last updated from: what merged since may wait for its approval still."""
    history = _json(["pulumi", "stack", "history", "--json", "--page-size", "50", "--stack", stack])
    for update in history or []:
        commit = update.get("environment", {}).get("git.head", "")
        if update.get("kind") == "update" and commit:
            return str(commit)
    raise RunError(f"{stack} was never updated from a commit: deploy it first")


def _pulumi(verb: str, stack: str, *words: str) -> int:
    return subprocess.run(_command(verb, stack, *words), check=False).returncode  # noqa: S603 - no shell


def _command(verb: str, stack: str, *words: str) -> list[str]:
    return ["pulumi", verb, "--stack", stack, "--non-interactive", "--color", "never", *words]


def _json(command: Sequence[str]) -> Any:
    ran = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - no shell
    if ran.returncode:
        raise RunError(f"`{' '.join(command[:4])}` ended with {ran.returncode}: {ran.stderr.strip()[:500]}")
    try:
        return json.loads(ran.stdout)
    except ValueError:
        raise RunError(f"`{' '.join(command[:4])}` printed no JSON") from None
