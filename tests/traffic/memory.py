"""The program of a story, run once for each config and decision: what it registers follows from these alone.

Nine tenths of a run are the SDK's; a story repeats many, and so do stories among each other. That a replay is what the
program would have done is held by `test_memory.py`.
"""

from functools import partial

from config.stack import StackConfig
from tests.traffic.asking import Ears
from tests.traffic.playing import Played, play, replay
from tests.traffic.stack import Decisions, asking, declaring
from tests.traffic.steps import Steps

MOST = 3000
"""Programs that are remembered; the oldest is forgotten first."""

_PLAYED: dict[str, Played] = {}


def run_program(config: StackConfig, steps: Steps, ears: Ears | None = None) -> Played:
    """Ask, decide and declare, from memory where the same was declared before; `ears` hear the questions."""
    decisions: list[Decisions] = []
    asked = play(asking(config, decisions), steps, ears)
    if not decisions:
        return asked
    key = f"{config.model_dump_json()} {decisions[0]} {_live(decisions[0])}"
    known = _PLAYED.get(key)
    if known:
        return replay(known, steps)
    played = play(declaring(config, decisions[0]), steps)
    if not played.stopped and not steps.failed and not steps.left_out:
        _PLAYED[key] = played
        while len(_PLAYED) > MOST:
            _PLAYED.pop(next(iter(_PLAYED)))
    return played


def _live(decisions: Decisions) -> list[str]:
    """What else the program goes by: a plan of traffic does not show what is live."""
    plans = [plan for _, stamp in sorted(decisions.items()) for _, plan in sorted(stamp.traffic.items())]
    return [f"{plan.live.own_id} {sorted(plan.live.deployments.items())}" for plan in plans if plan.live]


forget = partial(_PLAYED.clear)
"""Forget everything: call it when the program itself has changed."""
