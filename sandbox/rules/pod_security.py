"""Pod Security admission: what a namespace's `pod-security.kubernetes.io/enforce` label refuses.

The API refuses pods, and only warns about what makes pods: a Deployment that breaks the standard is accepted and then
never has one. Here the Deployment is refused, as whoever waits for it would find out.

https://kubernetes.io/docs/concepts/security/pod-security-standards/
"""

from collections.abc import Iterator
from typing import Any

from sandbox.request import Request
from sandbox.rules import Verdict, on_write
from sandbox.rules.kubernetes import NAMESPACE, found, kind_of, metadata, namespace_of
from sandbox.rules.kubernetes_pods import TEMPLATES, containers_of, pod_of
from sandbox.rules.reading import at, fields, flag, items, number, text, texts
from sandbox.store import Stored, World

ENFORCE = "pod-security.kubernetes.io/enforce"

_BASELINE_CAPABILITIES = frozenset(
    """
    AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE SETFCAP SETGID SETPCAP SETUID SYS_CHROOT
    """.split()
)
_RESTRICTED_VOLUMES = frozenset(
    "configMap csi downwardAPI emptyDir ephemeral persistentVolumeClaim projected secret".split()
)
_SYSCTLS = frozenset(
    """
    kernel.shm_rmid_forced net.ipv4.ip_local_port_range net.ipv4.ip_unprivileged_port_start net.ipv4.tcp_syncookies
    net.ipv4.ping_group_range net.ipv4.ip_local_reserved_ports net.ipv4.tcp_keepalive_time net.ipv4.tcp_fin_timeout
    net.ipv4.tcp_keepalive_intvl net.ipv4.tcp_keepalive_probes
    """.split()
)
_CONFINED = frozenset({"RuntimeDefault", "Localhost"})


@on_write(*TEMPLATES)
def pod_meets_the_standard(request: Request, world: World, _old: Stored | None) -> Iterator[Verdict]:
    """See the module's source."""
    path, spec = pod_of(request)
    namespace = namespace_of(request)
    home = found(world, request, NAMESPACE, namespace) if namespace else None
    level = fields(metadata(home), "labels").get(ENFORCE) if home else None
    if spec is None or level not in ("baseline", "restricted"):
        return
    faults = [*_baseline(path, spec), *(_restricted(path, spec) if level == "restricted" else ())]
    if faults:
        kind = kind_of(request.type)
        made = "" if kind == "Pod" else f" (the API warns about the {kind} and refuses its pods)"
        yield (
            "Forbidden",
            f"violates PodSecurity \"{level}:latest\" of namespace '{namespace}'{made}: {'; '.join(faults)}.",
        )


@on_write(NAMESPACE)
def levels_are_known(request: Request, _world: World, _old: Stored | None) -> Iterator[Verdict]:
    """https://kubernetes.io/docs/concepts/security/pod-security-admission/."""
    for mode in ("enforce", "audit", "warn"):
        label = f"pod-security.kubernetes.io/{mode}"
        level = fields(request.inputs, "metadata", "labels").get(label)
        if isinstance(level, str) and level not in ("privileged", "baseline", "restricted"):
            yield "Invalid", f"metadata.labels['{label}']: invalid value '{level}': privileged, baseline or restricted."


def _baseline(path: str, spec: dict[str, Any]) -> Iterator[str]:
    for key in ("hostNetwork", "hostPID", "hostIPC"):
        if flag(spec, key):
            yield f"{path}.{key} must be false"
    for index, volume in enumerate(items(spec, "volumes")):
        if "hostPath" in volume:
            yield f"{path}.volumes[{index}] must not be a hostPath"
    for sysctl in items(spec, "securityContext", "sysctls"):
        if text(sysctl, "name") not in _SYSCTLS:
            yield f"{path}.securityContext.sysctls must not have {text(sysctl, 'name')}"
    if text(spec, "securityContext", "seccompProfile", "type") == "Unconfined":
        yield f"{path}.securityContext.seccompProfile.type must not be Unconfined"
    for where, container in containers_of(path, spec):
        context = fields(container, "securityContext")
        if flag(context, "privileged"):
            yield f"{where}.securityContext.privileged must be false"
        added = set(texts(context, "capabilities", "add")) - _BASELINE_CAPABILITIES
        if added:
            yield f"{where}.securityContext.capabilities.add must not have {', '.join(sorted(added))}"
        if any(number(port, "hostPort") for port in items(container, "ports")):
            yield f"{where}.ports must not have a hostPort"
        if text(context, "seccompProfile", "type") == "Unconfined":
            yield f"{where}.securityContext.seccompProfile.type must not be Unconfined"
        if text(context, "procMount") not in (None, "Default"):
            yield f"{where}.securityContext.procMount must be Default"


def _restricted(path: str, spec: dict[str, Any]) -> Iterator[str]:
    if text(spec, "os", "name") == "windows":
        return
    for index, volume in enumerate(items(spec, "volumes")):
        kinds = {key for key, value in volume.items() if key != "name" and value is not None}
        if kinds - _RESTRICTED_VOLUMES - {"hostPath"}:
            yield f"{path}.volumes[{index}] must be one of {', '.join(sorted(_RESTRICTED_VOLUMES))}"
    pod = fields(spec, "securityContext")
    if number(pod, "runAsUser") == 0:
        yield f"{path}.securityContext.runAsUser must not be 0"
    for where, container in containers_of(path, spec):
        context, at_context = fields(container, "securityContext"), f"{where}.securityContext"
        if context.get("allowPrivilegeEscalation") is None or flag(context, "allowPrivilegeEscalation"):
            yield f"{at_context}.allowPrivilegeEscalation must be false"
        if "ALL" not in texts(context, "capabilities", "drop"):
            yield f'{at_context}.capabilities.drop must have "ALL"'
        if set(texts(context, "capabilities", "add")) & (_BASELINE_CAPABILITIES - {"NET_BIND_SERVICE"}):
            yield f"{at_context}.capabilities.add must have nothing but NET_BIND_SERVICE"
        if _effective(context, pod, "runAsNonRoot") is not True:
            yield f"{at_context}.runAsNonRoot (or the pod's) must be true"
        if number(context, "runAsUser") == 0:
            yield f"{at_context}.runAsUser must not be 0"
        profile = text(context, "seccompProfile", "type") or text(pod, "seccompProfile", "type")
        if profile not in _CONFINED:
            yield f"{at_context}.seccompProfile.type (or the pod's) must be RuntimeDefault or Localhost"


def _effective(context: dict[str, Any], pod: dict[str, Any], key: str) -> Any:
    own = at(context, key)
    return own if own is not None else at(pod, key)
