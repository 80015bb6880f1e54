"""What the parts of a config ask of each other, and Azure of them together."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from config.checks import addresses, cluster, existing, models, resources, stamps, workspace
from config.errors import Problem

Check = Callable[..., Iterator[Problem]]
"""Takes the sections that it needs, by the names of `StackConfig`'s fields; they are whole when it is called."""

CHECKS: tuple[Check, ...] = (
    stamps.one_primary,
    stamps.one_network_each,
    stamps.existing_subnets,
    stamps.known_egress,
    stamps.known_zones,
    stamps.existing_vaults,
    existing.own_subscription,
    existing.zones_of_one_stamp,
    addresses.apart,
    addresses.pods_and_services,
    addresses.room_for_nodes,
    cluster.pool_bounds,
    cluster.pool_sizes,
    cluster.gpu_plugin,
    cluster.upgrade_channels,
    models.traffic,
    models.autoscale,
    models.room_for_pods,
    models.room_for_gpus,
    models.known_secrets,
    models.managed_sizes,
    models.managed_limits,
    workspace.image_builder,
    resources.messaging_tier,
    resources.allowed_ranges,
    resources.logs_reached,
    resources.backup_regions,
    resources.backup_tiers,
    resources.tags,
)


def problems(sections: Mapping[str, Any]) -> Iterator[Problem]:
    """What the checks find whose sections are all in `sections`."""
    for check in CHECKS:
        needs = inspect.signature(check).parameters
        if all(name in sections for name in needs):
            yield from check(**{name: sections[name] for name in needs})
