"""Pods and their nodes."""

from policies.declared import UNKNOWN
from policies.rules.pods_isolation import VOLUME
from policies.workloads import CRON_JOB, DEPLOYMENT, POD, WORKLOADS
from tests.policies.casework import absent, beside, broken, change, edit, fine, unknown
from tests.policies.pods import absent_everywhere, broken_everywhere, kubernetes, unknown_in, workload

GOOD = (
    *(workload(type_) for type_ in WORKLOADS),
    kubernetes(VOLUME, "disk", {"spec": {"csi": {"driver": "disk.csi.azure.com"}}}, namespace=None),
)

_SECURITY = "securityContext.privileged"
_WINDOWS = "securityContext.windowsOptions"

CASES = {
    "pod-privileged-off": (
        *broken_everywhere(f"containers.0.{_SECURITY}", True),
        *broken_everywhere(f"initContainers.0.{_SECURITY}", True),
        *broken_everywhere(f"ephemeralContainers.0.{_SECURITY}", True),
        *absent_everywhere(f"containers.0.{_SECURITY}", passes=True),
        unknown_in(DEPLOYMENT, f"containers.0.{_SECURITY}"),
        *broken_everywhere(f"{_WINDOWS}.hostProcess", True),
        *broken_everywhere(f"containers.0.{_WINDOWS}.hostProcess", True),
        *absent_everywhere(_WINDOWS, passes=True),
        unknown_in(DEPLOYMENT, f"{_WINDOWS}.hostProcess"),
        unknown_in(CRON_JOB, "initContainers"),
        beside(
            unknown_in(DEPLOYMENT, "containers"),
            broken("Deployment", f"spec.template.spec.initContainers.0.{_SECURITY}", True),
        ),
        unknown_in(POD, "containers"),
        broken("Deployment", "spec.template.spec.containers.0.securityContext", "none"),
    ),
    "pod-host-pid-off": (
        *broken_everywhere("hostPID", True),
        *absent_everywhere("hostPID", passes=True),
        unknown_in(DEPLOYMENT, "hostPID"),
    ),
    "pod-host-ipc-off": (
        *broken_everywhere("hostIPC", True),
        *absent_everywhere("hostIPC", passes=True),
        unknown_in(DEPLOYMENT, "hostIPC"),
    ),
    "pod-host-network-off": (
        *broken_everywhere("hostNetwork", True),
        *absent_everywhere("hostNetwork", passes=True),
        unknown_in(DEPLOYMENT, "hostNetwork"),
    ),
    "pod-host-path-off": (
        *broken_everywhere("volumes.0.hostPath", {"path": "/"}),
        *absent_everywhere("volumes", passes=True),
        broken("disk", "spec", {"hostPath": {"path": "/"}}),
        broken("disk", "spec", {"local": {"path": "/"}}),
        absent("disk", "spec", passes=True),
        unknown("disk", "spec.hostPath"),
        broken("disk", "spec", {"hostPath": UNKNOWN, "local": {"path": "/"}}),
        unknown("disk", "spec"),
        unknown_in(DEPLOYMENT, "volumes"),
        unknown_in(DEPLOYMENT, "volumes.0.hostPath"),
        change(
            "broken",
            "violated",
            edit("Deployment", "spec.template.spec.volumes", [{"hostPath": UNKNOWN}, {"hostPath": {"path": "/"}}]),
        ),
    ),
    "pod-host-port-off": (
        *broken_everywhere("containers.0.ports.0.hostPort", 8080),
        *broken_everywhere("initContainers.0.ports", [{"containerPort": 8080, "hostPort": 8080}]),
        *absent_everywhere("containers.0.ports", passes=True),
        unknown_in(DEPLOYMENT, "containers.0.ports.0.hostPort"),
        fine("Deployment", "spec.template.spec.containers.0.ports.0.hostPort", 0),
        broken("Deployment", "spec.template.spec.containers.0.ports", [UNKNOWN, {"hostPort": 8080}]),
    ),
}
