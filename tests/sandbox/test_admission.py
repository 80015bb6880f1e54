"""Expressions and policies, as the Kubernetes API server evaluates them."""

from typing import Any

import pytest

from sandbox.admission import Admission, Policy
from sandbox.cel import Environment, Failed, Kind, Misread
from sandbox.matching import Resource, matches, plural

ROUTE = {
    "apiVersion": "gateway.networking.k8s.io/v1",
    "kind": "HTTPRoute",
    "metadata": {"name": "fraud", "namespace": "models", "labels": {"model": "fraud"}},
    "spec": {"weights": [90, 10], "name": "fraud"},
}


def value(text: str, **inputs: Any) -> Any:
    return Environment(dict.fromkeys(inputs, Kind.DYN)).compiled(text).value(inputs)


def denials(asked: Admission, *validations: dict[str, Any], params: Any = None, **spec: Any) -> list[tuple[str, str]]:
    found = Policy.of({"validations": list(validations), **spec}).denials(asked, params)
    return [(one.reason, one.message) for one in found]


CREATE = Admission(operation="CREATE", object=ROUTE)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("object.spec.weights.sum()", 100),
        ("object.spec.weights.max() - object.spec.weights.min()", 80),
        ("object.spec.weights.isSorted()", False),
        ("object.metadata.?annotations['a'].orValue('none')", "none"),
        ("cel.bind(n, object.spec.name, n + '-' + n)", "fraud-fraud"),
        ("object.metadata.labels.map(k, k + '=' + object.metadata.labels[k]).join(',')", "model=fraud"),
        ("has(object.status) && object.status.ready", False),
        ("object.spec.weights.exists(w, w == 90)", True),
    ],
)
def test_the_libraries_of_kubernetes_are_there(text: str, expected: object) -> None:
    assert value(text, object=ROUTE) == expected


def test_a_field_that_is_not_there_fails_unless_the_answer_is_clear_without_it() -> None:
    with pytest.raises(Failed, match="status"):
        value("object.status.ready", object=ROUTE)
    assert value("object.status.ready || true", object=ROUTE) is True


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("object.spec.weights.sum(", "compilation failed"),
        ("objekt.spec.x == 1", "undeclared reference to 'objekt"),
        ("'a' + 1 == 'a1'", "no matching overload"),
        ("1 + 1", "must evaluate to bool but got int"),
        ("object.spec.flag", "must evaluate to bool but got dyn"),
    ],
)
def test_an_expression_that_the_server_would_not_take_is_misread(text: str, words: str) -> None:
    with pytest.raises(Misread, match=r"spec\.validations\[0\]\.expression") as raised:
        Policy({"validations": [{"expression": text}]})
    assert words in str(raised.value)


def test_a_message_is_worded_by_its_expression_and_falls_back_to_the_fixed_one() -> None:
    wrong = {"expression": "object.spec.weights[0] <= 50", "message": "too much", "reason": "Forbidden"}
    assert denials(CREATE, wrong) == [("Forbidden", "too much")]
    said = {**wrong, "messageExpression": "'at most 50, not ' + string(object.spec.weights[0])"}
    assert denials(CREATE, said) == [("Forbidden", "at most 50, not 90")]
    assert denials(CREATE, {**wrong, "messageExpression": "string(object.spec.nothing)"}) == [("Forbidden", "too much")]
    assert denials(CREATE, {**wrong, "messageExpression": "'two\\nlines'"}) == [("Forbidden", "too much")]
    assert denials(CREATE, {"expression": "false"}) == [("Invalid", "failed expression: false")]


def test_variables_build_on_each_other_and_fail_only_where_they_are_read() -> None:
    variables = [
        {"name": "weights", "expression": "object.spec.weights"},
        {"name": "all", "expression": "variables.weights.sum() == 100"},
        {"name": "broken", "expression": "object.spec.nothing == 1"},
    ]
    assert denials(CREATE, {"expression": "variables.all || variables.broken"}, variables=variables) == []
    [(_, message)] = denials(CREATE, {"expression": "variables.broken"}, variables=variables)
    assert "resulted in error" in message


