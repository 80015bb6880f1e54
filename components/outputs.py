"""What a stack tells those who use it."""

from typing import Any

from components.models.kubernetes_endpoint import KubernetesEndpoint
from components.models.managed_endpoint import ManagedEndpoint
from components.platform import Platform
from components.stamp import Stamp


def stack_outputs(platform: Platform) -> dict[str, Any]:
    """The outputs of the stack: where things are, and who gets the traffic.

    `scoringUris` of a stamp say by model where predictions are asked for; of a model on AKS what they begin with.
    `traffic` is by model and stamp: `applied` and `mirror` are what this run writes, `pending` and `pendingMirror`
    what has to wait, `waitsFor` for which deployments. `batch` is by model and stamp too: where jobs are asked for,
    where they are to write, and the `default` deployment that this run writes beside the one that is `pending`.
    """
    return {
        "registry": platform.registry.login_server,
        "stamps": {region: _stamp(stamp) for region, stamp in platform.stamps.items()},
        "backup": platform.backup.account_names if platform.backup else {},
        "traffic": _traffic(platform.stamps),
        "batch": _batch(platform.stamps),
    }


def _stamp(stamp: Stamp) -> dict[str, Any]:
    return {
        "cluster": stamp.cluster.name,
        "workspace": stamp.workspace.name,
        "vault": stamp.vault.vault_name,
        "serviceBus": stamp.messaging.host,
        "scoringUris": {
            **{model: endpoint.scoring_uri for model, endpoint in stamp.serving.managed.items()},
            **{model: endpoint.url for model, endpoint in stamp.serving.hosted.items()},
        },
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
    return {
        "applied": dict(plan.applied),
        "pending": dict(plan.pending),
        "mirror": dict(plan.mirror),
        "pendingMirror": dict(plan.pending_mirror),
        "waitsFor": list(plan.waits_for),
    }


def _hosted(endpoint: KubernetesEndpoint) -> dict[str, Any]:
    """The route waits for its deployments within one `up`: nothing is left for another."""
    return {
        "applied": dict(endpoint.traffic),
        "pending": {},
        "mirror": dict(endpoint.mirror),
        "pendingMirror": {},
        "waitsFor": [],
    }


def _batch(stamps: dict[str, Stamp]) -> dict[str, dict[str, dict[str, Any]]]:
    by_model: dict[str, dict[str, dict[str, Any]]] = {}
    for region, stamp in stamps.items():
        for model, endpoint in stamp.serving.batch.items():
            by_model.setdefault(model, {})[region] = {
                "scoringUri": endpoint.scoring_uri,
                "output": endpoint.output,
                "default": endpoint.default.applied or "",
                "pending": endpoint.default.pending or "",
            }
    return by_model
