"""No message tells a secret, in either home of the pack."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from ops.judging import judge
from policies.declared import UNKNOWN, Resource
from policies.result import Outcome
from policies.rules.budget import BUDGET
from policies.rules.network_policies import POLICY
from policies.settings import Settings
from policies.wording import HIDDEN_KEY
from policies.workloads import POD
from sandbox.recording import RecordedResource, Recording
from tests.policies import managed_traffic
from tests.policies.casework import Case, change, edit, resource, services
from tests.policies.judged import RULE_OF, TODAY, judged
from tests.policies.pods import SPEC, kubernetes
from tests.policies.process import on_the_wire, running_pack

PLANTED = 8675309
_KEY = "hunter2"
_DEPLOYMENTS = ("blue", "green", "red", "black", "white", "fraud")

_NO_VALUE = re.compile(r"`[^`]*`|, which counts as \S+|above 0|true or false")
"""What of a message is a path, a default or a type."""
_VALUE = re.compile(r"\d|\b(?:is|are|has|to|after) (?:true|false|empty|[A-Z])")
"""A number, a boolean or a word of an enum."""

SECURITY = {"runAsUser": 0, "runAsNonRoot": False, "seccompProfile": {"type": "Unconfined"}}
MARKED = {
    "each": frozenset(f"spec.securityContext.{name}" for name in SECURITY),
    "all in one": frozenset({"spec"}),
    "a part": frozenset({"spec.securityContext.runAsUser"}),
}


def _cases() -> Iterator[tuple[str, Case, list[Resource]]]:
    for service in services():
        for name, cases in service.cases.items():
            for case in cases:
                yield name, case, case.of(service.good)


def test_no_message_tells_a_secret_number_boolean_or_word() -> None:
    told = 0
    for name, case, resources in _cases():
        for hidden in (_hidden(resources), _hidden(_planted(resources))):
            for result in judged(hidden, rules=[RULE_OF[name]]):
                found, _, _ = result.message.partition("; safe is ")
                assert str(PLANTED) not in result.message, (name, str(case))
                assert not _VALUE.search(_NO_VALUE.sub("", found)), (name, str(case), found)
                told += "a secret value" in found
    assert told, "nothing was hidden"


@pytest.mark.parametrize(
    ("name", "path"),
    [("fraud", "applied"), ("fraud", "live.traffic"), ("fraud", "guards"), ("endpoint", "properties.traffic")],
)
def test_no_number_is_told_where_one_of_those_that_decide_a_step_is_secret(name: str, path: str) -> None:
    edits = change("broken", "violated", edit("endpoint", "properties.traffic", {"blue": 59, "green": 41}))
    resources = [
        replace(one, secrets=frozenset({path} if one.name == name else ())) for one in edits.of(managed_traffic.GOOD)
    ]
    (result,) = judged(resources, rules=[RULE_OF["traffic-step-limited"]])
    assert not re.search(r"\d", result.message), result.message


def test_no_sum_is_told_that_a_secret_is_a_part_of() -> None:
    endpoint = managed_traffic.endpoint(traffic={"blue": 60, "green": 37})
    hidden = replace(endpoint, secrets=frozenset({"properties.traffic.blue"}))
    (result,) = judged([hidden], rules=[RULE_OF["traffic-weights-whole"]])
    assert "`properties.traffic` sums to a secret value;" in result.message


def test_what_is_not_secret_is_told() -> None:
    told = [judged(_planted(resources), rules=[RULE_OF[name]]) for name, _, resources in _cases()]
    assert any(str(PLANTED) in result.message for results in told for result in results)


@pytest.mark.parametrize("secrets", MARKED.values(), ids=MARKED)
def test_the_process_tells_no_secret_and_neither_does_a_preview(secrets: frozenset[str]) -> None:
    pod = replace(_pod(), secrets=secrets)
    with running_pack() as pack:
        pack.configure("{}")
        by_process = {message for *_, message in pack.ask([pod]).results}
    by_preview = {result.message for result in judge(_recording(pod), Settings(), TODAY)}
    assert by_process == by_preview
    told = {message.partition("; safe is ")[0] for message in by_preview if "securityContext.runAsUser" in message}
    assert told == {"`spec.securityContext.runAsUser` is a secret value"}
    hidden = secrets != MARKED["a part"]
    assert any("`spec.securityContext.runAsNonRoot` is false" in message for message in by_preview) is not hidden
    assert any("Unconfined;" in message for message in by_preview) is not hidden


def test_no_message_tells_a_key_of_a_secret_object() -> None:
    told = 0
    for name, case, resources in _cases():
        for keyed in (_renamed(resources), *(_with_keys(resources, value) for value in (None, UNKNOWN, []))):
            for result in judged(_hidden(keyed), rules=[RULE_OF[name]]):
                assert _KEY not in result.message, (name, str(case))
                told += HIDDEN_KEY in result.message
    assert told, "nothing was hidden"


def test_a_key_of_an_object_that_has_a_secret_is_told() -> None:
    notifications = {"reached": {"enabled": True, "contactEmails": []}}
    budget = resource(BUDGET, "budget", {"amount": 5, "notifications": notifications})
    rule = RULE_OF["budget-notifications-reach-somebody"]
    for secret in ("notifications.reached", "notifications.reached.contactEmails"):
        (result,) = judged([replace(budget, secrets=frozenset({secret}))], rules=[rule])
        assert "`notifications.reached` has no recipients" in result.message


def test_a_key_of_a_secret_selector_is_not_told_of_the_labels_that_it_asks_for() -> None:
    selector = {"spec": {"podSelector": {"matchLabels": {_KEY: "x"}}, "policyTypes": ["Ingress"]}}
    policy = replace(kubernetes(POLICY, "policy", selector), secrets=frozenset({"spec"}))
    patch = {"metadata": {"labels": {"app": "x"}}, "spec": SPEC}
    rule = RULE_OF["network-policy-every-pod"]
    (result,) = judged([policy, kubernetes("kubernetes:core/v1:PodPatch", "pod", patch)], rules=[rule])
    assert "the patch leaves `metadata.labels.[secret]`" in result.message


def test_variables_of_pods_that_are_secret_as_a_whole_are_told_of_once() -> None:
    variables = [{"name": name, "value": "1"} for name in ("A", "B")]
    containers = [{**SPEC["containers"][0], "name": name, "env": variables} for name in ("a", "b")]
    pod = kubernetes(POD, "pod", {"spec": {**SPEC, "containers": containers}}, secrets=frozenset({"spec"}))
    (result,) = judged([pod], rules=[RULE_OF["pod-secrets-as-files"]])
    assert result.outcome is Outcome.UNKNOWN


def _pod() -> Resource:
    return kubernetes("kubernetes:core/v1:Pod", "pod", {"spec": {**SPEC, "securityContext": SECURITY}})


def _recording(resource: Resource) -> Recording:
    recorded = RecordedResource(
        urn=resource.urn,
        type=resource.type,
        name=resource.name,
        custom=True,
        parent=resource.parent,
        provider=resource.provider,
        inputs=on_the_wire(resource.properties, resource.secrets),
        outputs={},
        dependencies=(),
        protect=False,
        deleted_with="",
        ignore_changes=(),
    )
    return Recording(resources={resource.urn: recorded})


def _hidden(resources: list[Resource]) -> list[Resource]:
    return [replace(one, secrets=frozenset(one.properties)) for one in resources]


def _with_keys(resources: list[Resource], value: Any) -> list[Resource]:
    """With a key more beside each in any object: what it has is the same, or `value` where one is given."""
    return [
        replace(one, properties={key: _with_more(item, value) for key, item in one.properties.items()})
        for one in resources
    ]


def _with_more(found: Any, value: Any) -> Any:
    match found:
        case Mapping():
            kept = {key: _with_more(item, value) for key, item in found.items()}
            return {**kept, **{f"{key}{_KEY}": item if value is None else value for key, item in kept.items()}}
        case list():
            return [_with_more(item, value) for item in found]
        case _:
            return found


def _renamed(resources: list[Resource]) -> list[Resource]:
    """With deployments of another name, wherever it stands."""
    return [replace(one, properties=_with_names(one.properties)) for one in resources]


def _with_names(value: Any) -> Any:
    match value:
        case str():
            return f"{value}{_KEY}" if value in _DEPLOYMENTS else value
        case Mapping():
            return {_with_names(key): _with_names(item) for key, item in value.items()}
        case list():
            return [_with_names(item) for item in value]
        case _:
            return value


def _planted(resources: list[Resource]) -> list[Resource]:
    return [replace(one, properties=_with_numbers(one.properties)) for one in resources]


def _with_numbers(value: Any) -> Any:
    """The value with every number in it replaced."""
    match value:
        case bool():
            return value
        case int() | float():
            return PLANTED
        case Mapping():
            return {key: _with_numbers(item) for key, item in value.items()}
        case list():
            return [_with_numbers(item) for item in value]
        case _:
            return value
