"""What a model's endpoint registers of its traffic, as plain data: what it was decided from, and what was decided.

The component's outputs hold it, and the policy pack judges it anew. As inputs it would be an update of the component in
every `up` after a move, for what is live has changed by then.
"""

from collections.abc import Mapping
from typing import Any

from components.decisions.traffic_state import DesiredTraffic, LiveEndpoint, Weights


def traffic_record(
    model: str,
    region: str,
    desired: DesiredTraffic,
    live: LiveEndpoint | None,
    *,
    applied: Weights,
    mirror: Weights,
) -> dict[str, Any]:
    """The traffic of a model in one stamp: `applied` and `mirror` are what this run writes.

    `live` is None where there is no endpoint, or where nobody but the cluster can tell.
    """
    return {
        "model": model,
        "region": region,
        "desired": {
            "traffic": dict(desired.traffic),
            "mirror": dict(desired.mirror),
            "deployments": dict(desired.deployments),
        },
        "live": _live(live) if live else None,
        "applied": dict(applied),
        "mirror": dict(mirror),
        "guards": desired.guards.model_dump(by_alias=True, mode="json"),
    }


def _live(live: LiveEndpoint) -> dict[str, Any]:
    deployments: Mapping[str, Mapping[str, Any]] = {
        name: {"succeeded": one.succeeded, "runs": one.runs, "ours": one.ours} for name, one in live.deployments.items()
    }
    return {
        "traffic": dict(live.traffic),
        "mirror": dict(live.mirror),
        "stable": live.stable,
        "deployments": dict(deployments),
    }
