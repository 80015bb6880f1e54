"""The pack's process tells the engine exactly what direct calls tell."""

import datetime
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import grpc
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import analyzer_pb2

from policies.declared import UNKNOWN, Resource
from policies.pack import RULES, judge_all
from policies.result import Outcome
from policies.settings import Settings, parse
from tests.policies.casework import Service, resource, services
from tests.policies.process import SECRET, SIGNATURE_KEY, Pack, Told, analysis_of, running_pack

TAGS = {"managedBy": "pulumi", "stack": "test"}
NAMES = {rule.name for rule in RULES}
_FAR = "2999-12-31"
_REASON = "accepted in a test"
_SECRET_EACH = 3
"""One resource in so many has nothing but secrets."""

SETTINGS: dict[str, dict[str, Any]] = {
    "none": {},
    "unknown values are violations in dev": {"unknown": "mandatory", "profile": "dev"},
    "mending": {"remediate": True, "profile": "dev"},
}
SETTINGS_OF_RULES: dict[str, dict[str, Any]] = {
    "other levels": {"enforcement": {"storage-minimum-tls": "disabled", "key-vault-soft-delete-on": "advisory"}},
    "other levels beside mending": {"remediate": True, "enforcement": {"storage-minimum-tls": "advisory"}},
    "exemptions": {
        "exemptions": [
            {"rule": "key-vault-firewall-denies", "urn": "*", "reason": _REASON, "expires": _FAR},
            {"rule": "storage-backup-versioned", "urn": "*::backup-*", "reason": _REASON, "expires": _FAR},
            {"rule": "storage-https-only", "urn": "*", "reason": _REASON, "expires": "2020-01-31"},
            {"rule": "storage-https-only", "urn": "*::nothing", "reason": _REASON, "expires": _FAR},
        ]
    },
}
"""Of what other rules have to tell they change nothing."""
_THEIRS = ("keyvault", "storage", "storage_backup")
"""The services whose rules they name."""


def _broken(service: Service) -> list[Resource]:
    """What is good of a service, and beside it what every case of every rule makes of it."""
    found = [*service.good]
    for name, cases in service.cases.items():
        for number, case in enumerate(cases):
            changed = [one for one in case.of(service.good) if one not in service.good]
            found += _renamed(changed, f"-{name}-{number}")
    known = [one for one in found if one.properties is not UNKNOWN]
    return [_hidden(one) if number % _SECRET_EACH == 0 else one for number, one in enumerate(known)]


def _hidden(resource: Resource) -> Resource:
    return replace(resource, secrets=frozenset(resource.properties))


def _renamed(resources: list[Resource], suffix: str) -> list[Resource]:
    urns = {one.urn: one.urn + suffix for one in resources}
    return [
        replace(
            one,
            urn=urns[one.urn],
            name=one.name + suffix,
            dependencies=_among(urns, one.dependencies),
            property_dependencies={name: _among(urns, made_of) for name, made_of in one.property_dependencies.items()},
            ignore_changes=tuple(sorted(one.ignore_changes)),
        )
        for one in resources
    ]


def _among(urns: dict[str, str], some: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(urns.get(urn, urn) for urn in some))


BROKEN = {service.name: _broken(service) for service in services()}
"""A stack a service: in one of all, rules on all resources together would take minutes."""


@pytest.fixture(scope="module")
def pack() -> Iterator[Pack]:
    with running_pack() as running:
        yield running


@pytest.mark.parametrize("given_settings", SETTINGS.values(), ids=SETTINGS)
def test_the_process_tells_what_direct_calls_tell(pack: Pack, given_settings: dict[str, Any]) -> None:
    _compare(pack, given_settings, BROKEN)


@pytest.mark.parametrize("given_settings", SETTINGS_OF_RULES.values(), ids=SETTINGS_OF_RULES)
def test_the_process_treats_single_rules_as_direct_calls_do(pack: Pack, given_settings: dict[str, Any]) -> None:
    _compare(pack, given_settings, _THEIRS)


def test_levels_given_on_the_command_line_count_more_than_those_of_the_config(pack: Pack) -> None:
    pack.configure('{"enforcement": {"key-vault-soft-delete-on": "disabled"}}', {"key-vault-soft-delete-on": 0})
    levels = {level for rule, level, *_ in pack.ask(BROKEN["keyvault"]).results if rule == "key-vault-soft-delete-on"}
    assert levels == {"advisory"}


@pytest.mark.parametrize(
    ("level", "remediate", "told", "mends"),
    [
        (analyzer_pb2.MANDATORY, True, {"mandatory"}, False),
        (analyzer_pb2.ADVISORY, True, {"advisory"}, False),
        (analyzer_pb2.DISABLED, True, set(), False),
        (analyzer_pb2.REMEDIATE, False, set(), True),
    ],
)
def test_a_level_given_on_the_command_line_is_what_the_rule_does(
    pack: Pack, level: int, remediate: bool, told: set[str], mends: bool
) -> None:
    rule = "storage-minimum-tls"
    pack.configure(json.dumps({"remediate": remediate}), {rule: level})
    account = resource("azure-native:storage:StorageAccount", "account", {"minimumTlsVersion": "TLS1_0"})
    answers = pack.ask([account])
    assert {level for name, level, *_ in answers.results if name == rule} == told
    assert (rule in {name for name, _ in answers.remediated}) is mends


