"""A model on AKS: a namespace of its own with the identity, the secrets, the versions and the route of the model.

Each model has its namespace, so that nothing is shared by accident: the Pod Security Standard, the default
deny of the network and the quota of one model are nobody else's, and a retired model leaves with its namespace.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_kubernetes import apiextensions, core, meta, networking

from components.event_scaling import EventReader, EventReaderArgs, EventSources, asks_sources
from components.identities import Identity, IdentityArgs, ServiceAccountRef
from components.kubernetes_workload import SERVICE_PORT, KubernetesWorkload, KubernetesWorkloadArgs
from components.model_firewall import allow_model
from components.model_route import CERTIFICATE, Backend, ModelRoute, ModelRouteArgs, host_of
from components.model_secrets import VaultReader, gateway_certificate, secret_files
from components.names import Names
from components.network_policies import MODEL_LABEL, DataPlane, deny_all
from components.node_pools import placement
from components.roles import Grant, Role
from config.cluster import PoolConfig
from config.gateway import GatewayConfig
from config.kubernetes_models import KubernetesModel

HTTPS, AMQPS = 443, 5671


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

    @property
    def queues(self) -> Sequence[str]:
        """The queues that the pods receive from: those that are named, and the one that they are scaled on."""
        scaling = self.config.event_autoscale
        scaled_on = [scaling.queue.name] if scaling and scaling.queue else []
        return sorted({*self.config.queues, *scaled_on})


class KubernetesEndpoint(pulumi.ComponentResource):
    """A model's namespace, identity, firewall and secrets, a workload a deployment, and the route to them.

    Takes two providers: azure-native and kubernetes. The route moves last: its weights wait for the pods and
    autoscalers of whatever gets traffic, so that one `up` is enough. They do not wait for a deployment that gets
    none: the way back from one that fails is open while it fails.
    """

    namespace: str
    host: str
    """Name that callers ask for, by HTTPS."""
    traffic: Mapping[str, int]
    """Whole percents of the live traffic by deployment."""
    mirror: Mapping[str, int]
    """Percent of the live requests that is copied to a deployment."""
    workloads: dict[str, KubernetesWorkload]

    def __init__(self, name: str, args: KubernetesEndpointArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("ai-models:models:KubernetesEndpoint", name, None, opts)
        self.namespace = f"model-{args.model}"
        self.host = host_of(args.model, args.config.route, args.gateway.domain)
        self.traffic = args.config.traffic
        self.mirror = args.config.mirror
        identity = self._create_identity(name, args)
        namespace = self._create_namespace(name, args)
        needs = [
            identity,
            self._create_service_account(name, args, identity, namespace),
            *self._create_firewall(name, args, namespace),
            *self._create_secret_providers(name, args, identity, namespace),
            *self._create_event_reader(name, args, namespace),
        ]
        self.workloads = {
            deployment: self._create_workload(f"{name}--{deployment}", args, deployment, namespace, needs)
            for deployment in args.config.deployments
        }
        self._create_route(name, args, namespace)
        self._create_monitor(name, args, namespace)
        self.register_outputs({"namespace": self.namespace, "host": self.host, "traffic": dict(self.traffic)})

    def _metadata(self, args: KubernetesEndpointArgs, name: str) -> meta.v1.ObjectMetaArgs:
        return meta.v1.ObjectMetaArgs(name=name, namespace=self.namespace, labels=_labels(args))

    def _create_identity(self, name: str, args: KubernetesEndpointArgs) -> Identity:
        account = ServiceAccountRef(issuer=args.oidc_issuer_url, namespace=self.namespace, service_account=args.model)
        return Identity(
            f"{name}-identity",
            IdentityArgs(
                purpose=f"workload-{args.model}",
                names=args.names,
                location=args.location,
                resource_group_name=args.resource_group_name,
                tags=args.tags,
                grants=_grants(args),
                service_accounts={"pods": account},
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _create_namespace(self, name: str, args: KubernetesEndpointArgs) -> core.v1.Namespace:
        standard = {f"pod-security.kubernetes.io/{mode}": "restricted" for mode in ("enforce", "audit", "warn")}
        labels = {**_labels(args), **standard, MODEL_LABEL: args.model}
        return core.v1.Namespace(
            f"{name}-namespace",
            metadata=meta.v1.ObjectMetaArgs(name=self.namespace, labels=labels),
            # All else in the cluster waits for the namespace.
            opts=pulumi.ResourceOptions(parent=self, depends_on=list(args.needs), protect=args.protect),
        )

    def _create_service_account(
        self, name: str, args: KubernetesEndpointArgs, identity: Identity, namespace: core.v1.Namespace
    ) -> core.v1.ServiceAccount:
        return core.v1.ServiceAccount(
            f"{name}-account",
            metadata=meta.v1.ObjectMetaArgs(
                name=args.model,
                namespace=self.namespace,
                labels=_labels(args),
                annotations={
                    "azure.workload.identity/client-id": identity.client_id,
                    "azure.workload.identity/tenant-id": args.tenant_id,
                },
            ),
            automount_service_account_token=False,
            opts=_inside(self, namespace),
        )

    def _create_firewall(
        self, name: str, args: KubernetesEndpointArgs, namespace: core.v1.Namespace
    ) -> Sequence[pulumi.Resource]:
        rules = {
            "deny-all": deny_all(),
            "allow-model": allow_model(
                {"app.kubernetes.io/name": args.model},
                args.config.probes.port,
                gateway=args.data_plane,
                scraped=args.config.probes.metrics is not None,
                outbound_ports=(HTTPS, AMQPS) if args.queues else (HTTPS,),
            ),
        }
        return [
            networking.v1.NetworkPolicy(
                f"{name}-{rule}", metadata=self._metadata(args, rule), spec=spec, opts=_inside(self, namespace)
            )
            for rule, spec in rules.items()
        ]

    def _create_secret_providers(
        self, name: str, args: KubernetesEndpointArgs, identity: Identity, namespace: core.v1.Namespace
    ) -> Sequence[pulumi.Resource]:
        reader = VaultReader(client_id=identity.client_id, vault_name=args.vault_name, tenant_id=args.tenant_id)
        specs = {("certificate", CERTIFICATE): gateway_certificate(reader, args.certificate)}
        if args.config.secrets:
            specs["secrets", args.model] = secret_files(reader, args.config.secrets)
        return [
            self._create_custom(
                f"{name}-{role}", args, "secrets-store.csi.x-k8s.io/v1", "SecretProviderClass", called, spec, namespace
            )
            for (role, called), spec in specs.items()
        ]

    def _create_event_reader(
        self, name: str, args: KubernetesEndpointArgs, namespace: core.v1.Namespace
    ) -> Sequence[pulumi.Resource]:
        scaling = args.config.event_autoscale
        if scaling is None or not asks_sources(scaling):
            return []
        reader = EventReader(
            f"{name}-scaling",
            EventReaderArgs(
                model=args.model,
                scaling=scaling,
                sources=args.events,
                namespace=namespace,
                namespace_name=self.namespace,
                names=args.names,
                location=args.location,
                resource_group_name=args.resource_group_name,
                tags=args.tags,
                tenant_id=args.tenant_id,
                oidc_issuer_url=args.oidc_issuer_url,
                labels=_labels(args),
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
        return [reader]

    def _create_workload(
        self,
        name: str,
        args: KubernetesEndpointArgs,
        deployment: str,
        namespace: core.v1.Namespace,
        needs: Sequence[pulumi.Resource],
    ) -> KubernetesWorkload:
        return KubernetesWorkload(
            name,
            KubernetesWorkloadArgs(
                model=args.model,
                deployment=deployment,
                config=args.config,
                namespace=namespace,
                namespace_name=self.namespace,
                part_of=args.names.workload,
                login_server=args.login_server,
                service_account=args.model,
                secret_provider=args.model if args.config.secrets else None,
                certificate_provider=CERTIFICATE,
                app_insights_connection=args.app_insights_connection,
                placement=placement(args.config.deployments[deployment].gpu, args.pools),
                events=args.events,
                needs=needs,
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _create_route(self, name: str, args: KubernetesEndpointArgs, namespace: core.v1.Namespace) -> None:
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
                namespace=namespace,
                namespace_name=self.namespace,
                labels=_labels(args),
                protect=args.protect,
                needs=[
                    *(workload.service for workload in self.workloads.values()),
                    *(made for deployment in sorted(asked) for made in self.workloads[deployment].ready),
                ],
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _create_monitor(self, name: str, args: KubernetesEndpointArgs, namespace: core.v1.Namespace) -> None:
        """Managed Prometheus scrapes what its own kind of PodMonitor names.

        https://learn.microsoft.com/azure/azure-monitor/containers/prometheus-metrics-scrape-crd
        """
        if args.config.probes.metrics is None:
            return
        spec = {
            "selector": {"matchLabels": {"app.kubernetes.io/name": args.model}},
            "podMetricsEndpoints": [{"port": "http", "path": args.config.probes.metrics, "interval": "30s"}],
        }
        self._create_custom(
            f"{name}-metrics", args, "azmonitoring.coreos.com/v1", "PodMonitor", args.model, spec, namespace
        )

    def _create_custom(
        self,
        name: str,
        args: KubernetesEndpointArgs,
        api_version: str,
        kind: str,
        called: str,
        spec: Mapping[str, Any],
        namespace: core.v1.Namespace,
    ) -> pulumi.Resource:
        return apiextensions.CustomResource(
            name,
            api_version=api_version,
            kind=kind,
            metadata=self._metadata(args, called),
            spec=spec,
            opts=_inside(self, namespace),
        )


def _inside(parent: pulumi.Resource, namespace: core.v1.Namespace) -> pulumi.ResourceOptions:
    return pulumi.ResourceOptions(parent=parent, depends_on=[namespace], deleted_with=namespace)


def _labels(args: KubernetesEndpointArgs) -> dict[str, str]:
    return {
        "app.kubernetes.io/name": args.model,
        "app.kubernetes.io/part-of": args.names.workload,
        "app.kubernetes.io/managed-by": "pulumi",
    }


def _grants(args: KubernetesEndpointArgs) -> dict[str, Grant]:
    """The secrets that the model mounts and the queues that it works on, one by one; its own telemetry."""
    return {
        "telemetry": Grant(role=Role.MONITORING_METRICS_PUBLISHER, scope=args.app_insights_id),
        **{
            f"secret-{secret}": Grant(role=Role.KEY_VAULT_SECRETS_USER, scope=args.secret_ids[secret])
            for secret in sorted({args.certificate, *args.config.secrets})
        },
        **{
            f"queue-{queue}": Grant(role=Role.SERVICE_BUS_DATA_RECEIVER, scope=args.events.queue_ids[queue])
            for queue in args.queues
        },
    }
