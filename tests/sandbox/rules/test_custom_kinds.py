"""Custom kinds: there when an add-on, a chart or a definition brings them."""

from typing import Any

import pytest

from sandbox.rules.custom_kinds import DEFINITION, RELEASE
from sandbox.rules.event_scaling import SCALED
from sandbox.rules.gateway_api import GATEWAY, GATEWAY_CLASS
from sandbox.rules.kubernetes import NAMESPACE
from sandbox.rules.kubernetes_workloads import DEPLOYMENT
from sandbox.store import Stored
from sandbox.wire import UNKNOWN
from tests.sandbox.rules.conftest import ABSENT, Azure, altered
from tests.sandbox.rules.test_gateway_api import GOOD_GATEWAY, made
from tests.sandbox.rules.test_kubernetes import GOOD
from tests.sandbox.test_crds import SPECS

AKS = "azure-native:containerservice:ManagedCluster"
CHART = {
    "name": "envoy-gateway",
    "namespace": "models",
    "chart": "oci://docker.io/envoyproxy/gateway-helm",
    "version": "v1.9.0",
}
CLASS = made(GATEWAY_CLASS, "envoy", {"controllerName": "gateway.envoyproxy.io/controller"}, namespace="")
SCALER = altered(made(SCALED, "fraud", SPECS[SCALED]), {"spec.scaleTargetRef.name": "fraud"})


@pytest.fixture
def models(azure: Azure) -> Azure:
    azure.put(NAMESPACE, {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "models"}})
    azure.put(DEPLOYMENT, GOOD)
    return azure


@pytest.mark.parametrize(
    ("profile", "allowed"),
    [
        ({"keda": {"enabled": True}}, True),
        ({"keda": {"enabled": UNKNOWN}}, True),
        ({"keda": {"enabled": False}}, False),
        ({}, False),
    ],
)
def test_an_add_on_brings_its_kinds(models: Azure, profile: dict[str, Any], allowed: bool) -> None:
    assert models.verdicts(SCALED, SCALER) == []  # of a cluster that someone else made nothing is known
    models.cloud.store.put(Stored(id="/aks", type=AKS, urn="aks", inputs={"workloadAutoScalerProfile": profile}))
    verdicts = models.verdicts(SCALED, SCALER)
    assert [code for code, _ in verdicts] == ([] if allowed else ["NoKindMatch"])
    assert allowed or 'no matches for kind "ScaledObject" in version "keda.sh/v1alpha1"' in verdicts[0][1]


def test_a_definition_brings_its_kind(models: Azure) -> None:
    models.cloud.store.put(Stored(id="/aks", type=AKS, urn="aks", inputs={"location": "eastus"}))
    definition = made(DEFINITION, "scaledobjects.keda.sh", {"group": "keda.sh", "names": {"kind": "ScaledObject"}}, "")
    models.cloud.plant(models.request(DEFINITION, definition))
    assert models.verdicts(SCALED, SCALER) == []


def test_a_chart_brings_its_kinds_unless_it_is_told_not_to(models: Azure) -> None:
    [(code, message)] = models.verdicts(GATEWAY_CLASS, CLASS)
    assert code == "NoKindMatch"
    assert "depends_on the helm Release" in message
    models.cloud.plant(models.request(RELEASE, {**CHART, "skipCrds": True}, "urn"))
    assert len(models.verdicts(GATEWAY_CLASS, CLASS)) == 1
    models.cloud.plant(models.request(RELEASE, CHART, "urn"))
    assert models.verdicts(GATEWAY_CLASS, CLASS) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"version": ABSENT}, "exact version"),
        ({"version": ">=1.5"}, "exact version"),
        ({"version": "v1.3.2"}, "v1.4.0 or later"),
    ],
)
def test_a_known_chart_is_pinned(models: Azure, changes: dict[str, Any], words: str) -> None:
    assert models.verdicts(RELEASE, CHART) == []
    assert models.verdicts(RELEASE, altered(CHART, {"chart": "https://example.com/other", **changes})) == []
    [(_, message)] = models.verdicts(RELEASE, altered(CHART, changes))
    assert words in message


def test_what_a_chart_brings_comes_after_it(models: Azure) -> None:
    gateway = models.request(GATEWAY, GOOD_GATEWAY)
    models.cloud.plant(gateway)
    [(_, message)] = models.verdicts(RELEASE, CHART)
    assert "Gateway 'models/fraud' was made before this chart" in message