def test_a_level_for_a_rule_that_there_is_not_is_told_to_the_engine(pack: Pack) -> None:
    with pytest.raises(grpc.RpcError) as refused:
        pack.configure("{}", {"storage-https-onyl": 0, "qqq": 0, "all": 0})
    details = str(refused.value.details())
    assert "--policy-pack-config: storage-https-onyl: there is no rule of that name" in details
    assert "did you mean storage-https-only?" in details
    assert "--policy-pack-config: qqq: there is no rule of that name; `python -m ops policies` lists them" in details
    assert "all:" not in details


def test_a_property_of_a_rule_is_told_to_the_engine_as_there_is_none(pack: Pack) -> None:
    one = analyzer_pb2.PolicyConfig(enforcementLevel=analyzer_pb2.MANDATORY)
    one.properties["enforcementlevel"] = "disabled"
    with pytest.raises(grpc.RpcError) as refused:
        pack.stub.Configure(analyzer_pb2.ConfigureAnalyzerRequest(policyConfig={"storage-https-only": one}))
    assert "storage-https-only.enforcementlevel: there is no such key" in str(refused.value.details())


def test_a_level_for_all_rules_is_taken(pack: Pack) -> None:
    pack.configure("{}", {"all": analyzer_pb2.ADVISORY})


def test_a_remedy_leaves_secrets_and_unknown_values_as_they_are(pack: Pack) -> None:
    pack.configure('{"remediate": true}')
    secret = {SIGNATURE_KEY: SECRET, "value": "hush"}
    account = resource(
        "azure-native:storage:StorageAccount",
        "account",
        {"minimumTlsVersion": "TLS1_0", "accountName": UNKNOWN, "tags": {**TAGS, "token": secret}, "__defaults": []},
    )
    request = analysis_of(account)
    before = {name: value for name, value in request.properties.items() if name != "minimumTlsVersion"}
    mended = pack.stub.Remediate(request).remediations[-1].properties
    assert mended["minimumTlsVersion"] == "TLS1_2"
    assert {name: value for name, value in mended.items() if name != "minimumTlsVersion"} == before


def test_settings_that_are_wrong_are_told_to_the_engine(pack: Pack) -> None:
    with pytest.raises(grpc.RpcError) as refused:
        pack.configure('{"enforcement": {"storage-https-onyl": "advisory"}, "unknown": "perhaps"}')
    details = str(refused.value.details())
    assert "did you mean storage-https-only?" in details
    assert "policies.unknown: has to be advisory or mandatory" in details


def test_a_rule_counts_as_passed_only_where_it_concerns_the_type(pack: Pack) -> None:
    pack.configure("{}")
    answer = pack.stub.Analyze(analysis_of(resource("azure-native:keyvault:Vault", "vault", {})))
    elsewhere = {one.policy_name for one in answer.not_applicable}
    assert "storage-https-only" in elsewhere
    assert "key-vault-soft-delete-on" not in elsewhere
    unmended = pack.stub.Remediate(analysis_of(resource("azure-native:keyvault:Vault", "vault", {}))).not_applicable
    assert {one.policy_name for one in unmended} >= {"storage-minimum-tls", "key-vault-soft-delete-on"}


def test_the_process_describes_every_rule(pack: Pack) -> None:
    pack.configure("{}")
    info = pack.stub.GetAnalyzerInfo(empty_pb2.Empty())
    assert [policy.name for policy in info.policies] == [rule.name for rule in RULES]
    assert all(policy.description and policy.remediation_steps and policy.severity for policy in info.policies)


def _compare(pack: Pack, given: dict[str, Any], names: Iterable[str]) -> None:
    pack.configure(json.dumps(given))
    settings = parse(given, NAMES)
    for name in names:
        told, wanted = pack.ask(BROKEN[name]), _told(BROKEN[name], settings)
        assert told.results == wanted.results, name
        assert told.exempt == wanted.exempt, name
        assert told.remediated == wanted.remediated, name
        assert told.results, f"nothing was told of {name}"


def _told(resources: list[Resource], settings: Settings) -> Told:
    told = Told()
    for one in judge_all(resources, settings, datetime.datetime.now(datetime.UTC).date()):
        if one.outcome is Outcome.EXEMPT:
            told.exempt.add((one.rule, one.message))
        elif one.outcome is Outcome.REMEDIATED:
            told.remediated.add((one.rule, one.urn))
        else:
            told.results.add((one.rule, one.enforcement.value, one.severity.value, one.urn, one.message))
    return told
