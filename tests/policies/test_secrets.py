"""No message tells a secret, in either home of the pack."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from ops.judging import judge
from policies.declared import Resource
from policies.settings import Settings
from sandbox.recording import RecordedResource, Recording
from tests.policies import managed_traffic
from tests.policies.casework import Case, change, edit, services
from tests.policies.judged import RULE_OF, TODAY, judged
from tests.policies.pods import SPEC, kubernetes
from tests.policies.process import on_the_wire, running_pack

PLANTED = 8675309

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
