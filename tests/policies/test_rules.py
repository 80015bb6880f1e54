"""Every rule tells what is broken, absent and unknown, on every type and in every form of its token."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from policies.finding import Finding
from policies.pack import RULES
from policies.reading import Path, Reader
from policies.rule import Rule, Scope
from policies.wording import Scalar
from tests.policies.casework import Case, Service, services
from tests.policies.judged import RULE_OF, judged, outcome_of

SERVICES = services()
ALL = [(service, name, case) for service in SERVICES for name, cases in service.cases.items() for case in cases]
"""Every case of every rule."""

FORMS = {
    "as in state files of old": r"azure-native:\1/v20240101:\2",
    "of a preview version": r"azure-native:\1/v20240101preview:\2",
    "of a package of one version": r"azure-native_\1_v20240101:\1:\2",
}


@pytest.mark.parametrize(("service", "name", "case"), ALL, ids=[f"{name}-{case}" for _, name, case in ALL])
def test_a_rule_tells_what_its_case_expects(service: Service, name: str, case: Case) -> None:
    assert outcome_of(RULE_OF[name], case.of(service.good)) == case.outcome


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_no_rule_says_anything_of_good_resources(service: Service) -> None:
    assert judged(service.good, rules=[RULE_OF[name] for name in service.cases]) == []


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_rules_meet_every_form_of_a_token(form: str) -> None:
    for service, name, case in ALL:
        resources = [replace(one, type=_written(one.type, form)) for one in case.of(service.good)]
        assert outcome_of(RULE_OF[name], resources) == case.outcome, (name, str(case))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_has_a_broken_an_absent_and_an_unknown_case(rule: Rule) -> None:
    kinds = {case.kind for _, name, case in ALL if name == rule.name}
    assert kinds >= {"broken", "absent", "unknown"}


def test_every_case_is_of_a_rule() -> None:
    assert {name for _, name, _ in ALL} <= RULE_OF.keys()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_has_a_good_resource_of_each_of_its_types(rule: Rule) -> None:
    good = {one.type for service in SERVICES if rule.name in service.cases for one in service.good}
    assert set(rule.types) <= good


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.scope is Scope.RESOURCE], ids=lambda rule: rule.name)
def test_each_type_of_a_rule_has_a_broken_case(rule: Rule) -> None:
    for type_ in rule.types:
        without = replace(rule, types=tuple(other for other in rule.types if other != type_))
        assert _contradictions(without), type_


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_that_always_passes_is_found_out(rule: Rule) -> None:
    assert _contradictions(replace(rule, check=lambda _: iter(())))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_that_drops_one_of_its_demands_is_found_out(rule: Rule, monkeypatch: pytest.MonkeyPatch) -> None:
    for demand in _demands(rule, monkeypatch):
        with monkeypatch.context() as patch:
            _drop(demand, patch)
            assert _contradictions(rule), f"{demand} can go, and no case tells"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_that_takes_another_word_of_its_service_for_safe_is_found_out(
    rule: Rule, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path, word in _other_words(rule, monkeypatch):
        with monkeypatch.context() as patch:
            _take_for_safe(path, word, patch)
            assert _contradictions(rule), f"{word} may be safe at {path}, and no case tells"


def test_nothing_is_told_twice() -> None:
    for service, name, case in ALL:
        results = judged(case.of(service.good), rules=[RULE_OF[name]])
        assert len(results) == len(set(results)), (name, str(case))


def test_no_message_tells_a_text_of_a_property() -> None:
    for service, name, case in ALL:
        planted = [replace(one, properties=_planted(one.properties)) for one in case.of(service.good)]
        for result in judged(planted, rules=[RULE_OF[name]]):
            assert "planted" not in result.message, (name, str(case))


def test_a_message_says_what_was_found_what_is_safe_what_to_change_and_where_to_read_on() -> None:
    for service, name, case in ALL:
        for result in judged(case.of(service.good), rules=[RULE_OF[name]]):
            assert re.fullmatch(r".+; safe is .+\. Change .+\. See docs/policies\.md#" + name, result.message)


def test_a_message_tells_each_word_that_the_service_knows() -> None:
    own = {"service-bus-root-key-only"}
    untold = [
        (name, str(case))
        for service, name, case in ALL
        if name not in own and case.kind == "broken" and _is_of_words(case)
        for result in judged(case.of(service.good), rules=[RULE_OF[name]])
        if "is another text" in result.message
    ]
    assert untold == []


def _is_of_words(case: Case) -> bool:
    """Whether the values of a case are words of enums: texts, and no boolean in quotes."""
    return all(isinstance(one.value, str) and one.value.casefold() not in {"true", "false"} for one in case.edits)


_DEMANDS = ("must_be", "must_not_be", "must_be_within", "must_have")


def _demands(rule: Rule, monkeypatch: pytest.MonkeyPatch) -> set[tuple[str, Path]]:
    """What the cases of a rule make it ask of properties: the reader's method and the path."""
    asked: set[tuple[str, Path]] = set()
    with monkeypatch.context() as patch:
        for method in _DEMANDS:
            patch.setattr(Reader, method, _noting(method, getattr(Reader, method), asked))
        _contradictions(rule)
    return asked


def _noting(method: str, ask: Callable[..., Iterator[Finding]], asked: set[tuple[str, Path]]) -> Any:
    def noting(reader: Reader, path: Path, *values: Any, **options: Any) -> Iterator[Finding]:
        asked.add((method, path))
        return ask(reader, path, *values, **options)

    return noting


def _drop(demand: tuple[str, Path], patch: pytest.MonkeyPatch) -> None:
    method, dropped = demand
    ask = getattr(Reader, method)

    def without(reader: Reader, path: Path, *values: Any, **options: Any) -> Iterator[Finding]:
        return iter(()) if path == dropped else ask(reader, path, *values, **options)

    patch.setattr(Reader, method, without)


def _other_words(rule: Rule, monkeypatch: pytest.MonkeyPatch) -> set[tuple[Path, str]]:
    """The words that a rule knows of properties beside those that are safe."""
    asked: set[tuple[Path, str]] = set()
    must_be = Reader.must_be

    def noting(reader: Reader, path: Path, *safe: Scalar, known: Sequence[str] = ()) -> Iterator[Finding]:
        asked.update((path, word) for word in known if word not in safe)
        return must_be(reader, path, *safe, known=known)

    with monkeypatch.context() as patch:
        patch.setattr(Reader, "must_be", noting)
        _contradictions(rule)
    return asked


def _take_for_safe(unsafe: Path, word: str, patch: pytest.MonkeyPatch) -> None:
    must_be = Reader.must_be

    def lenient(reader: Reader, path: Path, *safe: Scalar, known: Sequence[str] = ()) -> Iterator[Finding]:
        return must_be(reader, path, *safe, *([word] if path == unsafe else []), known=known)

    patch.setattr(Reader, "must_be", lenient)


def _contradictions(rule: Rule) -> list[Case]:
    """The cases that a rule does not pass."""
    return [case for service, case in _cases_of(rule) if outcome_of(rule, case.of(service.good)) != case.outcome]


def _cases_of(rule: Rule) -> list[tuple[Service, Case]]:
    return [(service, case) for service, name, case in ALL if name == rule.name]


def _written(token: str, form: str) -> str:
    return re.sub(r"azure-native:(\w+):(\w+)", form, token)


def _planted(value: Any) -> Any:
    """The value with every text in it replaced."""
    match value:
        case str():
            return "planted-secret"
        case Mapping():
            return {key: _planted(item) for key, item in value.items()}
        case list():
            return [_planted(item) for item in value]
        case _:
            return value
