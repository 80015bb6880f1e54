"""Which services a stamp reaches by private endpoints."""

from collections.abc import Iterable, Mapping

import pulumi

from components.private_links import (
    Link,
    metrics_link,
    monitor_link,
    registry_link,
    service_bus_link,
    storage_link,
    vault_link,
    workspace_link,
)


def stamp_links(
    *,
    registry_id: pulumi.Input[str],
    vault_id: pulumi.Input[str],
    namespace_id: pulumi.Input[str],
    workspace_id: pulumi.Input[str],
    workspace_storage_id: pulumi.Input[str],
    backup_account_ids: Mapping[str, pulumi.Input[str]],
    scope_id: pulumi.Input[str] | None,
    monitor_workspace_id: pulumi.Input[str],
) -> list[Link]:
    """The private links of a stamp; `backup_account_ids` are by region, `scope_id` is None where logs are public."""
    links = [
        registry_link(registry_id),
        vault_link(vault_id),
        service_bus_link(namespace_id),
        storage_link("workspace-storage", workspace_storage_id, ("blob", "file")),
        workspace_link(workspace_id),
        *(storage_link(f"backup-{region}", account, ("blob",)) for region, account in backup_account_ids.items()),
    ]
    return links if scope_id is None else [*links, monitor_link(scope_id), metrics_link(monitor_workspace_id)]


def backup_regions_of(region: str, primary: str, stamps: Iterable[str], backups: Iterable[str]) -> list[str]:
    """The backup regions whose account a stamp reaches: its own, and for the primary all that have no stamp."""
    return [place for place in backups if place == region or (region == primary and place not in set(stamps))]
