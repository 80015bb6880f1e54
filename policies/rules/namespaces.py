"""Namespaces: each workload is in one of its own, which holds it to the strictest standard."""

from collections.abc import Iterator
from dataclasses import replace

from policies.finding import Finding
from policies.reading import Default, Reader
from policies.rule import resource_rule, stack_rule
from policies.stack_reading import StackReader
from policies.workloads import NAMESPACE, WORKLOADS, Neighbors, holds_for_one, is_beside, told

_LABEL = "pod-security.kubernetes.io/enforce"
_REFERENCE = "https://kubernetes.io/docs/concepts/security/pod-security-admission/"
_NAMESPACES = "https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/#initial-namespaces"
_SHARED = ("default", "kube-system", "kube-public", "kube-node-lease")


@stack_rule(
    "namespace-pod-security-restricted",
    title="The cluster itself refuses a pod with rights that it does not need",
    row="kubernetes-namespace",
    types=(NAMESPACE, *WORKLOADS),
    safe="restricted",
    config_key=f"the label `{_LABEL}` of the namespace",
    defaults={f"metadata.labels.{_LABEL}": Default(value="privileged", source=_REFERENCE)},
)
def pod_security(stack: StackReader) -> Iterator[Finding]:
    """Each namespace enforces the restricted Pod Security Standard; of one of another stack, no plan tells."""
    for namespace in stack.of(NAMESPACE):
        yield from namespace.must_be(("metadata", "labels", _LABEL), "restricted", known=("baseline", "privileged"))
    namespaces = Neighbors(stack, NAMESPACE)
    for workload in stack.of(*WORKLOADS):
        yield from told(_elsewhere(workload, namespaces))


@resource_rule(
    "workload-namespace-own",
    title="What one workload has, no other meets by accident",
    row="kubernetes-namespace",
    types=WORKLOADS,
    safe="a namespace that is made for it",
    config_key="`metadata.namespace` of the workload",
    defaults={"metadata.namespace": Default(value="default", source=_NAMESPACES)},
)
def own_namespace(workload: Reader) -> Iterator[Finding]:
    """No workload is in `default`, or in a namespace of Kubernetes' own."""
    yield from workload.must_not_be("metadata.namespace", *_SHARED, "")


def _elsewhere(workload: Reader, namespaces: Neighbors) -> Iterator[Finding]:
    if not holds_for_one(namespaces.of(workload), lambda one: is_beside(one, workload)):
        finding = workload.finding("its namespace is not of the stack, and what that enforces is not known")
        yield replace(finding, undecided=True)
