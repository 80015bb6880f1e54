"""What comes of edits of the platform: what is told of them while models are served, and what a plan of them takes."""

import json
from functools import cache

from components.decisions.leaving import leaving
from components.decisions.leaving_pools import leaving_pools, not_retired
from components.decisions.platform_guards import platform_problems
from config.errors import Problem
from config.loader import load
from config.stack import StackConfig
from ops.diff.compare import compare
from ops.diff.difference import Action, Base
from ops.plan import plan_of
from sandbox.recording import Recording
from tests.platform.conftest import preview
from tests.platform.served import STACK, made_of, names_of, with_models
from tests.platform.whole import STACKS, Document


def read(document: Document) -> StackConfig:
    """The config of a document. Raises `config.errors.ConfigError`."""
    return load({key: one if isinstance(one, str) else json.dumps(one) for key, one in document.items()}, {"secrets"})


@cache
def base(stack: str) -> Recording:
    """A stack before it is edited."""
    return preview(STACKS[stack])


def told(stack: str, document: Document) -> list[Problem]:
    """What the program says of making one of `STACKS` this document, with a model of each target in each stamp."""
    config = read(document)
    made = with_models(made_of(base(stack)), STACKS[stack]["stamps"])
    names = names_of(config)
    of_stamps = [one for one in leaving(config, names, made) if not one.path.startswith("models.")]
    pools = not_retired(leaving_pools(config, names, made))
    return [*of_stamps, *pools, *platform_problems(config, names, made)]


def lost(stack: str, head: Recording) -> frozenset[str]:
    """The types of what an `up` would delete or replace; empty where Azure itself refuses the edit."""
    difference = compare(*(plan_of(one, "ai-models", STACK) for one in (base(stack), head)), Base(words="the base"))
    taken = [one for one in difference.resources if one.action in (Action.REPLACED, Action.REMOVED)]
    return frozenset() if difference.refusals else frozenset(one.type.partition(":")[2] for one in taken)
