"""What the Pod Security Standard asks besides.

Values are those of https://kubernetes.io/docs/concepts/security/pod-security-standards/ and, where it only says which
kinds of volumes it allows, of https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#volumes.
"""

from typing import Literal

from policies.declared import UNKNOWN
from policies.workloads import CRON_JOB, DEPLOYMENT, POD, WORKLOADS
from tests.policies.casework import Case, broken, change, edit, fine, unknown
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

_SAFE_SYSCTLS = """
    kernel.shm_rmid_forced net.ipv4.ip_local_port_range net.ipv4.ip_unprivileged_port_start net.ipv4.tcp_syncookies
    net.ipv4.ping_group_range net.ipv4.ip_local_reserved_ports net.ipv4.tcp_keepalive_time net.ipv4.tcp_fin_timeout
    net.ipv4.tcp_keepalive_intvl net.ipv4.tcp_keepalive_probes net.ipv4.tcp_rmem net.ipv4.tcp_wmem
""".split()
_UNSAFE_SYSCTLS = """
    kernel.core_pattern kernel.modprobe kernel.msgmax kernel.sem kernel.shmmax fs.mqueue.msg_max net.core.somaxconn
    net.ipv4.conf.all.forwarding net.ipv4.tcp_mem net.ipv4.tcp_tw_reuse vm.overcommit_memory
""".split()
_SELINUX_TYPES = ("", "container_t", "container_init_t", "container_kvm_t", "container_engine_t")
_OTHER_SELINUX_TYPES = ("spc_t", "unconfined_t", "container_runtime_t", "container_logreader_t", "container_file_t")
_VOLUMES = "configMap csi downwardAPI emptyDir ephemeral persistentVolumeClaim projected secret".split()
_OTHER_VOLUMES = """
    awsElasticBlockStore azureDisk azureFile cephfs cinder fc flexVolume flocker gcePersistentDisk gitRepo glusterfs
    iscsi nfs photonPersistentDisk portworxVolume quobyte rbd scaleIO storageos vsphereVolume
""".split()
_JUDGED_ELSEWHERE = ("hostPath", "image")
"""Kinds of volumes that rules of their own have more to say of."""

_ANNOTATION = "container.apparmor.security.beta.kubernetes.io"
_ANNOTATIONS = (*_SPEC.split(".")[:-1], "metadata", "annotations")


def _annotated(
    kind: Literal["broken", "fine", "unknown"],
    outcome: Literal["violated", "passed", "unknown"],
    type_: str,
    profile: object,
) -> Case:
    """A profile as pods named it before Kubernetes 1.30."""
    metadata = (*pods(type_).split(".")[:-1], "metadata")
    annotation = ("annotations", f"{_ANNOTATION}/model")
    return change(kind, outcome, edit(type_.rpartition(":")[2], (*metadata, *annotation), profile))


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
        *(fine("Deployment", f"{_SPEC}.{_OWN}.sysctls", [{"name": one}]) for one in _SAFE_SYSCTLS),
        *(broken("Deployment", f"{_SPEC}.{_OWN}.sysctls", [{"name": one}]) for one in _UNSAFE_SYSCTLS),
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
        broken("Deployment", f"{_SPEC}.{_SELINUX}", {"type": UNKNOWN, "user": "system_u"}),
        broken("Deployment", f"{_SPEC}.{_SELINUX}", {"user": UNKNOWN, "role": "system_r"}),
        *(fine("Deployment", f"{_SPEC}.{_SELINUX}.type", one) for one in _SELINUX_TYPES),
        *(broken("Deployment", f"{_SPEC}.{_SELINUX}.type", one) for one in _OTHER_SELINUX_TYPES),
        change(
            "broken",
            "violated",
            edit("Deployment", f"{_SPEC}.{_SELINUX}.type", UNKNOWN),
            edit("Deployment", f"{_SPEC}.{_FIRST}.{_SELINUX}.type", "spc_t"),
        ),
    ),
    "pod-apparmor-profile": (
        *broken_everywhere(f"{_APP_ARMOR}.type", "Unconfined"),
        *broken_everywhere(f"initContainers.0.{_APP_ARMOR}.type", "Unconfined"),
        *absent_everywhere(_APP_ARMOR, passes=True),
        unknown_in(DEPLOYMENT, f"{_APP_ARMOR}.type"),
        unknown_in(DEPLOYMENT, f"{_FIRST}.{_APP_ARMOR}"),
        fine("Deployment", f"{_SPEC}.{_APP_ARMOR}", {"type": "Localhost", "localhostProfile": "own"}),
        *(_annotated("broken", "violated", type_, "unconfined") for type_ in WORKLOADS),
        _annotated("broken", "violated", DEPLOYMENT, "runtime/other"),
        *(_annotated("fine", "passed", DEPLOYMENT, one) for one in ("", "runtime/default", "localhost/own")),
        _annotated("unknown", "unknown", DEPLOYMENT, UNKNOWN),
        change("fine", "passed", edit("Deployment", _ANNOTATIONS, {"prometheus.io/scrape": UNKNOWN})),
        unknown("Deployment", ".".join(_ANNOTATIONS)),
        change(
            "broken",
            "violated",
            edit("Deployment", _ANNOTATIONS, {f"{_ANNOTATION}/a": UNKNOWN, f"{_ANNOTATION}/b": "unconfined"}),
        ),
        change(
            "broken",
            "violated",
            edit("Deployment", _ANNOTATIONS, UNKNOWN),
            edit("Deployment", f"{_SPEC}.{_APP_ARMOR}.type", "Unconfined"),
        ),
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
        *(
            fine("Deployment", f"{_SPEC}.volumes", [{"name": "one", one: {}}])
            for one in (*_VOLUMES, *_JUDGED_ELSEWHERE)
        ),
        *(broken("Deployment", f"{_SPEC}.volumes", [{"name": "one", one: {}}]) for one in _OTHER_VOLUMES),
    ),
}
