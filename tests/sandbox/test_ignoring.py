"""`ignoreChanges` of a Kubernetes object: a workload that was scaled keeps its replicas."""

from dataclasses import replace
from typing import Any

import pytest

from sandbox.rules.kubernetes import NAMESPACE
from sandbox.rules.kubernetes_workloads import DEPLOYMENT
from tests.sandbox.rules.conftest import ABSENT, CLUSTER, Azure, altered
from tests.sandbox.rules.test_kubernetes import GOOD


@pytest.mark.parametrize(
    ("ignored", "wanted", "live", "expected"),
    [
        (("spec.replicas",), 2, 7, 7),
        ((), 2, 7, 2),
        (("spec.paused",), 2, 7, 2),
        (("spec.replicas",), ABSENT, 7, 7),
        (("spec.replicas",), 2, ABSENT, 2),
    ],
)
def test_the_live_value_stays(ignored: tuple[str, ...], wanted: Any, live: Any, expected: int) -> None:
    azure = Azure()
    azure.put(NAMESPACE, {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "models"}})
    azure.put(DEPLOYMENT, altered(GOOD, {"spec.replicas": live}), "urn")
    update = replace(azure.request(DEPLOYMENT, altered(GOOD, {"spec.replicas": wanted}), "urn"), ignored=ignored)
    azure.cloud.update(update, "models/fraud", preview=False)
    stored = azure.cloud.read("models/fraud", type_=DEPLOYMENT, cluster=CLUSTER)
    assert stored
    assert stored.inputs["spec"]["replicas"] == expected
