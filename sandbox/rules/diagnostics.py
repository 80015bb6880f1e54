"""Diagnostic settings: which resource can send what, and where to."""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sandbox.request import Request
from sandbox.rules import Verdict, on_write
from sandbox.rules.reading import at, flag, items, text
from sandbox.rules.references import existing, parsed, rivals, same
from sandbox.store import Stored, World

SETTING = "azure-native:monitor:DiagnosticSetting"

MOST_SETTINGS = 5
"""https://learn.microsoft.com/azure/azure-monitor/platform/diagnostic-settings#destinations"""


@dataclass(frozen=True, kw_only=True)
class Telemetry:
    """What a type of resource can send."""

    logs: frozenset[str] = frozenset()
    metrics: frozenset[str] = frozenset({"AllMetrics"})
    groups: frozenset[str] = frozenset({"allLogs", "audit"})


def _logs(names: str, *, metrics: str = "AllMetrics", groups: str = "allLogs audit") -> Telemetry:
    return Telemetry(
        logs=frozenset(names.split()), metrics=frozenset(metrics.split()), groups=frozenset(groups.split())
    )


_STORAGE_SERVICE = _logs("StorageRead StorageWrite StorageDelete", metrics="Transaction Capacity")

TELEMETRY = {
    "microsoft.containerregistry/registries": _logs("ContainerRegistryLoginEvents ContainerRegistryRepositoryEvents"),
    "microsoft.containerservice/managedclusters": _logs(
        "cloud-controller-manager cluster-autoscaler csi-azuredisk-controller csi-azurefile-controller "
        "csi-snapshot-controller fleet-mcs-controller-manager fleet-member-agent fleet-member-net-controller-manager "
        "guard karpenter-events kube-apiserver kube-audit kube-audit-admin kube-controller-manager kube-scheduler"
    ),
    "microsoft.devices/iothubs": _logs(
        "C2DCommands C2DTwinOperations Configurations Connections D2CTwinOperations DeviceIdentityOperations "
        "DeviceStreams DeviceTelemetry DirectMethods DistributedTracing FileUploadOperations JobsOperations Routes "
        "TwinQueries"
    ),
    "microsoft.eventgrid/systemtopics": _logs("DeliveryFailures DataPlaneRequests"),
    "microsoft.insights/autoscalesettings": _logs("AutoscaleEvaluations AutoscaleScaleActions", groups="allLogs"),
    "microsoft.insights/components": _logs(
        "AppAvailabilityResults AppBrowserTimings AppDependencies AppEvents AppExceptions AppMetrics AppPageViews "
        "AppPerformanceCounters AppRequests AppSystemEvents AppTraces OTelEvents OTelLogs OTelResources OTelSpans "
        "OTelTraces OTelTracesAgent",
        groups="allLogs",
    ),
    "microsoft.insights/datacollectionrules": _logs("LogErrors LogTroubleshooting", groups="allLogs"),
    "microsoft.keyvault/vaults": _logs("AuditEvent AzurePolicyEvaluationDetails"),
    "microsoft.machinelearningservices/workspaces": _logs(
        "AmlComputeClusterEvent AmlComputeClusterNodeEvent AmlComputeCpuGpuUtilization AmlComputeJobEvent "
        "AmlRunStatusChangedEvent ComputeInstanceEvent DataLabelChangeEvent DataLabelReadEvent DataSetChangeEvent "
        "DataSetReadEvent DataStoreChangeEvent DataStoreReadEvent DeploymentEventACI DeploymentEventAKS "
        "DeploymentReadEvent EnvironmentChangeEvent EnvironmentReadEvent InferencingOperationACI "
        "InferencingOperationAKS ModelsActionEvent ModelsChangeEvent ModelsReadEvent PipelineChangeEvent "
        "PipelineReadEvent RunEvent RunReadEvent"
    ),
    "microsoft.machinelearningservices/workspaces/onlineendpoints": _logs(
        "AmlOnlineEndpointConsoleLog AmlOnlineEndpointEventLog AmlOnlineEndpointTrafficLog"
    ),
    "microsoft.monitor/accounts": _logs("", metrics="", groups="allLogs"),
    "microsoft.network/applicationgateways": _logs(
        "ApplicationGatewayAccessLog ApplicationGatewayFirewallLog ApplicationGatewayPerformanceLog", groups="allLogs"
    ),
    "microsoft.network/loadbalancers": _logs("LoadBalancerHealthEvent", groups="allLogs"),
    "microsoft.network/natgateways": _logs("NatGatewayFlowlogsV1", groups="allLogs"),
    "microsoft.network/networksecuritygroups": _logs(
        "NetworkSecurityGroupEvent NetworkSecurityGroupRuleCounter", metrics="", groups="allLogs"
    ),
    "microsoft.network/publicipaddresses": _logs(
        "DDoSMitigationFlowLogs DDoSMitigationReports DDoSProtectionNotifications"
    ),
    "microsoft.network/trafficmanagerprofiles": _logs("ProbeHealthStatusEvents", groups="allLogs"),
    "microsoft.network/virtualnetworks": _logs("VMProtectionAlerts", groups="allLogs"),
    "microsoft.operationalinsights/workspaces": _logs("Audit Jobs SummaryLogs"),
    "microsoft.servicebus/namespaces": _logs(
        "ApplicationMetricsLogs DataDRLogs DiagnosticErrorLogs OperationalLogs RuntimeAuditLogs VNetAndIPFilteringLogs"
    ),
    "microsoft.storage/storageaccounts": _logs("", metrics="Transaction Capacity AllMetrics", groups=""),
    "microsoft.storage/storageaccounts/blobservices": _STORAGE_SERVICE,
    "microsoft.storage/storageaccounts/fileservices": _STORAGE_SERVICE,
    "microsoft.storage/storageaccounts/queueservices": _STORAGE_SERVICE,
    "microsoft.storage/storageaccounts/tableservices": _STORAGE_SERVICE,
}
"""By lower-case type: https://learn.microsoft.com/azure/azure-monitor/reference/logs-index.

Types that are not here are not judged.
"""

