"""Namespaces."""

from dataclasses import replace

from policies.workloads import NAMESPACE, WORKLOADS
from tests.policies.casework import Case, absent, beside, broken, change, edit, unknown
from tests.policies.pods import CLUSTER, kubernetes, workload

_STANDARD = "pod-security.kubernetes.io/enforce"
_LABEL = ("metadata", "labels", _STANDARD)
_KINDS = tuple(type_.rpartition(":")[2] for type_ in WORKLOADS)

GOOD = (
    kubernetes(NAMESPACE, "model-fraud", {"metadata": {"labels": {_STANDARD: "restricted"}}}, namespace=None),
    kubernetes(NAMESPACE, "other", {"metadata": {"labels": {_STANDARD: "restricted"}}}, namespace=None),
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
        unknown("model-fraud", "metadata.name"),
        *(change("unknown", "unknown", edit(kind, "metadata.namespace", "elsewhere")) for kind in _KINDS),
        Case(kind="absent", outcome="unknown", removed=("model-fraud",)),
        Case(
            kind="unknown",
            outcome="unknown",
            removed=("model-fraud",),
            added=(replace(GOOD[0], provider=f"{CLUSTER}-two"),),
        ),
        beside(unknown("model-fraud", _LABEL), broken("other", _LABEL, "baseline")),
        beside(unknown("Pod", "metadata.namespace"), broken("other", _LABEL, "baseline")),
    ),
    "workload-namespace-own": (
        *(broken(kind, "metadata.namespace", "default") for kind in _KINDS),
        *(broken("Deployment", "metadata.namespace", f"kube-{name}") for name in ("system", "public", "node-lease")),
        *(absent(kind, "metadata.namespace") for kind in _KINDS),
        unknown("Deployment", "metadata.namespace"),
    ),
}
