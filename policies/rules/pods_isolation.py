"""Pods: none is a part of its node."""

from collections.abc import Iterator

from policies.finding import Finding
from policies.reading import Default, Reader
from policies.rule import resource_rule
from policies.tokens import canonical
from policies.workloads import WORKLOADS, each_container, pod_of, told

VOLUME = "kubernetes:core/v1:PersistentVolume"

_REFERENCE = "https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/"
_POD = "the spec of the pod, in components/models/pod.py for a model"
_PRIVILEGED = "securityContext.privileged"
_HOST_PROCESS = "securityContext.windowsOptions.hostProcess"
"""What a privileged container is on a node with Windows."""


def _off(*paths: str) -> dict[str, Default]:
    return {path: Default(value=False, source=_REFERENCE) for path in paths}


@resource_rule(
    "pod-privileged-off",
    title="No container is root of its node",
    row="pods-isolation",
    types=WORKLOADS,
    safe="false",
    config_key=f"`privileged` in {_POD}",
    defaults=_off(_PRIVILEGED, _HOST_PROCESS),
)
def privileged(workload: Reader) -> Iterator[Finding]:
    """No container, of any kind, is privileged, nor a process of a Windows node, by itself or by its pod."""
    yield from each_container(workload, _privileged)
    yield from pod_of(workload).must_be(_HOST_PROCESS, False)


@resource_rule(
    "pod-host-pid-off",
    title="No pod sees the processes of its node",
    row="pods-isolation",
    types=WORKLOADS,
    safe="false",
    config_key=f"`host_pid` in {_POD}",
    defaults=_off("hostPID"),
)
def host_pid(workload: Reader) -> Iterator[Finding]:
    """The process namespace of the node is not shared."""
    yield from pod_of(workload).must_be("hostPID", False)


@resource_rule(
    "pod-host-ipc-off",
    title="No pod shares memory with its node",
    row="pods-isolation",
    types=WORKLOADS,
    safe="false",
    config_key=f"`host_ipc` in {_POD}",
    defaults=_off("hostIPC"),
)
def host_ipc(workload: Reader) -> Iterator[Finding]:
    """The IPC namespace of the node is not shared."""
    yield from pod_of(workload).must_be("hostIPC", False)


@resource_rule(
    "pod-host-network-off",
    title="No pod has the address of its node",
    row="pods-isolation",
    types=WORKLOADS,
    safe="false",
    config_key=f"`host_network` in {_POD}",
    defaults=_off("hostNetwork"),
)
def host_network(workload: Reader) -> Iterator[Finding]:
    """The network of the node is not shared: no network policy would hold for such a pod."""
    yield from pod_of(workload).must_be("hostNetwork", False)


@resource_rule(
    "pod-host-path-off",
    title="No pod mounts files of its node",
    row="pods-isolation",
    types=(*WORKLOADS, VOLUME),
    safe="a volume of another kind",
    config_key=f"`volumes` in {_POD}, or the PersistentVolume",
)
def host_path(resource: Reader) -> Iterator[Finding]:
    """No volume is a path of the node, of a pod's own or claimed by it."""
    if canonical(resource.resource.type) == VOLUME:
        yield from told(_present(resource, "spec.hostPath"))
        yield from told(_present(resource, "spec.local"))
        return
    for volume in pod_of(resource).items("volumes"):
        yield from told(_present(volume, "hostPath"))


@resource_rule(
    "pod-host-port-off",
    title="No container takes a port of its node",
    row="pods-isolation",
    types=WORKLOADS,
    safe="a Service in front of the pods",
    config_key=f"`ports` in {_POD}",
    defaults={"hostPort": Default(value=0, source=_REFERENCE)},
)
def host_port(workload: Reader) -> Iterator[Finding]:
    """No port of a container is one of the node too; 0 is none."""
    yield from each_container(workload, _host_ports)


def _privileged(container: Reader, _pod: Reader) -> Iterator[Finding]:
    yield from container.must_be(_PRIVILEGED, False)
    yield from container.must_be(_HOST_PROCESS, False)


def _present(part: Reader, path: str) -> Iterator[Finding]:
    if part.value(path) is not None:
        yield part.finding(f"`{part.path}.{path}` is there" if part.path else f"`{path}` is there")


def _host_ports(container: Reader, _pod: Reader) -> Iterator[Finding]:
    for port in container.items("ports"):
        yield from port.must_be("hostPort", 0)
