"""The gateway of a stamp: Envoy Gateway with one data plane that all models share.

Each model has a Gateway of its own in its namespace; their listeners are merged onto one set of proxies with one
load balancer. https://gateway.envoyproxy.io/v1.9/tasks/operations/deployment-mode/#merged-gateways-deployment
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_kubernetes import apiextensions, core, helm, meta, networking

from components.models.envoy import chart_values, proxy_spec
from components.models.gateway_firewall import allow_controller, allow_issuer, allow_proxies
from components.models.labels import RESTRICTED, labels_of
from components.models.pod import full_image
from components.models.traffic_guard import TrafficGuard, TrafficGuardArgs
from components.network_policies import DataPlane, deny_all
from components.node_pools import Placement
from config.gateway import GatewayConfig, GatewayController

NAMESPACE = "envoy-gateway-system"
"""Where the controller runs, and the proxies that it starts."""

CONTROLLER_NAME = "gateway.envoyproxy.io/gatewayclass-controller"

RELEASE_SECONDS = 900
"""What an installation may take, with the nodes that it may have to wait for."""

_RELEASE = "envoy-gateway"
_PROXY = "models"


@dataclass(frozen=True, kw_only=True)
class ModelGatewayArgs:
    """Inputs of `ModelGateway`."""

    config: GatewayConfig
    login_server: pulumi.Input[str]
    """Host of the platform's registry, which has the images."""
    placement: Placement
    """Nodes that the controller and the proxies run on."""
    part_of: str
    """Name of the workload that the cluster is a part of."""
    needs: Sequence[pulumi.Resource] = ()
    """What must be there before the first object, such as nodes.

    Given to the component as `depends_on` it would hold up nothing: children do not inherit it.
    """


class ModelGateway(pulumi.ComponentResource):
    """The guards of traffic, the controller of the Gateway class, and what its proxies are like.

    Where the clusters have a controller already it is the guards alone. What depends on the component as a whole
    waits for the controller, and for the kinds of objects that its chart brings. Helm keeps those when the release
    goes, so that no route is lost with it, and leaves them as they are when a newer chart comes: those of a newer
    version are applied by hand first, as its release notes say.
    """

    config: GatewayConfig
    data_plane: DataPlane
    """The pods that requests reach the models from."""

    def __init__(self, name: str, args: ModelGatewayArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("ai-models:cluster:ModelGateway", name, None, opts)
        self.config = args.config
        existing = args.config.existing_controller
        if args.config.controller is not None:
            self.data_plane = DataPlane(namespace=NAMESPACE, pods={_CLASS_LABEL: args.config.class_name})
            needs: Sequence[pulumi.Resource] = [self._install(name, args, args.config.controller)]
        elif existing is not None:
            self.data_plane = DataPlane(namespace=existing.namespace, pods={})
            needs = args.needs
        else:
            raise ValueError("cluster.gateway names neither a controller to install nor one that is there")
        TrafficGuard(
            f"{name}-guard",
            TrafficGuardArgs(part_of=args.part_of, needs=needs),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.register_outputs({"namespace": self.data_plane.namespace})

    def _install(self, name: str, args: ModelGatewayArgs, controller: GatewayController) -> helm.v3.Release:
        namespace = self._create_namespace(name, args)
        release = self._create_release(
            name, args, controller, [namespace, *self._create_firewall(name, args, namespace)]
        )
        proxy = self._create_custom(
            f"{name}-proxy",
            "gateway.envoyproxy.io/v1alpha1",
            "EnvoyProxy",
            self._metadata(args, _PROXY, namespace=NAMESPACE),
            proxy_spec(
                full_image(controller.images.proxy, args.login_server), args.placement, public=args.config.public
            ),
            release,
        )
        self._create_custom(
            f"{name}-class",
            "gateway.networking.k8s.io/v1",
            "GatewayClass",
            self._metadata(args, args.config.class_name, annotations={"pulumi.com/waitFor": "condition=Accepted"}),
            {
                "controllerName": CONTROLLER_NAME,
                "parametersRef": {
                    "group": "gateway.envoyproxy.io",
                    "kind": "EnvoyProxy",
                    "name": _PROXY,
                    "namespace": NAMESPACE,
                },
            },
            proxy,
        )
        return release

    def _metadata(self, args: ModelGatewayArgs, name: str, **more: Any) -> meta.v1.ObjectMetaArgs:
        return meta.v1.ObjectMetaArgs(name=name, labels=_labels(args), **more)

    def _create_namespace(self, name: str, args: ModelGatewayArgs) -> core.v1.Namespace:
        return core.v1.Namespace(
            f"{name}-namespace",
            metadata=meta.v1.ObjectMetaArgs(name=NAMESPACE, labels={**_labels(args), **RESTRICTED}),
            opts=pulumi.ResourceOptions(parent=self, depends_on=list(args.needs)),
        )

    def _create_firewall(
        self, name: str, args: ModelGatewayArgs, namespace: core.v1.Namespace
    ) -> Sequence[pulumi.Resource]:
        rules = {
            "deny-all": deny_all(),
            "allow-controller": allow_controller(),
            "allow-issuer": allow_issuer(),
            "allow-proxies": allow_proxies({_CLASS_LABEL: args.config.class_name}),
        }
        return [
            networking.v1.NetworkPolicy(
                f"{name}-{rule}",
                metadata=self._metadata(args, rule, namespace=NAMESPACE),
                spec=spec,
                opts=pulumi.ResourceOptions(parent=self, depends_on=[namespace], deleted_with=namespace),
            )
            for rule, spec in rules.items()
        ]

    def _create_release(
        self, name: str, args: ModelGatewayArgs, controller: GatewayController, needs: Sequence[pulumi.Resource]
    ) -> helm.v3.Release:
        return helm.v3.Release(
            f"{name}-release",
            name=_RELEASE,
            namespace=NAMESPACE,
            create_namespace=False,
            chart=controller.chart,
            version=controller.version,
            values=chart_values(
                gateway_image=full_image(controller.images.gateway, args.login_server),
                proxy_image=full_image(controller.images.proxy, args.login_server),
                controller_name=CONTROLLER_NAME,
                placement=args.placement,
            ),
            atomic=True,  # an upgrade that fails is rolled back: the controller that works stays
            skip_crds=False,
            timeout=RELEASE_SECONDS,
            opts=pulumi.ResourceOptions(parent=self, depends_on=list(needs)),
        )

    def _create_custom(
        self,
        name: str,
        api_version: str,
        kind: str,
        metadata: meta.v1.ObjectMetaArgs,
        spec: Mapping[str, Any],
        needs: pulumi.Resource,
    ) -> apiextensions.CustomResource:
        return apiextensions.CustomResource(
            name,
            api_version=api_version,
            kind=kind,
            metadata=metadata,
            spec=spec,
            opts=pulumi.ResourceOptions(parent=self, depends_on=[needs]),
        )


_CLASS_LABEL = "gateway.envoyproxy.io/owning-gatewayclass"
"""What the controller labels the merged proxies of a class with."""


def _labels(args: ModelGatewayArgs) -> dict[str, str]:
    return labels_of("model-gateway", args.part_of)
