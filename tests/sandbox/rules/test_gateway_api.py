"""Gateways and routes: what their definitions ask across fields, and what routes refer to."""

from typing import Any

import pytest

from sandbox.rules.gateway_api import GATEWAY, GATEWAY_CLASS, ROUTE
from sandbox.rules.kubernetes import NAMESPACE
from sandbox.rules.kubernetes_network import SERVICE
from tests.sandbox.rules.conftest import ABSENT, CLUSTER, Azure, altered
from tests.sandbox.test_crds import SPECS


def made(type_: str, name: str, spec: dict[str, Any], namespace: str = "models") -> dict[str, Any]:
    api, _, kind = type_.removeprefix("kubernetes:").rpartition(":")
    about = {"name": name, **({"namespace": namespace} if namespace else {})}
    return {"apiVersion": api.removeprefix("core/"), "kind": kind, "metadata": about, "spec": spec}


GOOD_GATEWAY = made(GATEWAY, "fraud", SPECS[GATEWAY])
GOOD_ROUTE = made(ROUTE, "fraud", SPECS[ROUTE])
MIRROR = SPECS[ROUTE]["rules"][0]["filters"][0]


@pytest.fixture
def models(azure: Azure) -> Azure:
    """Three services behind a gateway."""
    azure.put(NAMESPACE, {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "models"}})
    for name in ("blue", "green", "shadow"):
        azure.put(SERVICE, made(SERVICE, name, {"ports": [{"port": 80}]}))
    azure.put(GATEWAY, GOOD_GATEWAY)
    return azure


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"spec.listeners.0.protocol": "HTTP"}, "tls: must not be specified"),
        ({"spec.listeners.0.tls.mode": "Passthrough"}, "must be Terminate"),
        ({"spec.listeners.0.tls.certificateRefs": []}, "certificateRefs or options"),
        (
            {"spec.listeners.0.protocol": "TCP", "spec.listeners.0.tls": ABSENT},
            "hostname: must not be specified for protocol TCP",
        ),
        (
            {"spec.listeners": [SPECS[GATEWAY]["listeners"][0], {**SPECS[GATEWAY]["listeners"][0], "port": 8443}]},
            "same name",
        ),
        (
            {"spec.listeners": [SPECS[GATEWAY]["listeners"][0], {**SPECS[GATEWAY]["listeners"][0], "name": "other"}]},
            "combination of port, protocol and hostname",
        ),
    ],
)
def test_listeners_that_the_definition_refuses(models: Azure, changes: dict[str, Any], words: str) -> None:
    other = altered(GOOD_GATEWAY, {"metadata.name": "other"})
    assert models.verdicts(GATEWAY, other) == []
    [(_, message)] = models.verdicts(GATEWAY, altered(other, changes))
    assert words in message


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"spec.rules.0.matches.0.path.value": "predict"}, "start with '/'"),
        ({"spec.rules.0.matches.0.path.value": "/a//b"}, "must not contain '//'"),
        ({"spec.rules.0.filters.0.requestMirror.fraction": {"numerator": 1}}, "only one of percent or fraction"),
        ({"spec.rules.0.filters.0.requestMirror.backendRef.name": "gone"}, "service 'models/gone' not found"),
        ({"spec.rules.0.filters.0": {"type": "RequestMirror"}}, "requestMirror must be specified"),
        ({"spec.rules.0.filters.0.urlRewrite": {"hostname": "a.b"}}, "urlRewrite must be nil"),
        ({"spec.rules.0.backendRefs.0.port": ABSENT}, "must have port"),
        ({"spec.rules.0.backendRefs.0.port": 8080}, "has no port 8080; it has [80]"),
        ({"spec.rules.0.backendRefs.0.name": "gone"}, "service 'models/gone' not found"),
        ({"spec.rules.0.timeouts.backendRequest": "1m"}, "cannot be longer than request"),
        ({"spec.parentRefs.0.name": "gone"}, "Gateway 'models/gone' not found"),
        ({"spec.parentRefs.0.sectionName": "http"}, "no listener 'http'; it has https"),
        (
            {"spec.rules.0.filters": [{"type": "RequestRedirect", "requestRedirect": {"scheme": "https"}}]},
            "must not be used together with backendRefs",
        ),
        (
            {
                "spec.rules.0.filters": [
                    {"type": "URLRewrite", "urlRewrite": {}},
                    {"type": "URLRewrite", "urlRewrite": {}},
                ]
            },
            "URLRewrite filter cannot be repeated",
        ),
        ({"spec.rules": [{"matches": [{}] * 64}] * 3}, "at most 128 matches"),
    ],
)
def test_routes_that_the_definition_refuses(models: Azure, changes: dict[str, Any], words: str) -> None:
    assert models.verdicts(ROUTE, GOOD_ROUTE) == []
    [(_, message)] = models.verdicts(ROUTE, altered(GOOD_ROUTE, changes))
    assert words in message


def test_several_mirrors_and_a_backend_that_gets_nothing_and_is_not_there_are_fine(models: Azure) -> None:
    gone = {"name": "gone", "port": 80, "weight": 0}
    backends = [*SPECS[ROUTE]["rules"][0]["backendRefs"], gone]
    wanted = {"spec.rules.0.filters": [MIRROR, MIRROR], "spec.rules.0.backendRefs": backends}
    assert models.verdicts(ROUTE, altered(GOOD_ROUTE, wanted)) == []


def test_a_class_keeps_its_controller(azure: Azure) -> None:
    wanted = made(GATEWAY_CLASS, "envoy", {"controllerName": "gateway.envoyproxy.io/controller"}, namespace="")
    azure.cloud.plant(azure.request(GATEWAY_CLASS, wanted, "urn"))
    old = azure.cloud.read("envoy", type_=GATEWAY_CLASS, cluster=CLUSTER)
    other = azure.request(GATEWAY_CLASS, altered(wanted, {"spec.controllerName": "other.io/c"}), "urn")
    assert "immutable" in azure.cloud.check(other, old, preview=False)[0].message
