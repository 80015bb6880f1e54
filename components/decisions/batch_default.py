"""The default deployment of a batch endpoint: which one scores where a caller names none.

Azure takes a default only where the deployment exists, so that it is decided as traffic is: from what the config asks
for, and from what Azure answers at that moment.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class LiveBatch:
    """What Azure answers about a batch endpoint that exists."""

    default: str | None
    """The deployment that is the default now."""
    deployments: Mapping[str, bool] = field(default_factory=dict)
    """Those that exist, and whether their provisioning has succeeded."""
    own_id: str = ""
    """The id of the endpoint, where an `up` of this stack made it; empty where none did."""
    own_ids: Mapping[str, str] = field(default_factory=dict)
    """Those of its deployments alike."""


@dataclass(frozen=True, kw_only=True)
class DefaultPlan:
    """The default that an endpoint is given now, and the one that it is still to get."""

    applied: str | None
    """What the endpoint's write names; None where nothing that exists is the default yet."""
    pending: str | None
    """The deployment asked for, where it is not what is applied."""
    leaves_too_early: str | None
    """The default of now, where it left the config before its successor has succeeded: the `up` would delete it."""
    live: LiveBatch | None = field(default=None, compare=False)
    """What it was decided from."""


def plan_default(default: str, declared: Collection[str], live: LiveBatch | None) -> DefaultPlan:
    """Decide the default of a batch endpoint; pure and total.

    `live` is None where the endpoint does not exist. The default moves once the deployment asked for has succeeded,
    and never leaves one that exists for one that has not.
    """
    there = live or LiveBatch(default=None)
    if there.deployments.get(default) and default in declared:
        return DefaultPlan(applied=default, pending=None, leaves_too_early=None, live=live)
    now = there.default if there.default in there.deployments else None
    return DefaultPlan(
        applied=now,
        pending=None if now == default else default,
        leaves_too_early=now if now is not None and now not in declared else None,
        live=live,
    )
