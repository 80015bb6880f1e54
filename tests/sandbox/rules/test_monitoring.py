"""Log Analytics, Application Insights, diagnostic settings, autoscale and data collection."""

from typing import Any

import pytest

from tests.sandbox.rules.conftest import ABSENT, GROUP, REGION, SUBSCRIPTION, TENANT, Azure, altered

LOGS = {
    "workspaceName": "log-shop",
    "location": REGION,
    "sku": {"name": "PerGB2018"},
    "retentionInDays": 90,
    "workspaceCapping": {"dailyQuotaGb": 10},
}
VAULT = {
    "vaultName": "kv-shop",
    "location": REGION,
    "properties": {
        "tenantId": TENANT,
        "sku": {"family": "A", "name": "standard"},
        "enableRbacAuthorization": True,
    },
}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"workspaceName": "log"}, "InvalidParameter"),
        ({"sku": {"name": "Free"}, "retentionInDays": 7}, "InvalidParameter"),
        ({"retentionInDays": 29}, "InvalidParameter"),
        ({"retentionInDays": 731}, "InvalidParameter"),
        ({"workspaceCapping.dailyQuotaGb": 0}, "InvalidParameter"),
        ({"sku": {"name": "CapacityReservation", "capacityReservationLevel": 150}}, "InvalidParameter"),
        ({"sku": {"name": "Standalone"}}, "InvalidParameter"),
    ],
)
def test_log_workspaces_that_azure_refuses(azure: Azure, changes: dict[str, Any], code: str) -> None:
    assert azure.verdicts("operationalinsights:Workspace", LOGS) == []
    assert azure.verdicts("operationalinsights:Workspace", altered(LOGS, {"workspaceCapping.dailyQuotaGb": -1})) == []
    assert [found for found, _ in azure.verdicts("operationalinsights:Workspace", altered(LOGS, changes))] == [code]


def test_components_that_azure_refuses(azure: Azure) -> None:
    workspace = azure.put("operationalinsights:Workspace", LOGS)
    good = {
        "resourceName": "appi-shop",
        "location": REGION,
        "kind": "web",
        "applicationType": "web",
        "workspaceResourceId": workspace,
        "ingestionMode": "LogAnalytics",
    }
    assert azure.verdicts("applicationinsights:Component", good) == []
    for changes, code in (
        ({"workspaceResourceId": ABSENT}, "BadRequest"),
        ({"workspaceResourceId": f"{workspace}-gone"}, "ResourceNotFound"),
        ({"ingestionMode": "ApplicationInsights"}, "BadRequest"),
        ({"retentionInDays": 45}, "BadRequest"),
        ({"samplingPercentage": 0}, "BadRequest"),
    ):
        assert [found for found, _ in azure.verdicts("applicationinsights:Component", altered(good, changes))] == [code]
    connection = azure.outputs(azure.put("applicationinsights:Component", good))["connectionString"]
    assert connection.startswith("InstrumentationKey=")


def _setting(azure: Azure) -> dict[str, Any]:
    return {
        "resourceUri": azure.put("keyvault:Vault", VAULT),
        "name": "platform",
        "workspaceId": azure.put("operationalinsights:Workspace", LOGS),
        "logs": [{"categoryGroup": "allLogs", "enabled": True}],
        "metrics": [{"category": "AllMetrics", "enabled": True}],
    }


@pytest.mark.parametrize(
    ("changes", "code", "words"),
    [
        ({"logs.0": {"category": "AuditEvents", "enabled": True}}, "BadRequest", "did you mean 'AuditEvent'?"),
        ({"logs.0.categoryGroup": "everything"}, "BadRequest", "allLogs"),
        ({"logs.0": {"enabled": True}}, "BadRequest", "names nothing"),
        ({"logs": [], "metrics": []}, "BadRequest", "at least one"),
        ({"workspaceId": ABSENT}, "BadRequest", "no destination"),
        ({"logs.0.retentionPolicy": {"enabled": True, "days": 30}}, "BadRequest", "retired"),
        (
            {"logs": [{"categoryGroup": "audit", "enabled": True}, {"category": "AuditEvent", "enabled": True}]},
            "BadRequest",
            "mixes",
        ),
    ],
)
def test_diagnostic_settings_that_azure_refuses(azure: Azure, changes: dict[str, Any], code: str, words: str) -> None:
    good = _setting(azure)
    assert azure.verdicts("monitor:DiagnosticSetting", good) == []
    [(found, message)] = azure.verdicts("monitor:DiagnosticSetting", altered(good, changes))
    assert found == code
    assert words in message


def test_a_setting_needs_its_resource_and_its_workspace(azure: Azure) -> None:
    good = _setting(azure)
    for path, code in (("resourceUri", "ParentResourceNotFound"), ("workspaceId", "ResourceNotFound")):
        assert [
            found for found, _ in azure.verdicts("monitor:DiagnosticSetting", altered(good, {path: f"{good[path]}x"}))
        ] == [code]


def test_two_settings_do_not_send_the_same_to_one_place(azure: Azure) -> None:
    good = _setting(azure)
    azure.put("monitor:DiagnosticSetting", good)
    again = altered(good, {"name": "again"})
    assert {code for code, _ in azure.verdicts("monitor:DiagnosticSetting", again)} == {"Conflict"}
    other = altered(again, {"logs": [{"categoryGroup": "audit", "enabled": True}], "metrics": []})
    assert azure.verdicts("monitor:DiagnosticSetting", other) == []
    for number in range(4):
        workspace = azure.put("operationalinsights:Workspace", altered(LOGS, {"workspaceName": f"log-more-{number}"}))
        azure.put("monitor:DiagnosticSetting", altered(good, {"name": f"more-{number}", "workspaceId": workspace}))
    assert [code for code, _ in azure.verdicts("monitor:DiagnosticSetting", other)] == ["Conflict"]


