"""Service accounts and secrets of pods."""

from dataclasses import replace
from typing import Any, Literal

from policies.declared import UNKNOWN
from policies.rules.pods_identity import ACCOUNT
from policies.workloads import DEPLOYMENT, ROLLOUT, STATEFUL_SET, WORKLOADS
from tests.policies.casework import Case, Kind, absent, beside, broken, change, edit, fine, unknown
from tests.policies.pods import absent_everywhere, broken_everywhere, kubernetes, pods, unknown_in, workload

_SPEC = pods(DEPLOYMENT)
_MOUNT = "automountServiceAccountToken"
_FIRST = f"{_SPEC}.containers.0"

GOOD = (
    kubernetes(ACCOUNT, "fraud", {_MOUNT: False}),
    kubernetes(ACCOUNT, "other", {_MOUNT: True}),
    *(workload(type_) for type_ in WORKLOADS),
)

_LEFT_TO_ACCOUNT = edit("Deployment", f"{_SPEC}.{_MOUNT}", None)
_REFERENCE = edit("Rollout", "spec.workloadRef", {"kind": "Deployment", "name": "Deployment"})
_BORROWING = change("fine", "passed", edit("Rollout", "spec.template", None), _REFERENCE)
"""A rollout whose pods are those of another workload."""
_VARIABLE = {"name": "TOKEN", "valueFrom": {"secretKeyRef": {"name": "token", "key": "token"}}}


_FOR_AZURE = {"path": "token", "audience": "api://AzureADTokenExchange"}
"""What workload identity mounts."""

_AUDIENCES = (
    "",
    "https://kubernetes.default.svc",
    "https://kubernetes.default.svc.cluster.local",
    "kubernetes",
    "https://aks-shop-1a2b3c.hcp.eastus.azmk8s.io:443",
    "https://eastus.oic.prod-aks.azure.com/tenant/cluster/",
)
"""Of the API server."""


_OTHER_AUDIENCES = (
    "kubernetes-backup",
    "kubernetes-default.svc",
    "https://example.com/aks.azmk8s.io",
    "https://.azmk8s.io",
    "https://aks-azmk8s.io",
    "https://aks.azmk8s-io",
    "https://eastus.prod-aks-azure.com",
    "https://eastus.prod-aks.azure-com",
)
"""Of somebody else."""


def _tokens(*tokens: dict[str, Any]) -> dict[str, Any]:
    return {"sources": [{"serviceAccountToken": token} for token in tokens]}


def _account(**given: Any) -> Case:
    """The Deployment leaves its token to an account that is like its own, but for what is given."""
    account = replace(GOOD[0], **given)
    return Case(kind="broken", outcome="violated", edits=(_LEFT_TO_ACCOUNT,), removed=("fraud",), added=(account,))


def _marked(where: str, outcome: Literal["violated", "passed"]) -> Case:
    """A Deployment with what is at a place in its container marked secret."""
    marked = workload(DEPLOYMENT, secrets=frozenset({f"{_SPEC}.containers[0].{where}"}))
    kind = "broken" if outcome == "violated" else "fine"
    return Case(kind=kind, outcome=outcome, removed=("Deployment",), added=(marked,))


def _within(marked: str, outcome: Literal["violated", "unknown", "passed"], *env: dict[str, Any]) -> Case:
    """A Deployment with a whole part marked secret, and variables where others are given."""
    good = workload(DEPLOYMENT, secrets=frozenset({marked}))
    added = change("fine", "passed", *([edit("Deployment", f"{_FIRST}.env", [*env])] if env else [])).of((good,))
    kind: dict[str, Kind] = {"violated": "broken", "unknown": "unknown", "passed": "fine"}
    return Case(kind=kind[outcome], outcome=outcome, removed=("Deployment",), added=tuple(added))


