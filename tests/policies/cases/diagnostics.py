"""Diagnostic settings."""

from dataclasses import replace
from typing import Any

from policies.declared import UNKNOWN, Resource
from policies.rules.diagnostics import COLLECTION_RULE, SERVICES, SETTING, WORKSPACE
from tests.policies.casework import Case, absent, broken, change, edit, fine, missing, resource, unknown, urn

_GROUP = "/subscriptions/s/resourceGroups/rg-shop/providers"
_LOGS = f"{_GROUP}/Microsoft.OperationalInsights/workspaces/log-shop"
_PLACES = {
    "Registry": ("registryName", "Microsoft.ContainerRegistry/registries/own"),
    "ManagedCluster": ("resourceName", "Microsoft.ContainerService/managedClusters/own"),
    "Vault": ("vaultName", "Microsoft.KeyVault/vaults/own"),
    "Workspace": ("workspaceName", "Microsoft.MachineLearningServices/workspaces/own"),
    "Namespace": ("namespaceName", "Microsoft.ServiceBus/namespaces/own"),
    "IotHubResource": ("resourceName", "Microsoft.Devices/IotHubs/own"),
    "StorageAccount": ("accountName", "Microsoft.Storage/storageAccounts/own/blobServices/default"),
}


_ANOTHER = urn("x:y:Z", "another")


def _service(type_: str) -> Resource:
    name, _ = _PLACES[type_.rpartition(":")[2]]
    return resource(type_, type_, {name: "own"})


def _setting(type_: str) -> Resource:
    _, place = _PLACES[type_.rpartition(":")[2]]
    return _of(f"{type_}-setting", f"{_GROUP}/{place}", dependencies=(urn(type_, type_), urn(WORKSPACE, "logs")))


def _about_another(type_: str, own: str = _ANOTHER) -> Resource:
    """A setting that waits for a service and another one, and is about one of them, which is still to be made."""
    setting = _of("another-setting", _GROUP, dependencies=(urn(type_, type_), _ANOTHER))
    made_of = {"resourceUri": (own,)}
    return replace(setting, properties={**setting.properties, "resourceUri": UNKNOWN}, property_dependencies=made_of)


def _of(name: str, uri: str, **given: Any) -> Resource:
    properties = {
        "resourceUri": uri,
        "workspaceId": _LOGS,
        "logs": [{"categoryGroup": "allLogs", "enabled": True}],
        "metrics": [{"category": "AllMetrics", "enabled": True}],
    }
    return resource(SETTING, name, properties, **given)


def _collection(name: str, workspace_id: str) -> Resource:
    destinations = {"logAnalytics": [{"name": "logs", "workspaceResourceId": workspace_id}]}
    return resource(COLLECTION_RULE, name, {"destinations": destinations})


GOOD = (
    resource(WORKSPACE, "logs", {"workspaceName": "log-shop", "resourceGroupName": "rg-shop"}),
    _collection("insights", _LOGS),
    # Of metrics, which go to no Log Analytics workspace.
    resource(COLLECTION_RULE, "metrics", {"destinations": {"monitoringAccounts": [{"name": "metrics"}]}}),
    # Of a service that is named as the others are, and is none of them.
    _of("other", f"{_GROUP}/Microsoft.OperationalInsights/workspaces/own"),
    *(_service(type_) for type_ in SERVICES),
    *(_setting(type_) for type_ in SERVICES),
)

_VAULT = "azure-native:keyvault:Vault"
_STORAGE = "azure-native:storage:StorageAccount"
_EXISTING = "/subscriptions/s/resourceGroups/rg-shared/providers/Microsoft.OperationalInsights/workspaces/log-shared"
_COLLECTED = "destinations.logAnalytics.0.workspaceResourceId"
_SENT_TO_EXISTING = edit("other", "workspaceId", _EXISTING)
_OWNER_UNKNOWN = edit(f"{_VAULT}-setting", "resourceUri", UNKNOWN)

_KEPT = "Microsoft.KeyVault/vaults/own"
_LOGS_UNKNOWN = edit(f"{_VAULT}-setting", "logs", UNKNOWN)

