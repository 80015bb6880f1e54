"""Application Insights components."""

from collections.abc import Iterator
from typing import Any

from sandbox.request import Request
from sandbox.rules import Verdict, drawn, on_write, outputs
from sandbox.rules.everything import region_name
from sandbox.rules.hashes import guid
from sandbox.rules.naming import NameRule
from sandbox.rules.reading import number, text, unsettled
from sandbox.rules.references import existing
from sandbox.store import Stored, World

COMPONENT = "azure-native:applicationinsights:Component"

_NAME = NameRule(
    input="resourceName",
    pattern=r"(?=.{1,260}$)[^%&\\?/]*[^%&\\?/. ]",
    allowed="1 to 260 characters, none of % & \\ ? / and no dot or space last",
    example="appi-shop-prod-eastus",
)
RETENTION_DAYS = (30, 60, 90, 120, 180, 270, 365, 550, 730)
"""https://learn.microsoft.com/azure/azure-monitor/app/create-workspace-resource"""


@on_write(COMPONENT)
def component_is_sound(request: Request, world: World, _old: Stored | None) -> Iterator[Verdict]:
    """Classic components are retired: https://learn.microsoft.com/azure/azure-monitor/app/create-workspace-resource."""
    yield from _NAME.verdicts(request)
    workspace = text(request.inputs, "workspaceResourceId")
    if workspace is None and not unsettled(request.inputs, "workspaceResourceId"):
        yield (
            "BadRequest",
            "workspaceResourceId is missing; write the id of the Log Analytics workspace that keeps the data.",
        )
    mode = text(request.inputs, "ingestionMode")
    if mode is not None and mode != "LogAnalytics":
        yield (
            "BadRequest",
            f"ingestionMode is '{mode}', for which Azure makes no components any more; write 'LogAnalytics'.",
        )
    yield from existing(
        world, "workspaceResourceId", workspace, "Microsoft.OperationalInsights/workspaces", "ResourceNotFound"
    )
    days = number(request.inputs, "retentionInDays")
    if days is not None and days not in RETENTION_DAYS:
        yield "BadRequest", f"retentionInDays is {days}; write one of {', '.join(map(str, RETENTION_DAYS))}."
    percent = number(request.inputs, "samplingPercentage")
    if percent is not None and not 0 < percent <= 100:
        yield "BadRequest", f"samplingPercentage is {percent}; write more than 0 and at most 100."


@outputs(COMPONENT)
def component_state(request: Request, _id: str, _old: Stored | None) -> dict[str, Any]:
    """What follows from the request."""
    name = text(request.inputs, "resourceName")
    return {"provisioningState": "Succeeded", **({"applicationId": name} if name else {})}


@drawn(COMPONENT)
def component_keys(request: Request, id_: str, _old: Stored | None) -> dict[str, Any]:
    """The ids that senders use."""
    key, app = guid(id_, "key"), guid(id_, "app")
    region = region_name(text(request.inputs, "location") or request.location)
    connection = (
        f"InstrumentationKey={key};IngestionEndpoint=https://{region}-0.in.applicationinsights.azure.com/;"
        f"LiveEndpoint=https://{region}.livediagnostics.monitor.azure.com/;ApplicationId={app}"
    )
    return {"appId": app, "instrumentationKey": key, "connectionString": connection, "tenantId": request.tenant_id}
