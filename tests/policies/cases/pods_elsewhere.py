"""Pods in kinds from elsewhere."""

from typing import Any

from policies.declared import UNKNOWN
from policies.rules.pods_elsewhere import KINDS
from policies.workloads import DEPLOYMENT
from tests.policies.casework import Case, change, edit
from tests.policies.pods import SPEC, kubernetes, workload

_SUSPENDED: dict[str, Any] = {"spec": {"suspend": True}}

GOOD = (
    *(kubernetes(kind, f"elsewhere-{number}", _SUSPENDED) for number, kind in enumerate(KINDS)),
    kubernetes("kubernetes:helm.sh/v3:Release", "chart", {"values": {"web": {"containers": [{"image": "web"}]}}}),
    workload(DEPLOYMENT),
)

_PATHS = (
    "spec.tasks",
    "spec.replicatedJobs",
    "spec.pytorchReplicaSpecs.Worker.template.spec",
    "spec.leaderWorkerTemplate.workerTemplate.spec",
    "spec.headGroupSpec.template.spec",
    "spec.predictor",
)
"""Where each of the kinds has its pods, or the list of what has them."""


def _told(number: int, path: str) -> Case:
    """Pods in a kind that nobody reads: that is told, though not what of them is wrong."""
    inside = path.rpartition(".")[2]
    pods = {"tasks": [{"template": {"spec": SPEC}}], "replicatedJobs": [{"template": {"spec": {"template": SPEC}}}]}
    return change("broken", "unknown", edit(f"elsewhere-{number}", path, pods.get(inside, SPEC)))


CASES = {
    "pod-kind-judged": (
        *(_told(number, path) for number, path in enumerate(_PATHS)),
        change("absent", "passed", edit("elsewhere-0", "spec", None)),
        change("unknown", "unknown", edit("elsewhere-4", "spec.headGroupSpec.template.spec.containers", UNKNOWN)),
        change("unknown", "unknown", edit("elsewhere-5", "spec.predictor.containers", [UNKNOWN])),
        change("fine", "passed", edit("elsewhere-5", "spec.predictor.model", {"containers": "none"})),
        change("fine", "passed", edit("elsewhere-5", "spec.predictor.containers", [{"name": "no-image"}])),
    ),
}
