"""Make a stack's plan: run its real program in the sandbox, and judge what it declares."""

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from config.crowding import crowded
from config.errors import ConfigError
from config.idle import idle
from config.loader import load
from config.stack import StackConfig
from ops.advice import advice
from ops.exits import CommandError, Exit
from ops.judging import judge, planned_settings, settings_of
from ops.live import Coming
from ops.plan import Plan, plan_of, read_plan
from ops.stacks import Stack
from policies.settings import Settings
from sandbox.program import ProgramFailed, run
from sandbox.recording import Refusal

FRESH, CONVERGED = "fresh", "converged"
"""What `--live` may say beside the path of a plan."""

_MOST_RUNS = 10
"""Times that `up` may have to run until no traffic is pending; the platform needs two."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a program did in the sandbox."""

    plan: Plan
    refusals: tuple[Refusal, ...]
    sources: dict[str, str]
    """By URN, the line of the program that declares a resource."""
    messages: tuple[tuple[str, str], ...]
    """Severity and text of what the program logged."""
    aliases: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """By URN, the URNs that a resource may have had before."""
    crowded: tuple[str, ...] = ()
    """Where nodes have no room for the pods, in words; among the messages, too."""
    reads: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    """By URN and input, the URNs of what it is made of."""


def make_plan(stack: Stack, live: str | Plan | Coming = FRESH, say: Callable[[str], None] = lambda _: None) -> Outcome:
    """The plan of `stack`, where `live` tells which endpoints exist: `fresh`, `converged`, a plan or its path.

    A plan stands for one `up` of that plan, also one that is still coming; `converged` for as many as move all the
    traffic.
    Raises `CommandError` when the plan cannot be read or is another stack's, the program fails or the policy pack has
    no such rules as the stack names, and `ConfigError` where what is live does not let the config's edit through.
    """
    settings = settings_of(stack)
    there = _there(live, stack)
    say(f"Running the program of {stack.name} in the sandbox")
    outcome = _run(stack, there, settings)
    if live != CONVERGED:
        return outcome
    for _ in range(_MOST_RUNS):
        if outcome.refusals or not _pending(outcome.plan):
            break
        say(f"Running the program of {stack.name} again, its endpoints now there")
        before, outcome = _states(outcome.plan), _again(stack, outcome.plan, settings)
        if _states(outcome.plan) == before:
            break
    return outcome


def _there(live: str | Plan | Coming, stack: Stack) -> Coming | None:
    if isinstance(live, Coming):
        return live
    if isinstance(live, Plan):
        return Coming(lambda: live)
    return None if live in {FRESH, CONVERGED} else _planned(live, stack)


def _planned(live: str, stack: Stack) -> Coming:
    """What the plan at a path tells."""
    try:
        plan = read_plan(Path(live))
    except CommandError as error:
        raise CommandError(f"--live takes {FRESH}, {CONVERGED} or the path of a plan; {error}") from error
    if (plan.project, plan.stack) != (stack.project, stack.name):
        raise CommandError(
            f"--live: {live} is a plan of {plan.project} {plan.stack}, this is {stack.project} {stack.name}, whose "
            "endpoints are others\n"
            f"make it anew: `python -m ops preview --stack {stack.name} --json {live}`"
        )
    return Coming(lambda: plan)


def _pending(plan: Plan) -> bool:
    """Whether something waits for another `up`: traffic, a mirror, or the default of a batch endpoint."""
    return any(state.get(key) for state in _states(plan) for key in ("pending", "pendingMirror"))


def _states(plan: Plan) -> list[Mapping[str, Any]]:
    """What the program says of each model's endpoint in each stamp."""
    by_model = [stamps for name in ("traffic", "batch") for stamps in plan.outputs.get(name, {}).values()]
    return [state for stamps in by_model for state in stamps.values()]


def _config_error(failure: BaseException) -> ConfigError | None:
    """What the program found wrong with the config once it knew what is live: an edit that a guard refuses."""
    cause = failure.__cause__
    while cause is not None and not isinstance(cause, ConfigError):
        cause = cause.__cause__
    return cause


def _remarks(config: StackConfig) -> Iterator[tuple[str, str]]:
    """What of the stack's config has no effect; the program says it, too, among much else of that severity."""
    yield from (("remark", text) for text in idle(config))


def _config_of(stack: Stack) -> StackConfig:
    prefix = f"{stack.project}:"
    values = {key.removeprefix(prefix): text for key, text in stack.config.items() if key.startswith(prefix)}
    return load(values, {key.removeprefix(prefix) for key in stack.secret_keys})


def _today() -> datetime.date:
    return datetime.datetime.now(datetime.UTC).date()


def _again(stack: Stack, plan: Plan, settings: Settings) -> Outcome:
    return _run(stack, Coming(lambda: plan), settings)


def _run(stack: Stack, there: Coming | None, settings: Settings) -> Outcome:
    try:
        return _ran(stack, there, settings)
    finally:
        if there and there.error:
            raise there.error


def _ran(stack: Stack, there: Coming | None, settings: Settings) -> Outcome:
    seed, state = (there.seed, there.state) if there else (None, None)
    try:
        recording = run(
            stack.folder, stack.project, stack.name, stack.config, stack.secret_keys, seed=seed, state=state
        )
    except ProgramFailed as failure:
        error = _config_error(failure)
        if error is not None:
            raise error from failure
        raise CommandError(f"the program of {stack.name} failed.\n{failure.message}", Exit.PROGRAM_FAILED) from failure
    config = _config_of(stack)
    messages = (*recording.messages, *advice(recording), *_remarks(config))
    return Outcome(
        plan=plan_of(
            recording,
            stack.project,
            stack.name,
            judge(recording, settings, _today()),
            planned_settings(settings),
            (text for severity, text in messages if severity == "warning"),
        ),
        refusals=tuple(recording.refusals),
        sources={urn: resource.source for urn, resource in recording.resources.items() if resource.source},
        messages=messages,
        aliases={urn: resource.aliases for urn, resource in recording.resources.items() if resource.aliases},
        crowded=tuple(crowded(config)),
        reads={urn: one.property_dependencies for urn, one in recording.resources.items() if one.custom},
    )
