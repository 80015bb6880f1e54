"""What the parts of a config ask of each other, and Azure of them together."""

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from config.checks import (
    addresses,
    batch,
    cluster,
    existing,
    gateway,
    images,
    kubernetes,
    managed,
    managed_scaling,
    quotas,
    resources,
    room,
    runtimes,
    scaling,
    secrets,
    stamps,
    traffic,
    workspace,
)
from config.errors import Problem

Check = Callable[..., Iterator[Problem]]
"""Takes the sections that it needs, by the names of `StackConfig`'s fields; they are whole when it is called."""

CHECKS: tuple[Check, ...] = (
    stamps.one_primary,
    stamps.lasting_primary,
    stamps.one_network_each,
    stamps.existing_subnets,
    stamps.known_egress,
    stamps.known_zones,
    stamps.existing_vaults,
    stamps.own_vaults,
    existing.own_subscription,
    existing.zones_of_one_stamp,
    addresses.apart,
    addresses.pods_and_services,
    addresses.room_for_nodes,
    cluster.pool_bounds,
    cluster.pool_sizes,
    cluster.pools_left,
    cluster.gpu_plugin,
    cluster.upgrade_channels,
    gateway.gateway_for_models,
    gateway.one_controller,
    gateway.hosts_apart,
    gateway.hosts_of_certificate,
    gateway.host_lengths,
    images.own_registry,
    traffic.traffic,
    traffic.mirror,
    traffic.stable,
    traffic.steps,
    scaling.one_autoscaler,
    scaling.replica_bounds,
    scaling.something_to_scale_on,
    scaling.awake,
    scaling.known_queues,
    managed_scaling.instance_bounds,
    managed_scaling.instances_inside,
    managed_scaling.something_to_scale_on,
    managed_scaling.schedule_hours,
    managed_scaling.schedules_apart,
    room.room_for_pods,
    kubernetes.room_for_gpus,
    kubernetes.own_variables,
    secrets.known_secrets,
    secrets.known_certificates,
    runtimes.something_to_serve,
    runtimes.one_environment,
    runtimes.code_with_environment,
    runtimes.packages_at_hand,
    managed.managed_sizes,
    managed.endpoint_limits,
    quotas.quota_regions,
    quotas.quota_cores,
    batch.known_compute,
    batch.known_default,
    workspace.image_builder,
    resources.messaging_tier,
    resources.allowed_ranges,
    resources.logs_reached,
    resources.backup_regions,
    resources.backup_tiers,
    resources.tags,
)


def problems(sections: Mapping[str, Any], others: Iterable[Mapping[str, Any]] = ()) -> Iterator[Problem]:
    """What the checks find whose sections are all in `sections`.

    Where something in the sections stands in for what is wrong, `others` are the sections with other things in its
    place; only what is found in all of them is a problem of the config itself.
    """
    found = [(check, problem) for check in CHECKS for problem in _found(check, sections)]
    for other in others if found else ():
        again = {check: {_key(problem) for problem in _found(check, other)} for check, _ in found}
        found = [(check, problem) for check, problem in found if _key(problem) in again[check]]
        if not found:
            break
    yield from (problem for _, problem in found)


def _found(check: Check, sections: Mapping[str, Any]) -> Iterator[Problem]:
    needs = inspect.signature(check).parameters
    return check(**{name: sections[name] for name in needs}) if all(name in sections for name in needs) else iter(())


def _key(problem: Problem) -> tuple[str, str]:
    return problem.path, problem.value
