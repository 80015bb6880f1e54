"""Namespaces: each workload is in one of its own, which holds it to the strictest standard."""

from collections.abc import Iterator

from policies.finding import Finding
from policies.reading import Default, Reader
from policies.rule import resource_rule
from policies.workloads import NAMESPACE, WORKLOADS

_LABEL = "pod-security.kubernetes.io/enforce"
_REFERENCE = "https://kubernetes.io/docs/concepts/security/pod-security-admission/"
_NAMESPACES = "https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/#initial-namespaces"
_SHARED = ("default", "kube-system", "kube-public", "kube-node-lease")


@resource_rule(
    "namespace-pod-security-restricted",
    title="The cluster itself refuses a pod with rights that it does not need",
    row="kubernetes-namespace",
    types=(NAMESPACE,),
    safe="restricted",
    config_key=f"the label `{_LABEL}` of the namespace",
    defaults={f"metadata.labels.{_LABEL}": Default(value="privileged", source=_REFERENCE)},
)
def pod_security(namespace: Reader) -> Iterator[Finding]:
    """The restricted Pod Security Standard is enforced."""
    yield from namespace.must_be(("metadata", "labels", _LABEL), "restricted", known=("baseline", "privileged"))


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
