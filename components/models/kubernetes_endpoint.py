"""A model on AKS: a namespace of its own with the identity, the secrets, the versions and the route of the model.

Each model has its namespace, so that nothing is shared by accident: the Pod Security Standard, the default
deny of the network and the quota of one model are nobody else's, and a retired model leaves with its namespace.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_kubernetes import apiextensions, meta

from components.addresses import route_host
from components.decisions.traffic_state import DesiredTraffic
from components.models.event_scaling import EventSources
from components.models.kubernetes_workload import SERVICE_PORT, KubernetesWorkload, KubernetesWorkloadArgs
from components.models.namespace import ModelNamespace, ModelNamespaceArgs, create_model_namespace
from components.models.pod import POD_PORT
from components.models.route import CERTIFICATE, Backend, ModelRoute, ModelRouteArgs
from components.models.traffic_record import traffic_record
from components.names import Names
from components.network_policies import DataPlane
from components.node_pools import placement
from config.cluster import PoolConfig
from config.gateway import GatewayConfig
from config.kubernetes_models import KubernetesModel


@dataclass(frozen=True, kw_only=True)
class KubernetesEndpointArgs:
    """Inputs of `KubernetesEndpoint`."""

    model: str
    """Name of the model in the config."""
    config: KubernetesModel
    pools: Mapping[str, PoolConfig]
    """Node pools of the cluster, by name."""
    gateway: GatewayConfig
    """The gateway of the cluster."""
    data_plane: DataPlane
    """The gateway's pods, which requests come from."""
    names: Names
    location: str
    resource_group_name: pulumi.Input[str]
    tags: Mapping[str, str]
    protect: bool
    retired: bool = False
    """Let a later edit remove the model."""
    tenant_id: str
    oidc_issuer_url: pulumi.Input[str]
    login_server: pulumi.Input[str]
    """Host of the platform's registry."""
    vault_name: pulumi.Input[str]
    secret_ids: Mapping[str, pulumi.Input[str]]
    """ARM ids of the vault's secrets, by name; those that the model mounts are granted one by one."""
    app_insights_id: pulumi.Input[str]
    app_insights_connection: pulumi.Input[str]
    """Connection string of Application Insights: an address, as keys are off."""
    events: EventSources
    """Where the stamp's events are counted, and the queues that models work on."""
    needs: Sequence[pulumi.Resource] = ()
    """What must be there before the first object: nodes to run on, and what installs the kinds of custom objects.

    Given to the component as `depends_on` it would hold up nothing: children do not inherit it.
    """

    @property
    def certificate(self) -> str:
        """The secret with the TLS certificate of the model's host."""
        return self.config.route.certificate or self.gateway.certificate


