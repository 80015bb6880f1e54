"""Policies in a cluster: what they say to writes and deletions of other objects."""

from typing import Any

import pytest

from sandbox.request import Refused
from sandbox.rules.kubernetes import BINDING, NAMESPACE, POLICY
from sandbox.wire import UNKNOWN
from tests.sandbox.rules.conftest import CLUSTER, Azure, altered

ROUTE = "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute"
ADMISSION = "admissionregistration.k8s.io/v1"
ROUTE_API = "gateway.networking.k8s.io/v1"
SERVICE = "kubernetes:core/v1:Service"


def route(blue: int, green: int, **metadata: Any) -> dict[str, Any]:
    backends = [{"name": "blue", "port": 80, "weight": blue}, {"name": "green", "port": 80, "weight": green}]
    about = {"name": "fraud", "namespace": "models", **metadata}
    return {
        "apiVersion": ROUTE_API,
        "kind": "HTTPRoute",
        "metadata": about,
        "spec": {"rules": [{"backendRefs": backends}]},
    }


def policy(name: str, kinds: dict[str, list[str]], *validations: dict[str, str], **spec: Any) -> dict[str, Any]:
    rules = [{"apiVersions": ["*"], "operations": ["UPDATE", "DELETE"], **kinds}]
    return {
        "apiVersion": ADMISSION,
        "kind": "ValidatingAdmissionPolicy",
        "metadata": {"name": name},
        "spec": {"matchConstraints": {"resourceRules": rules}, "validations": list(validations), **spec},
    }


def binding(name: str, **spec: Any) -> dict[str, Any]:
    return {
        "apiVersion": ADMISSION,
        "kind": "ValidatingAdmissionPolicyBinding",
        "metadata": {"name": name},
        "spec": {"policyName": name, "validationActions": ["Deny"], **spec},
    }


ROUTES = {"apiGroups": ["gateway.networking.k8s.io"], "resources": ["httproutes"]}
SERVICES = {"apiGroups": [""], "resources": ["services"]}
STEP = {
    "expression": "request.operation == 'DELETE' || "
    "object.spec.rules[0].backendRefs.all(b, b.weight - oldObject.spec.rules[0].backendRefs"
    ".filter(o, o.name == b.name).map(o, o.weight).sum() <= 20)",
    "messageExpression": "'steps of 20 at most: ' + object.metadata.name",
}
LIVE = {
    "expression": "!params.spec.rules[0].backendRefs.exists(b, b.name == oldObject.metadata.name && b.weight > 0)",
    "message": "it has live traffic",
}
KIND = {"apiVersion": ROUTE_API, "kind": "HTTPRoute"}


@pytest.fixture
def models(azure: Azure) -> Azure:
    azure.put(
        NAMESPACE, {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "models", "labels": {"m": "y"}}}
    )
    for name in ("blue", "green"):
        azure.put(SERVICE, service(name))
    azure.put(ROUTE, route(100, 0))
    return azure


def verdicts(azure: Azure, wanted: dict[str, Any]) -> list[tuple[str, str]]:
    request = azure.request(ROUTE, wanted, "urn")
    old = azure.cloud.read("models/fraud", type_=ROUTE, cluster=CLUSTER)
    return [(one.code, one.message) for one in azure.cloud.check(request, old, preview=True)]


def test_a_policy_speaks_once_it_is_bound(models: Azure) -> None:
    models.put(POLICY, policy("steps", ROUTES, STEP))
    assert verdicts(models, route(70, 30)) == []
    models.put(BINDING, binding("steps"))
    words = "ValidatingAdmissionPolicy 'steps' with binding 'steps' denied request: steps of 20 at most: fraud"
    assert verdicts(models, route(70, 30)) == [("Invalid", words)]
    assert verdicts(models, route(80, 20)) == []


