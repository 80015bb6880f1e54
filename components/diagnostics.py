"""Diagnostic settings: what each kind of resource sends to the platform's log workspace.

Categories by type: https://learn.microsoft.com/azure/azure-monitor/reference/logs-index
and https://learn.microsoft.com/azure/azure-monitor/reference/metrics-index
"""

from dataclasses import dataclass

import pulumi
from pulumi_azure_native import monitor


@dataclass(frozen=True, kw_only=True)
class Signals:
    """What a kind of resource can send."""

    category_groups: tuple[str, ...] = ("allLogs",)
    categories: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ("AllMetrics",)
    resource_specific: bool = False
    """Write to tables of the resource's own, for a kind that would write to `AzureDiagnostics`."""


EVERYTHING = Signals()
"""Key Vault, registry, ML workspace, endpoint and autoscaler, Service Bus, Log Analytics, network, public IP."""

LOGS = Signals(metrics=())
"""Network security group, data collection rule (its errors), Azure Monitor workspace (its use)."""

STORAGE_ACCOUNT = Signals(category_groups=(), metrics=("Transaction", "Capacity"))
"""An account has metrics only; the logs are its services'."""

STORAGE_SERVICE = Signals(metrics=("Transaction", "Capacity"))
"""The blob, file, queue or table service of an account; `allLogs` is StorageRead, StorageWrite and StorageDelete."""

CLUSTER = Signals(
    category_groups=(),
    categories=(
        "cluster-autoscaler",
        "guard",
        "kube-apiserver",
        "kube-audit-admin",
        "kube-controller-manager",
        "kube-scheduler",
    ),
    resource_specific=True,
)
"""Not `kube-audit`: its read events are most of a cluster's log volume, and `kube-audit-admin` has the writes."""


def send_diagnostics(
    name: str,
    resource_id: pulumi.Input[str],
    log_workspace_id: pulumi.Input[str],
    opts: pulumi.ResourceOptions,
    signals: Signals = EVERYTHING,
) -> monitor.DiagnosticSetting:
    """Have a resource send its logs and metrics to the Log Analytics workspace."""
    return monitor.DiagnosticSetting(
        name,
        name="platform",
        resource_uri=resource_id,
        workspace_id=log_workspace_id,
        log_analytics_destination_type="Dedicated" if signals.resource_specific else None,
        logs=[
            *(_logs(category_group=group) for group in signals.category_groups),
            *(_logs(category=category) for category in signals.categories),
        ],
        metrics=[
            monitor.DiagnosticsMetricSettingsArgs(category=category, enabled=True) for category in signals.metrics
        ],
        opts=opts,
    )


def send_storage_diagnostics(
    name: str,
    account_id: pulumi.Input[str],
    services: tuple[str, ...],
    log_workspace_id: pulumi.Input[str],
    opts: pulumi.ResourceOptions,
) -> None:
    """Have a storage account and its `services` (`blob`, `file`, `queue`, `table`) send theirs."""
    send_diagnostics(f"{name}-diagnostics", account_id, log_workspace_id, opts, STORAGE_ACCOUNT)
    for service in services:
        service_id = pulumi.Output.concat(account_id, f"/{service}Services/default")
        send_diagnostics(f"{name}-{service}-diagnostics", service_id, log_workspace_id, opts, STORAGE_SERVICE)


def _logs(*, category: str | None = None, category_group: str | None = None) -> monitor.DiagnosticsLogSettingsArgs:
    return monitor.DiagnosticsLogSettingsArgs(category=category, category_group=category_group, enabled=True)
