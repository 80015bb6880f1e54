"""A stamp's metrics and traces: managed Prometheus and Application Insights."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import applicationinsights, monitor

from components.collection import collection_endpoint, prometheus_rule
from components.diagnostics import LOGS, send_diagnostics
from components.link_scope import LinkScope
from components.names import Names, Service


@dataclass(frozen=True, kw_only=True)
class TelemetryArgs:
    """Inputs of `Telemetry`."""

    names: Names
    location: str
    resource_group_name: pulumi.Input[str]
    tags: Mapping[str, str]
    protect: bool
    public_access: bool
    """Let telemetry be written and queried from public networks."""
    log_workspace_id: pulumi.Input[str]
    link_scope: LinkScope | None
    """The platform's private link scope; None where public access is on."""


class Telemetry(pulumi.ComponentResource):
    """What a stamp measures: Prometheus metrics and the traces of its models, kept in its own region."""

    app_insights_id: pulumi.Output[str]
    app_insights_connection: pulumi.Output[str]
    """Connection string of Application Insights: an address, not a credential, as keys are off."""
    monitor_workspace_id: pulumi.Output[str]
    """ARM id of the Azure Monitor workspace, which holds the Prometheus metrics."""
    prometheus_url: pulumi.Output[str]
    """Where that workspace answers PromQL."""
    prometheus_rule_id: pulumi.Output[str]
    """ARM id of the collection rule of managed Prometheus, for the stamp's cluster."""
    collection_endpoint_id: pulumi.Output[str]
    """ARM id of the collection endpoint that the agents of the stamp's cluster fetch their rules from."""
    members: list[pulumi.Resource]
    """What lets the stamp's network write: what sends telemetry waits for it."""

    def __init__(self, name: str, args: TelemetryArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("ai-models:observability:Telemetry", name, None, opts)
        insights = self._create_app_insights(name, args)
        endpoint = self._create_metrics(name, args)
        self.members = self._join_scope(name, args, {"traces": insights.id, "collection": endpoint.id})
        self.app_insights_id = insights.id
        self.app_insights_connection = insights.connection_string
        self.collection_endpoint_id = endpoint.id
        self.register_outputs(
            {
                "appInsightsId": self.app_insights_id,
                "appInsightsConnection": self.app_insights_connection,
                "monitorWorkspaceId": self.monitor_workspace_id,
                "prometheusUrl": self.prometheus_url,
                "prometheusRuleId": self.prometheus_rule_id,
                "collectionEndpointId": self.collection_endpoint_id,
            }
        )

    def _join_scope(
        self, name: str, args: TelemetryArgs, members: Mapping[str, pulumi.Input[str]]
    ) -> list[pulumi.Resource]:
        scope = args.link_scope
        if scope is None:
            return []
        return [
            scope.join(f"{name}-scope-{role}", f"{args.location}-{role}", member, self)
            for role, member in members.items()
        ]

    def _create_app_insights(self, name: str, args: TelemetryArgs) -> applicationinsights.Component:
        access = "Enabled" if args.public_access else "Disabled"
        return applicationinsights.Component(
            f"{name}-traces",
            resource_name_=args.names.of(Service.APP_INSIGHTS, args.location),
            resource_group_name=args.resource_group_name,
            location=args.location,
            kind="web",
            application_type="web",
            ingestion_mode="LogAnalytics",
            workspace_resource_id=args.log_workspace_id,
            disable_local_auth=True,
            public_network_access_for_ingestion=access,
            public_network_access_for_query=access,
            tags=args.tags,
            opts=pulumi.ResourceOptions(parent=self, protect=args.protect),
        )

    def _create_metrics(self, name: str, args: TelemetryArgs) -> monitor.DataCollectionEndpoint:
        """The Prometheus store and its collection rule; returns the endpoint that feeds it."""
        store = monitor.AzureMonitorWorkspace(
            f"{name}-metrics",
            azure_monitor_workspace_name=args.names.of(Service.MONITOR_WORKSPACE, args.location),
            resource_group_name=args.resource_group_name,
            location=args.location,
            public_network_access="Enabled" if args.public_access else "Disabled",
            tags=args.tags,
            opts=pulumi.ResourceOptions(parent=self, protect=args.protect),
        )
        endpoint = collection_endpoint(
            f"{name}-collection",
            endpoint_name=args.names.of(Service.DATA_COLLECTION_ENDPOINT, args.location),
            resource_group_name=args.resource_group_name,
            location=args.location,
            public_access=args.public_access,
            tags=args.tags,
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.monitor_workspace_id = store.id
        self.prometheus_url = store.metrics.apply(lambda metrics: metrics.prometheus_query_endpoint)
        rule = prometheus_rule(
            f"{name}-prometheus",
            rule_name=args.names.of(Service.DATA_COLLECTION_RULE, args.location, "prometheus"),
            resource_group_name=args.resource_group_name,
            location=args.location,
            endpoint_id=endpoint.id,
            monitor_workspace_id=store.id,
            tags=args.tags,
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.prometheus_rule_id = rule.id
        for role, made in {"metrics": store, "prometheus": rule}.items():
            send_diagnostics(
                f"{name}-{role}-diagnostics", made.id, args.log_workspace_id, pulumi.ResourceOptions(parent=self), LOGS
            )
        return endpoint
