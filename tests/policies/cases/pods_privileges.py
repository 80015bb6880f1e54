"""Rights of containers."""

from policies.declared import UNKNOWN
from policies.workloads import DEPLOYMENT, WORKLOADS
from tests.policies.casework import Case, broken, change, edit, fine
from tests.policies.pods import absent_everywhere, broken_everywhere, unknown_in, workload

_OF_BASELINE = """
    AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD SETFCAP SETGID SETPCAP SETUID SYS_CHROOT
""".split()
"""What the baseline standard lets a container add, and the restricted one does not:
https://kubernetes.io/docs/concepts/security/pod-security-standards/."""

GOOD = tuple(workload(type_) for type_ in WORKLOADS)

_OWN = "securityContext"
_SPEC = "spec.template.spec"
_SECURITY = f"{_SPEC}.containers.0.{_OWN}"


def _moved(path: str, value: object) -> Case:
    """What all containers say by themselves, and not by their pod."""
    containers = ("containers", "initContainers", "ephemeralContainers")
    own = (edit("Deployment", f"{_SPEC}.{part}.0.{_OWN}.{path}", value) for part in containers)
    return change("fine", "passed", edit("Deployment", f"{_SPEC}.{_OWN}", None), *own)


def _hidden(path: str) -> Case:
    """What is unknown of one container, beside what is wrong in another."""
    return change(
        "broken",
        "violated",
        edit("Deployment", f"{_SECURITY}.{path}", UNKNOWN),
        edit("Deployment", f"{_SPEC}.initContainers.0.{_OWN}", None),
    )


CASES = {
    "pod-privilege-escalation-off": (
        *broken_everywhere(f"containers.0.{_OWN}.allowPrivilegeEscalation", True),
        *broken_everywhere(f"ephemeralContainers.0.{_OWN}.allowPrivilegeEscalation", True),
        *absent_everywhere(f"initContainers.0.{_OWN}.allowPrivilegeEscalation"),
        unknown_in(DEPLOYMENT, f"containers.0.{_OWN}"),
        _hidden("allowPrivilegeEscalation"),
    ),
    "pod-capabilities-dropped": (
        *broken_everywhere(f"containers.0.{_OWN}.capabilities.drop", ["NET_RAW"]),
        *absent_everywhere(f"initContainers.0.{_OWN}.capabilities"),
        unknown_in(DEPLOYMENT, f"containers.0.{_OWN}.capabilities.drop"),
        fine("Deployment", f"{_SECURITY}.capabilities.drop", ["all"]),
        broken("Deployment", f"{_SPEC}.containers", [{_OWN: UNKNOWN}, {"name": "bare"}]),
        fine("Deployment", f"{_SECURITY}.capabilities.drop", [UNKNOWN, "ALL"]),
        _hidden("capabilities"),
    ),
    "pod-capabilities-added": (
        *broken_everywhere(f"containers.0.{_OWN}.capabilities.add", ["NET_BIND_SERVICE", "SYS_ADMIN"]),
        *absent_everywhere(f"containers.0.{_OWN}.capabilities", passes=True),
        unknown_in(DEPLOYMENT, f"containers.0.{_OWN}.capabilities.add"),
        fine("Deployment", f"{_SECURITY}.capabilities.add", ["NET_BIND_SERVICE"]),
        broken("Deployment", f"{_SECURITY}.capabilities.add", [UNKNOWN, "SYS_ADMIN"]),
        change(
            "unknown", "unknown", edit("Deployment", f"{_SECURITY}.capabilities.add", ["NET_BIND_SERVICE", UNKNOWN])
        ),
        *(broken("Deployment", f"{_SECURITY}.capabilities.add", [one]) for one in (*_OF_BASELINE, "ALL", "NET_RAW")),
    ),
    "pod-runs-as-non-root": (
        *broken_everywhere(f"{_OWN}.runAsNonRoot", False),
        *broken_everywhere(f"initContainers.0.{_OWN}.runAsNonRoot", False),
        *absent_everywhere(f"{_OWN}.runAsNonRoot"),
        unknown_in(DEPLOYMENT, f"{_OWN}.runAsNonRoot"),
        unknown_in(DEPLOYMENT, f"containers.0.{_OWN}.runAsNonRoot"),
        _moved("runAsNonRoot", True),
        fine("Deployment", _SECURITY, {"runAsNonRoot": None}),
    ),
    "pod-user-id-high": (
        *broken_everywhere(f"{_OWN}.runAsUser", 9999),
        *broken_everywhere(f"containers.0.{_OWN}.runAsUser", 0),
        *absent_everywhere(f"{_OWN}.runAsUser"),
        unknown_in(DEPLOYMENT, f"{_OWN}.runAsUser"),
        _moved("runAsUser", 10000),
    ),
    "pod-seccomp-profile": (
        *broken_everywhere(f"{_OWN}.seccompProfile.type", "Unconfined"),
        *broken_everywhere(f"ephemeralContainers.0.{_OWN}.seccompProfile.type", "Unconfined"),
        *absent_everywhere(f"{_OWN}.seccompProfile"),
        unknown_in(DEPLOYMENT, _OWN),
        fine("Deployment", f"{_SPEC}.{_OWN}.seccompProfile.type", "Localhost"),
        _moved("seccompProfile", {"type": "RuntimeDefault"}),
    ),
    "pod-root-filesystem-read-only": (
        *broken_everywhere(f"containers.0.{_OWN}.readOnlyRootFilesystem", False),
        *absent_everywhere(f"initContainers.0.{_OWN}.readOnlyRootFilesystem"),
        unknown_in(DEPLOYMENT, f"containers.0.{_OWN}.readOnlyRootFilesystem"),
        _hidden("readOnlyRootFilesystem"),
    ),
}
