"""Judging in tests: every rule at its severity, on a day of the tests' own."""

import datetime
from collections.abc import Iterable, Sequence

from policies.declared import Resource
from policies.judging import Judge
from policies.pack import RULES
from policies.result import Result
from policies.rule import Rule
from policies.settings import Settings

TODAY = datetime.date(2030, 1, 31)

RULE_OF = {rule.name: rule for rule in RULES}


def judged(
    resources: Iterable[Resource], settings: Settings | None = None, rules: Sequence[Rule] = RULES
) -> list[Result]:
    """What is to be told of the resources."""
    return Judge(rules, settings or Settings(), TODAY).judge(resources)


def outcome_of(rule: Rule, resources: Iterable[Resource]) -> str:
    """The one word for what a rule tells: the gravest of its outcomes."""
    outcomes = {result.outcome.value for result in judged(resources, rules=[rule])}
    return next((word for word in ("broken", "violated", "unknown") if word in outcomes), "passed")
