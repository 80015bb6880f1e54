"""Alerts: one that fires wakes somebody."""

from collections.abc import Iterator

from policies.finding import Finding
from policies.reading import Default, Reader
from policies.rule import resource_rule
from policies.tokens import canonical
from policies.workloads import holds_for_one

METRIC = "azure-native:monitor:MetricAlert"
ACTIVITY = "azure-native:monitor:ActivityLogAlert"
QUERY = "azure-native:monitor:ScheduledQueryRule"
PROMETHEUS = "azure-native:alertsmanagement:PrometheusRuleGroup"
DETECTOR = "azure-native:alertsmanagement:SmartDetectorAlertRule"
GROUP = "azure-native:monitor:ActionGroup"

_GROUPS = {
    METRIC: "actions",
    ACTIVITY: "actions.actionGroups",
    QUERY: "actions.actionGroups",
    DETECTOR: "actionGroups.groupIds",
}
"""Where each kind of alert names the action groups that it calls."""

_RECEIVERS = (
    "armRoleReceivers",
    "automationRunbookReceivers",
    "azureAppPushReceivers",
    "azureFunctionReceivers",
    "emailReceivers",
    "eventHubReceivers",
    "incidentReceivers",
    "itsmReceivers",
    "logicAppReceivers",
    "smsReceivers",
    "voiceReceivers",
    "webhookReceivers",
)

_SDK = "azure-native's own default"
_QUERIES = "https://learn.microsoft.com/azure/templates/microsoft.insights/scheduledqueryrules"
_PROMETHEUS = "https://learn.microsoft.com/azure/templates/microsoft.alertsmanagement/prometheusrulegroups"


@resource_rule(
    "alert-enabled",
    title="An alert that is declared watches",
    row="alerts",
    types=(METRIC, ACTIVITY, QUERY, PROMETHEUS, DETECTOR),
    safe="true, or the state Enabled",
    config_key="`enabled`, or `state`, of the alert",
    defaults={"enabled": Default(value=True, source=f"{_SDK}; {_QUERIES}; {_PROMETHEUS}")},
)
def enabled(alert: Reader) -> Iterator[Finding]:
    """No alert is switched off."""
    if canonical(alert.resource.type) == DETECTOR:
        yield from alert.must_be("state", "Enabled", known=("Disabled",))
        return
    yield from alert.must_be("enabled", True)
    for rule in _rules(alert):
        yield from rule.must_be("enabled", True)


@resource_rule(
    "alert-actions-present",
    title="An alert that fires tells somebody",
    row="alerts",
    types=(METRIC, ACTIVITY, QUERY, PROMETHEUS, DETECTOR),
    safe="an action group or more",
    config_key="the action groups of the alert",
)
def actions(alert: Reader) -> Iterator[Finding]:
    """Every alert calls an action group."""
    for rule in _rules(alert):
        if rule.has("alert"):
            yield from rule.must_have("actions")
    path = _GROUPS.get(canonical(alert.resource.type))
    if path:
        yield from alert.must_have(path)


@resource_rule(
    "action-group-enabled",
    title="An action group passes on what alerts tell it",
    row="alerts",
    types=(GROUP,),
    safe="true",
    config_key="`enabled` of the action group",
    defaults={"enabled": Default(value=True, source=_SDK)},
)
def group_enabled(group: Reader) -> Iterator[Finding]:
    """No action group is switched off."""
    yield from group.must_be("enabled", True)


@resource_rule(
    "action-group-receivers-present",
    title="Behind an action group there is somebody",
    row="alerts",
    types=(GROUP,),
    safe="a receiver or more",
    config_key="`email_receivers`, or those of another kind, of the action group",
)
def receivers(group: Reader) -> Iterator[Finding]:
    """Every action group has a receiver of some kind."""
    if not holds_for_one(_RECEIVERS, lambda kind: bool(group.items(kind))):
        yield group.finding("it has no receivers")


def _rules(alert: Reader) -> list[Reader]:
    """The rules of a Prometheus group, of which some record and some alert; none in other alerts."""
    return alert.items("rules") if canonical(alert.resource.type) == PROMETHEUS else []
