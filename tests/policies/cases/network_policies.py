"""Network policies."""

from dataclasses import replace
from typing import Any, Literal

from policies.declared import UNKNOWN, Resource
from policies.rules.network_policies import POLICY
from policies.workloads import DEPLOYMENT, NAMESPACE, WORKLOADS
from tests.policies.casework import Case, absent, beside, broken, change, edit, fine, missing, unknown
from tests.policies.pods import CLUSTER, kubernetes, workload

_BOTH = ["Ingress", "Egress"]
_OPEN = [{"ports": [{"port": 8080}]}]
_SELECTOR: dict[str, Any] = {}

GOOD = (
    kubernetes(NAMESPACE, "model-fraud", {}, namespace=None),
    kubernetes(POLICY, "deny-all", {"spec": {"podSelector": _SELECTOR, "policyTypes": _BOTH}}),
    *(workload(type_) for type_ in WORKLOADS),
)

_FRAUD = {"matchLabels": {"app.kubernetes.io/name": "fraud"}}
_SECOND = f"{CLUSTER}-two"
_LABELS = "spec.podSelector.matchLabels"
_CONDITIONS = "spec.podSelector.matchExpressions"
_NAME = "app.kubernetes.io/name"
_OTHER = kubernetes(NAMESPACE, "other", {}, namespace=None)
_STRAY = workload(DEPLOYMENT, "stray", "elsewhere")


def _asked(operator: str, key: str, *values: str) -> list[dict[str, Any]]:
    return [{"key": key, "operator": operator, "values": [*values]}]


def _beside(policy: Any) -> Case:
    """Another policy in place of the one that denies all."""
    return Case(kind="broken", outcome="violated", removed=("deny-all",), added=(policy,))


_POLICY = GOOD[1]


def _too(
    kind: Literal["broken", "fine", "unknown"], outcome: Literal["violated", "passed", "unknown"], **spec: Any
) -> Case:
    """A policy for all pods beside the one that denies all."""
    properties = {"spec": {"podSelector": _SELECTOR, "policyTypes": _BOTH, **spec}}
    return Case(kind=kind, outcome=outcome, added=(kubernetes(POLICY, "too", properties),))


def _apart(ingress: str | None) -> Case:
    """A policy for what comes in, which may leave out that it is about that, and one for what goes out."""
    types = {"policyTypes": [ingress]} if ingress else {}
    other = kubernetes(POLICY, "out", {"spec": {"podSelector": _SELECTOR, "policyTypes": ["Egress"]}})
    kept = kubernetes(POLICY, "in", {"spec": {"podSelector": _SELECTOR, **types}})
    outcome = "violated" if ingress else "passed"
    return Case(kind="broken" if ingress else "absent", outcome=outcome, removed=("deny-all",), added=(kept, other))


def _with_unknown_namespace() -> Resource:
    """A policy that lets everybody in, wherever it is."""
    properties = {"spec": {"podSelector": _SELECTOR, "ingress": [{}]}, "metadata": {"namespace": UNKNOWN}}
    return kubernetes(POLICY, "somewhere", properties)


def _elsewhere(**spec: Any) -> Resource:
    """A policy in a namespace that is of another stack."""
    return kubernetes(POLICY, "theirs", {"spec": {"podSelector": _SELECTOR, **spec}}, namespace="elsewhere")


def _block(cidr: str, *without: Any) -> dict[str, Any]:
    return {"ipBlock": {"cidr": cidr, **({"except": [*without]} if without else {})}}


_PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
_INTERNET = _block("0.0.0.0/0", "169.254.0.0/16", *_PRIVATE)


