"""Azure Monitor: autoscale, data collection, private link scopes and Prometheus workspaces."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sandbox.request import Request
from sandbox.rules import Verdict, drawn, on_write, outputs
from sandbox.rules.durations import parsed as duration
from sandbox.rules.everything import region_name
from sandbox.rules.hashes import guid, hexadecimal
from sandbox.rules.naming import NameRule
from sandbox.rules.reading import fields, items, text, texts
from sandbox.rules.references import existing, is_missing, parsed
from sandbox.store import Stored, World

AUTOSCALE = "azure-native:monitor:AutoscaleSetting"
WORKSPACE = "azure-native:monitor:AzureMonitorWorkspace"
ENDPOINT = "azure-native:monitor:DataCollectionEndpoint"
RULE = "azure-native:monitor:DataCollectionRule"
ASSOCIATION = "azure-native:monitor:DataCollectionRuleAssociation"
SCOPE = "azure-native:monitor:PrivateLinkScope"
SCOPED = "azure-native:monitor:PrivateLinkScopedResource"

ENDPOINT_ASSOCIATION = "configurationAccessEndpoint"
"""The name of the one association that names an endpoint instead of a rule.

https://learn.microsoft.com/azure/azure-monitor/data-collection/data-collection-rule-associations
"""

_MOST_PROFILES, _MOST_RULES = 20, 10
"""https://learn.microsoft.com/azure/azure-monitor/autoscale/autoscale-understanding-settings"""

_NAMES = {
    WORKSPACE: NameRule(
        input="azureMonitorWorkspaceName",
        pattern=r"[A-Za-z0-9][A-Za-z0-9-]{2,42}[A-Za-z0-9]",
        allowed="4 to 44 letters, digits and dashes, a letter or digit at both ends",
        example="amw-shop-prod-eastus",
    ),
    ENDPOINT: NameRule(
        input="dataCollectionEndpointName",
        pattern=r"[A-Za-z0-9][A-Za-z0-9-]{1,42}[A-Za-z0-9]",
        allowed="3 to 44 letters, digits and dashes, a letter or digit at both ends",
        example="dce-shop-prod-eastus",
    ),
    RULE: NameRule(
        input="dataCollectionRuleName",
        pattern=r"[A-Za-z0-9][\w.-]{1,62}",
        allowed="2 to 63 letters, digits, dots, dashes and underscores",
        example="dcr-shop-prod-eastus",
    ),
}