CASES = {
    "diagnostics-logs-sent": (
        *(missing(f"{type_}-setting") for type_ in SERVICES),
        *(broken(f"{type_}-setting", "logs.0.enabled", False) for type_ in SERVICES),
        broken(f"{_VAULT}-setting", "resourceUri", f"{_GROUP}/Microsoft.KeyVault/vaults/own-too"),
        absent(f"{_VAULT}-setting", "logs"),
        unknown(f"{_VAULT}-setting", "logs"),
        unknown(f"{_STORAGE}-setting", "logs.0.enabled"),
        fine(f"{_VAULT}-setting", "logs", [{"enabled": UNKNOWN}, {"enabled": True}]),
        fine(f"{_VAULT}-setting", "logs", [UNKNOWN, {"enabled": True}]),
        Case(kind="fine", outcome="passed", edits=(_LOGS_UNKNOWN,), added=(_of("late", f"{_GROUP}/{_KEPT}"),)),
        change("fine", "passed", _OWNER_UNKNOWN),
        change("broken", "violated", _OWNER_UNKNOWN, edit(f"{_VAULT}-setting", "logs", [])),
        Case(
            kind="broken",
            outcome="violated",
            removed=(f"{_VAULT}-setting",),
            added=(replace(_setting(_VAULT), properties={"resourceUri": UNKNOWN}, dependencies=()),),
        ),
        # It waits for the vault, and is about something else.
        Case(
            kind="broken",
            outcome="violated",
            removed=(f"{_VAULT}-setting",),
            added=(_about_another(_VAULT),),
        ),
        Case(
            kind="fine",
            outcome="passed",
            removed=(f"{_VAULT}-setting",),
            added=(_about_another(_VAULT, urn(_VAULT, _VAULT)),),
        ),
        fine(_STORAGE, "accountName", "Own"),
        broken(f"{_VAULT}-setting", "resourceUri", ""),
        fine(f"{_STORAGE}-setting", "resourceUri", f"{_GROUP}/microsoft.storage/storageaccounts/OWN"),
    ),
    "diagnostics-workspace-own": (
        broken("other", "workspaceId", f"{_LOGS}-of-another-team"),
        broken("other", "workspaceId", _LOGS.replace("rg-shop", "rg-of-another-team")),
        broken("other", "workspaceId", f"{_GROUP}/Microsoft.Storage/storageAccounts/log-shop"),
        fine("logs", "resourceGroupName", UNKNOWN),
        absent("other", "workspaceId"),
        fine("other", "workspaceId", _LOGS.upper()),
        unknown("other", "workspaceId"),
        unknown("logs", "workspaceName"),
        fine(f"{_VAULT}-setting", "workspaceId", UNKNOWN),
        missing("logs", "insights"),
        missing("logs", passes=True),
        change("fine", "passed", _SENT_TO_EXISTING, edit("insights", _COLLECTED, _EXISTING.upper())),
        change("broken", "violated", _SENT_TO_EXISTING, edit("insights", _COLLECTED, f"{_EXISTING}-too")),
        change(
            "broken",
            "violated",
            _SENT_TO_EXISTING,
            edit("insights", _COLLECTED, _EXISTING.replace("rg-shared", "rg-other")),
        ),
        change("broken", "violated", _SENT_TO_EXISTING, edit("insights", _COLLECTED, UNKNOWN)),
        change("broken", "violated", _SENT_TO_EXISTING, edit("insights", _COLLECTED, None)),
        Case(
            kind="broken",
            outcome="violated",
            edits=(_SENT_TO_EXISTING, edit("insights", _COLLECTED, UNKNOWN)),
            added=(_collection("more-insights", _EXISTING),),
        ),
        Case(
            kind="broken",
            outcome="violated",
            edits=(_SENT_TO_EXISTING,),
            added=(_collection("more-insights", _EXISTING),),
        ),
        Case(
            kind="broken",
            outcome="violated",
            edits=(_SENT_TO_EXISTING,),
            added=(_collection("more-insights", f"{_EXISTING}-too"), _collection("insights-there", _EXISTING)),
            removed=("insights",),
        ),
    ),
}
