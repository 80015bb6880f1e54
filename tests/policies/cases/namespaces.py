"""Namespaces."""

from policies.workloads import NAMESPACE, WORKLOADS
from tests.policies.casework import absent, broken, unknown
from tests.policies.pods import kubernetes, workload

_STANDARD = "pod-security.kubernetes.io/enforce"
_LABEL = ("metadata", "labels", _STANDARD)
_KINDS = tuple(type_.rpartition(":")[2] for type_ in WORKLOADS)

GOOD = (
    kubernetes(NAMESPACE, "model-fraud", {"metadata": {"labels": {_STANDARD: "restricted"}}}, namespace=None),
    *(workload(type_) for type_ in WORKLOADS),
)

CASES = {
    "namespace-pod-security-restricted": (
        broken("model-fraud", _LABEL, "privileged"),
        broken("model-fraud", _LABEL, "baseline"),
        broken("model-fraud", _LABEL, "Restricted"),
        absent("model-fraud", _LABEL),
        absent("model-fraud", "metadata.labels"),
        unknown("model-fraud", _LABEL),
    ),
    "workload-namespace-own": (
        *(broken(kind, "metadata.namespace", "default") for kind in _KINDS),
        *(broken("Deployment", "metadata.namespace", f"kube-{name}") for name in ("system", "public", "node-lease")),
        *(absent(kind, "metadata.namespace") for kind in _KINDS),
        unknown("Deployment", "metadata.namespace"),
    ),
}
