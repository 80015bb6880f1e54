"""Render the head, while the base is rendered beside it."""

from collections.abc import Callable

from ops.diff.rendering import Rendered, Rendering
from ops.live import Coming
from ops.plan import Plan
from ops.planning import Outcome, make_plan
from ops.stacks import Stack


def head_beside(base: Rendering, stack: Stack, check: Callable[[Rendered], None]) -> tuple[Rendered, Outcome]:
    """The base, and the head where the base is what is live.

    What is live decides about traffic, and about what an edit may take away. So the head's program runs up to where it
    asks for that, half of its way on most stacks, and waits there until the base, in a process of its own, is done.

    `check` says what is wrong with the base. Raises `CommandError` and `ConfigError` for what is wrong with either.
    """

    def live() -> Plan | None:
        before = base.wait()
        check(before)
        return before.plan

    outcome = make_plan(stack, Coming(live))
    before = base.wait()
    check(before)
    return before, outcome