CASES = {
    "network-policy-every-pod": (
        broken("deny-all", _LABELS, {_NAME: "churn"}),
        broken("deny-all", _CONDITIONS, _asked("In", _NAME, "churn", "scoring")),
        broken("deny-all", _CONDITIONS, _asked("NotIn", _NAME, "fraud")),
        broken("deny-all", _CONDITIONS, _asked("Exists", "tier")),
        broken("deny-all", _CONDITIONS, _asked("DoesNotExist", _NAME)),
        broken("deny-all", _CONDITIONS, _asked("Near", _NAME)),
        broken("deny-all", "metadata.namespace", "another"),
        _beside(replace(_POLICY, provider=_SECOND)),
        missing("deny-all"),
        absent("Deployment", "metadata.namespace"),
        change("absent", "violated", edit("deny-all", _LABELS, {_NAME: "fraud"}), edit("Pod", "metadata.labels", None)),
        fine("deny-all", _LABELS, {_NAME: "fraud"}),
        fine("deny-all", _CONDITIONS, _asked("In", _NAME, "churn", "fraud")),
        fine("deny-all", _CONDITIONS, _asked("NotIn", _NAME, "churn")),
        fine("deny-all", _CONDITIONS, _asked("NotIn", "tier", "back")),
        fine("deny-all", _CONDITIONS, _asked("Exists", _NAME)),
        fine("deny-all", _CONDITIONS, _asked("DoesNotExist", "tier")),
        change(
            "fine",
            "passed",
            edit("deny-all", _LABELS, {_NAME: "fraud"}),
            edit("Rollout", "spec", {"workloadRef": {"kind": "Deployment", "name": "Deployment"}}),
        ),
        unknown("deny-all", "spec.podSelector"),
        unknown("deny-all", "metadata.namespace"),
        unknown("Deployment", "metadata.namespace"),
        beside(unknown("Pod", "metadata.namespace"), broken("Deployment", "metadata.namespace", "another")),
        Case(kind="fine", outcome="passed", added=(replace(_POLICY, name="dim", properties={"spec": UNKNOWN}),)),
        Case(kind="fine", outcome="passed", added=(_with_unknown_namespace(),)),
    ),
    "network-policy-default-deny": (
        broken("deny-all", _LABELS, {_NAME: "fraud"}),
        broken("deny-all", _CONDITIONS, _asked("Exists", _NAME)),
        broken("deny-all", "spec.policyTypes", ["Ingress"]),
        broken("deny-all", "spec.policyTypes", ["Egress"]),
        broken("deny-all", "spec.ingress", _OPEN),
        broken("deny-all", "spec.egress", _OPEN),
        broken("deny-all", "metadata.namespace", "another"),
        absent("deny-all", "spec.policyTypes"),
        change("broken", "violated", edit("deny-all", "spec.policyTypes", None), edit("deny-all", "spec.egress", [{}])),
        _apart("Egress"),
        _apart(None),
        _too("broken", "violated", policyTypes=None, egress=[{}]),
        Case(kind="unknown", outcome="unknown", added=(_with_unknown_namespace(),)),
        missing("deny-all"),
        change("absent", "passed", edit("deny-all", "spec.podSelector", None)),
        Case(kind="broken", outcome="violated", added=(_OTHER,)),
        # Of the namespace of another stack no plan tells, but for what the stack itself opens in it.
        Case(kind="unknown", outcome="unknown", added=(_STRAY,)),
        Case(kind="unknown", outcome="unknown", added=(_STRAY, _elsewhere(podSelector=_FRAUD))),
        Case(kind="fine", outcome="passed", added=(_STRAY, _elsewhere(policyTypes=_BOTH))),
        *(
            Case(kind="broken", outcome="violated", added=(_STRAY, _elsewhere(ingress=[{}], podSelector=selector)))
            for selector in (_SELECTOR, _FRAUD)
        ),
        _too("broken", "violated", ingress=[{}]),
        _too("broken", "violated", egress=[{}]),
        _too("broken", "violated", ingress=[*_OPEN, {"from": [], "ports": []}]),
        _too("broken", "violated", ingress=[{"from": [{"podSelector": {}}, _block("0.0.0.0/0")]}]),
        _too("broken", "violated", egress=[{"to": UNKNOWN}, {"to": [_block("::/0")]}]),
        _too("fine", "passed", ingress=[{"from": [{"podSelector": {}}]}], egress=[{"to": [_block("10.0.0.0/8")]}]),
        _too("fine", "passed", ingress=_OPEN),
        _too("fine", "passed", egress=[{"to": [_block("0.0.0.0/0")], "ports": [{"port": 443}]}]),
        *(_too("broken", "violated", podSelector=_FRAUD, **{one: [{}]}) for one in ("ingress", "egress")),
        _too("fine", "passed", ingress=[{}], podSelector={"matchLabels": {_NAME: "churn"}}),
        _too("fine", "passed", ingress=[{}], podSelector=_FRAUD, policyTypes=["Egress"]),
        _too("fine", "passed", ingress=_OPEN, podSelector=_FRAUD),
        _too("unknown", "unknown", ingress=UNKNOWN, podSelector=_FRAUD),
        _too("fine", "passed", ingress=UNKNOWN, podSelector={"matchLabels": {_NAME: "churn"}}),
        _too("broken", "violated", ingress="all", podSelector=_FRAUD),
        _too("fine", "passed", ingress="all", podSelector={"matchLabels": {_NAME: "churn"}}),
        _too("broken", "violated", ingress=[{"from": [{"namespaceSelector": {}}]}]),
        _too("broken", "violated", egress=[{"to": [{"namespaceSelector": {}, "podSelector": {}}]}]),
        _too("fine", "passed", ingress=[{"from": [{"namespaceSelector": _FRAUD}]}]),
        _too("fine", "passed", ingress=[{"from": [{"namespaceSelector": {}, "podSelector": _FRAUD}]}]),
        _too("fine", "passed", ingress=[{**_OPEN[0], "from": [{"namespaceSelector": {}}]}]),
        _too("broken", "violated", egress=[{"to": [_block("0.0.0.0/1"), _block("128.0.0.0/1")]}]),
        _too("broken", "violated", egress=[{"to": [_block("8.0.0.0/8"), _block("9.0.0.0/8")]}]),
        _too("fine", "passed", egress=[{"to": [_block("8.0.0.0/8")]}, {"to": [_block("9.0.0.0/8")]}]),
        _too("broken", "violated", egress=[{"to": [_block("0.0.0.0/0")], "ports": [{"port": 1, "endPort": 65535}]}]),
        _too("broken", "violated", egress=[{"ports": [{"port": 443}, {"protocol": "TCP"}]}]),
        _too("fine", "passed", egress=[{"ports": [{"port": 1, "endPort": 1023}]}]),
        _too("fine", "passed", egress=[{"ports": [{"port": 1024, "endPort": 65535}]}]),
        _too("unknown", "unknown", egress=[{"ports": [{"port": UNKNOWN}]}]),
        _too("fine", "passed", egress=[{"to": [_block("8.0.0.0/8")], "ports": [{"port": UNKNOWN}]}]),
        _too("fine", "passed", ingress=[{}], policyTypes=["Egress"]),
        _too("unknown", "unknown", ingress=[{"from": UNKNOWN}]),
        # The Internet without the private ranges, where a cluster has its pods, is not all that a pod may reach.
        *(_too("fine", "passed", egress=[{"to": [one]}]) for one in (_INTERNET, _block("::/0", "fc00::/7"))),
        *(_too("fine", "passed", egress=[{"to": [_block("0.0.0.0/0", *_PRIVATE, more)]}]) for more in ("", UNKNOWN)),
        _too("broken", "violated", egress=[{"to": [_INTERNET, _block("0.0.0.0/0")]}]),
        _too("broken", "violated", egress=[{"to": [_INTERNET, {"namespaceSelector": {}}]}]),
        _too("broken", "violated", egress=[{"to": [_block("0.0.0.0/0", *_PRIVATE[1:])]}]),
        _too("broken", "violated", egress=[{"to": [_block("::/0", *_PRIVATE)]}]),
        _too("broken", "violated", egress=[{"to": [_block("0.0.0.0/0", "169.254.169.254/32")]}]),
        _too("broken", "violated", ingress=[{"from": [_INTERNET]}]),
        _too("unknown", "unknown", egress=[{"to": [_block("0.0.0.0/0", UNKNOWN)]}]),
        _too("fine", "passed", egress=[{"to": [_block("10.0.0.0/16", UNKNOWN)]}]),
        # A limit that is known decides, whatever the other one is.
        _too("fine", "passed", egress=[{"to": UNKNOWN, "ports": [{"port": 443}]}]),
        _too("fine", "passed", egress=[{"to": [_block("10.0.0.0/24")], "ports": UNKNOWN}]),
        _too("unknown", "unknown", egress=[{"to": UNKNOWN, "ports": UNKNOWN}]),
        _too("unknown", "unknown", egress=[{"to": [_block("0.0.0.0/0")], "ports": UNKNOWN}]),
        unknown("deny-all", "spec.ingress"),
        unknown("deny-all", "metadata.namespace"),
        unknown("model-fraud", "metadata.name"),
        # One direction, namespace or workload does not hide another.
        *(
            beside(unknown("deny-all", f"spec.{one}"), broken("deny-all", f"spec.{other}", [{}]))
            for one, other in (("ingress", "egress"), ("egress", "ingress"))
        ),
        replace(_too("broken", "violated", ingress=[{}]), edits=(edit("deny-all", "spec.ingress", UNKNOWN),)),
        Case(
            kind="broken", outcome="violated", edits=(edit("model-fraud", "metadata.name", UNKNOWN),), added=(_OTHER,)
        ),
        Case(
            kind="broken",
            outcome="violated",
            edits=(edit("Pod", "metadata.namespace", UNKNOWN),),
            added=(_STRAY, _elsewhere(ingress=[{}])),
        ),
    ),
}
