"""Which services a stamp reaches by private endpoints."""

from collections.abc import Iterable

import pulumi

from components.backup import Backup
from components.observability import Observability
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
from components.registry import Registry
from components.workspace import Workspace


def shared_links(
    *, registry: Registry, observability: Observability, backup: Backup | None, backup_regions: Iterable[str]
) -> list[Link]:
    """The private links of a stamp to what all stamps share; `backup_regions` are those whose account it reaches."""
    links = [registry_link(registry.registry_id, registry.turns)]
    if observability.link_scope is not None:
        links.append(monitor_link(observability.link_scope.id, observability.link_scope.turns))
    if backup is not None:
        links += [
            storage_link(f"backup-{region}", backup.account_ids[region], ("blob",), backup.turns[region])
            for region in backup_regions
        ]
    return links


def own_links(
    *,
    vault_id: pulumi.Input[str],
    namespace_id: pulumi.Input[str],
    workspace: Workspace,
    monitor_workspace_id: pulumi.Input[str] | None,
) -> list[Link]:
    """The private links of a stamp to its own services; `monitor_workspace_id` is None where metrics are public."""
    links = [
        vault_link(vault_id),
        service_bus_link(namespace_id),
        storage_link("workspace-storage", workspace.storage_account_id, ("blob", "file"), workspace.storage_turns),
        workspace_link(workspace.id),
    ]
    return links if monitor_workspace_id is None else [*links, metrics_link(monitor_workspace_id)]


def backup_regions_of(region: str, primary: str, stamps: Iterable[str], backups: Iterable[str]) -> list[str]:
    """The backup regions whose account a stamp reaches.

    They are the source, which comes first and alone takes writes, and its own; for the primary all that have no
    stamp, too.
    """
    served = set(stamps)
    return [
        place
        for index, place in enumerate(backups)
        if index == 0 or place == region or (region == primary and place not in served)
    ]
