"""Run rules over resources: levels, unknowns, broken rules, exemptions, remedies."""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from policies.declared import Resource
from policies.finding import Finding, Mistyped, NotKnown
from policies.reading import Reader
from policies.result import Level, Outcome, Result
from policies.rule import Edit, Rule, Scope
from policies.settings import Exemption, Settings
from policies.severity import Severity
from policies.stack_reading import Index, StackReader
from policies.tokens import canonical

DOCUMENT = "docs/policies.md"


@dataclass(frozen=True, kw_only=True)
class Remedied:
    """A resource as remedies leave it."""

    resource: Resource
    edits: tuple[tuple[Rule, Edit], ...]
    """What was set, and by which rule."""


class Judge:
    """The rules of a pack with the settings of one stack on one day."""

    def __init__(self, rules: Sequence[Rule], settings: Settings, today: datetime.date) -> None:
        self._settings = settings
        self._today = today
        enabled = [rule for rule in rules if settings.level_of(rule) is not Level.DISABLED]
        self._stack_rules = [rule for rule in enabled if rule.scope is Scope.STACK]
        self._by_type: dict[str, list[Rule]] = {}
        for rule in enabled:
            if rule.scope is Scope.RESOURCE:
                for type_ in rule.types:
                    self._by_type.setdefault(type_, []).append(rule)

    def judge(self, resources: Iterable[Resource]) -> list[Result]:
        """Everything that is to be told of a plan, worst first."""
        remedied = [self.remedy(resource) for resource in resources]
        of_resources, told = self._judge([one.resource for one in remedied])
        mended = [_mended(one.resource.urn, rule, edit) for one in remedied for rule, edit in one.edits]
        return sorted([*told, *self._exempted(of_resources), *mended], key=lambda result: result.place)

    def judge_stack(self, resources: Iterable[Resource]) -> list[Result]:
        """What `judge` tells that `remedy` and `judge_resource` do not: of resources together, and of exemptions."""
        return sorted(self._judge([*resources])[1], key=lambda result: result.place)

    def judge_resource(self, resource: Resource) -> list[Result]:
        """What the rules of single resources tell of this one, as it is."""
        return sorted(self._exempted(self._of_resource(resource)), key=lambda result: result.place)

    def mends(self, type_: str) -> bool:
        """Whether the settings ask for a remedy of anything that resources of that type may violate."""
        rules = self._by_type.get(canonical(type_), ())
        return any(self._settings.level_of(rule) is Level.REMEDIATE for rule in rules)

    def remedy(self, resource: Resource) -> Remedied:
        """The resource with what it violates mended, where the settings ask for that."""
        edits: list[tuple[Rule, Edit]] = []
        for rule in self._by_type.get(canonical(resource.type), ()):
            asked = self._settings.level_of(rule) is Level.REMEDIATE and not self._exemption(rule.name, resource.urn)
            if asked and _is_violated(rule, resource):
                for edit in _edits(rule, resource):
                    edits.append((rule, edit))
                    resource = replace(resource, properties=edited(resource.properties, edit))
        return Remedied(resource=resource, edits=tuple(edits))

    def _judge(self, resources: Sequence[Resource]) -> tuple[list[Result], list[Result]]:
        """What is to be told of each resource by itself, and what of all together and of exemptions."""
        of_resources = [result for resource in resources for result in self._of_resource(resource)]
        of_stack = [*self._of_stack(resources)]
        of_exemptions = self._of_exemptions([*of_resources, *of_stack])
        return of_resources, [*of_exemptions, *self._exempted(of_stack)]

    def _of_resource(self, resource: Resource) -> Iterator[Result]:
        for rule in self._by_type.get(canonical(resource.type), ()):
            yield from self._results(rule, Reader(resource, rule.defaults), resource.urn)

    def _of_stack(self, resources: Sequence[Resource]) -> Iterator[Result]:
        index = Index(resources)
        for rule in self._stack_rules:
            yield from self._results(rule, StackReader(index, rule.defaults), "")

    def _results(self, rule: Rule, reader: Reader | StackReader, urn: str) -> list[Result]:
        """What a rule tells, each thing once: what several parts of a plan hang on is the same for all of them."""
        return [*dict.fromkeys(self._run(rule, reader, urn))]

    def _run(self, rule: Rule, reader: Reader | StackReader, urn: str) -> Iterator[Result]:
        try:
            for finding in rule.check(reader):
                yield self._result(rule, finding, urn)
        except (NotKnown, Mistyped) as trouble:
            yield self._result(rule, trouble.finding(), urn)
        except Exception as error:
            yield self._broken(rule, error, urn)

    def _result(self, rule: Rule, finding: Finding, urn: str) -> Result:
        level = _in_force(self._settings.level_of(rule))
        if finding.undecided and self._settings.unknown is not Level.MANDATORY:
            level = Level.ADVISORY
        return Result(
            rule=rule.name,
            enforcement=level,
            severity=rule.severity,
            urn=finding.urn or urn,
            message=message_of(rule, finding),
            outcome=Outcome.UNKNOWN if finding.undecided else Outcome.VIOLATED,
        )

    def _broken(self, rule: Rule, error: Exception, urn: str) -> Result:
        # The text of the error may hold a value of the resource.
        message = f"The rule itself failed ({type(error).__name__}), which counts as a violation. {_link(rule.name)}"
        return Result(
            rule=rule.name,
            enforcement=_in_force(self._settings.level_of(rule)),
            severity=rule.severity,
            urn=urn,
            message=message,
            outcome=Outcome.BROKEN,
        )

    def _exempted(self, results: Iterable[Result]) -> Iterator[Result]:
        for result in results:
            exemption = self._exemption(result.rule, result.urn)
            yield _exempt(result, exemption) if exemption else result

    def _exemption(self, rule: str, urn: str) -> Exemption | None:
        return next(
            (
                exemption
                for exemption in self._settings.exemptions
                if exemption.covers(rule, urn) and self._today <= exemption.expires
            ),
            None,
        )

    def _of_exemptions(self, results: Sequence[Result]) -> Iterator[Result]:
        for exemption in self._settings.exemptions:
            if self._today > exemption.expires:
                yield _expired(exemption)
            elif not any(exemption.covers(result.rule, result.urn) for result in results):
                yield _unmatched(exemption)


