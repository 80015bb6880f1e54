"""Pods: what runs in a container has no right that it does not need."""

from collections.abc import Iterator

from policies.finding import Finding
from policies.reading import Default, Reader
from policies.rule import resource_rule
from policies.workloads import WORKLOADS, each_container, holds_for_one, says

_REFERENCE = "https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/"
_STANDARD = "https://kubernetes.io/docs/concepts/security/pod-security-standards/"
_POD = "the spec of the pod, in components/models/pod.py for a model"
_LEAST_USER = 10000
"""Below are the users of the node and of most images."""


@resource_rule(
    "pod-privilege-escalation-off",
    title="Nothing in a container gains rights that it did not start with",
    row="pods-privileges",
    types=WORKLOADS,
    safe="false",
    config_key=f"`allow_privilege_escalation` in {_POD}",
    defaults={"securityContext.allowPrivilegeEscalation": Default(value=True, source=_REFERENCE)},
)
def escalation(workload: Reader) -> Iterator[Finding]:
    """Privilege escalation is off in every container."""
    path = "securityContext.allowPrivilegeEscalation"
    yield from each_container(workload, lambda container, _: container.must_be(path, False))


@resource_rule(
    "pod-capabilities-dropped",
    title="A container starts with no capability of Linux",
    row="pods-privileges",
    types=WORKLOADS,
    safe="ALL among those that are dropped",
    config_key=f"`capabilities` in {_POD}",
)
def dropped(workload: Reader) -> Iterator[Finding]:
    """Every container drops all capabilities; the runtime grants about a dozen to one that does not."""
    yield from each_container(workload, _dropped)


@resource_rule(
    "pod-capabilities-added",
    title="A container adds no capability but that of low ports",
    row="pods-privileges",
    types=WORKLOADS,
    safe="NET_BIND_SERVICE at most",
    config_key=f"`capabilities` in {_POD}",
)
def added(workload: Reader) -> Iterator[Finding]:
    """No container adds a capability other than NET_BIND_SERVICE."""
    yield from each_container(workload, _added)


@resource_rule(
    "pod-runs-as-non-root",
    title="Nothing runs as root, whatever its image says",
    row="pods-user",
    types=WORKLOADS,
    safe="true",
    config_key=f"`run_as_non_root` in {_POD}",
    defaults={"securityContext.runAsNonRoot": Default(value=False, source=_REFERENCE)},
)
def non_root(workload: Reader) -> Iterator[Finding]:
    """Every container, by itself or by its pod, is refused as root."""
    path = "securityContext.runAsNonRoot"
    yield from each_container(workload, lambda *both: _of_either(path, *both).must_be(path, True))


@resource_rule(
    "pod-user-id-high",
    title="No container runs as a user that its node has too",
    row="pods-user",
    types=WORKLOADS,
    safe=f"{_LEAST_USER} or more",
    config_key=f"`run_as_user` in {_POD}",
)
def user_id(workload: Reader) -> Iterator[Finding]:
    """Every container, by itself or by its pod, runs as a user above those of nodes; absent, the image decides."""
    path = "securityContext.runAsUser"
    yield from each_container(workload, lambda *both: _of_either(path, *both).must_be_within(path, least=_LEAST_USER))


@resource_rule(
    "pod-seccomp-profile",
    title="No container makes system calls that the runtime holds dangerous",
    row="pods-user",
    types=WORKLOADS,
    safe="RuntimeDefault, or a profile of its own",
    config_key=f"`seccomp_profile` in {_POD}",
    defaults={"securityContext.seccompProfile.type": Default(value="Unconfined", source=_STANDARD)},
)
def seccomp(workload: Reader) -> Iterator[Finding]:
    """Every container, by itself or by its pod, has a profile of system calls."""
    path = "securityContext.seccompProfile.type"
    yield from each_container(
        workload,
        lambda *both: _of_either(path, *both).must_be(path, "RuntimeDefault", "Localhost", known=("Unconfined",)),
    )


@resource_rule(
    "pod-root-filesystem-read-only",
    title="Nothing changes the files of a container's image while it runs",
    row="pods-root-filesystem",
    types=WORKLOADS,
    safe="true",
    config_key=f"`read_only_root_filesystem` in {_POD}",
    defaults={"securityContext.readOnlyRootFilesystem": Default(value=False, source=_REFERENCE)},
)
def root_filesystem(workload: Reader) -> Iterator[Finding]:
    """The root filesystem of every container is read-only; what it writes goes to a volume."""
    path = "securityContext.readOnlyRootFilesystem"
    yield from each_container(workload, lambda container, _: container.must_be(path, True))


def _of_either(path: str, container: Reader, pod: Reader) -> Reader:
    """The one that decides: a container's own value goes before that of its pod."""
    return container if says(container, path) else pod


def _dropped(container: Reader, _pod: Reader) -> Iterator[Finding]:
    path = "securityContext.capabilities.drop"
    # Runtimes read it whatever its case.
    if not holds_for_one(container.items(path), lambda one: (one.text("") or "").casefold() == "all"):
        yield container.finding(f"`{container.path}.{path}` has no ALL")


def _added(container: Reader, _pod: Reader) -> Iterator[Finding]:
    path = "securityContext.capabilities.add"
    if holds_for_one(container.items(path), lambda one: not one.equals("", "NET_BIND_SERVICE")):
        yield container.finding(f"`{container.path}.{path}` has others than NET_BIND_SERVICE")
