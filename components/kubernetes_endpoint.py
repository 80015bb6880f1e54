"""A model on AKS: a namespace of its own with the identity, the secrets and the versions of the model.

Each model has its namespace, so that nothing is shared by accident: the Pod Security Standard, the default
deny of the network and the quota of one model are nobody else's, and a retired model leaves with its namespace.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi
from pulumi_kubernetes import apiextensions, core, meta, networking

from components.identities import Identity, IdentityArgs, ServiceAccountRef
from components.kubernetes_workload import KubernetesWorkload, KubernetesWorkloadArgs
from components.model_firewall import allow_model, deny_all
from components.names import Names
from components.node_pools import placement
from components.roles import Grant, Role
from config.cluster import PoolConfig
from config.models import KubernetesModel

HTTPS, AMQPS = 443, 5671


@dataclass(frozen=True, kw_only=True)
class KubernetesEndpointArgs:
    """Inputs of `KubernetesEndpoint`."""

    model: str
    """Name of the model in the config."""
    config: KubernetesModel
    pools: Mapping[str, PoolConfig]
    """Node pools of the cluster, by name."""
    names: Names
    location: str
    resource_group_name: pulumi.Input[str]
    tags: Mapping[str, str]
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
    queue_ids: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    """ARM ids of the Service Bus queues that the model works on, by name."""
    needs: Sequence[pulumi.Resource] = ()
    """What must be there before the first object: nodes to run on, and what installs the kinds of custom objects.

    Given to the component as `depends_on` it would hold up nothing: children do not inherit it.
    """


class KubernetesEndpoint(pulumi.ComponentResource):
    """A model's namespace, identity, firewall and secrets, and a workload a deployment.

    Takes two providers: azure-native and kubernetes.
    """

    namespace: str
    traffic: Mapping[str, int]
    """Whole percents of the live traffic by deployment."""
    workloads: dict[str, KubernetesWorkload]

    def __init__(self, name: str, args: KubernetesEndpointArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("ai-models:models:KubernetesEndpoint", name, None, opts)
        self.namespace = f"model-{args.model}"
        self.traffic = args.config.traffic
        if len(args.config.deployments) > 1:
            pulumi.log.warn(
                f"models.{args.model}: nothing routes traffic between its deployments in {args.location} yet; "
                f"each is reached by its own Service in namespace {self.namespace}.",
                self,
            )
        identity = self._create_identity(name, args)
        namespace = self._create_namespace(name, args)
        needs = [
            identity,
            self._create_service_account(name, args, identity, namespace),
            *self._create_firewall(name, args, namespace),
            *self._create_secret_provider(name, args, identity, namespace),
        ]
        self.workloads = {
            deployment: KubernetesWorkload(
                f"{name}--{deployment}",
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
                    app_insights_connection=args.app_insights_connection,
                    placement=placement(config.gpu, args.pools),
                    needs=needs,
                ),
                opts=pulumi.ResourceOptions(parent=self),
            )
            for deployment, config in args.config.deployments.items()
        }
        self._create_monitor(name, args, namespace)
        self.register_outputs({"namespace": self.namespace, "traffic": dict(self.traffic)})

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
        return core.v1.Namespace(
            f"{name}-namespace",
            metadata=meta.v1.ObjectMetaArgs(name=self.namespace, labels={**_labels(args), **standard}),
            # All else in the cluster waits for the namespace.
            opts=pulumi.ResourceOptions(parent=self, depends_on=list(args.needs)),
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
                scraped=args.config.probes.metrics is not None,
                outbound_ports=(HTTPS, AMQPS) if args.queue_ids else (HTTPS,),
            ),
        }
        return [
            networking.v1.NetworkPolicy(
                f"{name}-{rule}", metadata=self._metadata(args, rule), spec=spec, opts=_inside(self, namespace)
            )
            for rule, spec in rules.items()
        ]

    def _create_secret_provider(
        self, name: str, args: KubernetesEndpointArgs, identity: Identity, namespace: core.v1.Namespace
    ) -> Sequence[pulumi.Resource]:
        if not args.config.secrets:
            return []
        parameters = {
            "usePodIdentity": "false",
            "useVMManagedIdentity": "false",
            "clientID": identity.client_id,
            "keyvaultName": args.vault_name,
            "tenantId": args.tenant_id,
            "objects": _vault_objects(args.config.secrets),
        }
        return [
            apiextensions.CustomResource(
                f"{name}-secrets",
                api_version="secrets-store.csi.x-k8s.io/v1",
                kind="SecretProviderClass",
                metadata=self._metadata(args, args.model),
                spec={"provider": "azure", "parameters": parameters},
                opts=_inside(self, namespace),
            )
        ]

    def _create_monitor(self, name: str, args: KubernetesEndpointArgs, namespace: core.v1.Namespace) -> None:
        """Managed Prometheus scrapes what its own kind of PodMonitor names.

        https://learn.microsoft.com/azure/azure-monitor/containers/prometheus-metrics-scrape-crd
        """
        if args.config.probes.metrics is None:
            return
        apiextensions.CustomResource(
            f"{name}-metrics",
            api_version="azmonitoring.coreos.com/v1",
            kind="PodMonitor",
            metadata=self._metadata(args, args.model),
            spec={
                "selector": {"matchLabels": {"app.kubernetes.io/name": args.model}},
                "podMetricsEndpoints": [{"port": "http", "path": args.config.probes.metrics, "interval": "30s"}],
            },
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
            for secret in args.config.secrets
        },
        **{
            f"queue-{queue}": Grant(role=Role.SERVICE_BUS_DATA_RECEIVER, scope=queue_id)
            for queue, queue_id in args.queue_ids.items()
        },
    }


def _vault_objects(secrets: Sequence[str]) -> str:
    """The secrets to mount, in the form that the Key Vault provider reads: YAML texts in a YAML list."""
    entries = "".join(f"  - |\n    objectName: {secret}\n    objectType: secret\n" for secret in secrets)
    return f"array:\n{entries}"
