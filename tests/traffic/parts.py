"""A program of plain parts, for looking at the engine itself: the same for the model of it and for the real one."""

from collections.abc import Mapping
from typing import Any

import pulumi
from pulumi_azure_native import Provider, managedidentity, resources

SUBSCRIPTION = "22222222-2222-2222-2222-222222222222"
GROUP_ID = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-shop"

Parts = Mapping[str, Mapping[str, Any]]
"""By name: `value`, and where wanted `needs` (names), `deletedWith` (a name), `protect`, `ignore`,
`called`, `import` (an id)."""


def declare(parts: Parts) -> None:
    """A resource group, and in it an identity a part, its `value` a tag."""
    azure = Provider("azure", subscription_id=SUBSCRIPTION, location="eastus")
    group = resources.ResourceGroup(
        "group",
        resource_group_name="rg-shop",
        location="eastus",
        opts=pulumi.ResourceOptions(provider=azure),
    )
    made: dict[str, pulumi.Resource] = {}
    for name, part in parts.items():
        made[name] = managedidentity.UserAssignedIdentity(
            name,
            resource_name_=part.get("called", f"part-{name}"),
            resource_group_name=group.name,
            location="eastus",
            tags={"value": part.get("value", "1")},
            opts=pulumi.ResourceOptions(
                provider=azure,
                depends_on=[made[need] for need in part.get("needs", ())],
                deleted_with=made[part["deletedWith"]] if "deletedWith" in part else None,
                protect=part.get("protect"),
                ignore_changes=["tags.value"] if part.get("ignore") else None,
                import_=part.get("import"),
            ),
        )
