"""Render the head, while the base is rendered beside it."""

from dataclasses import replace

from config.errors import ConfigError
from ops.diff.rendering import Rendered, Rendering
from ops.diff.settled import settled_on
from ops.exits import CommandError
from ops.planning import FRESH, Outcome, make_plan
from ops.stacks import Stack


def head_beside(base: Rendering, stack: Stack) -> tuple[Rendered, Outcome]:
    """The base, and the head where the base is what is live.

    What is live is known once the base is there. Until then the head is rendered as if nothing were: most edits touch
    no endpoint, and then that tells all there is to tell. Else the program runs once more.

    Raises `CommandError` and `ConfigError` for what is wrong with either.
    """
    fresh = _fresh(stack)
    before = base.wait()
    if before.plan is None:
        return before, fresh or make_plan(stack, FRESH)
    plan = settled_on(fresh.plan, before.plan) if fresh else None
    return before, replace(fresh, plan=plan) if fresh and plan else make_plan(stack, before.plan)


def _fresh(stack: Stack) -> Outcome | None:
    """The head where nothing is live; None where it fails so, as it may not with what is live."""
    try:
        outcome = make_plan(stack, FRESH)
    except (CommandError, ConfigError):
        return None
    return None if outcome.refusals else outcome
