"""Levels, unknown values, broken rules, exemptions and remedies."""

import datetime
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from policies.declared import UNKNOWN, Resource
from policies.finding import Finding
from policies.judging import Judge
from policies.pack import RULES
from policies.reading import Reader
from policies.result import Level, Outcome, Result
from policies.rule import Edit, Rule, resource_rule, stack_rule
from policies.rules.storage import ACCOUNT
from policies.settings import Exemption, Profile, Settings
from policies.severity import Severity
from policies.stack_reading import StackReader
from tests.policies.cases import storage
from tests.policies.casework import resource, services
from tests.policies.judged import RULE_OF, TODAY, judged

TLS = RULE_OF["storage-minimum-tls"]
OLD = resource(ACCOUNT, "old", {**storage.GOOD[0].properties, "minimumTlsVersion": "TLS1_0"})
LATER = resource(ACCOUNT, "later", {**storage.GOOD[0].properties, "minimumTlsVersion": UNKNOWN})


def _exemption(days: int = 0, urn: str = "*::old", rule: str = TLS.name) -> Exemption:
    return Exemption(
        rule=rule, urn=urn, reason="the importer speaks nothing newer", expires=TODAY + datetime.timedelta(days=days)
    )


def _judged(*resources: Resource, rule: Rule = TLS, **settings: Any) -> list[Result]:
    return judged(resources, Settings(**settings), [rule])


def _only(*resources: Resource, rule: Rule = TLS, **settings: Any) -> Result:
    (result,) = _judged(*resources, rule=rule, **settings)
    return result


def test_prod_and_dev_differ_as_severity_and_the_rules_own_reason_say() -> None:
    prod, dev = Settings(profile=Profile.PROD), Settings(profile=Profile.DEV)
    for rule in RULES:
        assert prod.level_of(rule) is (Level.ADVISORY if rule.severity is Severity.LOW else Level.MANDATORY)
        grave = rule.severity in {Severity.CRITICAL, Severity.HIGH}
        strict = grave and not rule.advisory_in_dev
        assert dev.level_of(rule) is (Level.MANDATORY if strict else Level.ADVISORY)


def test_a_level_in_the_settings_counts_more_than_the_profile() -> None:
    assert _only(OLD, enforcement={TLS.name: Level.ADVISORY}).enforcement is Level.ADVISORY
    assert _only(OLD, enforcement={TLS.name: Level.MANDATORY}, profile=Profile.DEV).enforcement is Level.MANDATORY
    assert _judged(OLD, enforcement={TLS.name: Level.DISABLED}) == []


def test_an_unknown_value_is_told_and_mandatory_only_where_the_settings_say_so() -> None:
    assert (_only(LATER).outcome, _only(LATER).enforcement) == (Outcome.UNKNOWN, Level.ADVISORY)
    assert _only(LATER, unknown=Level.MANDATORY).enforcement is Level.MANDATORY
    mild = {TLS.name: Level.ADVISORY}
    assert _only(LATER, unknown=Level.MANDATORY, enforcement=mild).enforcement is Level.ADVISORY
    assert "`minimumTlsVersion` is not known before `up`" in _only(LATER).message


def test_an_unknown_value_of_one_property_does_not_hide_a_violation_of_another() -> None:
    rule = _rule(lambda reader: (*reader.must_be("minimumTlsVersion", "TLS1_2"), *reader.must_be("kind", "StorageV2")))
    assert [one.outcome for one in _judged(LATER, rule=rule)] == [Outcome.VIOLATED, Outcome.UNKNOWN]


def test_a_rule_that_fails_is_a_violation_and_the_others_still_report() -> None:
    def fails(reader: Reader) -> Iterator[Finding]:
        yield reader.finding("something")
        raise ValueError("hunter2, out of a property")

    results = judged([OLD], rules=[_rule(fails), TLS])
    assert [(one.rule, one.outcome, one.enforcement) for one in results] == [
        ("storage-minimum-tls", Outcome.VIOLATED, Level.MANDATORY),
        ("test-rule-fails", Outcome.BROKEN, Level.MANDATORY),
        ("test-rule-fails", Outcome.VIOLATED, Level.MANDATORY),
    ]
    assert not any("hunter2" in one.message for one in results)