def message_of(rule: Rule, finding: Finding) -> str:
    """What was found, what is safe, what to change, and where to read on."""
    safe, fix = finding.safe or rule.safe, finding.fix or rule.config_key
    return f"{finding.found}; safe is {safe}. Change {fix}. {_link(rule.name)}"


def edited(properties: Mapping[str, Any], edit: Edit) -> dict[str, Any]:
    """A copy of the properties with the edit in it; objects on its way are made where there are none."""
    first, *rest = edit.path
    if not rest:
        return {**properties, first: edit.value}
    below = properties.get(first)
    inner = below if isinstance(below, Mapping) else {}
    return {**properties, first: edited(inner, Edit(path=tuple(rest), value=edit.value))}


def _is_violated(rule: Rule, resource: Resource) -> bool:
    try:
        return any(not finding.undecided for finding in rule.check(Reader(resource, rule.defaults)))
    except Mistyped:
        return True
    except Exception:
        return False


def _edits(rule: Rule, resource: Resource) -> list[Edit]:
    try:
        return [*rule.remedy(Reader(resource, rule.defaults))] if rule.remedy else []
    except Exception:
        return []


def _in_force(level: Level) -> Level:
    """What is left after a remedy is mandatory, as it is for Pulumi itself."""
    return Level.MANDATORY if level is Level.REMEDIATE else level


def _mended(urn: str, rule: Rule, edit: Edit) -> Result:
    return Result(
        rule=rule.name,
        enforcement=Level.REMEDIATE,
        severity=rule.severity,
        urn=urn,
        message=f"`{'.'.join(edit.path)}` is set to what is safe: {rule.safe}. {_link(rule.name)}",
        outcome=Outcome.REMEDIATED,
    )


def _exempt(result: Result, exemption: Exemption) -> Result:
    words = f"{result.message}\nExempt until {exemption.expires}: {exemption.reason}"
    return replace(result, enforcement=Level.DISABLED, outcome=Outcome.EXEMPT, message=words)


def _expired(exemption: Exemption) -> Result:
    return Result(
        rule=exemption.rule,
        enforcement=Level.MANDATORY,
        severity=Severity.HIGH,
        urn="",
        message=f"The exemption of {exemption.urn} expired on {exemption.expires}. Mend what it was for, then take it "
        f"out of `policies.exemptions`, or renew it there with a reason. {_link(exemption.rule)}",
        outcome=Outcome.EXPIRED,
    )


def _unmatched(exemption: Exemption) -> Result:
    return Result(
        rule=exemption.rule,
        enforcement=Level.ADVISORY,
        severity=Severity.LOW,
        urn="",
        message=f"The exemption of {exemption.urn} is for nothing: no resource of that URN violates the rule. Take it "
        f"out of `policies.exemptions`, or correct its URN. {_link(exemption.rule)}",
        outcome=Outcome.UNMATCHED,
    )


def _link(rule: str) -> str:
    return f"See {DOCUMENT}#{rule}"
