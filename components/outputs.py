"""What a stack tells those who use it."""

from typing import Any

from components.kubernetes_endpoint import KubernetesEndpoint
from components.managed_endpoint import ManagedEndpoint
from components.platform import Platform
from components.stamp import Stamp


def stack_outputs(platform: Platform) -> dict[str, Any]:
    """The outputs of the stack: where things are, and who gets the traffic.

    `traffic` is by model and stamp: `applied` is what this run writes, `pending` what has to wait.
    """
    return {
        "registry": platform.registry.login_server,
        "stamps": {region: _stamp(stamp) for region, stamp in platform.stamps.items()},
        "backup": platform.backup.account_names if platform.backup else {},
        "traffic": _traffic(platform.stamps),
    }


def _stamp(stamp: Stamp) -> dict[str, Any]:
    return {
        "cluster": stamp.cluster.name,
        "workspace": stamp.workspace.name,
        "vault": stamp.vault.vault_name,
        "serviceBus": stamp.messaging.host,
        "scoringUris": {model: endpoint.scoring_uri for model, endpoint in stamp.serving.managed.items()},
    }


def _traffic(stamps: dict[str, Stamp]) -> dict[str, dict[str, dict[str, Any]]]:
    by_model: dict[str, dict[str, dict[str, Any]]] = {}
    for region, stamp in stamps.items():
        for model, endpoint in stamp.serving.managed.items():
            by_model.setdefault(model, {})[region] = _managed(endpoint)
        for model, hosted in stamp.serving.hosted.items():
            by_model.setdefault(model, {})[region] = _hosted(hosted)
    return by_model


def _managed(endpoint: ManagedEndpoint) -> dict[str, Any]:
    plan = endpoint.traffic
    return {"applied": dict(plan.applied), "pending": dict(plan.pending), "mirror": dict(plan.mirror)}


def _hosted(endpoint: KubernetesEndpoint) -> dict[str, Any]:
    """The route waits for its deployments within one `up`: nothing is left for another."""
    return {"applied": dict(endpoint.traffic), "pending": {}, "mirror": dict(endpoint.mirror)}
