"""What Envoy Gateway's chart and its proxies are told.

Chart: https://github.com/envoyproxy/gateway/blob/v1.9.0/charts/gateway-helm/values.tmpl.yaml
Proxies: https://gateway.envoyproxy.io/v1.9/api/extension_types/#envoyproxyspec
"""

from collections.abc import Mapping
from typing import Any

import pulumi

from components.node_pools import Placement

USER_ID = 65532
"""The user of Envoy's distroless images."""

MIN_PROXIES, MAX_PROXIES = 3, 12
"""A proxy for each of three zones at quiet times."""

PROXY_CPU = "1"

DRAIN_SECONDS = 300
"""What a proxy that is to end gives its last requests; longer ones are cut off."""

LEAVE_SECONDS = 20
"""What it answers on for at least: Azure's load balancer needs two probes of 5 seconds to find it gone."""


def chart_values(
    *,
    gateway_image: pulumi.Input[str],
    proxy_image: pulumi.Input[str],
    controller_name: str,
    placement: Placement,
) -> dict[str, Any]:
    """Values of the chart: images by digest, two controllers on the models' nodes, no webhook of its own.

    The chart puts an image together from what is before and after its first colon, so that a digest comes through.
    Its own certificates come from a job that runs before each install and upgrade.
    """
    where = _where(placement)
    return {
        "global": {
            "images": {
                "envoyGateway": {"image": gateway_image, "pullPolicy": "IfNotPresent"},
                "envoyProxy": {"image": proxy_image, "pullPolicy": "IfNotPresent"},
            }
        },
        "deployment": {
            "replicas": 2,
            "envoyGateway": {"resources": _resources("500m", "1Gi")},
            "pod": {**where, "topologySpreadConstraints": _spread({"control-plane": "envoy-gateway"})},
        },
        "podDisruptionBudget": {"minAvailable": 1},
        "certgen": {
            "job": {
                **where,
                "resources": _resources("100m", "128Mi"),
                "pod": {"securityContext": _pod_security()},
                "securityContext": _container_security(),
            }
        },
        "config": {"envoyGateway": {"gateway": {"controllerName": controller_name}}},
        "topologyInjector": {"enabled": False},
    }


def proxy_spec(image: pulumi.Input[str], placement: Placement, *, public: bool) -> dict[str, Any]:
    """One set of proxies for all Gateways of the class, spread over zones, behind one load balancer."""
    pods = {"app.kubernetes.io/name": "envoy", "app.kubernetes.io/component": "proxy"}
    return {
        "mergeGateways": True,
        "shutdown": {"drainTimeout": f"{DRAIN_SECONDS}s", "minDrainDuration": f"{LEAVE_SECONDS}s"},
        "provider": {
            "type": "Kubernetes",
            "kubernetes": {
                "envoyDeployment": {
                    "strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 0, "maxSurge": "34%"}},
                    "pod": {
                        **_where(placement),
                        "securityContext": _pod_security(),
                        "topologySpreadConstraints": _spread(pods),
                    },
                    "container": {
                        "image": image,
                        # Its security context stays the controller's own: restricted, with /tmp to write to.
                        "resources": _resources(PROXY_CPU, "1Gi"),
                    },
                },
                "envoyHpa": {
                    "minReplicas": MIN_PROXIES,
                    "maxReplicas": MAX_PROXIES,
                    "metrics": [
                        {
                            "type": "Resource",
                            "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 60}},
                        }
                    ],
                },
                "envoyPDB": {"maxUnavailable": 1},
                "envoyService": {
                    "type": "LoadBalancer",
                    "externalTrafficPolicy": "Local",
                    "annotations": load_balancer_annotations(public=public),
                },
            },
        },
    }


def load_balancer_annotations(*, public: bool) -> dict[str, str]:
    """What makes AKS put a Service behind an internal load balancer, in the nodes' subnet.

    https://learn.microsoft.com/azure/aks/internal-lb
    """
    return {"service.beta.kubernetes.io/azure-load-balancer-internal": "false" if public else "true"}


def _where(placement: Placement) -> dict[str, Any]:
    tolerations = [
        {"key": key, "operator": "Equal", "value": value, "effect": "NoSchedule"}
        for key, value in placement.tolerations.items()
    ]
    return {
        "nodeSelector": dict(placement.node_selector),
        **({"tolerations": tolerations} if tolerations else {}),
        **({"affinity": placement.affinity} if placement.avoided else {}),
    }


def _spread(pods: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "topologyKey": key,
            "maxSkew": 1,
            "whenUnsatisfiable": "ScheduleAnyway",
            "labelSelector": {"matchLabels": dict(pods)},
        }
        for key in ("topology.kubernetes.io/zone", "kubernetes.io/hostname")
    ]


def _resources(cpu: str, memory: str) -> dict[str, Any]:
    amounts = {"cpu": cpu, "memory": memory}
    return {"requests": amounts, "limits": amounts}


def _pod_security() -> dict[str, Any]:
    return {
        "runAsNonRoot": True,
        "runAsUser": USER_ID,
        "runAsGroup": USER_ID,
        "fsGroup": USER_ID,
        "seccompProfile": {"type": "RuntimeDefault"},
    }


def _container_security() -> dict[str, Any]:
    return {
        "privileged": False,
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "runAsNonRoot": True,
        "runAsUser": USER_ID,
        "runAsGroup": USER_ID,
        "capabilities": {"drop": ["ALL"]},
        "seccompProfile": {"type": "RuntimeDefault"},
    }
