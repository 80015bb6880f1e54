"""Whatever the properties of a resource are, the pack judges it: no rule breaks."""

import functools
import random
from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from pulumi.runtime.proto import analyzer_pb2

from policies.analyzer import Analyzer
from policies.declared import UNKNOWN, Resource
from policies.pack import RULES
from policies.result import Outcome
from sandbox import schema, sdk
from tests.policies.casework import services, urn
from tests.policies.judged import TODAY, judged
from tests.policies.process import analysis_of

TYPES = sorted({type_ for rule in RULES for type_ in rule.types})
GOOD = {one.type: one.properties for service in services() for one in service.good}

NO: Any = None
"""The context of a call that asks nothing of it."""

_DEEPEST = 4
_WORDS = [
    "",
    "Enabled",
    "Disabled",
    "Allow",
    "None",
    "TLS1_2",
    "*",
    "0.0.0.0/0",
    "::/0",
    "100m",
    "2Gi",
    "a@sha256:x",
    "%",
]
_MAKERS: list[Callable[[random.Random], Any]] = [
    lambda _: None,
    lambda _: UNKNOWN,
    lambda luck: luck.random() < 0.5,
    lambda luck: luck.choice([0, -1, 1, 90, 100, 2**63, 0.5, float("nan"), float("inf")]),
    lambda luck: luck.choice(_WORDS),
    lambda luck: chr(luck.randrange(1, 0xD7FF)) * luck.randrange(3),
]


@settings(deadline=None)  # the first example reads the SDK's types
@given(st.integers(min_value=0, max_value=2**64))
def test_no_properties_break_a_rule(seed: int) -> None:
    luck = random.Random(seed)
    resources = [_resource(luck, number) for number in range(8)]
    assert [result for result in judged(resources) if result.outcome is Outcome.BROKEN] == []


def test_no_properties_of_any_type_break_a_rule() -> None:
    for type_ in TYPES:
        for properties in ({}, dict.fromkeys(_names(type_), UNKNOWN), {name: [] for name in _names(type_)}):
            results = judged([Resource(urn=urn(type_, "any"), type=type_, name="any", properties=properties)])
            assert [result for result in results if result.outcome is Outcome.BROKEN] == []


@settings(deadline=None)
@given(st.integers(min_value=0, max_value=2**64))
def test_no_properties_break_an_answer_to_the_engine(seed: int) -> None:
    luck = random.Random(seed)
    analyzer = Analyzer(RULES, lambda: TODAY)
    analyzer.ConfigureStack(analyzer_pb2.AnalyzerStackConfigureRequest(config={":policies": '{"remediate": true}'}), NO)
    asked = [analysis_of(_resource(luck, number)) for number in range(8)]
    for question in asked:
        analyzer.Remediate(question, NO)
        analyzer.Analyze(question, NO)
    resources = [
        analyzer_pb2.AnalyzerResource(urn=one.urn + "x" * luck.randrange(2), type=one.type, properties=one.properties)
        for one in asked
    ]
    answer = analyzer.AnalyzeStack(analyzer_pb2.AnalyzeStackRequest(resources=resources), NO)
    assert not any("The rule itself failed" in one.message for one in answer.diagnostics)


def _resource(luck: random.Random, number: int) -> Resource:
    type_ = luck.choice(TYPES)
    properties = _mangled(GOOD.get(type_, {}), luck) if luck.random() < 0.7 else _bag(luck, _names(type_), 0)
    return Resource(urn=urn(type_, f"any-{number}"), type=type_, name=f"any-{number}", properties=properties)


def _mangled(value: Any, luck: random.Random, depth: int = 0) -> Any:
    """A good value in which any part may be anything."""
    if depth and luck.random() < 0.1:
        return _value(luck, ["x"], depth)
    if isinstance(value, dict):
        return {key: _mangled(item, luck, depth + 1) for key, item in value.items()}
    return [_mangled(item, luck, depth + 1) for item in value] if isinstance(value, list) else value


def _bag(luck: random.Random, names: list[str], depth: int) -> dict[str, Any]:
    """Values of any type under the names that the type's properties have."""
    return {luck.choice(names): _value(luck, names, depth + 1) for _ in range(luck.randrange(8))}


def _value(luck: random.Random, names: list[str], depth: int) -> Any:
    chance = luck.random()
    if depth < _DEEPEST and chance < 0.3:
        return _bag(luck, names, depth)
    if depth < _DEEPEST and chance < 0.5:
        return [_value(luck, names, depth + 1) for _ in range(luck.randrange(4))]
    return luck.choice(_MAKERS)(luck)


@functools.cache
def _names(type_: str) -> list[str]:
    """The wire names of a type's properties, at every depth."""
    shape = sdk.schema_of(type_) if type_.startswith(("azure-native:", "kubernetes:")) else None
    return sorted({*_property_names(shape, set()), *_keys(GOOD.get(type_, {}))}) or ["x"]


def _property_names(shape: Any, seen: set[int]) -> set[str]:
    if id(shape) in seen:
        return set()
    seen.add(id(shape))
    match shape:
        case schema.Object():
            below = [_property_names(property_.shape, seen) for property_ in shape.properties.values()]
            return set(shape.properties).union(*below)
        case schema.ListOf() | schema.MapOf():
            return _property_names(shape.item, seen)
        case schema.Bounded():
            return _property_names(shape.shape, seen)
        case schema.OneOf():
            return set().union(*(_property_names(option, seen) for option in shape.options))
        case _:
            return set()


def _keys(value: Any) -> set[str]:
    if isinstance(value, list):
        return set().union(*map(_keys, value))
    if not isinstance(value, dict):
        return set()
    return {*value, *(key for item in value.values() for key in _keys(item))}
