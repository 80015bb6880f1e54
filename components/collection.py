"""How clusters send their logs and metrics: data collection endpoints and rules."""

from collections.abc import Mapping

import pulumi
from pulumi_azure_native import monitor

_INSIGHTS_STREAM = "Microsoft-ContainerInsights-Group-Default"
_PROMETHEUS_STREAM = "Microsoft-PrometheusMetrics"


def collection_endpoint(
    name: str,
    *,
    endpoint_name: str,
    resource_group_name: pulumi.Input[str],
    location: str,
    public_access: bool,
    tags: Mapping[str, str],
    opts: pulumi.ResourceOptions,
) -> monitor.DataCollectionEndpoint:
    """The endpoint to which agents send, and from which those of its region fetch their rules."""
    return monitor.DataCollectionEndpoint(
        name,
        data_collection_endpoint_name=endpoint_name,
        resource_group_name=resource_group_name,
        location=location,
        kind="Linux",
        network_acls=monitor.DataCollectionEndpointNetworkAclsArgs(
            public_network_access="Enabled" if public_access else "Disabled"
        ),
        tags=tags,
        opts=opts,
    )


def container_insights_rule(
    name: str,
    *,
    rule_name: str,
    resource_group_name: pulumi.Input[str],
    location: str,
    endpoint_id: pulumi.Input[str],
    log_workspace_id: pulumi.Input[str],
    tags: Mapping[str, str],
    opts: pulumi.ResourceOptions,
) -> monitor.DataCollectionRule:
    """Container Insights: what containers write, their state and Kubernetes events, to the log workspace.

    The rule lives in the workspace's region; the clusters may be elsewhere.
    """
    settings = {"interval": "1m", "namespaceFilteringMode": "Off", "enableContainerLogV2": True}
    return monitor.DataCollectionRule(
        name,
        data_collection_rule_name=rule_name,
        resource_group_name=resource_group_name,
        location=location,
        kind="Linux",
        data_collection_endpoint_id=endpoint_id,
        data_sources=monitor.DataCollectionRuleDataSourcesArgs(
            extensions=[
                monitor.ExtensionDataSourceArgs(
                    name="ContainerInsightsExtension",
                    extension_name="ContainerInsights",
                    streams=[_INSIGHTS_STREAM],
                    extension_settings={"dataCollectionSettings": settings},
                )
            ]
        ),
        destinations=monitor.DataCollectionRuleDestinationsArgs(
            log_analytics=[monitor.LogAnalyticsDestinationArgs(name="logs", workspace_resource_id=log_workspace_id)]
        ),
        data_flows=[monitor.DataFlowArgs(streams=[_INSIGHTS_STREAM], destinations=["logs"])],
        tags=tags,
        opts=opts,
    )


def prometheus_rule(
    name: str,
    *,
    rule_name: str,
    resource_group_name: pulumi.Input[str],
    location: str,
    endpoint_id: pulumi.Input[str],
    monitor_workspace_id: pulumi.Input[str],
    tags: Mapping[str, str],
    opts: pulumi.ResourceOptions,
) -> monitor.DataCollectionRule:
    """Managed Prometheus: what its agents scrape, to the Azure Monitor workspace of the same region."""
    return monitor.DataCollectionRule(
        name,
        data_collection_rule_name=rule_name,
        resource_group_name=resource_group_name,
        location=location,
        kind="Linux",
        data_collection_endpoint_id=endpoint_id,
        data_sources=monitor.DataCollectionRuleDataSourcesArgs(
            prometheus_forwarder=[
                monitor.PrometheusForwarderDataSourceArgs(name="prometheus", streams=[_PROMETHEUS_STREAM])
            ]
        ),
        destinations=monitor.DataCollectionRuleDestinationsArgs(
            monitoring_accounts=[
                monitor.MonitoringAccountDestinationArgs(name="metrics", account_resource_id=monitor_workspace_id)
            ]
        ),
        data_flows=[monitor.DataFlowArgs(streams=[_PROMETHEUS_STREAM], destinations=["metrics"])],
        tags=tags,
        opts=opts,
    )