class KubernetesEndpoint(pulumi.ComponentResource):
    """A model's namespace, identity, firewall and secrets, a workload a deployment, and the route to them.

    Takes two providers: azure-native and kubernetes. The route moves last: its weights wait for the pods and
    autoscalers of whatever gets traffic, so that one `up` is enough. They do not wait for a deployment that gets
    none: the way back from one that fails is open while it fails.
    """

    namespace: str
    host: str
    """Name that callers ask for, by HTTPS."""
    url: str
    """What the addresses of the model's requests begin with: `https://HOST/PATH`."""
    traffic: Mapping[str, int]
    """Whole percents of the live traffic by deployment."""
    mirror: Mapping[str, int]
    """Percent of the live requests that is copied to a deployment."""
    workloads: dict[str, KubernetesWorkload]

    def __init__(self, name: str, args: KubernetesEndpointArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("ai-models:models:KubernetesEndpoint", name, None, opts)
        self.host = route_host(args.model, args.config.route, args.gateway.domain)
        self.url = f"https://{self.host}{args.config.route.path}"
        self.traffic = args.config.traffic
        self.mirror = args.config.mirror
        own = self._create_namespace(name, args)
        self.namespace = own.name
        self.workloads = {
            deployment: self._create_workload(f"{name}--{deployment}", args, deployment, own)
            for deployment in args.config.deployments
        }
        self._create_route(name, args, own)
        self._create_monitor(name, args, own)
        self.register_outputs(
            {"namespace": self.namespace, "host": self.host, "traffic": dict(self.traffic), **self._record(args)}
        )

    def _record(self, args: KubernetesEndpointArgs) -> dict[str, Any]:
        """What is live only the cluster can tell: it holds the guards by itself."""
        desired = DesiredTraffic(
            traffic=self.traffic,
            mirror=self.mirror,
            deployments={name: one.image for name, one in args.config.deployments.items()},
            guards=args.config.rollout,
        )
        return traffic_record(args.model, args.location, desired, None, applied=self.traffic, mirror=self.mirror)

    def _create_namespace(self, name: str, args: KubernetesEndpointArgs) -> ModelNamespace:
        return create_model_namespace(
            name,
            ModelNamespaceArgs(
                model=args.model,
                config=args.config,
                certificate=args.certificate,
                data_plane=args.data_plane,
                names=args.names,
                location=args.location,
                resource_group_name=args.resource_group_name,
                tags=args.tags,
                protect=args.protect,
                retired=args.retired,
                tenant_id=args.tenant_id,
                oidc_issuer_url=args.oidc_issuer_url,
                vault_name=args.vault_name,
                secret_ids=args.secret_ids,
                app_insights_id=args.app_insights_id,
                events=args.events,
                needs=args.needs,
            ),
            self,
        )

    def _create_workload(
        self,
        name: str,
        args: KubernetesEndpointArgs,
        deployment: str,
        own: ModelNamespace,
    ) -> KubernetesWorkload:
        return KubernetesWorkload(
            name,
            KubernetesWorkloadArgs(
                model=args.model,
                deployment=deployment,
                config=args.config,
                namespace=own.namespace,
                namespace_name=own.name,
                part_of=args.names.workload,
                login_server=args.login_server,
                service_account=args.model,
                secret_provider=args.model if args.config.secrets else None,
                certificate_provider=CERTIFICATE,
                app_insights_connection=args.app_insights_connection,
                placement=placement(args.config.deployments[deployment].gpu, args.pools),
                events=args.events,
                needs=own.ready,
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _create_route(self, name: str, args: KubernetesEndpointArgs, own: ModelNamespace) -> None:
        asked = {deployment for deployment, share in {**self.traffic, **self.mirror}.items() if share > 0}
        ModelRoute(
            f"{name}-route",
            ModelRouteArgs(
                model=args.model,
                config=args.config,
                host=self.host,
                class_name=args.gateway.class_name,
                backends={
                    deployment: Backend(
                        service=workload.service_name,
                        port=SERVICE_PORT,
                        image=args.config.deployments[deployment].image,
                    )
                    for deployment, workload in self.workloads.items()
                },
                namespace=own.namespace,
                namespace_name=own.name,
                labels=own.labels,
                protect=args.protect,
                needs=[
                    *(workload.service for workload in self.workloads.values()),
                    *(made for deployment in sorted(asked) for made in self.workloads[deployment].ready),
                ],
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _create_monitor(self, name: str, args: KubernetesEndpointArgs, own: ModelNamespace) -> None:
        """Managed Prometheus scrapes what its own kind of PodMonitor names.

        https://learn.microsoft.com/azure/azure-monitor/containers/prometheus-metrics-scrape-crd
        """
        if args.config.probes.metrics is None:
            return
        spec = {
            "selector": {"matchLabels": {"app.kubernetes.io/name": args.model}},
            "podMetricsEndpoints": [{"port": POD_PORT, "path": args.config.probes.metrics, "interval": "30s"}],
        }
        apiextensions.CustomResource(
            f"{name}-metrics",
            api_version="azmonitoring.coreos.com/v1",
            kind="PodMonitor",
            metadata=meta.v1.ObjectMetaArgs(name=args.model, namespace=own.name, labels=own.labels),
            spec=spec,
            opts=pulumi.ResourceOptions(parent=self, depends_on=[own.namespace], deleted_with=own.namespace),
        )
