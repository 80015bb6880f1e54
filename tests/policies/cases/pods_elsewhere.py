"""Pods in kinds from elsewhere."""

from typing import Any, Literal

from policies.declared import UNKNOWN
from policies.rules.pods_elsewhere import KINDS
from policies.workloads import DEPLOYMENT, POD_TEMPLATE, REPLICA_SET, ROLLOUT
from tests.policies.casework import Case, Kind, change, edit, resource
from tests.policies.pods import SPEC, kubernetes, workload

_SUSPENDED: dict[str, Any] = {"spec": {"suspend": True}}

GOOD = (
    *(kubernetes(kind, f"elsewhere-{number}", _SUSPENDED) for number, kind in enumerate(KINDS)),
    kubernetes("kubernetes:helm.sh/v3:Release", "chart", {"values": {"web": {"containers": [{"image": "web"}]}}}),
    resource("azure-native:containerinstance:ContainerGroup", "group", {"containers": [{"image": "web"}]}),
    *(workload(type_) for type_ in (DEPLOYMENT, REPLICA_SET, POD_TEMPLATE, ROLLOUT)),
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


def _borrowed(kind: str) -> dict[str, str]:
    return {"kind": kind, "name": kind}


_BORROWED = _borrowed("Deployment")
_OWN_TEMPLATE_GONE = edit("Rollout", "spec.template", None)


def _borrowing(kind: Kind, outcome: Literal["unknown", "passed"], reference: Any) -> Case:
    """A rollout without a template of its own."""
    return change(kind, outcome, _OWN_TEMPLATE_GONE, edit("Rollout", "spec.workloadRef", reference))


CASES = {
    "pod-kind-judged": (
        *(_told(number, path) for number, path in enumerate(_PATHS)),
        change("absent", "passed", edit("elsewhere-0", "spec", None)),
        change("unknown", "unknown", edit("elsewhere-4", "spec.headGroupSpec.template.spec.containers", UNKNOWN)),
        change("unknown", "unknown", edit("elsewhere-5", "spec.predictor.containers", [UNKNOWN])),
        change("fine", "passed", edit("elsewhere-5", "spec.predictor.model", {"containers": "none"})),
        change("fine", "passed", edit("elsewhere-5", "spec.predictor.containers", [{"name": "no-image"}])),
        change("fine", "passed", edit("elsewhere-5", "spec.predictor.containers", ["image"])),
        change("broken", "unknown", edit("elsewhere-5", "spec.predictor.containers", [{"name": "a"}, {"image": "b"}])),
        *(_borrowing("fine", "passed", _borrowed(kind)) for kind in ("Deployment", "ReplicaSet", "PodTemplate")),
        change(
            "unknown",
            "unknown",
            _OWN_TEMPLATE_GONE,
            edit("Rollout", "spec.workloadRef", _BORROWED),
            edit("Deployment", "metadata.namespace", UNKNOWN),
        ),
        *(_borrowing("broken", "unknown", {**_BORROWED, key: "another"}) for key in ("kind", "name")),
        _borrowing("absent", "unknown", {}),
        _borrowing("unknown", "unknown", UNKNOWN),
        _borrowing("unknown", "unknown", {**_BORROWED, "name": UNKNOWN}),
        change(
            "broken",
            "unknown",
            _OWN_TEMPLATE_GONE,
            edit("Rollout", "spec.workloadRef", _BORROWED),
            edit("Rollout", "metadata.namespace", "another"),
        ),
    ),
}
