"""Which pods the nodes of a pool take: by labels, taints and CPUs, as Kubernetes' scheduler decides.

https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sandbox.rules.kubernetes_pods import containers_of
from sandbox.rules.quantities import amount
from sandbox.rules.reading import fields, items, number, text, texts
from sandbox.rules.vm_sizes import vcpus

_KEEPING_OFF = frozenset({"NoSchedule", "NoExecute"})


def finds_a_node(pod: Mapping[str, Any], pools: Iterable[Mapping[str, Any]]) -> bool:
    """Whether a pod of that spec may run on a node of some pool; how many others run there is not counted."""
    return any(_takes(pool, pod) for pool in pools)


def _takes(pool: Mapping[str, Any], pod: Mapping[str, Any]) -> bool:
    labels = _labels(pool)
    selected = all(labels.get(key) == value for key, value in fields(pod, "nodeSelector").items())
    return selected and _is_wanted(labels, pod) and _is_tolerated(pool, pod) and _has_the_cpus(pool, pod)


def _labels(pool: Mapping[str, Any]) -> dict[str, str]:
    """The labels of the user, and those of AKS: https://learn.microsoft.com/azure/aks/use-labels."""
    name = text(pool, "agentPoolName") or text(pool, "name") or ""
    spot = text(pool, "scaleSetPriority") == "Spot"
    return {
        "kubernetes.io/os": (text(pool, "osType") or "Linux").lower(),
        "kubernetes.azure.com/agentpool": name,
        "kubernetes.azure.com/mode": (text(pool, "mode") or "User").lower(),
        **({"kubernetes.azure.com/scalesetpriority": "spot"} if spot else {}),
        **fields(pool, "nodeLabels"),
    }


def _is_wanted(labels: Mapping[str, str], pod: Mapping[str, Any]) -> bool:
    """One of the terms holds, and with it all of its expressions; no terms want nothing."""
    required = fields(pod, "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution")
    terms = [items(term, "matchExpressions") for term in items(required, "nodeSelectorTerms")]
    return not terms or any(all(_holds(labels, each) for each in term) for term in terms)


def _holds(labels: Mapping[str, str], expression: Any) -> bool:
    found, values = labels.get(text(expression, "key") or ""), texts(expression, "values")
    match text(expression, "operator"):
        case "In":
            return found in values
        case "NotIn":
            return found not in values
        case "Exists":
            return found is not None
        case "DoesNotExist":
            return found is None
        case _:
            return True


def _is_tolerated(pool: Mapping[str, Any], pod: Mapping[str, Any]) -> bool:
    tolerations = items(pod, "tolerations")
    return all(any(_tolerates(each, taint) for each in tolerations) for taint in _taints(pool))


def _taints(pool: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Key, value and effect of the taints that keep pods off the pool's nodes."""
    split = [taint.rpartition(":") for taint in texts(pool, "nodeTaints")]
    parts = [(*marked.partition("="), effect) for marked, _, effect in split if effect in _KEEPING_OFF]
    return [(key, value, effect) for key, _, value, effect in parts]


def _tolerates(toleration: Any, taint: tuple[str, str, str]) -> bool:
    key, value, effect = taint
    if text(toleration, "effect") not in (None, "", effect):
        return False
    if text(toleration, "operator") == "Exists":
        return text(toleration, "key") in (None, "", key)
    return text(toleration, "key") == key and (text(toleration, "value") or "") == value


def _has_the_cpus(pool: Mapping[str, Any], pod: Mapping[str, Any]) -> bool:
    """A node keeps some of its CPUs for itself, so a pod that asks for all of them does not fit."""
    there = vcpus(text(pool, "vmSize") or "")
    asked = sum(
        amount(fields(container, "resources", "requests").get("cpu")) or 0
        for path, container in containers_of("", dict(pod))
        if path.startswith(".containers")
    )
    most = number(pool, "maxCount") if "maxCount" in pool else number(pool, "count")
    return most != 0 and (there is None or asked < there)
