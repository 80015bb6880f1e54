"""Resources and probes of containers."""

from policies.workloads import DEPLOYMENT, JOB, LASTING, WORKLOADS
from tests.policies.casework import Case, broken, change, edit, fine
from tests.policies.pods import absent_everywhere, broken_everywhere, pods, unknown_in, workload

GOOD = tuple(workload(type_) for type_ in WORKLOADS)

_SPEC = pods(DEPLOYMENT)
_NOTHING = ("0", "0m", "0.0", "", 0)


def _requested(resource: str) -> tuple[Case, ...]:
    return (
        *broken_everywhere("containers.0.resources", {"requests": {"nvidia.com/gpu": "1"}}),
        *(broken("Deployment", f"{_SPEC}.containers.0.resources", {"limits": {resource: none}}) for none in _NOTHING),
        *absent_everywhere("initContainers.0.resources"),
        *absent_everywhere("containers.0.resources.requests", passes=True),
        change(
            "fine",
            "passed",
            edit("Deployment", f"{_SPEC}.containers.0.resources", None),
            edit("Deployment", f"{_SPEC}.initContainers.0.resources", None),
            edit("Deployment", f"{_SPEC}.resources.requests.{resource}", "1"),
        ),
        unknown_in(DEPLOYMENT, "containers.0.resources"),
        unknown_in(JOB, f"initContainers.0.resources.requests.{resource}"),
    )


def _limited(resource: str) -> tuple[Case, ...]:
    return (
        *broken_everywhere("containers.0.resources.limits", {"nvidia.com/gpu": "1"}),
        *(broken("Deployment", f"{_SPEC}.containers.0.resources.limits", {resource: none}) for none in _NOTHING),
        *(fine("Deployment", f"{_SPEC}.containers.0.resources.limits", {resource: some}) for some in ("0.5", "10m", 1)),
        *absent_everywhere("initContainers.0.resources.limits"),
        change(
            "fine",
            "passed",
            edit("Deployment", f"{_SPEC}.containers.0.resources", None),
            edit("Deployment", f"{_SPEC}.initContainers.0.resources", None),
            edit("Deployment", f"{_SPEC}.resources.limits.{resource}", "1"),
        ),
        unknown_in(DEPLOYMENT, f"containers.0.resources.limits.{resource}"),
    )


def _probe(name: str) -> tuple[Case, ...]:
    return (
        *broken_everywhere(f"containers.0.{name}", {}, *LASTING),
        *absent_everywhere(f"containers.0.{name}", *LASTING),
        unknown_in(DEPLOYMENT, f"containers.0.{name}"),
    )


CASES = {
    "pod-cpu-requested": _requested("cpu"),
    "pod-memory-requested": _requested("memory"),
    "pod-ephemeral-storage-requested": _requested("ephemeral-storage"),
    "pod-cpu-limited": _limited("cpu"),
    "pod-memory-limited": _limited("memory"),
    "pod-ephemeral-storage-limited": _limited("ephemeral-storage"),
    "pod-liveness-probe": _probe("livenessProbe"),
    "pod-readiness-probe": _probe("readinessProbe"),
}
