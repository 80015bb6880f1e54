"""RBAC of Kubernetes: nobody is master of a cluster."""

from collections.abc import Iterator

from policies.finding import Finding
from policies.reading import Reader
from policies.rule import resource_rule
from policies.workloads import told

_GROUP = "kubernetes:rbac.authorization.k8s.io/v1"
ROLE = f"{_GROUP}:Role"
CLUSTER_ROLE = f"{_GROUP}:ClusterRole"
BINDING = f"{_GROUP}:RoleBinding"
CLUSTER_BINDING = f"{_GROUP}:ClusterRoleBinding"

_LISTS = ("verbs", "resources", "apiGroups", "nonResourceURLs")


@resource_rule(
    "rbac-no-wildcard",
    title="A role grows by nothing that a cluster comes to know later",
    row="kubernetes-rbac",
    types=(ROLE, CLUSTER_ROLE),
    safe="the verbs, resources and groups that the task needs, one by one",
    config_key="`rules` of the role",
)
def no_wildcard(role: Reader) -> Iterator[Finding]:
    """No rule of a role has `*` among its verbs, resources, groups or addresses."""
    for rule in role.items("rules"):
        for kind in _LISTS:
            yield from told(_wildcard(rule, kind))


@resource_rule(
    "rbac-no-cluster-admin",
    title="Nobody is bound to the role that may do everything",
    row="kubernetes-rbac",
    types=(BINDING, CLUSTER_BINDING),
    safe="a role for the task",
    config_key="`role_ref` of the binding, or an Azure role for AKS with a scope of its own",
)
def no_cluster_admin(binding: Reader) -> Iterator[Finding]:
    """No binding is of `cluster-admin`."""
    yield from binding.must_not_be("roleRef.name", "cluster-admin")


def _wildcard(rule: Reader, kind: str) -> Iterator[Finding]:
    if "*" in rule.texts(kind):
        yield rule.finding(f"`{rule.path}.{kind}` has `*`")
