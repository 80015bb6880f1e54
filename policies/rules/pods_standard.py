"""Pods: the rest of the Pod Security Standard, which other rules do not ask more than.

https://kubernetes.io/docs/concepts/security/pod-security-standards/
"""

from collections.abc import Iterator

from policies.finding import Finding
from policies.reading import Default, Reader
from policies.rule import resource_rule
from policies.workloads import WORKLOADS, annotations_of, each_container, pod_of, told

_REFERENCE = "https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/"
_POD = "the spec of the pod, in components/models/pod.py for a model"

_PROC = "securityContext.procMount"
_APP_ARMOR = "securityContext.appArmorProfile.type"
_APP_ARMOR_ANNOTATION = "container.apparmor.security.beta.kubernetes.io/"
"""With the name of a container behind it: what clusters before 1.30 read, and later ones still do."""
_SELINUX = "securityContext.seLinuxOptions"
_SELINUX_OPTIONS = {
    "type": ("", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"),
    "user": ("",),
    "role": ("",),
}

_SYSCTLS = frozenset(
    {
        "kernel.shm_rmid_forced",
        "net.ipv4.ip_local_port_range",
        "net.ipv4.ip_local_reserved_ports",
        "net.ipv4.ip_unprivileged_port_start",
        "net.ipv4.ping_group_range",
        "net.ipv4.tcp_fin_timeout",
        "net.ipv4.tcp_keepalive_intvl",
        "net.ipv4.tcp_keepalive_probes",
        "net.ipv4.tcp_keepalive_time",
        "net.ipv4.tcp_rmem",
        "net.ipv4.tcp_syncookies",
        "net.ipv4.tcp_wmem",
    }
)

_VOLUMES = frozenset(
    {
        "configMap",
        "csi",
        "downwardAPI",
        "emptyDir",
        "ephemeral",
        "persistentVolumeClaim",
        "projected",
        "secret",
        # Others judge these two: by the path of the node, and by the image.
        "hostPath",
        "image",
    }
)

_HANDLERS = ("livenessProbe", "readinessProbe", "startupProbe", "lifecycle.postStart", "lifecycle.preStop")


@resource_rule(
    "pod-proc-mount-default",
    title="A container does not see what its runtime masks of the kernel",
    row="pods-standard",
    types=WORKLOADS,
    safe="Default",
    config_key=f"`proc_mount` in {_POD}",
    defaults={_PROC: Default(value="Default", source=_REFERENCE)},
)
def proc_mount(workload: Reader) -> Iterator[Finding]:
    """The masks of /proc are the usual ones in every container."""
    yield from each_container(workload, lambda container, _: container.must_be(_PROC, "Default", known=("Unmasked",)))


@resource_rule(
    "pod-sysctls-safe",
    title="No pod changes the kernel of its node",
    row="pods-standard",
    types=WORKLOADS,
    safe="sysctls of the pod's own namespace only, such as net.ipv4.ip_unprivileged_port_start",
    config_key=f"`sysctls` in {_POD}",
)
def sysctls(workload: Reader) -> Iterator[Finding]:
    """No pod sets a sysctl that is not safe by the Pod Security Standard."""
    for sysctl in pod_of(workload).items("securityContext.sysctls"):
        yield from told(_unsafe(sysctl))


@resource_rule(
    "pod-selinux-confined",
    title="No container is outside of the type that SELinux has for containers",
    row="pods-standard",
    types=WORKLOADS,
    safe="no user and no role, and a type of containers",
    config_key=f"`se_linux_options` in {_POD}",
)
def selinux(workload: Reader) -> Iterator[Finding]:
    """No pod and no container gives itself a user or role of SELinux, or a type other than those of containers."""
    yield from _unconfined(pod_of(workload))
    yield from each_container(workload, lambda container, _: _unconfined(container))


@resource_rule(
    "pod-apparmor-profile",
    title="No container is let out of its AppArmor profile",
    row="pods-standard",
    types=WORKLOADS,
    safe="RuntimeDefault, or a profile of its own",
    config_key=f"`app_armor_profile` in {_POD}",
    defaults={_APP_ARMOR: Default(value="RuntimeDefault", source=_REFERENCE)},
)
def apparmor(workload: Reader) -> Iterator[Finding]:
    """No pod and no container asks for no profile, by an annotation neither."""
    yield from _unprofiled(pod_of(workload))
    yield from each_container(workload, lambda container, _: _unprofiled(container))
    for key, profile in annotations_of(workload).entries(""):
        if key.startswith(_APP_ARMOR_ANNOTATION):
            yield from told(_annotated(profile))


@resource_rule(
    "pod-probe-host-own",
    title="A node asks nobody but the pod itself for the pod's health",
    row="pods-standard",
    types=WORKLOADS,
    safe="no `host`",
    config_key=f"the probes and the life cycle of containers in {_POD}",
)
def probe_hosts(workload: Reader) -> Iterator[Finding]:
    """No probe and no hook of a container names a host: the node would call it with its own network."""
    yield from each_container(workload, _hosts)


@resource_rule(
    "pod-volume-kinds",
    title="No pod mounts what the cluster does not look after",
    row="pods-standard",
    types=WORKLOADS,
    safe="a volume of the Pod Security Standard, such as persistentVolumeClaim, csi or emptyDir",
    config_key=f"`volumes` in {_POD}",
)
def volumes(workload: Reader) -> Iterator[Finding]:
    """No volume is of a kind that the restricted standard does not have."""
    for volume in pod_of(workload).items("volumes"):
        yield from told(_of_other_kind(volume))


def _unsafe(sysctl: Reader) -> Iterator[Finding]:
    if (sysctl.text("name") or "") not in _SYSCTLS:
        yield sysctl.finding(f"`{sysctl.path}` is none of the safe ones")


def _unconfined(part: Reader) -> Iterator[Finding]:
    for option, safe in _SELINUX_OPTIONS.items():
        yield from told(_of_others(part, f"{_SELINUX}.{option}", safe))


def _of_others(part: Reader, path: str, safe: tuple[str, ...]) -> Iterator[Finding]:
    if (part.text(path) or "") not in safe:
        yield part.finding(f"`{part.path}.{path}` is none of those of containers")


def _unprofiled(part: Reader) -> Iterator[Finding]:
    yield from part.must_be(_APP_ARMOR, "RuntimeDefault", "Localhost", known=("Unconfined",))


def _annotated(profile: Reader) -> Iterator[Finding]:
    text = profile.text("") or ""
    if text not in {"", "runtime/default"} and not text.startswith("localhost/"):
        yield profile.finding(f"`{profile.path}` is no profile of the runtime or of its own")


def _hosts(container: Reader, _pod: Reader) -> Iterator[Finding]:
    for handler in _HANDLERS:
        yield from told(_hosts_of(container, handler))


def _hosts_of(container: Reader, handler: str) -> Iterator[Finding]:
    for path in (f"{handler}.httpGet.host", f"{handler}.tcpSocket.host"):
        if container.text(path):
            yield container.finding(f"`{container.path}.{path}` is there")


def _of_other_kind(volume: Reader) -> Iterator[Finding]:
    kinds = {key for key, value in volume.entries("") if key != "name" and value.has("")}
    if kinds - _VOLUMES:
        yield volume.finding(f"`{volume.path}` is of another kind")
