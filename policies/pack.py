"""The pack: every rule, in order, and how a plan is judged by them."""

import datetime
import importlib
import pkgutil
from collections.abc import Iterable, Iterator

from policies import rules
from policies.declared import Resource
from policies.judging import Judge
from policies.result import Result
from policies.rule import Rule
from policies.settings import Settings

NAME = "ai-models"
VERSION = "1.0.0"
"""Of the pack, in what the engine prints: as in PulumiPolicy.yaml."""


def _rules() -> Iterator[Rule]:
    for module in sorted(pkgutil.iter_modules(rules.__path__), key=lambda found: found.name):
        members = vars(importlib.import_module(f"{rules.__name__}.{module.name}")).values()
        yield from (member for member in members if isinstance(member, Rule))


RULES: tuple[Rule, ...] = tuple(_rules())
"""By module, and in each as they are written there."""


def judge_all(resources: Iterable[Resource], settings: Settings, today: datetime.date) -> list[Result]:
    """Everything that the pack has to tell of a plan, worst first."""
    return Judge(RULES, settings, today).judge(resources)
