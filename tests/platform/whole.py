"""Stacks and models that have every key of the config between them, for tests that walk all of them."""

import copy
import json
from collections.abc import Mapping
from typing import Any

Document = dict[str, Any]

_SUBSCRIPTION = "00000000-0000-0000-0000-000000000002"
_GROUP = f"/subscriptions/{_SUBSCRIPTION}/resourceGroups/shared/providers"
_DIGEST = "sha256:" + "0" * 64
_TENANT, _ADMINS = (f"00000000-0000-0000-0000-00000000000{last}" for last in "13")
_RANGES = ["203.0.113.0/24"]

_SECRET = {"value": "planted", "contentType": "application/x-pem-file", "expires": "2030-01-31"}
_CONTROLLER = {
    "version": "v1.9.0",
    "images": {"gateway": f"envoyproxy/gateway@{_DIGEST}", "proxy": f"envoyproxy/envoy@{_DIGEST}"},
}
_GATEWAY = {"domain": "models.example.com", "certificate": "gateway-tls"}

_OPEN: Document = {
    "name": "shop",
    "azure": {"tenantId": _TENANT, "subscriptionId": _SUBSCRIPTION},
    "stamps": {"eastus": {"role": "primary", "addressSpace": "10.20.0.0/20", "zones": ["1"]}},
    "network": {"privateEndpoints": False, "allowedIpRanges": _RANGES},
    "secrets": {"gateway-tls": _SECRET, "jwt-signing-key": _SECRET},
    "observability": {"publicAccess": True},
    "messaging": {"sku": "Premium", "queues": {"scoring": {}, "events": {}}},
    "cluster": {
        "kubernetesVersion": "1.34",
        "apiAccess": {"authorizedIpRanges": _RANGES},
        "adminGroupIds": [_ADMINS],
        "gpuPlugin": f"nvidia/k8s-device-plugin@{_DIGEST}",
        "pools": {
            "cpu": {"vmSize": "Standard_D8ds_v5", "minNodes": 1, "maxNodes": 50, "labels": {"team": "search"}},
            "gpu": {"vmSize": "Standard_NC4as_T4_v3", "maxNodes": 30},
        },
    },
    "workspace": {
        "compute": {
            "batch": {"vmSize": "Standard_D4ds_v5", "maxNodes": 4},
            "builds": {"vmSize": "Standard_D2ds_v5", "maxNodes": 4},
        },
        "imageBuilder": "batch",
    },
    "policies": {
        "enforcement": {"storage-minimum-tls": "advisory"},
        "exemptions": [{"rule": "alert-enabled", "urn": "*", "reason": "moved soon", "expires": "2030-01-31"}],
    },
    "tags": {"team": "search"},
}
"""One stamp with public endpoints: the fewest resources that a key can show in."""

_ZONES = {
    "registry": "azurecr.io",
    "vault": "vaultcore.azure.net",
    "blob": "blob.core.windows.net",
    "file": "file.core.windows.net",
    "workspace": "api.azureml.ms",
    "notebooks": "notebooks.azure.net",
    "serviceBus": "servicebus.windows.net",
    "monitor": "monitor.azure.com",
    "logQuery": "oms.opinsights.azure.com",
    "logIngestion": "ods.opinsights.azure.com",
    "logAgents": "agentsvc.azure-automation.net",
}


def _changed(document: Document, **sections: Any) -> Document:
    """The document with other values for the keys of some sections; None takes a key away."""
    changed = copy.deepcopy(document)
    for section, keys in sections.items():
        if not isinstance(keys, Mapping):
            changed[section] = keys
        else:
            merged = {**changed.get(section, {}), **copy.deepcopy(dict(keys))}
            changed[section] = {key: value for key, value in merged.items() if value is not None}
    return changed


def existing_network(name: str) -> Document:
    """The ids of a virtual network of another team, and of its subnets."""
    vnet = f"{_GROUP}/Microsoft.Network/virtualNetworks/{name}"
    return {
        "vnetId": vnet,
        "nodesSubnetId": f"{vnet}/subnets/nodes",
        "endpointsSubnetId": f"{vnet}/subnets/endpoints",
    }


_PRIVATE = _changed(
    _OPEN,
    network={"privateEndpoints": True, "allowedIpRanges": None},
    observability={"publicAccess": False},
    cluster={"apiAccess": "private"},
)

_EXISTING = _changed(
    _PRIVATE,
    stamps={
        "eastus": {
            "role": "primary",
            "existingNetwork": existing_network("hub"),
        }
    },
    network={
        "privateDnsZones": {
            key: f"{_GROUP}/Microsoft.Network/privateDnsZones/privatelink.{zone}" for key, zone in _ZONES.items()
        }
    },
    registry={"existingId": f"{_GROUP}/Microsoft.ContainerRegistry/registries/crshared"},
    vault={"existingIds": {"eastus": f"{_GROUP}/Microsoft.KeyVault/vaults/kv-shared"}},
    observability={"existingWorkspaceId": f"{_GROUP}/Microsoft.OperationalInsights/workspaces/log-shared"},
)

