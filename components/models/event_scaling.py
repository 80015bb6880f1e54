"""Scaling on events by KEDA: who asks the sources, and what a deployment scales on.

The AKS add-on runs KEDA in kube-system as `keda-operator`.
https://learn.microsoft.com/azure/aks/keda-workload-identity
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_kubernetes import apiextensions, core, meta

from components.identities import Identity, IdentityArgs, ServiceAccountRef
from components.names import Names
from components.roles import Grant, Role
from config.kubernetes_scaling import CronSchedule, EventAutoscale

_API = "keda.sh/v1alpha1"
_OPERATOR_NAMESPACE, _OPERATOR = "kube-system", "keda-operator"


@dataclass(frozen=True, kw_only=True)
class EventSources:
    """Where the events of a stamp are counted."""

    service_bus: pulumi.Input[str]
    """Host of the Service Bus namespace."""
    queue_ids: Mapping[str, pulumi.Input[str]]
    """ARM ids of its queues, by name."""
    monitor_workspace_id: pulumi.Input[str]
    """ARM id of the Azure Monitor workspace, which holds the Prometheus metrics."""
    prometheus_url: pulumi.Input[str]
    """Where the workspace answers PromQL."""


@dataclass(frozen=True, kw_only=True)
class EventReaderArgs:
    """Inputs of `EventReader`."""

    model: str
    scaling: EventAutoscale
    sources: EventSources
    namespace: core.v1.Namespace
    namespace_name: str
    names: Names
    location: str
    resource_group_name: pulumi.Input[str]
    tags: Mapping[str, str]
    tenant_id: str
    oidc_issuer_url: pulumi.Input[str]
    labels: Mapping[str, str]


class EventReader(pulumi.ComponentResource):
    """Who KEDA is while it counts the events of one model, and no more: not the model's own identity.

    What a queue holds is told to whoever may read the queue's description, which `Azure Service Bus Data Receiver`
    on the queue includes; there is no built-in role with less.
    """

    def __init__(self, name: str, args: EventReaderArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("ai-models:models:EventReader", name, None, opts)
        operator = ServiceAccountRef(
            issuer=args.oidc_issuer_url, namespace=_OPERATOR_NAMESPACE, service_account=_OPERATOR
        )
        identity = Identity(
            f"{name}-identity",
            IdentityArgs(
                purpose=f"scaling-{args.model}",
                names=args.names,
                location=args.location,
                resource_group_name=args.resource_group_name,
                tags=args.tags,
                grants=_grants(args),
                service_accounts={"keda": operator},
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
        apiextensions.CustomResource(
            f"{name}-authentication",
            api_version=_API,
            kind="TriggerAuthentication",
            metadata=meta.v1.ObjectMetaArgs(name=args.model, namespace=args.namespace_name, labels=args.labels),
            spec={
                "podIdentity": {
                    "provider": "azure-workload",
                    "identityId": identity.client_id,
                    "identityTenantId": args.tenant_id,
                }
            },
            opts=pulumi.ResourceOptions(
                parent=self, depends_on=[args.namespace, identity], deleted_with=args.namespace
            ),
        )
        self.register_outputs({"clientId": identity.client_id})


def asks_sources(scaling: EventAutoscale) -> bool:
    """Whether anything is to be asked: schedules need nobody."""
    return scaling.queue is not None or scaling.prometheus is not None


def scaled_object(
    scaling: EventAutoscale, sources: EventSources, *, workload: str, deployment: str, authentication: str
) -> dict[str, Any]:
    """The `spec` of a ScaledObject: KEDA takes the highest number that any trigger asks for.

    KEDA makes a HorizontalPodAutoscaler; its name is given, as the one that KEDA would draw may be too long.
    """
    return {
        "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": workload},
        "minReplicaCount": scaling.min_replicas,
        "maxReplicaCount": scaling.max_replicas,
        "advanced": {"horizontalPodAutoscalerConfig": {"name": f"{deployment}-events"}},
        "triggers": _triggers(scaling, sources, authentication),
    }


def _grants(args: EventReaderArgs) -> dict[str, Grant]:
    queue, prometheus = args.scaling.queue, args.scaling.prometheus
    return {
        **(
            {"queue": Grant(role=Role.SERVICE_BUS_DATA_RECEIVER, scope=args.sources.queue_ids[queue.name])}
            if queue
            else {}
        ),
        **(
            {"metrics": Grant(role=Role.MONITORING_DATA_READER, scope=args.sources.monitor_workspace_id)}
            if prometheus
            else {}
        ),
    }


def _triggers(scaling: EventAutoscale, sources: EventSources, authentication: str) -> Sequence[dict[str, Any]]:
    """Metadata of triggers are texts, numbers among them."""
    triggers = [_schedule(name, schedule) for name, schedule in scaling.schedules.items()]
    if scaling.queue:
        metadata = {
            "namespace": pulumi.Output.from_input(sources.service_bus).apply(lambda host: host.split(".")[0]),
            "queueName": scaling.queue.name,
            "messageCount": str(scaling.queue.messages),
        }
        triggers.append(_asked("azure-servicebus", "queue", metadata, authentication))
    if scaling.prometheus:
        metadata = {
            "serverAddress": sources.prometheus_url,
            "query": scaling.prometheus.query,
            "threshold": scaling.prometheus.threshold,
        }
        triggers.append(_asked("prometheus", "prometheus", metadata, authentication))
    return triggers


def _schedule(name: str, schedule: CronSchedule) -> dict[str, Any]:
    metadata = {
        "timezone": schedule.time_zone,
        "start": schedule.start,
        "end": schedule.end,
        "desiredReplicas": str(schedule.replicas),
    }
    return {"type": "cron", "name": name, "metadata": metadata}


def _asked(type_: str, name: str, metadata: Mapping[str, Any], authentication: str) -> dict[str, Any]:
    return {"type": type_, "name": name, "metadata": dict(metadata), "authenticationRef": {"name": authentication}}
