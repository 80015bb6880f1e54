"""Resource groups."""

from collections.abc import Iterator

from sandbox.request import Request
from sandbox.rules import Verdict, on_write, outputs
from sandbox.rules.everything import region_name
from sandbox.rules.naming import NameRule
from sandbox.rules.reading import text
from sandbox.store import Stored, World

GROUP = "azure-native:resources:ResourceGroup"

_NAME = NameRule(
    input="resourceGroupName",
    pattern=r"[\w().-]{0,89}[\w()-]",
    allowed="1 to 90 letters, digits, underscores, dashes, parentheses and dots, no dot last",
    example="rg-shop-prod-eastus",
    code="InvalidResourceGroup",
)


@on_write(GROUP)
def group_is_named(request: Request, _world: World, _old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftresources."""
    yield from _NAME.verdicts(request)


@on_write(GROUP)
def group_stays_where_it_is(request: Request, _world: World, old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors."""
    was, wanted = text(old.inputs, "location") if old else None, text(request.inputs, "location")
    if was and wanted and region_name(was) != region_name(wanted):
        yield (
            "InvalidResourceGroupLocation",
            f"location is '{wanted}' but the resource group exists in '{was}', and a group cannot move; "
            f"give the group of the new region another name.",
        )


@outputs(GROUP)
def group_state(_request: Request, _id: str, _old: Stored | None) -> dict[str, object]:
    """The group's one computed property."""
    return {"properties": {"provisioningState": "Succeeded"}}
