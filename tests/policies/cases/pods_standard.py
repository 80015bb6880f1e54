"""What the Pod Security Standard asks besides."""

from policies.declared import UNKNOWN
from policies.workloads import CRON_JOB, DEPLOYMENT, POD, WORKLOADS
from tests.policies.casework import broken, change, edit, fine
from tests.policies.pods import absent_everywhere, broken_everywhere, pods, unknown_in, workload

GOOD = tuple(workload(type_) for type_ in WORKLOADS)

_SPEC = pods(DEPLOYMENT)
_OWN = "securityContext"
_FIRST = "containers.0"
_SYSCTL = {"name": "kernel.msgmax", "value": "65536"}
_SAFE = {"name": "net.ipv4.ip_unprivileged_port_start", "value": "0"}
_SELINUX = f"{_OWN}.seLinuxOptions"
_APP_ARMOR = f"{_OWN}.appArmorProfile"
_METADATA = "169.254.169.254"

CASES = {
    "pod-proc-mount-default": (
        *broken_everywhere(f"{_FIRST}.{_OWN}.procMount", "Unmasked"),
        *broken_everywhere(f"initContainers.0.{_OWN}.procMount", "Unmasked"),
        *absent_everywhere(f"{_FIRST}.{_OWN}.procMount", passes=True),
        unknown_in(DEPLOYMENT, f"{_FIRST}.{_OWN}.procMount"),
        fine("Deployment", f"{_SPEC}.{_FIRST}.{_OWN}.procMount", "Default"),
    ),
    "pod-sysctls-safe": (
        *broken_everywhere(f"{_OWN}.sysctls", [_SAFE, _SYSCTL]),
        *absent_everywhere(f"{_OWN}.sysctls", passes=True),
        broken("Deployment", f"{_SPEC}.{_OWN}.sysctls", [{"name": UNKNOWN}, _SYSCTL]),
        broken("Deployment", f"{_SPEC}.{_OWN}.sysctls", [{}]),
        unknown_in(DEPLOYMENT, f"{_OWN}.sysctls"),
        fine("Deployment", f"{_SPEC}.{_OWN}.sysctls", [_SAFE]),
    ),
    "pod-selinux-confined": (
        *broken_everywhere(f"{_SELINUX}.type", "spc_t"),
        *broken_everywhere(f"{_FIRST}.{_SELINUX}.type", "spc_t"),
        broken("Deployment", f"{_SPEC}.{_SELINUX}.user", "system_u"),
        broken("Deployment", f"{_SPEC}.ephemeralContainers.0.{_SELINUX}.role", "system_r"),
        *absent_everywhere(_SELINUX, passes=True),
        unknown_in(DEPLOYMENT, f"{_SELINUX}.type"),
        unknown_in(DEPLOYMENT, f"{_FIRST}.{_SELINUX}"),
        fine("Deployment", f"{_SPEC}.{_SELINUX}", {"type": "container_t", "user": "", "level": "s0:c1"}),
    ),
    "pod-apparmor-profile": (
        *broken_everywhere(f"{_APP_ARMOR}.type", "Unconfined"),
        *broken_everywhere(f"initContainers.0.{_APP_ARMOR}.type", "Unconfined"),
        *absent_everywhere(_APP_ARMOR, passes=True),
        unknown_in(DEPLOYMENT, f"{_APP_ARMOR}.type"),
        unknown_in(DEPLOYMENT, f"{_FIRST}.{_APP_ARMOR}"),
        fine("Deployment", f"{_SPEC}.{_APP_ARMOR}", {"type": "Localhost", "localhostProfile": "own"}),
    ),
    "pod-probe-host-own": (
        *broken_everywhere(f"{_FIRST}.livenessProbe.httpGet.host", _METADATA),
        *(
            broken("Deployment", f"{_SPEC}.{_FIRST}.{handler}.{action}.host", _METADATA)
            for handler in ("readinessProbe", "startupProbe", "lifecycle.postStart", "lifecycle.preStop")
            for action in ("httpGet", "tcpSocket")
        ),
        *absent_everywhere(f"{_FIRST}.livenessProbe", passes=True),
        unknown_in(DEPLOYMENT, f"{_FIRST}.livenessProbe.httpGet.host"),
        unknown_in(CRON_JOB, f"{_FIRST}.lifecycle"),
        change(
            "broken",
            "violated",
            edit("Deployment", f"{_SPEC}.{_FIRST}.livenessProbe", UNKNOWN),
            edit("Deployment", f"{_SPEC}.{_FIRST}.readinessProbe.httpGet.host", _METADATA),
        ),
        fine("Deployment", f"{_SPEC}.{_FIRST}.livenessProbe.httpGet.host", ""),
    ),
    "pod-volume-kinds": (
        *broken_everywhere("volumes.0.nfs", {"server": "files.example.com", "path": "/"}),
        *broken_everywhere("volumes.0", {"name": "disk", "flexVolume": {"driver": "own"}}),
        broken("Deployment", f"{_SPEC}.volumes", [UNKNOWN, {"name": "disk", "azureDisk": {"diskName": "disk"}}]),
        *absent_everywhere("volumes", passes=True),
        unknown_in(DEPLOYMENT, "volumes"),
        unknown_in(POD, "volumes.0"),
        fine("Deployment", f"{_SPEC}.volumes", [{"name": "claim", "persistentVolumeClaim": {"claimName": "own"}}]),
        fine("Deployment", f"{_SPEC}.volumes", [{"name": "bare", "nfs": None}]),
    ),
}
