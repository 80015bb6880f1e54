"""What a model on AKS has to itself before its first pod: a namespace, an identity, a firewall, its secrets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
from pulumi_kubernetes import apiextensions, core, meta, networking

from components.addresses import namespace_name
from components.decisions.retirement import RETIRED_NOTE, STAMP_NOTE
from components.identities import Identity, IdentityArgs, ServiceAccountRef
from components.models.event_scaling import EventReader, EventReaderArgs, EventSources, asks_sources
from components.models.firewall import allow_model
from components.models.labels import RESTRICTED, labels_of
from components.models.route import CERTIFICATE
from components.models.secrets import VaultReader, gateway_certificate, secret_files
from components.names import Names
from components.network_policies import MODEL_LABEL, DataPlane, deny_all
from components.roles import Grant, Role
from config.kubernetes_models import KubernetesModel

HTTPS, AMQPS = 443, 5671


@dataclass(frozen=True, kw_only=True)
class ModelNamespaceArgs:
    """Inputs of `ModelNamespace`."""

    model: str
    config: KubernetesModel
    certificate: str
    """The secret with the TLS certificate of the model's host."""
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
    vault_name: pulumi.Input[str]
    secret_ids: Mapping[str, pulumi.Input[str]]
    app_insights_id: pulumi.Input[str]
    events: EventSources
    needs: Sequence[pulumi.Resource]

    @property
    def namespace_name(self) -> str:
        """Name of the namespace."""
        return namespace_name(self.model)

    @property
    def queues(self) -> Sequence[str]:
        """The queues that the pods receive from: those that are named, and the one that they are scaled on."""
        scaling = self.config.event_autoscale
        scaled_on = [scaling.queue.name] if scaling and scaling.queue else []
        return sorted({*self.config.queues, *scaled_on})

    @property
    def labels(self) -> dict[str, str]:
        """What every object of the model is labeled with."""
        return labels_of(self.model, self.names.workload)


@dataclass(frozen=True, kw_only=True)
class ModelNamespace:
    """A namespace that is one model's alone, closed to all but the gateway, and who its pods are to Azure."""

    name: str
    namespace: core.v1.Namespace
    labels: Mapping[str, str]
    """What every object of the model is labeled with."""
    ready: Sequence[pulumi.Resource]
    """What must be there before the first pod: the identity and its roles, the firewall, the secrets."""


def create_model_namespace(name: str, args: ModelNamespaceArgs, parent: pulumi.Resource) -> ModelNamespace:
    """Declare the namespace and what is in it before the first pod, as children of the endpoint."""
    identity = _create_identity(name, args, parent)
    namespace = _create_namespace(name, args, parent)
    inside = pulumi.ResourceOptions(parent=parent, depends_on=[namespace], deleted_with=namespace)
    ready = [
        identity,
        _create_service_account(name, args, identity, inside),
        *_create_firewall(name, args, inside),
        *_create_secret_providers(name, args, identity, inside),
        *_create_event_reader(name, args, namespace, parent),
    ]
    return ModelNamespace(name=args.namespace_name, namespace=namespace, labels=args.labels, ready=ready)


def _metadata(args: ModelNamespaceArgs, name: str) -> meta.v1.ObjectMetaArgs:
    return meta.v1.ObjectMetaArgs(name=name, namespace=args.namespace_name, labels=args.labels)


def _create_identity(name: str, args: ModelNamespaceArgs, parent: pulumi.Resource) -> Identity:
    account = ServiceAccountRef(issuer=args.oidc_issuer_url, namespace=args.namespace_name, service_account=args.model)
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
        opts=pulumi.ResourceOptions(parent=parent),
    )


def _create_namespace(name: str, args: ModelNamespaceArgs, parent: pulumi.Resource) -> core.v1.Namespace:
    labels = {**args.labels, **RESTRICTED, MODEL_LABEL: args.model}
    notes = {STAMP_NOTE: args.location, RETIRED_NOTE: str(args.retired).lower()}
    return core.v1.Namespace(
        f"{name}-namespace",
        metadata=meta.v1.ObjectMetaArgs(name=args.namespace_name, labels=labels, annotations=notes),
        # All else in the cluster waits for the namespace.
        opts=pulumi.ResourceOptions(parent=parent, depends_on=list(args.needs), protect=args.protect),
    )


def _create_service_account(
    name: str, args: ModelNamespaceArgs, identity: Identity, inside: pulumi.ResourceOptions
) -> core.v1.ServiceAccount:
    return core.v1.ServiceAccount(
        f"{name}-account",
        metadata=meta.v1.ObjectMetaArgs(
            name=args.model,
            namespace=args.namespace_name,
            labels=args.labels,
            annotations={
                "azure.workload.identity/client-id": identity.client_id,
                "azure.workload.identity/tenant-id": args.tenant_id,
            },
        ),
        automount_service_account_token=False,
        opts=inside,
    )


def _create_firewall(name: str, args: ModelNamespaceArgs, inside: pulumi.ResourceOptions) -> Sequence[pulumi.Resource]:
    rules = {
        "deny-all": deny_all(),
        "allow-model": allow_model(
            {"app.kubernetes.io/name": args.model},
            gateway=args.data_plane,
            scraped=args.config.probes.metrics is not None,
            outbound_ports=(HTTPS, AMQPS) if args.queues else (HTTPS,),
        ),
    }
    return [
        networking.v1.NetworkPolicy(f"{name}-{rule}", metadata=_metadata(args, rule), spec=spec, opts=inside)
        for rule, spec in rules.items()
    ]


def _create_secret_providers(
    name: str, args: ModelNamespaceArgs, identity: Identity, inside: pulumi.ResourceOptions
) -> Sequence[pulumi.Resource]:
    reader = VaultReader(client_id=identity.client_id, vault_name=args.vault_name, tenant_id=args.tenant_id)
    specs = {("certificate", CERTIFICATE): gateway_certificate(reader, args.certificate)}
    if args.config.secrets:
        specs["secrets", args.model] = secret_files(reader, args.config.secrets)
    return [
        apiextensions.CustomResource(
            f"{name}-{role}",
            api_version="secrets-store.csi.x-k8s.io/v1",
            kind="SecretProviderClass",
            metadata=_metadata(args, called),
            spec=spec,
            opts=inside,
        )
        for (role, called), spec in specs.items()
    ]


def _create_event_reader(
    name: str, args: ModelNamespaceArgs, namespace: core.v1.Namespace, parent: pulumi.Resource
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
            namespace_name=args.namespace_name,
            names=args.names,
            location=args.location,
            resource_group_name=args.resource_group_name,
            tags=args.tags,
            tenant_id=args.tenant_id,
            oidc_issuer_url=args.oidc_issuer_url,
            labels=args.labels,
        ),
        opts=pulumi.ResourceOptions(parent=parent),
    )
    return [reader]


def _grants(args: ModelNamespaceArgs) -> dict[str, Grant]:
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
