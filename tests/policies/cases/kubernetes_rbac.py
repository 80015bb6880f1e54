"""RBAC of Kubernetes."""

from policies.declared import UNKNOWN
from policies.rules.kubernetes_rbac import BINDING, CLUSTER_BINDING, CLUSTER_ROLE, ROLE
from tests.policies.casework import absent, beside, broken, change, edit, fine, unknown
from tests.policies.pods import kubernetes

_RULES = {"rules": [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}]}
_AGGREGATED = {"aggregationRule": {"clusterRoleSelectors": [{"matchLabels": {"aggregate-to-shop": "true"}}]}}
_REF = {"roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "view"}}

_SELECTORS = "aggregationRule.clusterRoleSelectors"
_MASTERS = {"apiGroup": "rbac.authorization.k8s.io", "kind": "Group", "name": "system:masters"}
_EVERYBODY_ELSE = {**_MASTERS, "name": "readers"}
_RAISING = ("escalate", "bind", "impersonate")
"""https://kubernetes.io/docs/concepts/security/rbac-good-practices/#privilege-escalation-risks"""

_UNLABELED = {"key": "aggregate-to-shop", "operator": "DoesNotExist"}

GOOD = (
    kubernetes(ROLE, "role", _RULES),
    kubernetes(CLUSTER_ROLE, "cluster-role", _RULES, namespace=None),
    kubernetes(CLUSTER_ROLE, "aggregate", _AGGREGATED, namespace=None),
    kubernetes(BINDING, "binding", _REF),
    kubernetes(CLUSTER_BINDING, "cluster-binding", _REF, namespace=None),
)

CASES = {
    "rbac-no-wildcard": (
        broken("role", "rules.0.verbs", ["get", "*"]),
        *(broken(name, "rules.0.verbs", ["get", one]) for name in ("role", "cluster-role") for one in _RAISING),
        fine("role", "rules.0.resources", _RAISING),
        broken("role", "rules.0.resources", ["*"]),
        broken("cluster-role", "rules.0.apiGroups", ["*"]),
        broken("cluster-role", "rules.0.nonResourceURLs", ["*"]),
        change("broken", "violated", edit("role", "rules.0.verbs", 1), edit("role", "rules.0.resources", ["*"])),
        *(broken("role", "rules.0.resources", ["pods", one]) for one in ("*/exec", "*/*", "pods/*")),
        *(
            broken("cluster-role", "rules.0.nonResourceURLs", ["/healthz", one])
            for one in ("/*", "//*", "/api*", "/*/healthz", "*/*", "/healthz/*/*", "/healthz*")
        ),
        *(fine("cluster-role", "rules.0.nonResourceURLs", [one]) for one in ("/healthz/*", "/apis/apps/*", "/version")),
        broken("aggregate", _SELECTORS, [{"matchLabels": {"a": "b"}}, {}]),
        broken("aggregate", f"{_SELECTORS}.0.matchLabels", {}),
        broken("aggregate", f"{_SELECTORS}.0", {"matchExpressions": [_UNLABELED]}),
        broken("aggregate", f"{_SELECTORS}.0", {"matchExpressions": [{**_UNLABELED, "operator": "NotIn"}]}),
        *(
            fine("aggregate", f"{_SELECTORS}.0", {"matchExpressions": [_UNLABELED, {**_UNLABELED, "operator": one}]})
            for one in ("Exists", "In")
        ),
        change("broken", "violated", edit("aggregate", "rules", UNKNOWN), edit("aggregate", f"{_SELECTORS}.0", {})),
        change("broken", "violated", edit("role", "rules.0.verbs", [UNKNOWN, "*"])),
        broken("aggregate", _SELECTORS, [{"matchLabels": UNKNOWN}, {}]),
        broken("aggregate", _SELECTORS, [UNKNOWN, {}]),
        fine("aggregate", f"{_SELECTORS}.0", {"matchExpressions": [UNKNOWN, {**_UNLABELED, "operator": "Exists"}]}),
        beside(unknown("role", "rules.0.verbs"), broken("role", "rules.0.resources", ["*"])),
        absent("aggregate", "aggregationRule", passes=True),
        unknown("aggregate", "aggregationRule"),
        unknown("aggregate", f"{_SELECTORS}.0"),
        absent("role", "rules", passes=True),
        unknown("role", "rules.0.verbs"),
        unknown("cluster-role", "rules"),
    ),
    "rbac-no-cluster-admin": (
        broken("binding", "roleRef.name", "cluster-admin"),
        broken("cluster-binding", "roleRef.name", "cluster-admin"),
        *(broken(name, "subjects", [_EVERYBODY_ELSE, _MASTERS]) for name in ("binding", "cluster-binding")),
        change("broken", "violated", edit("binding", "roleRef", UNKNOWN), edit("binding", "subjects", [_MASTERS])),
        change("broken", "violated", edit("binding", "subjects", [{"kind": UNKNOWN, "name": UNKNOWN}, _MASTERS])),
        fine("binding", "subjects", [_EVERYBODY_ELSE, {**_MASTERS, "kind": "ServiceAccount"}]),
        unknown("binding", "subjects"),
        absent("binding", "roleRef", passes=True),
        unknown("cluster-binding", "roleRef.name"),
    ),
}