def test_what_the_server_fills_in_is_there_for_policies(models: Azure) -> None:
    given = {"expression": "object.spec.rules[0].backendRefs.all(b, b.kind == 'Service' && b.weight >= 0)"}
    models.put(POLICY, policy("kinds", ROUTES, given))
    models.put(BINDING, binding("kinds"))
    assert verdicts(models, altered(route(1, 1), {"spec.rules.0.backendRefs": [{"name": "blue", "port": 80}]})) == []
    assert len(verdicts(models, altered(route(1, 1), {"spec.rules.0.backendRefs.0.kind": "Backend"}))) == 1


def test_what_is_not_known_yet_is_not_judged(models: Azure) -> None:
    models.put(POLICY, policy("never", ROUTES, {"expression": "false"}))
    models.put(BINDING, binding("never"))
    assert len(verdicts(models, route(100, 0))) == 1
    assert verdicts(models, route(100, 0, annotations={"a": UNKNOWN})) == []


SAME_HOSTS = {"expression": "object.spec.hostnames == oldObject.spec.hostnames", "message": "the hosts stay"}


@pytest.mark.parametrize("noted", [UNKNOWN, "known"])
def test_an_update_is_judged_by_what_is_known_of_it(models: Azure, noted: Any) -> None:
    there = altered(route(100, 0, annotations={"a": noted}), {"spec.hostnames": ["a.example.com"]})
    models.cloud.plant(models.request(ROUTE, there))
    models.put(POLICY, policy("hosts", ROUTES, SAME_HOSTS))
    models.put(BINDING, binding("hosts"))
    wanted = altered(there, {"metadata.annotations.a": UNKNOWN})
    assert verdicts(models, wanted) == []
    said = verdicts(models, altered(wanted, {"spec.hostnames": ["b.example.com"]}))
    assert [message.rpartition(": ")[2] for _, message in said] == ["the hosts stay"]


@pytest.mark.parametrize(
    "expression",
    [
        "object.spec.hostnames == oldObject.spec.hostnames",
        "object.spec.hostnames != oldObject.spec.hostnames",
        "object.spec.hostnames[0] == 'a.example.com'",
        "!has(object.spec.hostnames) || object.spec.hostnames[0].endsWith('.com')",
        "!(object.spec.hostnames[0] in ['c.example.com'])",
    ],
)
def test_what_hangs_on_an_unknown_value_is_not_said(models: Azure, expression: str) -> None:
    models.cloud.plant(models.request(ROUTE, altered(route(100, 0), {"spec.hostnames": ["a.example.com"]})))
    models.put(POLICY, policy("hosts", ROUTES, {"expression": expression}))
    models.put(BINDING, binding("hosts"))
    assert verdicts(models, altered(route(90, 10), {"spec.hostnames": [UNKNOWN]})) == []
    assert verdicts(models, altered(route(90, 10), {"spec.hostnames": UNKNOWN})) == []


def test_a_policy_knows_a_preview_from_what_is_in_earnest(models: Azure) -> None:
    models.put(POLICY, policy("tries", ROUTES, {"expression": "has(request.dryRun) && request.dryRun"}))
    models.put(BINDING, binding("tries"))
    assert verdicts(models, route(70, 30)) == []
    with pytest.raises(Refused, match="failed expression: has"):
        models.cloud.update(models.request(ROUTE, route(70, 30)), "models/fraud", preview=False)


def test_a_binding_chooses_namespaces_and_may_only_warn(models: Azure) -> None:
    models.put(POLICY, policy("never", ROUTES, {"expression": "false"}))
    elsewhere = {"namespaceSelector": {"matchLabels": {"m": "n"}}}
    models.put(BINDING, binding("never", matchResources=elsewhere))
    assert verdicts(models, route(100, 0)) == []
    models.put(BINDING, binding("audit", policyName="never", validationActions=["Audit"]))
    assert verdicts(models, route(100, 0)) == []
    models.put(
        BINDING, binding("here", policyName="never", matchResources={"namespaceSelector": {"matchLabels": {"m": "y"}}})
    )
    assert len(verdicts(models, route(100, 0))) == 1


def service(name: str) -> dict[str, Any]:
    about = {"name": name, "namespace": "models"}
    return {"apiVersion": "v1", "kind": "Service", "metadata": about, "spec": {"ports": [{"port": 80}]}}


