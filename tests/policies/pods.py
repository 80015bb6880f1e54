"""Good pods, in every kind of workload that makes them."""

from collections.abc import Mapping
from typing import Any

from policies.declared import Resource
from policies.workloads import CRON_JOB, POD, POD_TEMPLATE, SCALED_JOB, WORKLOADS
from tests.policies.casework import Case, absent, broken, resource, unknown

CLUSTER = "urn:pulumi:test::ai-models::pulumi:providers:kubernetes::cluster"
LABELS = {"app.kubernetes.io/name": "fraud", "app.kubernetes.io/instance": "blue"}
IMAGE = f"crshop.azurecr.io/fraud@sha256:{'0' * 64}"

_AMOUNTS = {"cpu": "1", "memory": "2Gi", "ephemeral-storage": "1Gi"}
_SECURITY = {
    "privileged": False,
    "allowPrivilegeEscalation": False,
    "readOnlyRootFilesystem": True,
    "capabilities": {"drop": ["ALL"]},
}
_CONTAINER = {"name": "model", "image": IMAGE, "securityContext": _SECURITY}
_RESOURCED = {**_CONTAINER, "resources": {"requests": _AMOUNTS, "limits": _AMOUNTS}}

SPEC: dict[str, Any] = {
    "serviceAccountName": "fraud",
    "automountServiceAccountToken": False,
    "securityContext": {"runAsNonRoot": True, "runAsUser": 10001, "seccompProfile": {"type": "RuntimeDefault"}},
    "containers": [
        {
            **_RESOURCED,
            "ports": [{"containerPort": 8080}],
            "env": [{"name": "PORT", "value": "8080"}],
            "livenessProbe": {"httpGet": {"port": 8080}},
            "readinessProbe": {"httpGet": {"port": 8080}},
        }
    ],
    "initContainers": [{**_RESOURCED, "name": "fetch"}],
    "ephemeralContainers": [{**_CONTAINER, "name": "debugger"}],
    "volumes": [{"name": "scratch", "emptyDir": {}}],
    "topologySpreadConstraints": [{"topologyKey": "topology.kubernetes.io/zone", "maxSkew": 1}],
}
"""The spec of a pod that no rule has anything to say of."""


def workload(type_: str, name: str = "", namespace: str = "model-fraud", **given: Any) -> Resource:
    """A workload of good pods; its name is that of its kind where none is given."""
    called = name or type_.rpartition(":")[2]
    return kubernetes(type_, called, properties_of(type_), namespace=namespace, **given)


def kubernetes(
    type_: str, name: str, properties: Mapping[str, Any], *, namespace: str | None = "model-fraud", **given: Any
) -> Resource:
    """An object of the cluster, in a namespace unless there is none."""
    labels = properties.get("metadata", {})
    metadata = {"name": name, **({"namespace": namespace} if namespace else {}), **labels}
    return resource(type_, name, {**properties, "metadata": metadata}, **{"provider": CLUSTER, **given})


def properties_of(type_: str) -> dict[str, Any]:
    """The properties of a workload of good pods."""
    if type_ == POD:
        return {"metadata": {"labels": LABELS}, "spec": SPEC}
    template = {"template": {"metadata": {"labels": LABELS}, "spec": SPEC}}
    if type_ == POD_TEMPLATE:
        return template
    wrapped = {CRON_JOB: {"jobTemplate": {"spec": template}}, SCALED_JOB: {"jobTargetRef": template}}
    return {"spec": wrapped.get(type_, template)}


def pods(type_: str) -> str:
    """The path of the pods' spec."""
    elsewhere = {
        POD: "spec",
        CRON_JOB: "spec.jobTemplate.spec.template.spec",
        SCALED_JOB: "spec.jobTargetRef.template.spec",
        POD_TEMPLATE: "template.spec",
    }
    return elsewhere.get(type_, "spec.template.spec")


def broken_everywhere(path: str, value: Any, *types: str) -> tuple[Case, ...]:
    """A value in the pods of each kind that the rule does not take; every kind where none is given."""
    return tuple(broken(_name(type_), f"{pods(type_)}.{path}", value) for type_ in types or WORKLOADS)


def absent_everywhere(path: str, *types: str, passes: bool = False) -> tuple[Case, ...]:
    """No value in the pods of each kind."""
    return tuple(absent(_name(type_), f"{pods(type_)}.{path}", passes=passes) for type_ in types or WORKLOADS)


def unknown_in(type_: str, path: str) -> Case:
    """A value in the pods of a kind that only `up` will tell."""
    return unknown(_name(type_), f"{pods(type_)}.{path}")


def _name(type_: str) -> str:
    return type_.rpartition(":")[2]
