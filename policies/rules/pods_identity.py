"""Pods: each is somebody of its own, and has no secret where others could read it."""

import re
from collections.abc import Iterator
from dataclasses import replace

from policies.finding import Finding
from policies.reading import Default, Reader
from policies.rule import resource_rule, stack_rule
from policies.stack_reading import StackReader
from policies.wording import HIDDEN
from policies.workloads import (
    WORKLOADS,
    Neighbors,
    borrows_pods,
    each_container,
    holds_for_one,
    is_beside,
    pod_of,
    says,
    told,
)

ACCOUNT = "kubernetes:core/v1:ServiceAccount"

_REFERENCE = "https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/"
_POD = "the spec of the pod, in components/models/pod.py for a model"
_MOUNT = "automountServiceAccountToken"
_API_SERVER = re.compile(
    r"(https://)?kubernetes(\.default.*)?|https://[^/]+\.(azmk8s\.io|prod-aks\.azure\.com)(:443)?(/.*)?"
)
"""Audiences whose tokens the API server takes: the usual ones, and the addresses and issuers of AKS clusters."""


@resource_rule(
    "pod-service-account-own",
    title="What one workload may do, no other may by accident",
    row="pods-identity",
    types=WORKLOADS,
    safe="an account of the workload's own",
    config_key=f"`service_account_name` in {_POD}",
    defaults={"serviceAccountName": Default(value="default", source=_REFERENCE)},
)
def own_account(workload: Reader) -> Iterator[Finding]:
    """No pod runs as the account `default` of its namespace."""
    if not borrows_pods(workload):
        yield from pod_of(workload).must_not_be("serviceAccountName", "default", "")


@stack_rule(
    "pod-token-not-mounted",
    title="Nothing in a pod speaks to the cluster's API server unasked",
    row="pods-identity",
    types=(*WORKLOADS, ACCOUNT),
    safe="false, in the pod or in its service account, and volumes of tokens for others only",
    config_key=f"`automount_service_account_token` in {_POD}, or the `audience` of the token in its volumes",
    defaults={_MOUNT: Default(value=True, source=_REFERENCE)},
)
def token(stack: StackReader) -> Iterator[Finding]:
    """No pod mounts a token of the API server, as a volume neither; where it does not say, its account decides."""
    accounts = Neighbors(stack, ACCOUNT)
    for workload in stack.of(*WORKLOADS):
        yield from told(_mounted(workload, accounts))
        yield from told(_projected(pod_of(workload)))


@resource_rule(
    "pod-secrets-as-files",
    title="No secret is in the environment of a process, where dumps and children get it",
    row="pods-identity",
    types=WORKLOADS,
    safe="a volume of secrets",
    config_key=f"`env` in {_POD}, and `models.NAME.secrets` in its place",
)
def secrets_as_files(workload: Reader) -> Iterator[Finding]:
    """No container has a variable made of a Secret, or, as far as marks tell, of a value that Pulumi keeps secret."""
    yield from each_container(workload, _secret_variables)


def _mounted(workload: Reader, accounts: Neighbors) -> Iterator[Finding]:
    if borrows_pods(workload):
        return
    pod = pod_of(workload)
    name = pod.text("serviceAccountName") or "default"

    def refuses(account: Reader) -> bool:
        own = is_beside(account, workload) and account.text("metadata.name") == name
        return own and account.flag(_MOUNT) is False

    if says(pod, _MOUNT) or not holds_for_one(accounts.of(workload), refuses):
        yield from pod.must_be(_MOUNT, False)


def _projected(pod: Reader) -> Iterator[Finding]:
    for volume in pod.items("volumes"):
        for source in volume.items("projected.sources"):
            yield from told(_for_api_server(source))


def _for_api_server(source: Reader) -> Iterator[Finding]:
    """A token without an audience is for the API server."""
    path = "serviceAccountToken"
    if source.value(path) is None:
        return
    audience = source.text(f"{path}.audience")
    if not audience or _API_SERVER.fullmatch(audience.casefold()):
        yield source.finding(f"`{source.path}.{path}` is a token for the API server", safe="an audience of its own")


def _secret_variables(container: Reader, _pod: Reader) -> Iterator[Finding]:
    for sources, path in (("env", "valueFrom.secretKeyRef"), ("envFrom", "secretRef")):
        yield from told(_made_of_secrets(container, sources, path))
    yield from told(_kept_secret(container))


def _made_of_secrets(container: Reader, sources: str, path: str) -> Iterator[Finding]:
    for source in container.items(sources):
        yield from told(_present(source, path))


def _kept_secret(container: Reader) -> Iterator[Finding]:
    """Variables that are marked themselves; one that merely stands in what is marked may be anything."""
    is_around = container.resource.has_secret_keys(container.path)
    for variable in container.items("env"):
        is_marked = container.is_marked("env") or variable.is_marked("") or variable.is_marked("value")
        if not variable.has("value"):
            continue
        if is_marked:
            yield variable.finding(f"`{variable.path}.value` is {HIDDEN}")
        elif is_around:
            # In these words, for a pod has one mark around all of its variables.
            found = "values of its variables stand in what is secret as a whole, which may be for one of them"
            yield replace(variable.finding(found), undecided=True)


def _present(part: Reader, path: str) -> Iterator[Finding]:
    if part.value(path) is not None:
        yield part.finding(f"`{part.path}.{path}` is there")