def guarded(models: Azure, **ref: Any) -> None:
    models.put(POLICY, policy("live", SERVICES, LIVE, paramKind=KIND))
    param = {"selector": {}, "parameterNotFoundAction": "Allow", **ref}
    models.put(BINDING, binding("live", paramRef=param))


def test_params_are_the_objects_of_the_requests_own_namespace(models: Azure) -> None:
    guarded(models)
    with pytest.raises(Refused, match="it has live traffic"):
        models.cloud.delete("models/blue", type_=SERVICE, cluster=CLUSTER)
    models.cloud.delete("models/green", type_=SERVICE, cluster=CLUSTER)
    models.cloud.delete("models/fraud", type_=ROUTE, cluster=CLUSTER)
    models.cloud.delete("models/blue", type_=SERVICE, cluster=CLUSTER)


def test_params_of_other_namespaces_do_not_count(models: Azure) -> None:
    models.put(NAMESPACE, {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "others"}})
    models.put(SERVICE, altered(service("green"), {"metadata.namespace": "others"}))
    models.put(ROUTE, altered(route(0, 100), {"metadata.namespace": "others"}))
    guarded(models)
    models.cloud.delete("models/green", type_=SERVICE, cluster=CLUSTER)


def test_without_params_the_binding_says_what_happens(models: Azure) -> None:
    guarded(models, parameterNotFoundAction="Deny", selector={"matchLabels": {"no": "such"}})
    with pytest.raises(Refused, match="no params found"):
        models.cloud.delete("models/green", type_=SERVICE, cluster=CLUSTER)


def test_a_namespace_goes_when_what_is_guarded_can_go_after_its_guard(models: Azure) -> None:
    guarded(models)
    models.cloud.delete("models", type_=NAMESPACE, cluster=CLUSTER)
    assert models.cloud.read("models/blue", type_=SERVICE, cluster=CLUSTER) is None


def test_a_namespace_stays_when_something_in_it_never_goes(models: Azure) -> None:
    models.put(POLICY, policy("never", SERVICES, {"expression": "false", "message": "never"}))
    models.put(BINDING, binding("never"))
    with pytest.raises(Refused, match=r"stays in phase Terminating: models/blue stays: .*never"):
        models.cloud.delete("models", type_=NAMESPACE, cluster=CLUSTER)
    models.put(POLICY, policy("kind", SERVICES, {"expression": "true"}))


def test_the_namespace_controller_can_be_told_apart(models: Azure) -> None:
    allowed = {"expression": "request.userInfo.username.endsWith(':namespace-controller')"}
    models.put(POLICY, policy("never", SERVICES, allowed))
    models.put(BINDING, binding("never"))
    with pytest.raises(Refused, match="failed expression"):
        models.cloud.delete("models/blue", type_=SERVICE, cluster=CLUSTER)
    models.cloud.delete("models", type_=NAMESPACE, cluster=CLUSTER)


@pytest.mark.parametrize(
    ("type_", "inputs", "words"),
    [
        (POLICY, policy("p", ROUTES, {"expression": "object.x +"}), "compilation failed"),
        (POLICY, policy("p", ROUTES), "validations or auditAnnotations"),
        (POLICY, altered(policy("p", ROUTES, STEP), {"spec.matchConstraints": {}}), "resourceRules: required"),
        (BINDING, binding("b", validationActions=["Refuse"]), "Deny"),
        (BINDING, binding("b", validationActions=["Deny", "Warn"]), "both Deny and Warn"),
        (BINDING, binding("b", validationActions=[]), "required value"),
        (BINDING, binding("b", paramRef={"parameterNotFoundAction": "Allow"}), "one of name and selector"),
        (BINDING, binding("b", paramRef={"name": "a"}), "parameterNotFoundAction"),
    ],
)
def test_policies_and_bindings_that_the_server_refuses(
    azure: Azure, type_: str, inputs: dict[str, Any], words: str
) -> None:
    [(_, message)] = azure.verdicts(type_, inputs)
    assert words in message