def test_a_storage_account_itself_has_metrics_only(azure: Azure) -> None:
    account = azure.put(
        "storage:StorageAccount",
        {"accountName": "stshop", "location": REGION, "kind": "StorageV2", "sku": {"name": "Standard_LRS"}},
    )
    logs = altered(_setting(azure), {"resourceUri": account, "metrics": [{"category": "Transaction", "enabled": True}]})
    assert [code for code, _ in azure.verdicts("monitor:DiagnosticSetting", logs)] == ["BadRequest"]
    blobs = altered(logs, {"resourceUri": f"{account}/blobServices/default"})
    assert azure.verdicts("monitor:DiagnosticSetting", blobs) == []


GONE = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{GROUP}/providers/Microsoft.KeyVault/vaults/kv-gone"
AUTOSCALE: dict[str, Any] = {
    "autoscaleSettingName": "fraud-blue",
    "location": REGION,
    "profiles": [
        {
            "name": "default",
            "capacity": {"minimum": "3", "maximum": "10", "default": "3"},
            "rules": [
                {
                    "metricTrigger": {
                        "metricName": "CpuUtilizationPercentage",
                        "operator": "GreaterThan",
                        "statistic": "Average",
                        "threshold": 70,
                        "timeAggregation": "Average",
                        "timeGrain": "PT1M",
                        "timeWindow": "PT5M",
                    },
                    "scaleAction": {"direction": "Increase", "type": "ChangeCount", "value": "1", "cooldown": "PT5M"},
                }
            ],
        }
    ],
}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"profiles": []}, "InvalidAutoscaleSetting"),
        ({"profiles.0.capacity.minimum": "11"}, "InvalidAutoscaleSetting"),
        ({"profiles.0.capacity.default": "some"}, "InvalidAutoscaleSetting"),
        ({"profiles.0.rules.0.scaleAction.cooldown": "PT30S"}, "InvalidAutoscaleSetting"),
        ({"profiles.0.rules.0.scaleAction.cooldown": "P8D"}, "InvalidAutoscaleSetting"),
        ({"profiles.0.rules.0.metricTrigger.timeWindow": "PT1M"}, "InvalidAutoscaleSetting"),
        ({"targetResourceUri": GONE}, "ResourceNotFound"),
        ({"profiles.0.rules.0.metricTrigger.metricResourceUri": GONE}, "ResourceNotFound"),
    ],
)
def test_autoscale_settings_that_azure_refuses(azure: Azure, changes: dict[str, Any], code: str) -> None:
    vault = azure.put("keyvault:Vault", VAULT)
    good = altered(AUTOSCALE, {"targetResourceUri": vault, "profiles.0.rules.0.metricTrigger.metricResourceUri": vault})
    assert azure.verdicts("monitor:AutoscaleSetting", good) == []
    assert [found for found, _ in azure.verdicts("monitor:AutoscaleSetting", altered(good, changes))] == [code]


def test_data_collection_fits_together(azure: Azure) -> None:
    account = azure.put("monitor:AzureMonitorWorkspace", {"azureMonitorWorkspaceName": "amw-shop", "location": REGION})
    endpoint = azure.put(
        "monitor:DataCollectionEndpoint",
        {
            "dataCollectionEndpointName": "dce-shop",
            "location": REGION,
            "networkAcls": {"publicNetworkAccess": "Disabled"},
        },
    )
    rule = {
        "dataCollectionRuleName": "dcr-shop",
        "location": REGION,
        "dataCollectionEndpointId": endpoint,
        "dataSources": {"prometheusForwarder": [{"name": "p", "streams": ["Microsoft-PrometheusMetrics"]}]},
        "destinations": {"monitoringAccounts": [{"name": "m", "accountResourceId": account}]},
        "dataFlows": [{"streams": ["Microsoft-PrometheusMetrics"], "destinations": ["m"]}],
    }
    assert azure.verdicts("monitor:DataCollectionRule", rule) == []
    for changes, code in (
        ({"dataCollectionEndpointId": ABSENT}, "InvalidPayload"),
        ({"dataFlows.0.destinations": ["elsewhere"]}, "InvalidPayload"),
        ({"destinations.monitoringAccounts.0.accountResourceId": f"{account}x"}, "InvalidPayload"),
        ({"dataCollectionEndpointId": f"{endpoint}x"}, "ResourceNotFound"),
    ):
        assert [found for found, _ in azure.verdicts("monitor:DataCollectionRule", altered(rule, changes))] == [code]
    id_ = azure.put("monitor:DataCollectionRule", rule)
    vault = azure.put("keyvault:Vault", VAULT)
    association = {"resourceUri": vault, "associationName": "prometheus", "dataCollectionRuleId": id_}
    assert azure.verdicts("monitor:DataCollectionRuleAssociation", association) == []
    for changes, code in (
        ({"associationName": "configurationAccessEndpoint"}, "InvalidAssociationName"),
        ({"dataCollectionRuleId": ABSENT}, "InvalidPayload"),
        ({"dataCollectionRuleId": ABSENT, "dataCollectionEndpointId": endpoint}, "InvalidAssociationName"),
    ):
        verdicts = azure.verdicts("monitor:DataCollectionRuleAssociation", altered(association, changes))
        assert [found for found, _ in verdicts] == [code]
