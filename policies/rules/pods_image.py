"""Pods: what runs is what was looked at, and comes from the platform's own registry."""

import functools
import re
from collections.abc import Iterator

from policies.finding import Finding, NotKnown
from policies.reading import Reader
from policies.rule import resource_rule, stack_rule
from policies.rules.roles import ASSIGNMENT
from policies.stack_reading import StackReader
from policies.workloads import WORKLOADS, each_container, told

REGISTRY = "azure-native:containerregistry:Registry"
CLUSTER = "azure-native:containerservice:ManagedCluster"
IDENTITY = "azure-native:managedidentity:UserAssignedIdentity"

_KEY = "`models.NAME.deployments.NAME.image`; `az acr manifest list-metadata` prints digests"
_DIGEST = re.compile(r"[^@]+@sha256:[0-9a-f]{64}")
_ACR_PULL = "7f951dda-4ed3-4680-a7ca-43fe172d538d"
"""https://learn.microsoft.com/azure/role-based-access-control/built-in-roles"""

_NODES = "identityProfile.kubeletidentity.objectId"
"""The principal as which the nodes of a cluster pull."""

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
    """Every image is of a registry that the stack declares, or of the one that its clusters' nodes may pull from."""
    names = functools.cache(lambda: _registry_names(stack))

    def check(container: Reader, _pod: Reader) -> Iterator[Finding]:
        host, slash, _ = (container.text("image") or "").partition("/")
        if not (slash and any(_is_host(host, name) for name in names())):
            yield container.finding(f"`{container.path}.image` is of no registry of the stack")

    for workload in stack.of(*WORKLOADS):
        yield from told(each_container(workload, check))


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


def _registry_names(stack: StackReader) -> set[str]:
    declared = stack.of(REGISTRY)
    return {one.text("registryName") or "" for one in declared} if declared else _existing(stack)


def _existing(stack: StackReader) -> set[str]:
    """The name of the registry that the stack may pull from and does not declare; none where there are several."""
    clusters = stack.of(CLUSTER)
    pulls = [one for one in stack.of(ASSIGNMENT) if _lets_pull(one) and _is_for_nodes(one, clusters, stack)]
    scopes = {(one.text("scope") or "").casefold() for one in pulls}
    found = [match for match in map(_REGISTRY_ID.fullmatch, scopes) if match]
    return {found[0][1]} if len(found) == 1 else set()


def _lets_pull(assignment: Reader) -> bool:
    return (assignment.text("roleDefinitionId") or "").rpartition("/")[2].casefold() == _ACR_PULL


def _is_for_nodes(assignment: Reader, clusters: list[Reader], stack: StackReader) -> bool:
    """Whether it is for the nodes of a cluster of the stack; of a cluster that is elsewhere, a plan does not tell.

    An identity that is still to be made has no id: it is one that both the principal and the nodes' are made of.
    """
    if not clusters:
        return True
    identities = {one.urn for one in stack.of(IDENTITY)}
    principal = {*assignment.made_of("principalId")}
    for cluster in clusters:
        try:
            nodes = cluster.text(_NODES)
            if nodes is not None and assignment.equals("principalId", nodes):
                return True
        except NotKnown:
            shared = principal & identities & {*cluster.made_of("identityProfile")}
            if shared or cluster.urn in principal:
                return True
    return False


def _is_host(host: str, registry: str) -> bool:
    """Whether it is the registry's login server, whose first part may have a hash after the name."""
    return re.fullmatch(rf"{re.escape(registry)}(-[a-z0-9]+)?\.azurecr\.[a-z]+", host, re.IGNORECASE) is not None