def test_a_stack_rule_that_fails_is_a_violation_of_the_stack() -> None:
    def fails(stack: StackReader) -> Iterator[Finding]:
        yield from (reader.finding(reader.resource.properties["nothing"]) for reader in stack.all())

    rule = stack_rule("test-stack-fails", title="x", row=TLS.row, types=(ACCOUNT,), safe="x", config_key="x")(fails)
    assert (_only(OLD, rule=rule).outcome, _only(OLD, rule=rule).urn) == (Outcome.BROKEN, "")


def test_what_is_unknown_of_one_resource_does_not_hide_the_others_from_a_stack_rule() -> None:
    def each(stack: StackReader) -> Iterator[Finding]:
        yield from stack.each(lambda reader, _: reader.must_be("minimumTlsVersion", "TLS1_2"), ACCOUNT)

    rule = stack_rule("test-stack-each", title="x", row=TLS.row, types=(ACCOUNT,), safe="x", config_key="x")(each)
    outcomes = {(one.urn, one.outcome) for one in _judged(LATER, OLD, rule=rule)}
    assert outcomes == {(LATER.urn, Outcome.UNKNOWN), (OLD.urn, Outcome.VIOLATED)}


@pytest.mark.parametrize("resource", [OLD, LATER], ids=["violated", "unknown"])
def test_an_exemption_holds_to_its_last_day_and_stays_in_sight(resource: Resource) -> None:
    exempt = _only(resource, exemptions=(_exemption(0, urn="*"),))
    assert (exempt.outcome, exempt.enforcement) == (Outcome.EXEMPT, Level.DISABLED)
    assert exempt.message.endswith("Exempt until 2030-01-31: the importer speaks nothing newer")


def test_an_expired_exemption_is_a_mandatory_violation_beside_what_it_was_for() -> None:
    results = _judged(OLD, exemptions=(_exemption(-1),), profile=Profile.DEV)
    assert {(one.outcome, one.enforcement) for one in results} == {
        (Outcome.EXPIRED, Level.MANDATORY),
        (Outcome.VIOLATED, Level.MANDATORY),
    }


def test_an_exemption_of_nothing_is_told() -> None:
    for exemption in (_exemption(urn="*::nobody"), _exemption(rule="storage-https-only")):
        results = _judged(OLD, exemptions=(exemption,))
        assert {(one.outcome, one.enforcement) for one in results} == {
            (Outcome.UNMATCHED, Level.ADVISORY),
            (Outcome.VIOLATED, Level.MANDATORY),
        }


def test_a_bracket_in_the_urn_of_an_exemption_is_a_bracket() -> None:
    one, other = (replace(OLD, urn=f"{OLD.urn}{end}", name=end) for end in ("[1]", "1"))
    results = _judged(one, other, exemptions=(_exemption(urn="*[1]"),))
    assert {(result.urn, result.outcome) for result in results} == {
        (one.urn, Outcome.EXEMPT),
        (other.urn, Outcome.VIOLATED),
    }


def test_an_exemption_exempts_no_other_resource_and_no_other_rule() -> None:
    other = replace(OLD, urn=OLD.urn + "er", name="older", properties={**OLD.properties, "allowSharedKeyAccess": True})
    rules = [TLS, RULE_OF["storage-shared-keys-off"]]
    results = judged([OLD, other], Settings(exemptions=(_exemption(),)), rules)
    assert {(one.urn, one.rule, one.outcome) for one in results} == {
        (OLD.urn, TLS.name, Outcome.EXEMPT),
        (other.urn, TLS.name, Outcome.VIOLATED),
        (other.urn, "storage-shared-keys-off", Outcome.VIOLATED),
    }


def test_nothing_is_mended_unless_the_settings_ask_for_it() -> None:
    assert _only(OLD).outcome is Outcome.VIOLATED
    mended = _only(OLD, remediate=True)
    assert (mended.outcome, mended.enforcement) == (Outcome.REMEDIATED, Level.REMEDIATE)


