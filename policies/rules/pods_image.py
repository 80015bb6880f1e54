"""Pods: what runs is what was looked at, and comes from the platform's own registry."""

import re
from collections.abc import Callable, Iterator

from policies.finding import Finding
from policies.reading import Reader
from policies.rule import resource_rule, stack_rule
from policies.rules.roles import ASSIGNMENT
from policies.stack_reading import StackReader
from policies.workloads import WORKLOADS, each_container

REGISTRY = "azure-native:containerregistry:Registry"

_KEY = "`models.NAME.deployments.NAME.image`; `az acr manifest list-metadata` prints digests"
_DIGEST = re.compile(r"[^@]+@sha256:[0-9a-f]{64}")
_ACR_PULL = "7f951dda-4ed3-4680-a7ca-43fe172d538d"
"""https://learn.microsoft.com/azure/role-based-access-control/built-in-roles"""

_REGISTRY_ID = re.compile(r"/.+/providers/Microsoft\.ContainerRegistry/registries/([^/]+)", re.IGNORECASE)


@resource_rule(
    "pod-image-by-digest",
    title="A tag that moves changes nothing that runs",
    row="pods-image",
    types=WORKLOADS,
    safe="NAME@sha256:DIGEST",
    config_key=_KEY,
)
def by_digest(workload: Reader) -> Iterator[Finding]:
    """Every container names its image by digest."""
    yield from each_container(workload, _by_digest)


@resource_rule(
    "pod-image-not-latest",
    title="What runs has a version",
    row="pods-image",
    types=WORKLOADS,
    safe="a version, or a digest alone",
    config_key=_KEY,
)
def not_latest(workload: Reader) -> Iterator[Finding]:
    """No image has the tag `latest`, which is also what an image with neither tag nor digest counts as."""
    yield from each_container(workload, _not_latest)


@stack_rule(
    "pod-image-registry-own",
    title="Images come from where they are scanned and kept",
    row="pods-image",
    types=(*WORKLOADS, REGISTRY, ASSIGNMENT),
    safe="the host of the stack's registry, or of the one of `registry.existingId`",
    config_key="`models.NAME.deployments.NAME.image`, after `az acr import` of the image, or `registry.existingId`",
)
def own_registry(stack: StackReader) -> Iterator[Finding]:
    """Every image is of a registry that the stack declares, or of the one it is only granted AcrPull on."""
    yield from stack.each(_own_registry, *WORKLOADS)


def _by_digest(container: Reader, _pod: Reader) -> Iterator[Finding]:
    if not _DIGEST.fullmatch(container.text("image") or ""):
        yield container.finding(f"`{container.path}.image` has no digest")


def _not_latest(container: Reader, _pod: Reader) -> Iterator[Finding]:
    name, _, digest = (container.text("image") or "").partition("@")
    tag = name.rpartition("/")[2].partition(":")[2]
    if tag == "latest":
        yield container.finding(f"`{container.path}.image` has the tag latest")
    elif not tag and not digest:
        yield container.finding(f"`{container.path}.image` has neither tag nor digest")


def _own_registry(workload: Reader, stack: StackReader) -> Iterator[Finding]:
    yield from each_container(workload, _from(stack))


def _from(stack: StackReader) -> Callable[[Reader, Reader], Iterator[Finding]]:
    def check(container: Reader, _pod: Reader) -> Iterator[Finding]:
        host, slash, _ = (container.text("image") or "").partition("/")
        if not (slash and any(_is_host(host, name) for name in _registry_names(stack))):
            yield container.finding(f"`{container.path}.image` is of no registry of the stack")

    return check


def _registry_names(stack: StackReader) -> set[str]:
    declared = stack.of(REGISTRY)
    return {one.text("registryName") or "" for one in declared} if declared else _existing(stack)


def _existing(stack: StackReader) -> set[str]:
    """The name of the registry that the stack may pull from and does not declare; none where there are several."""
    scopes = {(one.text("scope") or "").casefold() for one in stack.of(ASSIGNMENT) if _lets_pull(one)}
    found = [match for match in map(_REGISTRY_ID.fullmatch, scopes) if match]
    return {found[0][1]} if len(found) == 1 else set()


def _lets_pull(assignment: Reader) -> bool:
    return (assignment.text("roleDefinitionId") or "").rpartition("/")[2].casefold() == _ACR_PULL


def _is_host(host: str, registry: str) -> bool:
    """Whether it is the registry's login server, whose first part may have a hash after the name."""
    return re.fullmatch(rf"{re.escape(registry)}(-[a-z0-9]+)?\.azurecr\.[a-z]+", host, re.IGNORECASE) is not None
