"""Log Analytics workspaces."""

from collections.abc import Iterator
from typing import Any

from sandbox.request import Request
from sandbox.rules import Verdict, drawn, keeps_name, on_write, outputs
from sandbox.rules.hashes import guid
from sandbox.rules.naming import NameRule
from sandbox.rules.reading import number, text
from sandbox.rules.references import parsed, same
from sandbox.store import Stored, World

WORKSPACE = "azure-native:operationalinsights:Workspace"

keeps_name(WORKSPACE)

CAPACITY_LEVELS = (100, 200, 300, 400, 500, 1000, 2000, 5000, 10_000, 25_000, 50_000)
"""Gigabytes a day: https://learn.microsoft.com/azure/azure-monitor/logs/cost-logs#commitment-tiers."""

_NAME = NameRule(
    input="workspaceName",
    pattern=r"[A-Za-z0-9][A-Za-z0-9-]{2,61}[A-Za-z0-9]",
    allowed="4 to 63 letters, digits and dashes, a letter or digit at both ends",
    example="log-shop-prod-eastus",
    code="InvalidParameter",
)
_RETENTION_DAYS = range(30, 731)


@on_write(WORKSPACE)
def workspace_is_sound(request: Request, _world: World, old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/azure-monitor/logs/data-retention-configure."""
    yield from _NAME.verdicts(request)
    sku = text(request.inputs, "sku", "name") or "PerGB2018"
    days = number(request.inputs, "retentionInDays")
    if days is not None and days not in _RETENTION_DAYS and sku != "Free":
        yield "InvalidParameter", f"retentionInDays is {days}; 30 to 730 days are allowed with sku '{sku}'."
    if sku == "Free" and days not in (None, 7):
        yield "InvalidParameter", f"retentionInDays is {days}; sku 'Free' keeps logs for 7 days."
    level = number(request.inputs, "sku", "capacityReservationLevel")
    if sku == "CapacityReservation" and level not in CAPACITY_LEVELS:
        yield "InvalidParameter", f"sku.capacityReservationLevel is {level}; write one of {CAPACITY_LEVELS}."
    quota = number(request.inputs, "workspaceCapping", "dailyQuotaGb")
    if quota is not None and quota != -1 and quota < 0.023:
        yield (
            "InvalidParameter",
            f"workspaceCapping.dailyQuotaGb is {quota}; write gigabytes a day, at least 0.023, or -1 for no cap.",
        )
    if text(request.inputs, "sku", "name") in {"Free", "Standalone", "PerNode", "Premium", "Standard"} and not old:
        yield "InvalidParameter", f"sku.name is '{sku}', which is closed to new workspaces; write 'PerGB2018'."


@on_write(WORKSPACE)
def name_is_free(request: Request, world: World, old: Stored | None) -> Iterator[Verdict]:
    """A soft-deleted workspace keeps its name 14 days, and comes back when it is made again in its place.

    https://learn.microsoft.com/azure/azure-monitor/logs/delete-workspace
    """
    name = text(request.inputs, "workspaceName")
    for gone in () if old else world.deleted(WORKSPACE):
        found = parsed(gone.id)
        there, here = text(gone.inputs, "location"), text(request.inputs, "location")
        in_place = found and same(found.group, text(request.inputs, "resourceGroupName"))
        if same(gone.id.rpartition("/")[2], name) and in_place and there and here and not same(there, here):
            yield (
                "Conflict",
                f"workspaceName: the workspace '{name}' was deleted in '{there}' and is kept for 14 days; "
                f"recover it there or purge it.",
            )


@outputs(WORKSPACE)
def workspace_state(_request: Request, _id: str, _old: Stored | None) -> dict[str, Any]:
    """Once the service has answered, the work is done."""
    return {"provisioningState": "Succeeded"}


@drawn(WORKSPACE)
def workspace_guid(_request: Request, id_: str, _old: Stored | None) -> dict[str, Any]:
    """The id that agents and queries use."""
    return {"customerId": guid(id_)}
