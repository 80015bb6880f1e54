"""What a rule is, and how one is written."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from policies.baseline import ROWS
from policies.finding import Finding
from policies.reading import Default, Reader
from policies.severity import Severity
from policies.stack_reading import StackReader

ResourceCheck = Callable[[Reader], Iterator[Finding]]
StackCheck = Callable[[StackReader], Iterator[Finding]]


class Scope(StrEnum):
    """What a rule has to see."""

    RESOURCE = "resource"
    STACK = "stack"


@dataclass(frozen=True, kw_only=True)
class Edit:
    """A property that a remedy sets."""

    path: tuple[str, ...]
    value: Any


Remedy = Callable[[Reader], Iterator[Edit]]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule of the pack."""

    name: str
    """`<service>-<subject>-<requirement>`."""
    title: str
    """What holds where the rule is kept: one sentence without its full stop."""
    row: str
    """Id of the row of the baseline that it enforces."""
    types: tuple[str, ...]
    """Canonical tokens of what it concerns."""
    safe: str
    """What is safe, in words."""
    config_key: str
    """The config key, or the argument and its file, to change."""
    scope: Scope
    check: Callable[..., Iterator[Finding]]
    defaults: Mapping[str, Default] = field(default_factory=dict)
    """What Azure or Kubernetes takes an absent property for, by the path as the rule reads it."""
    advisory_in_dev: str = ""
    """Why the rule is only advisory in the profile `dev`; empty where it follows its severity."""
    remedy: Remedy | None = None

    @property
    def severity(self) -> Severity:
        """How bad a violation is: that of the baseline's row."""
        return ROWS[self.row].severity

    @property
    def references(self) -> tuple[str, ...]:
        """The controls of public frameworks behind it: the sources of the baseline's row."""
        return ROWS[self.row].sources

    @property
    def description(self) -> str:
        """What the rule asks, in the first line of its check's docstring."""
        return (self.check.__doc__ or "").strip()


def resource_rule(
    name: str,
    *,
    title: str,
    row: str,
    types: tuple[str, ...],
    safe: str,
    config_key: str,
    defaults: Mapping[str, Default] | None = None,
    advisory_in_dev: str = "",
    remedy: Remedy | None = None,
) -> Callable[[ResourceCheck], Rule]:
    """Make a rule of a function that judges one resource of `types` at a time."""

    def rule_of(check: ResourceCheck) -> Rule:
        return Rule(
            name=name,
            title=title,
            row=row,
            types=types,
            safe=safe,
            config_key=config_key,
            scope=Scope.RESOURCE,
            check=check,
            defaults=defaults or {},
            advisory_in_dev=advisory_in_dev,
            remedy=remedy,
        )

    return rule_of


def stack_rule(
    name: str,
    *,
    title: str,
    row: str,
    types: tuple[str, ...],
    safe: str,
    config_key: str,
    defaults: Mapping[str, Default] | None = None,
    advisory_in_dev: str = "",
) -> Callable[[StackCheck], Rule]:
    """Make a rule of a function that judges all resources together; `types` are those that it is about."""

    def rule_of(check: StackCheck) -> Rule:
        return Rule(
            name=name,
            title=title,
            row=row,
            types=types,
            safe=safe,
            config_key=config_key,
            scope=Scope.STACK,
            check=check,
            defaults=defaults or {},
            advisory_in_dev=advisory_in_dev,
        )

    return rule_of
