"""Log Analytics and Application Insights."""

from dataclasses import replace
from typing import Literal

from policies.declared import UNKNOWN
from policies.rules.logs import COMPONENT, TABLE, WORKSPACE
from tests.policies.casework import Case, absent, broken, change, edit, fine, resource, unknown, urn

_ID = "/subscriptions/s/resourceGroups/g/providers/Microsoft.OperationalInsights/workspaces/log-shop"

GOOD = (
    resource(
        WORKSPACE,
        "workspace",
        {
            "workspaceName": "log-shop",
            "features": {"disableLocalAuth": True},
            "publicNetworkAccessForIngestion": "Disabled",
            "publicNetworkAccessForQuery": "Disabled",
            "retentionInDays": 90,
            "workspaceCapping": {"dailyQuotaGb": 10},
        },
    ),
    resource(
        WORKSPACE,
        "security",
        {
            "workspaceName": "log-security",
            "features": {"disableLocalAuth": True},
            "publicNetworkAccessForIngestion": "Disabled",
            "publicNetworkAccessForQuery": "Disabled",
            "retentionInDays": 90,
            "workspaceCapping": {"dailyQuotaGb": 1},
        },
    ),
    resource(TABLE, "table", {"tableName": "AppTraces", "retentionInDays": 90, "totalRetentionInDays": 365}),
    resource(COMPONENT, "component", {"disableLocalAuth": True, "workspaceResourceId": _ID}),
    resource(
        COMPONENT,
        "waiting",
        {"disableLocalAuth": True, "workspaceResourceId": _ID},
        dependencies=(urn(WORKSPACE, "workspace"),),
    ),
)


def _waiting(outcome: Literal["passed", "unknown"], path: str) -> Case:
    """A component of which a property is made of a workspace that is still to be made."""
    properties = {**GOOD[-1].properties, "workspaceResourceId": UNKNOWN}
    component = replace(GOOD[-1], properties=properties, property_dependencies={path: GOOD[-1].dependencies})
    kind = "fine" if outcome == "passed" else "unknown"
    return Case(kind=kind, outcome=outcome, removed=("waiting",), added=(component,))


_BY_PROPERTY: tuple[tuple[Literal["passed", "unknown"], str], ...] = (
    ("passed", "workspaceResourceId"),
    ("unknown", "tags"),
)

CASES = {
    "logs-local-auth-off": (
        broken("workspace", "features.disableLocalAuth", False),
        absent("workspace", "features"),
        unknown("workspace", "features.disableLocalAuth"),
    ),
    "logs-public-ingestion-off": (
        broken("workspace", "publicNetworkAccessForIngestion", "Enabled"),
        absent("workspace", "publicNetworkAccessForIngestion"),
        unknown("workspace", "publicNetworkAccessForIngestion"),
    ),
    "logs-public-query-off": (
        broken("workspace", "publicNetworkAccessForQuery", "Enabled"),
        absent("workspace", "publicNetworkAccessForQuery"),
        unknown("workspace", "publicNetworkAccessForQuery"),
    ),
    "logs-kept-90-days": (
        broken("workspace", "retentionInDays", 89),
        absent("workspace", "retentionInDays"),
        unknown("workspace", "retentionInDays"),
        fine("workspace", "retentionInDays", 730),
    ),
    "logs-table-kept-90-days": (
        broken("table", "totalRetentionInDays", 30),
        change("broken", "violated", edit("table", "totalRetentionInDays", -1), edit("table", "retentionInDays", 4)),
        change("broken", "violated", edit("table", "totalRetentionInDays", None), edit("table", "retentionInDays", 89)),
        change("absent", "passed", edit("table", "totalRetentionInDays", None), edit("table", "retentionInDays", None)),
        fine("table", "retentionInDays", 30),
        change("fine", "passed", edit("table", "totalRetentionInDays", -1), edit("table", "retentionInDays", -1)),
        unknown("table", "totalRetentionInDays"),
    ),
    "logs-daily-cap-set": (
        broken("workspace", "workspaceCapping.dailyQuotaGb", -1),
        broken("workspace", "workspaceCapping.dailyQuotaGb", 0),
        absent("workspace", "workspaceCapping"),
        unknown("workspace", "workspaceCapping.dailyQuotaGb"),
        fine("workspace", "workspaceCapping.dailyQuotaGb", 0.023),
    ),
    "app-insights-workspace-based": (
        broken("component", "workspaceResourceId", ""),
        absent("component", "workspaceResourceId"),
        unknown("component", "workspaceResourceId"),
        change("fine", "passed", edit("waiting", "workspaceResourceId", UNKNOWN)),
        broken("waiting", "workspaceResourceId", ""),
        *(_waiting(outcome, path) for outcome, path in _BY_PROPERTY),
    ),
    "app-insights-local-auth-off": (
        broken("component", "disableLocalAuth", False),
        absent("component", "disableLocalAuth"),
        unknown("component", "disableLocalAuth"),
    ),
}