_WITHOUT_SETTINGS = frozenset(
    {
        "microsoft.managedidentity/userassignedidentities",
        "microsoft.network/privatednszones",
        "microsoft.network/privateendpoints",
        "microsoft.network/virtualnetworks/subnets",
        "microsoft.machinelearningservices/workspaces/computes",
        "microsoft.machinelearningservices/workspaces/onlineendpoints/deployments",
    }
)
"""Types of the platform that have none."""

_DESTINATIONS = {
    "workspaceId": "Microsoft.OperationalInsights/workspaces",
    "storageAccountId": "Microsoft.Storage/storageAccounts",
}


@on_write(SETTING)
def categories_exist(request: Request, _world: World, _old: Stored | None) -> Iterator[Verdict]:
    """See `TELEMETRY`."""
    resource = parsed(f"/{(text(request.inputs, 'resourceUri') or '').strip('/')}")
    if resource is None:
        return
    if resource.type.lower() in _WITHOUT_SETTINGS:
        yield "ResourceTypeNotSupported", f"resourceUri: a {resource.type} has no diagnostic settings."
        return
    telemetry = TELEMETRY.get(resource.type.lower())
    if telemetry is None:
        return
    for index, log in enumerate(items(request.inputs, "logs")):
        yield from _unknown(f"logs[{index}].category", text(log, "category"), telemetry.logs, resource.type)
        yield from _unknown(f"logs[{index}].categoryGroup", text(log, "categoryGroup"), telemetry.groups, resource.type)
    for index, metric in enumerate(items(request.inputs, "metrics")):
        yield from _unknown(f"metrics[{index}].category", text(metric, "category"), telemetry.metrics, resource.type)


@on_write(SETTING)
def entries_agree(request: Request, _world: World, _old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/azure-monitor/platform/diagnostic-settings."""
    logs, metrics = items(request.inputs, "logs"), items(request.inputs, "metrics")
    if not logs and not metrics:
        yield "BadRequest", "logs and metrics are both empty; a diagnostic setting sends at least one category."
    for index, log in enumerate(logs):
        named = [key for key in ("category", "categoryGroup") if log.get(key)]
        if len(named) != 1:
            yield (
                "BadRequest",
                f"logs[{index}] names {' and '.join(named) or 'nothing'}; name a category or a categoryGroup.",
            )
    kinds = {key for log in logs for key in ("category", "categoryGroup") if log.get(key) and flag(log, "enabled")}
    if len(kinds) == 2:
        yield "BadRequest", "logs mixes categories and category groups; use one kind in a setting."
    for path, entries in (("logs", logs), ("metrics", metrics)):
        names = [text(entry, "category") or text(entry, "categoryGroup") for entry in entries]
        for index, name in enumerate(names):
            if name and name in names[:index]:
                yield "BadRequest", f"{path}[{index}]: '{name}' is named twice."
            days = at(entries[index], "retentionPolicy", "days")
            if days:
                yield (
                    "BadRequest",
                    f"{path}[{index}].retentionPolicy.days is {days}; retention in diagnostic settings is retired: "
                    f"set it at the destination.",
                )


@on_write(SETTING)
def destination_is_sound(request: Request, world: World, old: Stored | None) -> Iterator[Verdict]:
    """Source as above, under `Destinations`: five settings a resource, each with destinations of its own."""
    named = {key for key in (*_DESTINATIONS, *_OTHER_DESTINATIONS) if request.inputs.get(key)}
    if not named:
        yield "BadRequest", "the setting has no destination; write workspaceId, the id of a Log Analytics workspace."
    for key, arm_type in _DESTINATIONS.items():
        yield from existing(world, key, text(request.inputs, key), arm_type, "ResourceNotFound")
    resource = text(request.inputs, "resourceUri")
    siblings = [
        other for other in rivals(world, SETTING, request, old) if same(text(other.inputs, "resourceUri"), resource)
    ]
    if len(siblings) >= MOST_SETTINGS:
        yield "Conflict", f"resourceUri: the resource has {MOST_SETTINGS} diagnostic settings, the most there can be."
    for sibling in siblings:
        for key in named:
            shared = same(text(sibling.inputs, key), text(request.inputs, key))
            doubled = _sent(sibling.inputs) & _sent(request.inputs) if shared else set()
            if doubled:
                yield (
                    "Conflict",
                    f"{key}: data sink '{text(request.inputs, key)}' is used by diagnostic setting "
                    f"'{text(sibling.inputs, 'name')}' for the same category '{min(doubled)}' of this resource; "
                    f"put it in one setting.",
                )


_OTHER_DESTINATIONS = ("eventHubAuthorizationRuleId", "marketplacePartnerId")


def _unknown(path: str, name: str | None, allowed: frozenset[str], arm_type: str) -> Iterator[Verdict]:
    if name is None or name.lower() in {one.lower() for one in allowed}:
        return
    near = difflib.get_close_matches(name, allowed, n=1)
    offer = f"did you mean '{near[0]}'?" if near else f"it has {', '.join(sorted(allowed)) or 'none'}."
    yield "BadRequest", f"{path}: category '{name}' is not supported by {arm_type}; {offer}"


def _sent(inputs: dict[str, Any]) -> set[str]:
    entries = [entry for key in ("logs", "metrics") for entry in items(inputs, key) if flag(entry, "enabled")]
    return {name for entry in entries if (name := text(entry, "category") or text(entry, "categoryGroup"))}
