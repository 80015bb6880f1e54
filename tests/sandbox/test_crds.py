"""Custom resources: as strict as the definitions that clusters have of them."""

from pathlib import Path
from typing import Any

import pytest

from sandbox import crds
from sandbox.request import Request
from sandbox.schema import Bounded, ListOf, MapOf, Object, Shape
from sandbox.validation import type_errors
from tests.sandbox.rules.conftest import altered

ROUTE = "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute"
GATEWAY = "kubernetes:gateway.networking.k8s.io/v1:Gateway"
SCALED = "kubernetes:keda.sh/v1alpha1:ScaledObject"
TRIGGER_LOGIN = "kubernetes:keda.sh/v1alpha1:TriggerAuthentication"
ADVISOR = "kubernetes:autoscaling.k8s.io/v1:VerticalPodAutoscaler"
PROXY = "kubernetes:gateway.envoyproxy.io/v1alpha1:EnvoyProxy"

SPECS: dict[str, dict[str, Any]] = {
    ROUTE: {
        "parentRefs": [{"name": "fraud", "sectionName": "https"}],
        "hostnames": ["fraud.models.example.com"],
        "rules": [
            {
                "matches": [{"path": {"type": "PathPrefix", "value": "/"}}],
                "backendRefs": [
                    {"name": "blue", "port": 80, "weight": 90},
                    {"name": "green", "port": 80, "weight": 10},
                ],
                "filters": [
                    {
                        "type": "RequestMirror",
                        "requestMirror": {"backendRef": {"name": "shadow", "port": 80}, "percent": 20},
                    }
                ],
                "timeouts": {"request": "30s"},
            }
        ],
    },
    GATEWAY: {
        "gatewayClassName": "envoy",
        "listeners": [
            {
                "name": "https",
                "port": 443,
                "protocol": "HTTPS",
                "hostname": "fraud.models.example.com",
                "tls": {"mode": "Terminate", "certificateRefs": [{"name": "fraud-tls"}]},
                "allowedRoutes": {"namespaces": {"from": "Same"}},
            }
        ],
    },
    SCALED: {
        "scaleTargetRef": {"name": "fraud-blue"},
        "minReplicaCount": 2,
        "maxReplicaCount": 10,
        "triggers": [{"type": "azure-servicebus", "metadata": {"queueName": "q", "messageCount": "10"}}],
    },
    TRIGGER_LOGIN: {"podIdentity": {"provider": "azure-workload", "identityId": "id"}},
    ADVISOR: {
        "targetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "fraud-blue"},
        "updatePolicy": {"updateMode": "Off"},
        "resourcePolicy": {"containerPolicies": [{"containerName": "*", "maxAllowed": {"cpu": 2, "memory": "4Gi"}}]},
    },
    PROXY: {
        "mergeGateways": True,
        "provider": {
            "type": "Kubernetes",
            "kubernetes": {
                "envoyDeployment": {
                    "container": {"image": "cr.azurecr.io/envoy@sha256:ab", "resources": {"requests": {"cpu": "1"}}},
                    "pod": {"tolerations": [{"key": "a", "operator": "Exists"}]},
                }
            },
        },
    },
}


def problems(type_: str, spec: dict[str, Any]) -> list[str]:
    api, _, kind = type_.removeprefix("kubernetes:").rpartition(":")
    inputs = {"apiVersion": api, "kind": kind, "metadata": {"name": "it"}, "spec": spec}
    return [refusal.message for refusal in type_errors(Request(urn="urn", type=type_, name="it", inputs=inputs))]


@pytest.mark.parametrize("type_", SPECS)
def test_what_the_definitions_allow_is_taken(type_: str) -> None:
    assert problems(type_, SPECS[type_]) == []


@pytest.mark.parametrize(
    ("type_", "changes", "words"),
    [
        (ROUTE, {"rules.0.backendRefs.0.wieght": 1}, "Did you mean weight?"),
        (ROUTE, {"rules.0.backendRefs.0.weight": 1_000_001}, "0 to 1000000 are allowed"),
        (ROUTE, {"rules.0.backendRefs.0.weight": 0.5}, "an integer is wanted"),
        (ROUTE, {"rules.0.backendRefs": [{"name": "b", "port": 80}] * 17}, "has 17 items; 0 to 16 are allowed"),
        (ROUTE, {"rules.0.filters.0.requestMirror.percent": 101}, "percent is 101"),
        (ROUTE, {"rules.0.filters.0.type": "RequestMiror"}, "Did you mean RequestMirror?"),
        (ROUTE, {"hostnames": ["models_example"]}, "is not of the form"),
        (ROUTE, {"rules.0.timeouts.request": "30"}, "is not of the form"),
        (GATEWAY, {"listeners": []}, "has 0 items; 1 to 64 are allowed"),
        (GATEWAY, {"listeners.0.port": "443"}, "a string; an integer is wanted"),
        (GATEWAY, {"infrastructure": {"labels": {"a": "b c"}}}, "is not of the form"),
        (SCALED, {"maxReplicas": 3}, "Did you mean maxReplicaCount?"),
        (SCALED, {"triggers.0.metadata.messageCount": 10}, "an integer; a string is wanted"),
        (TRIGGER_LOGIN, {"podIdentity.provider": "azure"}, "azure-workload"),
        (ADVISOR, {"updatePolicy.updateMode": "off"}, "Did you mean Off?"),
        (PROXY, {"provider.kubernetes.envoyDeployment.container.resource": {}}, "Did you mean resources?"),
        (PROXY, {"provider.kubernetes.envoyDeployment.pod.tolerations.0.oprator": "x"}, "Did you mean operator?"),
        (PROXY, {"provider.type": "kubernetes"}, "Did you mean Kubernetes?"),
    ],
)
def test_what_the_definitions_do_not_allow_is_refused(type_: str, changes: dict[str, Any], words: str) -> None:
    (message,) = problems(type_, altered(SPECS[type_], changes))
    assert words in message


def test_a_kind_or_version_that_a_known_group_lacks_is_refused() -> None:
    (message,) = problems("kubernetes:keda.sh/v1:ScaledObject", {})
    assert 'no matches for kind "ScaledObject" in version "keda.sh/v1"' in message
    assert "ScaledObject v1alpha1" in message


def test_a_group_that_nobody_wrote_down_takes_any_spec() -> None:
    assert problems("kubernetes:cert-manager.io/v1:Certificate", {"anything": [1, {"goes": True}]}) == []


def test_every_shape_that_is_written_down_can_be_read() -> None:
    for file in Path(crds.__file__).with_name("kinds").glob("*.yaml"):
        for kind, version in (name.split(" ") for name in crds.kinds_in(f"kubernetes:{file.stem}/v1:Any")):
            schema = crds.schema_of_kind(f"kubernetes:{file.stem}/{version}:{kind}")
            assert schema
            _read(schema.properties["spec"].shape)


def _read(shape: Shape) -> None:
    match shape:
        case Bounded(inner) | ListOf(inner) | MapOf(inner):
            _read(inner)
        case Object():
            for each in shape.properties.values():
                _read(each.shape)
        case _:
            pass