@on_write(WORKSPACE, ENDPOINT, RULE)
def resource_is_named(request: Request, _world: World, _old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/azure-monitor/metrics/azure-monitor-workspace-manage, the rest in `naming`."""
    yield from _NAMES[request.type].verdicts(request)


@on_write(AUTOSCALE)
def autoscale_is_sound(request: Request, world: World, _old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/azure-monitor/autoscale/autoscale-understanding-settings."""
    target = text(request.inputs, "targetResourceUri")
    if target and is_missing(world, target):
        yield "ResourceNotFound", f"targetResourceUri names '{target}', which does not exist; use its `id` output."
    profiles = items(request.inputs, "profiles")
    if not 1 <= len(profiles) <= _MOST_PROFILES:
        yield "InvalidAutoscaleSetting", f"profiles has {len(profiles)} entries; 1 to {_MOST_PROFILES} are allowed."
    names = [text(profile, "name") for profile in profiles]
    if len(set(names)) < len(names):
        yield "InvalidAutoscaleSetting", "profiles: two have the same name; names differ."
    for index, profile in enumerate(profiles):
        path = f"profiles[{index}]"
        yield from _bad_capacity(f"{path}.capacity", fields(profile, "capacity"))
        rules = items(profile, "rules")
        if len(rules) > _MOST_RULES:
            yield "InvalidAutoscaleSetting", f"{path}.rules has {len(rules)} entries; {_MOST_RULES} are allowed."
        for number, rule in enumerate(rules):
            yield from _bad_rule(f"{path}.rules[{number}]", rule, world)


@on_write(RULE)
def rule_is_sound(request: Request, world: World, _old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/azure-monitor/data-collection/data-collection-rule-structure."""
    inputs = request.inputs
    yield from existing(
        world,
        "dataCollectionEndpointId",
        text(inputs, "dataCollectionEndpointId"),
        "Microsoft.Insights/dataCollectionEndpoints",
        "ResourceNotFound",
    )
    names: set[str] = set()
    for kind, key, arm_type in _DESTINATIONS:
        for index, destination in enumerate(items(inputs, "destinations", kind)):
            path = f"destinations.{kind}[{index}]"
            yield from existing(world, f"{path}.{key}", text(destination, key), arm_type, "InvalidPayload")
    for found in fields(inputs, "destinations").values():
        entries = found if isinstance(found, list) else [found]
        names |= {name for entry in entries if (name := text(entry, "name"))}
    streams = set(_streams(inputs))
    for index, flow in enumerate(items(inputs, "dataFlows")):
        for name in texts(flow, "destinations"):
            if name not in names:
                yield (
                    "InvalidPayload",
                    f"dataFlows[{index}].destinations: there is no destination '{name}'; there are {sorted(names)}.",
                )
        for stream in texts(flow, "streams"):
            if streams and stream not in streams and not stream.startswith("Custom-"):
                yield "InvalidPayload", f"dataFlows[{index}].streams: no data source sends '{stream}'."
    needs_endpoint = bool(items(inputs, "dataSources", "prometheusForwarder"))
    if needs_endpoint and "dataCollectionEndpointId" not in inputs:
        yield (
            "InvalidPayload",
            "dataCollectionEndpointId is missing; a rule with prometheusForwarder needs the id of an endpoint "
            "in its region.",
        )


@on_write(ASSOCIATION)
def association_is_sound(request: Request, world: World, _old: Stored | None) -> Iterator[Verdict]:
    """See `ENDPOINT_ASSOCIATION`."""
    name = text(request.inputs, "associationName")
    rule, endpoint = (request.inputs.get(key) for key in ("dataCollectionRuleId", "dataCollectionEndpointId"))
    if bool(rule) == bool(endpoint):
        yield "InvalidPayload", "write one of dataCollectionRuleId and dataCollectionEndpointId, and not both."
    if endpoint and name is not None and name != ENDPOINT_ASSOCIATION:
        yield (
            "InvalidAssociationName",
            f"associationName is '{name}'; the association of an endpoint is called '{ENDPOINT_ASSOCIATION}'.",
        )
    if rule and name == ENDPOINT_ASSOCIATION:
        yield (
            "InvalidAssociationName",
            f"associationName '{name}' is for dataCollectionEndpointId; choose another name.",
        )
    for key, arm_type in _ASSOCIATED:
        yield from existing(world, key, text(request.inputs, key), arm_type, "ResourceNotFound")


@on_write(SCOPED)
def scoped_resource_exists(request: Request, world: World, _old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/azure-monitor/fundamentals/private-link-configure."""
    linked = text(request.inputs, "linkedResourceId")
    if linked is None:
        return
    found = parsed(linked)
    allowed = ("microsoft.operationalinsights/workspaces", "microsoft.insights/components", ENDPOINT_TYPE.lower())
    if found is None or found.type.lower() not in allowed:
        yield "BadRequest", f"linkedResourceId is '{linked}'; write the id of a workspace, a component or an endpoint."
    elif is_missing(world, linked):
        yield "ResourceNotFound", f"linkedResourceId names '{linked}', which does not exist; use its `id` output."


ENDPOINT_TYPE = "Microsoft.Insights/dataCollectionEndpoints"
_ASSOCIATED = (
    ("dataCollectionRuleId", "Microsoft.Insights/dataCollectionRules"),
    ("dataCollectionEndpointId", ENDPOINT_TYPE),
)
_DESTINATIONS = (
    ("logAnalytics", "workspaceResourceId", "Microsoft.OperationalInsights/workspaces"),
    ("monitoringAccounts", "accountResourceId", "Microsoft.Monitor/accounts"),
)


@outputs(WORKSPACE, ENDPOINT, RULE, SCOPE)
def monitor_state(_request: Request, _id: str, _old: Stored | None) -> dict[str, Any]:
    """Once the service has answered, the work is done."""
    return {"provisioningState": "Succeeded"}


@drawn(WORKSPACE)
def workspace_hosts(request: Request, id_: str, _old: Stored | None) -> dict[str, Any]:
    """The host of queries, and the managed group with the workspace's own endpoint and rule."""
    region = region_name(text(request.inputs, "location") or request.location)
    name = id_.rpartition("/")[2]
    managed = (
        f"{id_.partition('/resourceGroups/')[0]}/resourceGroups/MA_{name}_{region}_managed/providers/Microsoft.Insights"
    )
    host = f"https://{name}-{hexadecimal(4, id_)}.{region}.prometheus.monitor.azure.com"
    return {
        "accountId": guid(id_),
        "metrics": {"internalId": f"mac_{guid(id_, 'metrics')}", "prometheusQueryEndpoint": host},
        "defaultIngestionSettings": {
            "dataCollectionEndpointResourceId": f"{managed}/dataCollectionEndpoints/{name}",
            "dataCollectionRuleResourceId": f"{managed}/dataCollectionRules/{name}",
        },
    }


@drawn(ENDPOINT, RULE)
def collection_hosts(request: Request, id_: str, _old: Stored | None) -> dict[str, Any]:
    """The hosts that agents send to."""
    kind = "dce" if request.type == ENDPOINT else "dcr"
    answer: dict[str, Any] = {"immutableId": f"{kind}-{hexadecimal(32, id_)}"}
    if request.type == RULE:
        return answer
    region = region_name(text(request.inputs, "location") or request.location)
    host = f"https://{id_.rpartition('/')[2]}-{hexadecimal(4, id_)}.{region}-1"
    return {
        **answer,
        "configurationAccess": {"endpoint": f"{host}.handler.control.monitor.azure.com"},
        "logsIngestion": {"endpoint": f"{host}.ingest.monitor.azure.com"},
        "metricsIngestion": {"endpoint": f"{host}.metrics.ingest.monitor.azure.com"},
    }


def _bad_capacity(path: str, capacity: dict[str, Any]) -> Iterator[Verdict]:
    found = {key: text(capacity, key) for key in ("minimum", "default", "maximum")}
    for key, value in found.items():
        if value is not None and not value.isdigit():
            yield "InvalidAutoscaleSetting", f"{path}.{key} is '{value}'; write a whole number as text, such as '3'."
    counts = [int(value) for value in found.values() if value and value.isdigit()]
    if len(counts) == 3 and not counts[0] <= counts[1] <= counts[2]:
        yield (
            "InvalidAutoscaleSetting",
            f"{path}: minimum {counts[0]}, default {counts[1]} and maximum {counts[2]} are not in that order.",
        )


def _bad_rule(path: str, rule: Any, world: World) -> Iterator[Verdict]:
    for key, least, most in (
        (("metricTrigger", "timeGrain"), timedelta(minutes=1), timedelta(hours=12)),
        (("metricTrigger", "timeWindow"), timedelta(minutes=5), timedelta(hours=12)),
        (("scaleAction", "cooldown"), timedelta(minutes=1), timedelta(weeks=1)),
    ):
        value = text(rule, *key)
        found = duration(value) if value is not None else None
        if value is not None and (found is None or not least <= found <= most):
            yield (
                "InvalidAutoscaleSetting",
                f"{path}.{'.'.join(key)} is '{value}'; write an ISO 8601 duration of {least} to {most}, such as "
                "'PT5M'.",
            )
    metric = text(rule, "metricTrigger", "metricResourceUri")
    if metric and is_missing(world, metric):
        yield "ResourceNotFound", f"{path}.metricTrigger.metricResourceUri names '{metric}', which does not exist."


def _streams(inputs: dict[str, Any]) -> Iterator[str]:
    for sources in fields(inputs, "dataSources").values():
        for source in sources if isinstance(sources, list) else []:
            yield from texts(source, "streams")