CASES = {
    "pod-service-account-own": (
        *broken_everywhere("serviceAccountName", "default"),
        *absent_everywhere("serviceAccountName"),
        _BORROWING,
        absent("Rollout", "spec.template"),
        change("broken", "violated", _REFERENCE, edit("Rollout", f"{pods(ROLLOUT)}.serviceAccountName", None)),
        unknown_in(DEPLOYMENT, "serviceAccountName"),
    ),
    "pod-token-not-mounted": (
        *broken_everywhere(_MOUNT, True),
        *broken_everywhere("volumes.0.projected", _tokens({"path": "token"})),
        *(
            broken("Deployment", f"{_SPEC}.volumes.0.projected", _tokens(_FOR_AZURE, {"audience": audience}))
            for audience in _AUDIENCES
        ),
        broken("Deployment", f"{_SPEC}.volumes", [{"projected": {"sources": [UNKNOWN]}}, {"projected": _tokens({})}]),
        fine("Deployment", f"{_SPEC}.volumes.0.projected", _tokens(_FOR_AZURE)),
        fine("Deployment", f"{_SPEC}.volumes.0.projected", {"sources": [{"configMap": {"name": "settings"}}]}),
        absent("Deployment", f"{_SPEC}.volumes", passes=True),
        _BORROWING,
        unknown_in(DEPLOYMENT, "volumes"),
        unknown_in(DEPLOYMENT, "volumes.0.projected"),
        change(
            "unknown", "unknown", edit("Deployment", f"{_SPEC}.volumes.0.projected", _tokens({"audience": UNKNOWN}))
        ),
        *absent_everywhere(_MOUNT, passes=True),
        change("broken", "violated", _LEFT_TO_ACCOUNT, edit("Deployment", f"{_SPEC}.serviceAccountName", "other")),
        change("absent", "violated", _LEFT_TO_ACCOUNT, edit("fraud", _MOUNT, None)),
        change("absent", "violated", _LEFT_TO_ACCOUNT, edit("Deployment", f"{_SPEC}.serviceAccountName", None)),
        _account(properties={**GOOD[0].properties, "metadata": {"name": "fraud", "namespace": "another"}}),
        _account(provider="urn:pulumi:test::ai-models::pulumi:providers:kubernetes::another"),
        change(
            "fine",
            "passed",
            _LEFT_TO_ACCOUNT,
            edit("Deployment", f"{_SPEC}.serviceAccountName", None),
            edit("fraud", "metadata.name", "default"),
        ),
        change("unknown", "unknown", _LEFT_TO_ACCOUNT, edit("fraud", "metadata.namespace", UNKNOWN)),
        change("unknown", "unknown", _LEFT_TO_ACCOUNT, edit("fraud", _MOUNT, UNKNOWN)),
        unknown_in(DEPLOYMENT, _MOUNT),
        beside(
            unknown("Deployment", f"{_SPEC}.volumes"),
            broken("StatefulSet", f"{pods(STATEFUL_SET)}.volumes.0.projected", _tokens({"path": "token"})),
        ),
        beside(
            unknown("Deployment", f"{_SPEC}.serviceAccountName"),
            broken("StatefulSet", f"{pods(STATEFUL_SET)}.{_MOUNT}", True),
        ),
        broken("Deployment", f"{_SPEC}.volumes.0.projected", _tokens({"audience": "HTTPS://Kubernetes.Default.Svc"})),
        *(fine("Deployment", f"{_SPEC}.volumes.0.projected", _tokens({"audience": one})) for one in _OTHER_AUDIENCES),
    ),
    "pod-secrets-as-files": (
        *broken_everywhere("containers.0.env", [_VARIABLE]),
        *broken_everywhere("initContainers.0.envFrom", [{"secretRef": {"name": "token"}}]),
        *broken_everywhere("ephemeralContainers.0.env", [_VARIABLE]),
        *absent_everywhere("containers.0.env", passes=True),
        unknown_in(DEPLOYMENT, "containers.0.env"),
        beside(
            unknown_in(DEPLOYMENT, "containers.0.env"),
            broken("Deployment", f"{_FIRST}.envFrom", [{"secretRef": {"name": "token"}}]),
        ),
        unknown_in(DEPLOYMENT, "containers.0.env.0.valueFrom"),
        change(
            "broken",
            "violated",
            edit("Deployment", f"{_FIRST}.env", UNKNOWN),
            edit("Deployment", f"{_SPEC}.initContainers.0.env", [_VARIABLE]),
        ),
        change(
            "broken",
            "violated",
            edit("Deployment", f"{_FIRST}.env", [{"name": "A", "valueFrom": UNKNOWN}, _VARIABLE]),
        ),
        *(_marked(where, "violated") for where in ("env", "env[0]", "env[0].value")),
        *(_marked(where, "passed") for where in ("env[0].name", "envFrom", "env[1]")),
        # What stands in what is marked may be there for a variable, or not.
        *(_within(mark, "unknown") for mark in ("spec", _SPEC, f"{_SPEC}.containers", f"{_SPEC}.containers[0]")),
        *(_within(mark, "passed") for mark in (f"{_SPEC}.initContainers", f"{_SPEC}.containers[1]", "metadata")),
        _within("spec", "passed", {"name": "NODE", "valueFrom": {"fieldRef": {"fieldPath": "spec.nodeName"}}}),
        _within("spec", "violated", _VARIABLE),
        fine("Deployment", f"{_FIRST}.env.0.valueFrom", {"fieldRef": {"fieldPath": "metadata.name"}}),
        fine("Deployment", f"{_FIRST}.envFrom", [{"configMapRef": {"name": "settings"}}]),
        broken("Deployment", f"{_FIRST}.envFrom", [{"secretRef": UNKNOWN}, {"secretRef": {"name": "token"}}]),
    ),
}
