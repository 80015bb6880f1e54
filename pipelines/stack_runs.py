"""Runs of the real `pulumi` on one stack: the plan, the update that keeps to it, and what has drifted since."""

import json
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

CHANGES = 7
"""How `pulumi preview --expect-no-changes` ends where there are some."""

_POLICIES = ("--policy-pack", "policies")
_OUTPUTS = ("traffic", "batch")
_WAITING = ("pending", "pendingMirror")
_MOVED = ("azure-native:machinelearningservices:OnlineEndpoint", "azure-native:machinelearningservices:BatchEndpoint")
"""What a move that waited changes. A route of Kubernetes waits within its own update."""

_UNCHANGED = {"same", "read"}

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
    return status or _move(stack, say)


def settle(stack: str, say: Say) -> int:
    """Move the traffic that waits, with nobody asked: only of a stack whose newest update came to its end.

    What an update refused or did not come to would else be made without its approval. The exit status.
    """
    failure = _failure(stack)
    if failure:
        say(f"{failure}: no traffic is moved before one does")
        return 0
    return _move(stack, say)


def _move(stack: str, say: Say) -> int:
    """Update the stack once more if moves of traffic wait in it, and if that changes nothing else; the exit status."""
    moves = waiting(stack)
    if not moves:
        say(f"{stack}: no traffic waits")
        return 0
    say(f"{stack}: traffic waits in {', '.join(moves)}; one more update moves it")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "plan.json"
        status = plan(stack, file)
        others = beyond_endpoints(file) if status == 0 else []
        if others:
            more = f"the update would change more than endpoints: {', '.join(others)}"
            say(f"{stack}: no traffic is moved, as {more}. Run its pipeline again, which asks first")
            return 1
        status = status or _pulumi("up", stack, *_POLICIES, "--yes", "--skip-preview", "--plan", str(file))
    left = waiting(stack) if status == 0 else []
    if left:
        say(f"{stack}: traffic still waits in {', '.join(left)}: what it waits for is not ready")
    return status


def waiting(stack: str) -> list[str]:
    """The models and stamps whose traffic waits for deployments that were not live yet."""
    outputs = _json(["pulumi", "stack", "output", "--json", "--stack", stack]) or {}
    return [
        f"{model} ({stamp})"
        for output in _OUTPUTS
        for model, stamps in sorted(outputs.get(output, {}).items())
        for stamp, state in sorted(stamps.items())
        if any(state.get(key) for key in _WAITING)
    ]


def drift(stack: str, report: Path) -> int:
    """Write what differs between the cloud and the code to a file, which is empty where nothing does.

    The exit status is 0 where the question was answered, whatever the answer is.
    """
    command = _command("preview", stack, *_POLICIES, "--refresh", "--expect-no-changes", "--diff")
    ran = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - no shell
    said = "" if ran.returncode == 0 else f"{ran.stdout}{ran.stderr}" or f"pulumi ended with {ran.returncode}\n"
    failure = _failure(stack)
    report.write_text(f"{failure}: run its pipeline again\n{said}" if failure else said, encoding="utf-8")
    return 0 if ran.returncode in (0, CHANGES) else ran.returncode


def beyond_endpoints(plan: Path) -> list[str]:
    """The names of what a saved plan changes besides the endpoints that take a move, or makes anew of those."""
    resources = json.loads(plan.read_text(encoding="utf-8")).get("resourcePlans", {})
    return sorted(
        urn.split("::")[-1]
        for urn, planned in resources.items()
        if not _is_of_a_move(urn, set(planned.get("steps", ())))
    )


def deployed(stack: str) -> str:
    """The commit that the stack was last updated from: what merged since may wait for its approval still."""
    for update in _updates(stack):
        commit = update.get("environment", {}).get("git.head", "")
        if commit:
            return str(commit)
    raise RunError(f"{stack} was never updated from a commit: deploy it first")


def _failure(stack: str) -> str:
    """What is said of a newest update that did not succeed; empty where it did, or where there is none."""
    newest = next(_updates(stack), {"result": "succeeded"})
    result = newest.get("result") or "unknown"
    return "" if result == "succeeded" else f"{stack}: its newest update has not succeeded ({result})"


def _updates(stack: str) -> Iterator[dict[str, Any]]:
    """The updates that Pulumi remembers of a stack, the newest first."""
    history = _json(["pulumi", "stack", "history", "--json", "--page-size", "50", "--stack", stack])
    return (one for one in history or [] if one.get("kind") == "update")


def _is_of_a_move(urn: str, steps: set[str]) -> bool:
    kind = urn.split("::")[2].rsplit("$", maxsplit=1)[-1]
    return steps <= (_UNCHANGED | {"update"} if kind in _MOVED else _UNCHANGED)


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
