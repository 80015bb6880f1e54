"""Messaging, networks, logs, backup and tags: what Azure would refuse of them."""

from collections.abc import Iterator, Mapping

from config.backup import BackupConfig
from config.errors import Problem
from config.messaging import MessagingConfig
from config.network import NetworkConfig
from config.observability import ObservabilityConfig
from config.paths import Path, dotted
from config.regions import UNPAIRED, WITH_ZONES
from config.remedies import flow, remove, set_value
from config.surplus import remove_all

PLATFORM_TAGS = ("workload", "stack", "managedBy", "stamp", "stable", "trafficWrite", "settings", "model", "retired")
"""Tags that the platform sets itself."""

MOST_TAGS = 10
"""Private DNS zones take 15, of which the platform sets some.

Source: https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources
"""

_ARCHIVES = ("Standard_LRS", "Standard_GRS", "Standard_RAGRS")
"""Source: https://learn.microsoft.com/azure/storage/blobs/access-tiers-overview"""


def messaging_tier(messaging: MessagingConfig, network: NetworkConfig) -> Iterator[Problem]:
    """Private endpoints and messaging units are Premium's."""
    if messaging.sku == "Standard" and network.private_endpoints:
        yield Problem(
            path="messaging.sku",
            value=flow(messaging.sku),
            allowed="`Premium` while `network.privateEndpoints` is on: Standard has no private endpoints",
            example=set_value(("messaging", "sku"), "Premium"),
        )
    if messaging.sku == "Standard" and messaging.capacity > 1:
        yield Problem(
            path="messaging.capacity",
            value=str(messaging.capacity),
            allowed="nothing beside `sku: Standard`: only Premium has messaging units",
            example=remove(("messaging", "capacity")),
        )


def allowed_ranges(network: NetworkConfig) -> Iterator[Problem]:
    """Public ranges are let in only where there is a public endpoint."""
    if network.private_endpoints and network.allowed_ip_ranges:
        yield Problem(
            path="network.allowedIpRanges",
            value=flow(list(network.allowed_ip_ranges)),
            allowed="nothing while `network.privateEndpoints` is on: there is no public endpoint to reach",
            example=remove(("network", "allowedIpRanges")),
            hint="or turn `network.privateEndpoints` off, while no models are served",
        )


def logs_reached(network: NetworkConfig, observability: ObservabilityConfig) -> Iterator[Problem]:
    """Without public access, logs come in by a private endpoint alone."""
    if not network.private_endpoints and not observability.public_access:
        path = ("observability", "publicAccess")
        yield Problem(
            path=dotted(path),
            value="false",
            allowed="`true` while `network.privateEndpoints` is off: the clusters' logs would have no way in",
            example=set_value(path, True),
            hint="or turn `network.privateEndpoints` on, while no models are served",
        )


def backup_regions(backup: BackupConfig | None) -> Iterator[Problem]:
    """Backup regions are distinct, and each can do what the sku asks of it."""
    if backup is None:
        return
    for index, region in enumerate(backup.regions):
        if region in backup.regions[:index]:
            path: Path = ("backup", "regions", index)
            yield Problem(
                path=dotted(path),
                value=flow(region),
                allowed="each region once: a copy in the same region is no copy",
                example=remove(path),
            )
    zonal = "ZRS" in backup.sku
    paired = "G" in backup.sku.removeprefix("Standard_")
    for lacking, what in (
        ([region for region in backup.regions if zonal and region not in WITH_ZONES], "availability zones"),
        ([region for region in backup.regions if paired and region in UNPAIRED], "a paired region"),
    ):
        if lacking:
            yield Problem(
                path="backup.sku",
                value=flow(backup.sku),
                allowed=f"a redundancy that every backup region has; {' and '.join(lacking)} without {what}",
                example=set_value(("backup", "sku"), "Standard_LRS" if paired else "Standard_GRS"),
            )


def backup_tiers(backup: BackupConfig | None) -> Iterator[Problem]:
    """What is archived was cool before, in an account that can archive."""
    if backup is None or backup.archive_after_days is None:
        return
    path = ("backup", "archiveAfterDays")
    if backup.sku not in _ARCHIVES:
        yield Problem(
            path=dotted(path),
            value=str(backup.archive_after_days),
            allowed=f"nothing beside `sku: {backup.sku}`: accounts over zones have no archive tier",
            example=remove(path),
        )
    elif backup.archive_after_days <= backup.cool_after_days:
        yield Problem(
            path=dotted(path),
            value=str(backup.archive_after_days),
            allowed=f"more days than `coolAfterDays`, which is {backup.cool_after_days}",
            example=set_value(path, backup.cool_after_days + 90) if backup.cool_after_days <= 3560 else remove(path),
        )


def tags(tags: Mapping[str, str]) -> Iterator[Problem]:
    """Tags are few enough, distinct whatever their capitals, and not the platform's own."""
    if len(tags) > MOST_TAGS:
        spare = list(tags)[MOST_TAGS:]
        yield Problem(
            path="tags",
            value=f"{len(tags)} tags",
            allowed=f"at most {MOST_TAGS}: private DNS zones take 15 with those that the platform sets",
            example=remove_all(("tags",), spare[::-1]),
        )
    seen = {name.lower(): f"the platform sets `{name}` itself" for name in PLATFORM_TAGS}
    for name, value in tags.items():
        taken = seen.setdefault(name.lower(), f"`{name}` is there already, and Azure does not tell capitals apart")
        if not taken.startswith(f"`{name}`"):
            path: Path = ("tags", name)
            yield Problem(path=dotted(path), value=flow(value), allowed=f"another name: {taken}", example=remove(path))
