"""Alerts and action groups."""

from policies.declared import UNKNOWN
from policies.rules.alerts import ACTIVITY, DETECTOR, GROUP, METRIC, PROMETHEUS, QUERY
from tests.policies.casework import absent, broken, change, edit, resource, unknown

_GROUP = "/subscriptions/s/resourceGroups/rg-shop/providers/Microsoft.Insights/actionGroups/on-call"

GOOD = (
    resource(METRIC, "metric", {"enabled": True, "actions": [{"actionGroupId": _GROUP}]}),
    resource(ACTIVITY, "activity", {"enabled": True, "actions": {"actionGroups": [{"actionGroupId": _GROUP}]}}),
    resource(QUERY, "query", {"enabled": True, "actions": {"actionGroups": [_GROUP]}}),
    resource(
        PROMETHEUS,
        "prometheus",
        {
            "enabled": True,
            "rules": [
                {"alert": "Restarts", "expression": "up == 0", "actions": [{"actionGroupId": _GROUP}]},
                {"record": "job:up", "expression": "sum(up)"},
            ],
        },
    ),
    resource(DETECTOR, "detector", {"state": "Enabled", "actionGroups": {"groupIds": [_GROUP]}}),
    resource(GROUP, "group", {"enabled": True, "emailReceivers": [{"name": "on-call"}]}),
)

_PAGER = {"name": "pager"}
_KINDS_OF_RECEIVERS = (
    "armRole",
    "automationRunbook",
    "azureAppPush",
    "azureFunction",
    "eventHub",
    "incident",
    "itsm",
    "logicApp",
    "sms",
    "voice",
    "webhook",
)

CASES = {
    "alert-enabled": (
        broken("metric", "enabled", False),
        broken("activity", "enabled", False),
        broken("query", "enabled", False),
        broken("prometheus", "enabled", False),
        broken("prometheus", "rules.0.enabled", False),
        broken("detector", "state", "Disabled"),
        absent("activity", "enabled", passes=True),
        absent("detector", "state"),
        unknown("metric", "enabled"),
        unknown("prometheus", "rules.0.enabled"),
    ),
    "alert-actions-present": (
        broken("metric", "actions", []),
        broken("activity", "actions.actionGroups", []),
        broken("query", "actions.actionGroups", []),
        broken("prometheus", "rules.0.actions", []),
        broken("detector", "actionGroups.groupIds", []),
        absent("metric", "actions"),
        absent("activity", "actions"),
        unknown("query", "actions"),
        unknown("prometheus", "rules"),
    ),
    "action-group-enabled": (
        broken("group", "enabled", False),
        absent("group", "enabled", passes=True),
        unknown("group", "enabled"),
    ),
    "action-group-receivers-present": (
        broken("group", "emailReceivers", []),
        absent("group", "emailReceivers"),
        unknown("group", "emailReceivers"),
        change("fine", "passed", edit("group", "armRoleReceivers", UNKNOWN)),
        *(
            change("fine", "passed", edit("group", "emailReceivers", None), edit("group", f"{kind}Receivers", [_PAGER]))
            for kind in _KINDS_OF_RECEIVERS
        ),
    ),
}