@pytest.mark.parametrize("level", [Level.MANDATORY, Level.ADVISORY, Level.DISABLED])
def test_nothing_is_mended_by_a_rule_whose_level_is_given(level: Level) -> None:
    told = [(one.outcome, one.enforcement) for one in _judged(OLD, remediate=True, enforcement={TLS.name: level})]
    assert told == ([] if level is Level.DISABLED else [(Outcome.VIOLATED, level)])


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.remedy], ids=lambda rule: rule.name)
def test_a_remedy_mends_every_broken_case_and_leaves_good_resources_alone(rule: Rule) -> None:
    for service in services():
        for case in service.cases.get(rule.name, ()):
            assert _judged(*service.good, rule=rule, remediate=True) == []
            outcomes = {one.outcome for one in _judged(*case.of(service.good), rule=rule, remediate=True)}
            wanted = {"violated": {Outcome.REMEDIATED}, "unknown": {Outcome.UNKNOWN}, "passed": set()}
            assert outcomes == wanted[case.outcome], str(case)


@pytest.mark.parametrize(("days", "outcomes"), [(0, {Outcome.EXEMPT}), (-1, {Outcome.REMEDIATED, Outcome.EXPIRED})])
def test_nothing_is_mended_that_is_exempt(days: int, outcomes: set[Outcome]) -> None:
    results = _judged(OLD, remediate=True, exemptions=(_exemption(days),))
    assert {one.outcome for one in results} == outcomes


def test_what_a_remedy_does_not_mend_stays_a_mandatory_violation() -> None:
    def useless(_: Reader) -> Iterator[Edit]:
        yield Edit(path=("tags", "mended"), value="yes")

    results = _judged(OLD, rule=replace(TLS, remedy=useless), remediate=True, profile=Profile.DEV)
    assert {(one.outcome, one.enforcement) for one in results} == {
        (Outcome.REMEDIATED, Level.REMEDIATE),
        (Outcome.VIOLATED, Level.MANDATORY),
    }


def test_results_come_worst_first_in_an_order_of_their_own() -> None:
    bare = [resource(one.type, one.name, {}) for one in storage.GOOD]
    results = judged(bare)
    assert results == judged(reversed(bare)) == sorted(results, key=lambda one: one.place)
    assert [one.severity for one in results] == sorted((one.severity for one in results), key=[*Severity].index)


def test_judging_by_parts_tells_what_judging_at_once_tells() -> None:
    judge = Judge(RULES, Settings(exemptions=(_exemption(), _exemption(-1), _exemption(urn="*::nobody"))), TODAY)
    resources = [OLD, LATER, *storage.GOOD]
    parts = [one for each in resources for one in judge.judge_resource(each)] + judge.judge_stack(resources)
    assert sorted(parts, key=lambda one: one.place) == judge.judge(resources)


def _rule(check: Any) -> Rule:
    return resource_rule("test-rule-fails", title="x", row=TLS.row, types=(ACCOUNT,), safe="x", config_key="x")(check)


def test_a_day_that_is_none_is_told_what_is_safe_in_words() -> None:
    for kind in ("Secret", "Key"):
        old = resource(f"azure-native:keyvault:{kind}", "old", {"properties": {"attributes": {"expires": 0}}})
        (result,) = _judged(old, rule=RULE_OF[f"key-vault-{kind.lower()}-expires"])
        assert "`properties.attributes.expires` is 0; safe is the day on which it ends. " in result.message


def test_a_word_of_kubernetes_in_another_case_is_told_as_that() -> None:
    labels = {"metadata": {"name": "x", "labels": {"pod-security.kubernetes.io/enforce": "Restricted"}}}
    namespace = resource("kubernetes:core/v1:Namespace", "x", labels)
    (result,) = _judged(namespace, rule=RULE_OF["namespace-pod-security-restricted"])
    assert "` is restricted in another case; safe is restricted. " in result.message


def test_a_level_is_to_mend_only_where_there_is_a_remedy() -> None:
    for rule in RULES:
        level = Settings(remediate=True).level_of(rule)
        assert (level is Level.REMEDIATE) is (rule.remedy is not None), rule.name
