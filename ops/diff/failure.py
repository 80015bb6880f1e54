"""Why a stack cannot be compared at all, as plain data: what every format says in place of a difference."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from config.errors import MOST_SHOWN, ConfigError, Problem
from ops.counted import counted
from ops.diff.words import about
from ops.exits import CommandError, Exit
from sandbox.recording import Refusal

_LONGEST = 8_000
"""Characters of what one error says that are kept: a program's own message can be a book."""

_WHAT = {
    Exit.REFUSED: "The sandbox refuses this",
    Exit.PROGRAM_FAILED: "The program fails",
}


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """One thing that is wrong with the head."""

    where: str
    """The path in the config or the resource; empty where it is about the whole."""
    says: Mapping[str, str]
    """What is to be known about it, by label: `found`, `allowed`, `hint`, …"""
    declared: str = ""
    """The line of the program that declares it: `components/registry.py:41`."""
    write: str = ""
    """What mends it, to be copied; empty where `says` tells it."""


@dataclass(frozen=True, kw_only=True)
class Failure:
    """What keeps the head from being compared."""

    stack: str
    status: Exit
    """How the command ends."""
    verdict: str
    """The whole in one sentence."""
    troubles: tuple[Trouble, ...]
    hidden: int = 0
    """Errors beyond those in `troubles`."""


def failure_of(error: ConfigError | CommandError, stack: str) -> Failure:
    """What an error that ended the rendering of the head comes to."""
    if isinstance(error, ConfigError):
        count = len(error.problems)
        return Failure(
            stack=stack,
            status=Exit.CONFIG_INVALID,
            verdict=f"{_of_config(error.source)}: {counted(count, 'error')}.",
            troubles=tuple(map(_of_problem, error.problems[:MOST_SHOWN])),
            hidden=max(0, count - MOST_SHOWN),
        )
    what = _WHAT.get(error.status, "Nothing could be compared")
    return Failure(
        stack=stack,
        status=error.status,
        verdict=f"{what}.",
        troubles=(Trouble(where="", says={"error": str(error)[:_LONGEST]}),),
    )


def refused(refusals: Sequence[Refusal], sources: Mapping[str, str], stack: str) -> Failure:
    """What requests that Azure or Kubernetes would refuse come to; `sources` are lines of the program by URN."""
    return Failure(
        stack=stack,
        status=Exit.REFUSED,
        verdict=f"Azure or Kubernetes would refuse {counted(len(refusals), 'request')}.",
        troubles=tuple(
            Trouble(where=about(one.urn), says={one.code: one.message[:_LONGEST]}, declared=sources.get(one.urn, ""))
            for one in refusals[:MOST_SHOWN]
        ),
        hidden=max(0, len(refusals) - MOST_SHOWN),
    )


def _of_config(source: str) -> str:
    """What a wrong config comes to; `source` is a file, or that the config was read beside what is live."""
    if "what is live" in source:
        return "What is live does not allow this"
    return f"{source} is invalid" if source else "The config is invalid"


def _of_problem(problem: Problem) -> Trouble:
    says = {"found": problem.value or "nothing", "allowed": problem.allowed, "hint": problem.hint}
    return Trouble(where=problem.path, says=_without_empty(says), write=problem.example)


def _without_empty(says: Mapping[str, str]) -> dict[str, str]:
    return {label: text[:_LONGEST] for label, text in says.items() if text}