def test_a_policy_that_fails_closes_unless_it_says_ignore() -> None:
    broken = {"expression": "object.spec.nothing == 1"}
    assert len(denials(CREATE, broken)) == 1
    assert denials(CREATE, broken, failurePolicy="Ignore") == []


def test_match_conditions_leave_requests_alone() -> None:
    condition = [{"name": "updates", "expression": "request.operation == 'UPDATE'"}]
    assert denials(CREATE, {"expression": "false"}, matchConditions=condition) == []
    update = Admission(operation="UPDATE", object=ROUTE, old_object=ROUTE)
    assert len(denials(update, {"expression": "object.spec != oldObject.spec"}, matchConditions=condition)) == 1


def test_params_and_the_requests_own_attributes_can_be_read() -> None:
    limit = {"expression": "params.data.limit == '100' && request.name == 'fraud' && request.namespace == 'models'"}
    assert denials(CREATE, limit, params={"data": {"limit": "100"}}) == []
    assert len(denials(CREATE, limit, params={"data": {"limit": "1"}})) == 1
    assert denials(CREATE, {"expression": "params == null"}) == []


RULE = {"apiGroups": ["gateway.networking.k8s.io"], "apiVersions": ["v1"], "operations": ["UPDATE"], "resources": ["*"]}
ROUTES = Resource.of("gateway.networking.k8s.io/v1", "HTTPRoute", namespaced=True)
IN_MODELS = {"metadata": {"labels": {"kubernetes.io/metadata.name": "models", "models": "yes"}}}


@pytest.mark.parametrize(
    ("constraints", "expected"),
    [
        ({}, True),
        ({"resourceRules": [RULE]}, True),
        ({"resourceRules": [{**RULE, "resources": ["httproutes"]}]}, True),
        ({"resourceRules": [{**RULE, "resources": ["gateways"]}]}, False),
        ({"resourceRules": [{**RULE, "operations": ["CREATE", "DELETE"]}]}, False),
        ({"resourceRules": [{**RULE, "apiVersions": ["v1beta1"]}]}, True),
        ({"resourceRules": [{**RULE, "apiVersions": ["v1beta1"]}], "matchPolicy": "Exact"}, False),
        ({"resourceRules": [{**RULE, "apiGroups": [""]}]}, False),
        ({"resourceRules": [{**RULE, "resourceNames": ["other"]}]}, False),
        ({"resourceRules": [{**RULE, "scope": "Cluster"}]}, False),
        ({"resourceRules": [RULE], "excludeResourceRules": [RULE]}, False),
        ({"namespaceSelector": {"matchLabels": {"models": "yes"}}}, True),
        ({"namespaceSelector": {"matchLabels": {"models": "no"}}}, False),
        ({"objectSelector": {"matchExpressions": [{"key": "model", "operator": "In", "values": ["fraud"]}]}}, True),
        ({"objectSelector": {"matchExpressions": [{"key": "model", "operator": "DoesNotExist"}]}}, False),
        ({"objectSelector": {"matchExpressions": [{"key": "other", "operator": "Exists"}]}}, False),
        ({"objectSelector": {"matchExpressions": [{"key": "model", "operator": "NotIn", "values": ["a"]}]}}, True),
    ],
)
def test_constraints_choose_requests(constraints: dict[str, Any], expected: bool) -> None:
    asked = Admission(operation="UPDATE", object=ROUTE, old_object=ROUTE, namespace_object=IN_MODELS)
    assert matches(constraints, ROUTES, asked) is expected


@pytest.mark.parametrize(
    ("kind", "resources"),
    [
        ("HTTPRoute", "httproutes"),
        ("GatewayClass", "gatewayclasses"),
        ("NetworkPolicy", "networkpolicies"),
        ("Gateway", "gateways"),
        ("Ingress", "ingresses"),
        ("Endpoints", "endpoints"),
    ],
)
def test_resources_are_named_as_the_api_names_them(kind: str, resources: str) -> None:
    assert plural(kind) == resources
