"""The way of requests to a model on AKS: its Gateway, the route that splits its traffic, and a route to each version.

Gateway API: https://gateway-api.sigs.k8s.io/reference/spec/
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_kubernetes import apiextensions, core, meta

from config.kubernetes_models import KubernetesModel
from config.rollout import RolloutConfig

VERSION_HEADER = "x-model-deployment"
"""A request with this header goes to the deployment that it names, whatever the weights."""

ROUTE_LABEL = "ai-models/route"
"""`traffic` on the route that splits a model's live traffic, `version` on those that lead to one deployment."""

CERTIFICATE = "certificate"
"""The Secret that the Gateway reads its TLS certificate from."""

HTTPS = 443
_API = "gateway.networking.k8s.io/v1"
_LISTENER = "https"
_WAIT_FOR_ROUTE = {
    "pulumi.com/waitFor": 'jsonpath={.status.parents[0].conditions[?(@.type=="Accepted")].status}=True',
    # The config owns the weights: what was changed by hand is written over.
    "pulumi.com/patchForce": "true",
}


@dataclass(frozen=True, kw_only=True)
class Backend:
    """A deployment as a route sees it."""

    service: str
    """Name of its Service."""
    port: int
    image: str
    """What it runs, as the config names it."""


@dataclass(frozen=True, kw_only=True)
class ModelRouteArgs:
    """Inputs of `ModelRoute`."""

    model: str
    config: KubernetesModel
    host: str
    """Name that callers ask for."""
    class_name: str
    """The GatewayClass."""
    backends: Mapping[str, Backend]
    """By deployment."""
    namespace: core.v1.Namespace
    namespace_name: str
    labels: Mapping[str, str]
    protect: bool
    needs: Sequence[pulumi.Resource]
    """What must be ready before requests come: what gets traffic, live or mirrored, and every Service."""


class ModelRoute(pulumi.ComponentResource):
    """A Gateway with a TLS listener for the model's host, and its routes.

    The Gateway follows the pods: the Secret with its certificate is there for as long as a pod mounts it.
    """

    def __init__(self, name: str, args: ModelRouteArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("ai-models:models:ModelRoute", name, None, opts)
        gateway = self._create_gateway(name, args)
        self._create_traffic(name, args, gateway)
        for deployment, backend in args.backends.items():
            self._create_version(f"{name}--{deployment}", args, deployment, backend, gateway)
        self.register_outputs({"host": args.host})

    def _create_gateway(self, name: str, args: ModelRouteArgs) -> apiextensions.CustomResource:
        return apiextensions.CustomResource(
            f"{name}-gateway",
            api_version=_API,
            kind="Gateway",
            metadata=_metadata(args, args.model, {}, {"pulumi.com/waitFor": "condition=Programmed"}),
            spec={
                "gatewayClassName": args.class_name,
                "listeners": [
                    {
                        "name": _LISTENER,
                        "protocol": "HTTPS",
                        "port": HTTPS,
                        "hostname": args.host,
                        "tls": {"mode": "Terminate", "certificateRefs": [{"kind": "Secret", "name": CERTIFICATE}]},
                        "allowedRoutes": {"namespaces": {"from": "Same"}, "kinds": [{"kind": "HTTPRoute"}]},
                    }
                ],
            },
            opts=self._opts(args, args.needs, protect=args.protect),
        )

    def _create_traffic(self, name: str, args: ModelRouteArgs, gateway: pulumi.Resource) -> None:
        runs = {deployment: backend.image for deployment, backend in args.backends.items()}
        notes = guard_notes(args.config.rollout, runs)
        apiextensions.CustomResource(
            f"{name}-traffic",
            api_version=_API,
            kind="HTTPRoute",
            metadata=_metadata(args, args.model, {ROUTE_LABEL: "traffic"}, {**notes, **_WAIT_FOR_ROUTE}),
            spec=_route(args, {"filters": _mirror(args), "backendRefs": _weights(args)}, {}),
            opts=self._opts(args, [gateway, *args.needs], protect=args.protect),
        )

    def _create_version(
        self, name: str, args: ModelRouteArgs, deployment: str, backend: Backend, gateway: pulumi.Resource
    ) -> None:
        header = {"headers": [{"type": "Exact", "name": VERSION_HEADER, "value": deployment}]}
        apiextensions.CustomResource(
            f"{name}-route",
            api_version=_API,
            kind="HTTPRoute",
            metadata=_metadata(args, backend.service, {ROUTE_LABEL: "version"}, {}),
            spec=_route(args, {"backendRefs": [_reference(backend, weight=1)]}, header),
            opts=self._opts(args, [gateway], protect=False),
        )

    def _opts(self, args: ModelRouteArgs, needs: Sequence[pulumi.Resource], *, protect: bool) -> pulumi.ResourceOptions:
        return pulumi.ResourceOptions(
            parent=self, depends_on=[args.namespace, *needs], deleted_with=args.namespace, protect=protect
        )


def guard_notes(rollout: RolloutConfig, runs: Mapping[str, str]) -> dict[str, str]:
    """What the cluster holds an update of the route to, as annotations; the cluster's `traffic_policy` reads them.

    `runs` has for each deployment what it runs.
    """
    return {
        **({"ai-models/stable": rollout.stable} if rollout.stable else {}),
        "ai-models/first-step": str(rollout.first_step),
        "ai-models/largest-step": str(rollout.largest_step),
        "ai-models/shadow-first": str(rollout.shadow_first).lower(),
        "ai-models/keep-last-good": str(rollout.keep_last_good).lower(),
        **{f"runs.ai-models/{deployment}": image for deployment, image in runs.items()},
    }


def _metadata(
    args: ModelRouteArgs, name: str, labels: Mapping[str, str], annotations: Mapping[str, str]
) -> meta.v1.ObjectMetaArgs:
    return meta.v1.ObjectMetaArgs(
        name=name, namespace=args.namespace_name, labels={**args.labels, **labels}, annotations=annotations or None
    )


def _route(args: ModelRouteArgs, action: Mapping[str, Any], match: Mapping[str, Any]) -> dict[str, Any]:
    path = {"type": "PathPrefix", "value": args.config.route.path}
    return {
        "parentRefs": [{"name": args.model, "sectionName": _LISTENER}],
        "hostnames": [args.host],
        "rules": [
            {
                "matches": [{"path": path, **match}],
                **{key: value for key, value in action.items() if value},
                "timeouts": {"request": f"{args.config.route.timeout_seconds}s"},
            }
        ],
    }


def _weights(args: ModelRouteArgs) -> list[dict[str, Any]]:
    """Every deployment with its share, 0 included."""
    traffic = args.config.traffic
    return [_reference(backend, traffic.get(deployment, 0)) for deployment, backend in args.backends.items()]


def _mirror(args: ModelRouteArgs) -> list[dict[str, Any]]:
    return [
        {
            "type": "RequestMirror",
            "requestMirror": {
                "backendRef": {"name": args.backends[deployment].service, "port": args.backends[deployment].port},
                "percent": percent,
            },
        }
        for deployment, percent in args.config.mirror.items()
    ]


def _reference(backend: Backend, weight: int) -> dict[str, Any]:
    return {"name": backend.service, "port": backend.port, "weight": weight}
