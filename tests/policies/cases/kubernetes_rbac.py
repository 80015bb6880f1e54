"""RBAC of Kubernetes."""

from policies.rules.kubernetes_rbac import BINDING, CLUSTER_BINDING, CLUSTER_ROLE, ROLE
from tests.policies.casework import absent, broken, change, edit, unknown
from tests.policies.pods import kubernetes

_RULES = {"rules": [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}]}
_REF = {"roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "view"}}

GOOD = (
    kubernetes(ROLE, "role", _RULES),
    kubernetes(CLUSTER_ROLE, "cluster-role", _RULES, namespace=None),
    kubernetes(BINDING, "binding", _REF),
    kubernetes(CLUSTER_BINDING, "cluster-binding", _REF, namespace=None),
)

CASES = {
    "rbac-no-wildcard": (
        broken("role", "rules.0.verbs", ["get", "*"]),
        broken("role", "rules.0.resources", ["*"]),
        broken("cluster-role", "rules.0.apiGroups", ["*"]),
        broken("cluster-role", "rules.0.nonResourceURLs", ["*"]),
        change("broken", "violated", edit("role", "rules.0.verbs", 1), edit("role", "rules.0.resources", ["*"])),
        absent("role", "rules", passes=True),
        unknown("role", "rules.0.verbs"),
        unknown("cluster-role", "rules"),
    ),
    "rbac-no-cluster-admin": (
        broken("binding", "roleRef.name", "cluster-admin"),
        broken("cluster-binding", "roleRef.name", "cluster-admin"),
        absent("binding", "roleRef", passes=True),
        unknown("cluster-binding", "roleRef.name"),
    ),
}