_PODS = {"version": "v1", "image": f"engine@{_DIGEST}"}
_ENGINE = {"target": "kubernetes", "deployments": {"blue": _PODS}, "traffic": {"blue": 100}}

STACKS: Mapping[str, Document] = {
    "open": _OPEN,
    "private": _PRIVATE,
    "two stamps": _changed(
        _OPEN,
        stamps={"centralus": {"role": "secondary", "addressSpace": "10.21.0.0/20"}},
        backup={"regions": ["eastus", "centralus"], "archiveAfterDays": 90},
    ),
    "existing": _EXISTING,
    "a gateway": _changed(_OPEN, cluster={"gateway": {**_GATEWAY, "controller": _CONTROLLER}}, models={"eng": _ENGINE}),
    "their gateway": _changed(
        _OPEN,
        cluster={"gateway": {**_GATEWAY, "existingController": {"namespace": "gateways"}}},
        models={"eng": _ENGINE},
    ),
}
"""Stacks without models, or with one that a gateway needs, the smallest first."""

MODEL = "the-model"
"""Name of each of the models below, and in what they say of themselves."""

HOST: Document = _changed(
    _PRIVATE,
    cluster={"gateway": {**_GATEWAY, "controller": _CONTROLLER}, "podCidr": "10.128.0.0/13"},
)
"""The stack of the models below."""

_ONLINE = {
    "protect": True,
    "traffic": {"blue": 100, "green": 0},
    "mirror": {"green": 10},
    "rollout": {"stable": "blue", "firstStep": 10, "largestStep": 50, "freezeLive": False},
}
_CODE = {"asset": "azureml:m-code:1"}
_SCORED = {
    "model": "azureml:m:3",
    "environment": "azureml:scoring:1",
    "code": _CODE,
    "environmentVariables": {"A": "1"},
    "instances": 1,
}
_SERVED = {
    "image": f"m@{_DIGEST}",
    "server": {"port": 9000, "scoring": "/predict", "liveness": "/live", "readiness": "/ready"},
    "instances": 1,
}
_OFFICE = {"days": ["Monday"], "startHour": 8, "endHour": 18, "minInstances": 2, "maxInstances": 4}
_POD = {**_PODS, "cpu": "500m", "environmentVariables": {"A": "1"}, "gpu": 1}
_PODS_OF = {"target": "kubernetes", "deployments": {"blue": _POD, "green": _POD}, **_ONLINE}
_CRON = {"timeZone": "Europe/Berlin", "start": "0 8 * * 1-5", "end": "0 18 * * 1-5", "replicas": 3}
_FILES = {**_SCORED, "compute": "batch"}

MODELS: Mapping[str, Document] = {
    "managed": {
        "target": "managed",
        "deployments": {"blue": _SCORED, "green": _SERVED},
        **_ONLINE,
    },
    "managed, scaled": {
        "target": "managed",
        "deployments": {"blue": {**_SCORED, "instances": 2}, "green": {**_SERVED, "instances": 2}},
        "autoscale": {
            "minInstances": 1,
            "maxInstances": 4,
            "latencyMs": 500,
            "schedules": {"office": _OFFICE},
        },
        **_ONLINE,
    },
    "pods": {
        "probes": {"metrics": "/metrics"},
        "secrets": ["jwt-signing-key"],
        "queues": ["scoring"],
        "route": {"host": f"{MODEL}.example.org", "certificate": "jwt-signing-key", "path": "/v1"},
        **_PODS_OF,
    },
    "pods, scaled": {
        "autoscale": {
            "minReplicas": 2,
            "maxReplicas": 5,
            "memoryUtilization": 80,
            "metric": {"name": "requests", "averageValue": "100"},
        },
        **_PODS_OF,
    },
    "pods, scaled on events": {
        "eventAutoscale": {
            "minReplicas": 1,
            "maxReplicas": 5,
            "queue": {"name": "scoring"},
            "schedules": {"office": _CRON},
            "prometheus": {"query": "sum(requests)", "threshold": "10"},
        },
        **_PODS_OF,
    },
    "batch": {
        "target": "batch",
        "protect": True,
        "deployments": {"blue": _FILES, "green": {**_FILES, "environment": None, "image": f"m@{_DIGEST}"}},
        "default": "blue",
    },
}
"""Models of every target and kind of scaling."""


def model_named(name: str, model: Document) -> Document:
    """A model with another name than `MODEL`."""
    return json.loads(json.dumps(model).replace(MODEL, name))


EVERYTHING: Document = _changed(
    HOST,
    backup={"regions": ["eastus", "westus"]},
    models={f"m-{number}": model_named(f"m-{number}", model) for number, model in enumerate(MODELS.values())},
)
"""A stack with every component: all of the models, and what they need."""
