"""Diagnostics: every kind of resource sends what it has, to the platform's workspace."""

from collections.abc import Callable

import pulumi

from components.diagnostics import CLUSTER, send_diagnostics, send_storage_diagnostics
from tests.components.declared import LOG_WORKSPACE_ID, SUBSCRIPTION, Declared, Program, Scope

Declare = Callable[[Program], Declared]

GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-others/providers"
VAULT = f"{GROUP}/Microsoft.KeyVault/vaults/kv-shop"
ACCOUNT = f"{GROUP}/Microsoft.Storage/storageAccounts/stshop"
AKS = f"{GROUP}/Microsoft.ContainerService/managedClusters/aks-shop"


def settings(scope: Scope) -> None:
    opts = pulumi.ResourceOptions(provider=scope.azure)
    send_diagnostics("vault", VAULT, LOG_WORKSPACE_ID, opts)
    send_diagnostics("cluster", AKS, LOG_WORKSPACE_ID, opts, CLUSTER)
    send_storage_diagnostics("store", ACCOUNT, ("blob", "file"), LOG_WORKSPACE_ID, opts)


def test_a_resource_sends_all_its_logs_and_metrics(declare: Declare) -> None:
    inputs = declare(settings).inputs("vault")
    assert (inputs["resourceUri"], inputs["workspaceId"]) == (VAULT, LOG_WORKSPACE_ID)
    assert inputs["logs"] == [{"categoryGroup": "allLogs", "enabled": True}]
    assert inputs["metrics"] == [{"category": "AllMetrics", "enabled": True}]


def test_a_storage_account_logs_by_its_services_as_the_account_has_no_logs(declare: Declare) -> None:
    run = declare(settings)
    assert run.inputs("store-diagnostics").get("logs", []) == []
    for service in ("blob", "file"):
        inputs = run.inputs(f"store-{service}-diagnostics")
        assert inputs["resourceUri"] == f"{ACCOUNT}/{service}Services/default"
        assert inputs["logs"] == [{"categoryGroup": "allLogs", "enabled": True}]


def test_a_cluster_audits_changes_to_tables_of_its_own(declare: Declare) -> None:
    inputs = declare(settings).inputs("cluster")
    assert {"kube-audit-admin", "guard"} <= {log["category"] for log in inputs["logs"]}
    assert inputs["logAnalyticsDestinationType"] == "Dedicated"
