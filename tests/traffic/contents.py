"""What the config of a model and of its deployments may say, target by target, beside who has the traffic."""

from collections.abc import Mapping, Sequence
from typing import Any

from tests.config.documents import DIGEST
from tests.traffic.target import MODEL

Choices = Mapping[str, Sequence[Mapping[str, Any]]]
"""By kind of edit: keys to write, one way each; None takes a key away."""


def managed_version(number: int) -> dict[str, Any]:
    """A deployment on Azure ML that runs the n-th version."""
    return {"model": f"azureml:fraud:{number + 1}", "environment": "azureml:scoring:1"}


def kubernetes_version(number: int) -> dict[str, Any]:
    """A deployment on AKS that runs the n-th version."""
    return {"version": f"v{number}", "image": f"fraud@{DIGEST[:-1]}{number}", "cpu": "500m"}


FIRST_MANAGED: dict[str, Any] = {
    "target": "managed",
    "deployments": {"blue": managed_version(0)},
    "traffic": {"blue": 100},
    "protect": False,
}
"""The config of a model's first day: one deployment that gets all."""

FIRST_KUBERNETES: dict[str, Any] = {
    "target": "kubernetes",
    "deployments": {"blue": kubernetes_version(0)},
    "traffic": {"blue": 100},
    "protect": False,
}

MANAGED_MODEL: Choices = {
    "retirement": ({"retire": True}, {"retire": True}, {"retire": None}),
    "keeping": ({"retire": None, "autoscale": None}, {"retire": None, "protect": True}),
    "autoscale": (
        {"autoscale": None},
        {"autoscale": {"minInstances": 2, "maxInstances": 6}},
        {"autoscale": {"minInstances": 1, "maxInstances": 3, "latencyMs": 200}},
        {
            "autoscale": {
                "minInstances": 4,
                "maxInstances": 9,
                "schedules": {
                    "office-hours": {
                        "days": ["Monday"],
                        "startHour": 8,
                        "endHour": 18,
                        "minInstances": 6,
                        "maxInstances": 9,
                    }
                },
            }
        },
    ),
}
MANAGED_DEPLOYMENT: Choices = {
    "probes": (
        {"probes": None},
        {"probes": {"liveness": {"periodSeconds": 20}, "readiness": {"initialDelaySeconds": 60}}},
        {"probes": {"readiness": {"failureThreshold": 3}}},
    ),
    "requests": ({"requests": None}, {"requests": {"timeoutSeconds": 90, "concurrent": 8, "queueSeconds": 0}}),
    "variables": ({"environmentVariables": None}, {"environmentVariables": {"BATCH_SIZE": "32"}}),
    "collect": ({"collect": None}, {"collect": {"inputs": False, "outputs": False}}, {"appInsights": False}),
    "instance type": ({"instanceType": None}, {"instanceType": "Standard_DS2_v2"}),
    "environment": (
        {"environment": "azureml:scoring:1", "image": None, "server": None},
        {"environment": "azureml:scoring:2", "image": None, "server": None},
        {"environment": None, "image": f"fraud@{DIGEST}", "server": {"port": 9090}},
        {"environment": None, "image": None, "server": None},
    ),
}

KUBERNETES_MODEL: Choices = {
    "retirement": ({"retire": True}, {"retire": True}, {"retire": None}),
    "autoscale": (
        {"autoscale": None, "eventAutoscale": None},
        {"autoscale": {"minReplicas": 2, "maxReplicas": 6}, "eventAutoscale": None},
        {"autoscale": {"minReplicas": 1, "maxReplicas": 3, "memoryUtilization": 80}, "eventAutoscale": None},
        {"autoscale": None, "eventAutoscale": {"minReplicas": 2, "maxReplicas": 10, "queue": {"name": "scoring"}}},
        {"autoscale": None, "eventAutoscale": {"minReplicas": 0, "maxReplicas": 4, "queue": {"name": "scoring"}}},
        {
            "autoscale": None,
            "eventAutoscale": {
                "minReplicas": 1,
                "maxReplicas": 8,
                "schedules": {"office-hours": {"start": "0 8 * * *", "end": "0 18 * * *", "replicas": 4}},
            },
        },
        {
            "autoscale": None,
            "eventAutoscale": {
                "minReplicas": 3,
                "maxReplicas": 9,
                "prometheus": {"query": "sum(rate(requests_total[2m]))", "threshold": "100"},
            },
        },
    ),
    "probes": (
        {"probes": None},
        {"probes": {"port": 9090}},
        {"probes": {"port": 8081, "health": "/ready", "metrics": "/metrics"}},
        {"probes": {"metrics": "/stats"}},
    ),
    "route": (
        {"route": None},
        {"route": {"timeoutSeconds": 120}},
        {"route": {"path": "/v1"}},
        {"route": {"host": "scores.models.example.com"}},
        {"route": {"certificate": "jwt-signing-key"}},
    ),
    "keeping": (
        {"retire": None, "route": {"path": "/v1"}},
        {"retire": None, "route": {"host": "scores.models.example.com"}},
        {"retire": None, "route": None},
    ),
    "secrets": ({"secrets": None}, {"secrets": ["jwt-signing-key"]}, {"secrets": ["jwt-signing-key", "gateway-tls"]}),
    "queues": ({"queues": None}, {"queues": ["scoring"]}),
    "log level": ({"logLevel": None}, {"logLevel": "DEBUG"}),
    "recommendations": ({"recommendResources": None}, {"recommendResources": True}),
}
KUBERNETES_DEPLOYMENT: Choices = {
    "resources": ({"cpu": "500m", "memory": None}, {"cpu": "2000m"}, {"memory": "4Gi"}),
    "variables": ({"environmentVariables": None}, {"environmentVariables": {"BATCH_SIZE": "32"}}),
    "version": ({"version": "v0"}, {"version": "v7.1"}),
}


def address_in(model: Mapping[str, Any]) -> str:
    """Where callers reach a model on AKS."""
    route = model.get("route", {})
    return f"https://{route.get('host') or f'{MODEL}.models.example.com'}{route.get('path', '/')}"
