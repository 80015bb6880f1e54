"""Guards of traffic that a cluster holds."""

from dataclasses import replace
from typing import Any

from policies.declared import UNKNOWN, Resource
from policies.rules.traffic_guards import BINDING, POLICY
from policies.rules.traffic_routes import ROUTE
from policies.workloads import DEPLOYMENT, NAMESPACE
from tests.policies.casework import STACK_URN, Case, absent, beside, broken, change, edit, fine, missing, unknown
from tests.policies.pods import CLUSTER, kubernetes

_MODEL = "ai-models:models:KubernetesEndpoint"
_LABEL = "ai-models/model"
_NOTES = {
    "ai-models/first-step": "10",
    "ai-models/largest-step": "50",
    "ai-models/shadow-first": "false",
    "ai-models/keep-last-good": "true",
}


def _policy(name: str, group: str, resource: str, *operations: str, **more: Any) -> Resource:
    rule = {"apiGroups": [group], "apiVersions": ["v1"], "operations": [*operations], "resources": [resource]}
    constraints = {"resourceRules": [rule], **more}
    spec = {"failurePolicy": "Fail", "matchConstraints": constraints, "validations": [{"expression": "false"}]}
    return kubernetes(POLICY, name, {"spec": spec}, namespace=None)


def _binding(name: str, policy: str) -> Resource:
    of_models = {"namespaceSelector": {"matchExpressions": [{"key": _LABEL, "operator": "Exists"}]}}
    spec = {"policyName": policy, "validationActions": ["Deny"], "matchResources": of_models}
    return kubernetes(BINDING, name, {"spec": spec}, namespace=None)


def _of_model(one: Resource) -> Resource:
    return replace(one, urn=one.urn.replace(STACK_URN, f"{STACK_URN}{_MODEL}$"))


GOOD = (
    kubernetes(NAMESPACE, "model-fraud", {"metadata": {"labels": {_LABEL: "fraud"}}}, namespace=None),
    _policy(
        "steps",
        "gateway.networking.k8s.io",
        "httproutes",
        "UPDATE",
        objectSelector={"matchLabels": {"ai-models/route": "traffic"}},
    ),
    _binding("steps-bound", "steps"),
    _policy("live", "apps", "deployments", "UPDATE", "DELETE"),
    _binding("live-bound", "live"),
    _of_model(
        kubernetes(ROUTE, "split", {"metadata": {"labels": {"ai-models/route": "traffic"}, "annotations": _NOTES}})
    ),
    _of_model(kubernetes(ROUTE, "version", {"metadata": {"labels": {"ai-models/route": "version"}}})),
    _of_model(kubernetes(DEPLOYMENT, "blue", {"metadata": {"annotations": {"ai-models/freeze-live": "true"}}})),
    # Of no model, and so nobody's traffic.
    kubernetes(ROUTE, "docs", {}, namespace="docs"),
    kubernetes(DEPLOYMENT, "docs-pages", {}, namespace="docs"),
)

_SPLIT = next(one for one in GOOD if one.name == "split")
_BARE = {"namespace": "model-fraud", "labels": {"ai-models/route": "traffic"}}
"""The metadata of a route that says nothing of what it is to be held to."""
_RULE = "spec.matchConstraints.resourceRules.0"


def _without_guard(policy: str, binding: str) -> tuple[Case, ...]:
    """Whatever makes a guard one that does not hold."""
    return (
        broken(policy, "spec.failurePolicy", "Ignore"),
        broken(policy, "spec.validations", []),
        broken(policy, f"{_RULE}.apiGroups", ["batch"]),
        broken(policy, f"{_RULE}.resources", ["pods"]),
        broken(policy, f"{_RULE}.operations", ["CREATE"]),
        broken(policy, f"{_RULE}.operations", ["CREATE", "DELETE"]),
        broken(policy, "spec.matchConstraints.objectSelector", {"matchLabels": {"tier": "back"}}),
        broken(binding, "spec.policyName", "another"),
        broken(binding, "spec.validationActions", ["Warn", "Audit"]),
        broken(binding, "spec.matchResources.namespaceSelector", {"matchLabels": {_LABEL: "churn"}}),
        broken(binding, "spec.matchResources.objectSelector", {"matchLabels": {"tier": "back"}}),
        broken("model-fraud", ("metadata", "labels"), {}),
        broken("model-fraud", "metadata.name", "another"),
        _elsewhere(policy),
        _elsewhere(binding),
        _elsewhere(policy, binding),
        missing(policy),
        missing(binding),
        missing("model-fraud"),
        absent(policy, "spec.failurePolicy", passes=True),
        absent(policy, "spec.matchConstraints"),
        absent(binding, "spec.matchResources", passes=True),
        fine(policy, f"{_RULE}.operations", ["*"]),
        fine(policy, f"{_RULE}.apiGroups", ["*"]),
        fine(policy, f"{_RULE}.resources", ["*"]),
        unknown(policy, "spec.failurePolicy"),
        unknown(binding, "spec.policyName"),
        unknown("model-fraud", ("metadata", "labels")),
        unknown("model-fraud", "metadata.name"),
    )


def _elsewhere(*names: str) -> Case:
    """Objects in another cluster."""
    moved = tuple(replace(one, provider=f"{CLUSTER}-two") for one in GOOD if one.name in names)
    assert len(moved) == len(names)
    return Case(kind="broken", outcome="violated", removed=names, added=moved)


def _note(name: str) -> tuple[str, ...]:
    return ("metadata", "annotations", f"ai-models/{name}")


CASES = {
    "traffic-route-guarded": (
        *_without_guard("steps", "steps-bound"),
        fine("steps-bound", "spec.matchResources.objectSelector", {"matchLabels": {"ai-models/route": "traffic"}}),
        broken("split", ("metadata", "labels", "ai-models/route"), "other"),
        absent("split", ("metadata", "labels", "ai-models/route")),
        absent("split", _note("first-step")),
        absent("split", _note("largest-step")),
        absent("split", _note("shadow-first")),
        absent("split", _note("keep-last-good")),
        broken("split", _note("keep-last-good"), "false"),
        broken("split", _note("keep-last-good"), "True"),
        change("broken", "violated", edit("docs", ("metadata", "labels", "ai-models/route"), "traffic")),
        unknown("split", _note("largest-step")),
        beside(unknown("model-fraud", "metadata.name"), broken("split", _note("keep-last-good"), "false")),
        Case(
            kind="broken",
            outcome="violated",
            edits=(edit("docs", ("metadata", "labels", "ai-models/route"), UNKNOWN),),
            removed=("split",),
            added=(replace(_SPLIT, properties={**_SPLIT.properties, "metadata": _BARE}),),
        ),
    ),
    "traffic-live-guarded": (
        *_without_guard("live", "live-bound"),
        broken("live", f"{_RULE}.operations", ["UPDATE"]),
        broken("blue", _note("freeze-live"), "false"),
        broken("blue", _note("freeze-live"), "True"),
        absent("blue", _note("freeze-live")),
        unknown("blue", _note("freeze-live")),
        unknown("blue", "metadata.namespace"),
        beside(unknown("blue", "metadata.namespace"), broken("blue", _note("freeze-live"), "false")),
    ),
}
