"""A config that is right in every section, and ways to spoil it."""

import copy
import json
from collections.abc import Mapping
from typing import Any

from config.errors import ConfigError, Problem
from config.loader import load
from config.secrecy import SECURE
from config.stack import StackConfig
from tests.config.mending import parsed_path

GROUP = "/subscriptions/00000000-0000-0000-0000-000000000002/resourceGroups/shared/providers"
VNET = f"{GROUP}/Microsoft.Network/virtualNetworks/hub"
DIGEST = "sha256:" + "0" * 64

RIGHT: Mapping[str, Any] = {
    "name": "shop",
    "azure": {
        "tenantId": "00000000-0000-0000-0000-000000000001",
        "subscriptionId": "00000000-0000-0000-0000-000000000002",
    },
    "stamps": {
        "eastus": {"role": "primary", "addressSpace": "10.10.0.0/16", "zones": ["1", "2"]},
        "westus": {"role": "secondary", "addressSpace": "10.11.0.0/16"},
    },
    "network": {"privateEndpoints": True, "privateDnsZones": {}},
    "registry": {"untaggedRetentionDays": 30},
    "vault": {"existingIds": {"westus": f"{GROUP}/Microsoft.KeyVault/vaults/shared"}, "softDeleteDays": 90},
    "secrets": {
        "gateway-tls": {"value": SECURE, "contentType": "application/x-pem-file", "expires": "2030-01-31"},
        "jwt-signing-key": {"value": SECURE, "contentType": "text/plain", "expires": "2030-01-31"},
    },
    "observability": {"retentionDays": 90, "dailyCapGb": 10, "publicAccess": False},
    "messaging": {"sku": "Premium", "capacity": 1, "queues": {"scoring": {"maxDeliveryCount": 5}}},
    "cluster": {
        "kubernetesVersion": "1.33",
        "apiAccess": "private",
        "adminGroupIds": ["00000000-0000-0000-0000-000000000003"],
        "gpuPlugin": f"nvidia/k8s-device-plugin@{DIGEST}",
        "systemPool": {"vmSize": "Standard_D4ds_v5", "minNodes": 3, "maxNodes": 5},
        "gateway": {
            "domain": "models.example.com",
            "certificate": "gateway-tls",
            "controller": {
                "version": "v1.9.0",
                "images": {"gateway": f"envoyproxy/gateway@{DIGEST}", "proxy": f"envoyproxy/envoy@{DIGEST}"},
            },
        },
        "pools": {
            "cpu": {"vmSize": "Standard_D8ds_v5", "minNodes": 1, "maxNodes": 10, "labels": {"team": "search"}},
            "gpu": {"vmSize": "Standard_NC4as_T4_v3", "maxNodes": 20},
        },
    },
    "workspace": {"compute": {"batch": {"vmSize": "Standard_D4ds_v5", "maxNodes": 4}}, "imageBuilder": "batch"},
    "backup": {"regions": ["eastus", "westus", "centralus"], "retentionDays": 30, "coolAfterDays": 30},
    "models": {
        "recommendation-engine": {
            "target": "kubernetes",
            "deployments": {
                "blue": {"version": "v2.0.4", "image": f"engine@{DIGEST}", "replicas": 5, "cpu": "1000m", "gpu": 1},
                "green": {"version": "v2.1.0", "image": f"engine@{DIGEST}", "memory": "2Gi"},
            },
            "traffic": {"blue": 90, "green": 10},
            "autoscale": {"minReplicas": 3, "maxReplicas": 20},
            "probes": {"health": "/health", "metrics": "/metrics"},
            "secrets": ["jwt-signing-key"],
        },
        "fraud": {
            "target": "managed",
            "deployments": {
                "blue": {
                    "model": "azureml:fraud:3",
                    "environment": "azureml:scoring:1",
                    "instanceType": "Standard_DS3_v2",
                    "instances": 3,
                }
            },
            "traffic": {"blue": 100},
        },
        "churn": {
            "target": "batch",
            "deployments": {
                "nightly": {
                    "model": "azureml:churn:1",
                    "environment": "azureml:scoring:1",
                    "code": {"asset": "azureml:churn-code:1"},
                    "compute": "batch",
                }
            },
            "default": "nightly",
        },
    },
    "tags": {"team": "search"},
    "protect": True,
}

GONE = object()
"""In place of a value: take the key away."""


def spoiled(edits: Mapping[str, Any]) -> dict[str, Any]:
    """The right document with other values at some paths."""
    document: Any = copy.deepcopy(dict(RIGHT))
    for text, value in edits.items():
        path = parsed_path(text)
        holder = document
        for key in path[:-1]:
            holder = holder.setdefault(key, {}) if isinstance(holder, dict) else holder[key]
        if value is GONE:
            del holder[path[-1]]
        else:
            holder[path[-1]] = copy.deepcopy(value)
    return document


def loaded(document: Mapping[str, Any]) -> StackConfig:
    """The config in a document, read as if from the stack's file."""
    values = {key: value if isinstance(value, str) else json.dumps(value) for key, value in document.items()}
    return load(values, {key for key, value in values.items() if SECURE in value})


def problems_of(document: Mapping[str, Any]) -> tuple[Problem, ...]:
    """What is wrong with a document."""
    try:
        loaded(document)
    except ConfigError as error:
        return error.problems
    return ()
