"""Measure commands side by side: fresh processes, one after the other in turn, medians."""

import os
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ops.exits import Exit

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What one command takes."""

    seconds: float
    """CPU time of the process and those that it started and awaited, user and system together: what else the machine
    does hardly shows in it."""
    megabytes: float
    """Peak resident memory."""

    def __str__(self) -> str:
        return f"{self.seconds:.2f} s, {self.megabytes:.0f} MB"


def measure(commands: Mapping[str, Sequence[str]], repetitions: int) -> dict[str, Cost]:
    """The median cost of each command, `python` arguments, run in turn so that a slow moment hits all alike.

    Each run is told on standard error as it ends. Raises `RuntimeError` when a command fails; a preview that finds a
    policy violated has not. A first run, which compiles what it imports, is not counted.
    """
    costs: dict[str, list[Cost]] = {name: [] for name in commands}
    for number in range(repetitions + 1):
        for name, arguments in commands.items():
            cost = _run(name, arguments)
            run = f"run {number} of {repetitions}" if number else "a first run, not counted"
            tell(f"{name}, {run}: {cost}")
            if number:
                costs[name].append(cost)
    return {name: _median(found) for name, found in costs.items()}


def tell(progress: str) -> None:
    """Tell whoever waits how far it is, on standard error: what is measured in the end goes to standard output."""
    print(f"  {progress}", file=sys.stderr, flush=True)


def _run(name: str, arguments: Sequence[str]) -> Cost:
    # Without kept bytecode each run would compile the SDK again.
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    with subprocess.Popen(  # noqa: S603 - this interpreter, with arguments of our own
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        errors = process.stderr.read() if process.stderr else ""
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    # A violated policy ends a preview with 1 and tells nothing on standard error; a failure does.
    if process.returncode and (errors or process.returncode != Exit.POLICY_VIOLATED):
        raise RuntimeError(f"{name} failed:\n{errors}")
    return Cost(seconds=usage.ru_utime + usage.ru_stime, megabytes=usage.ru_maxrss / _PER_MEGABYTE)


_PER_MEGABYTE = 1024 * 1024 if sys.platform == "darwin" else 1024
"""`ru_maxrss` counts bytes on macOS and kilobytes elsewhere."""


def _median(costs: Sequence[Cost]) -> Cost:
    return Cost(
        seconds=statistics.median(cost.seconds for cost in costs),
        megabytes=statistics.median(cost.megabytes for cost in costs),
    )
