"""RBAC of Kubernetes: nobody is master of a cluster."""

import re
from collections.abc import Iterator

from policies.finding import Finding
from policies.reading import Reader
from policies.rule import resource_rule
from policies.workloads import holds_for_one, told

_GROUP = "kubernetes:rbac.authorization.k8s.io/v1"
ROLE = f"{_GROUP}:Role"
CLUSTER_ROLE = f"{_GROUP}:ClusterRole"
BINDING = f"{_GROUP}:RoleBinding"
CLUSTER_BINDING = f"{_GROUP}:ClusterRoleBinding"

_LISTS = ("verbs", "resources", "apiGroups", "nonResourceURLs")
_RAISING = ("escalate", "bind", "impersonate")
"""Verbs by which somebody gets rights that the role does not name:
https://kubernetes.io/docs/concepts/security/rbac-good-practices/#privilege-escalation-risks."""
_MASTERS = "system:masters"
_BELOW_A_PATH = re.compile(r"/[^*/]+/([^*]+/)?\*")
"""Addresses of the API server below a fixed path, such as `/healthz/*`: what is there is no object of the cluster."""

_ASKS_FOR_A_LABEL = ("In", "Exists")
"""What other operators select, all that have no such label, is nearly everything."""


@resource_rule(
    "rbac-no-wildcard",
    title="No role takes in whatever a cluster has, or comes to know later",
    row="kubernetes-rbac",
    types=(ROLE, CLUSTER_ROLE),
    safe="the verbs, resources and groups that the task needs, one by one, and a label of the roles to aggregate",
    config_key="`rules` or `aggregationRule` of the role",
)
def no_wildcard(role: Reader) -> Iterator[Finding]:
    """No rule has `*`, but below a path as `/healthz/*`, or a verb that raises rights; it aggregates by a label."""
    yield from told(_of_rules(role))
    yield from told(_aggregated(role))


@resource_rule(
    "rbac-no-cluster-admin",
    title="Nobody is bound to the role that may do everything",
    row="kubernetes-rbac",
    types=(BINDING, CLUSTER_BINDING),
    safe="a role for the task",
    config_key="`role_ref` of the binding, or an Azure role for AKS with a scope of its own",
)
def no_cluster_admin(binding: Reader) -> Iterator[Finding]:
    """No binding is of `cluster-admin`, or for the group that may do everything whatever its bindings say."""
    yield from binding.must_not_be("roleRef.name", "cluster-admin")
    yield from told(_masters(binding))


def _of_rules(role: Reader) -> Iterator[Finding]:
    for rule in role.items("rules"):
        for kind in _LISTS:
            yield from told(_of_list(rule, kind))


def _of_list(rule: Reader, kind: str) -> Iterator[Finding]:
    for item in rule.items(kind):
        yield from told(_too_much(item, kind))


def _too_much(item: Reader, kind: str) -> Iterator[Finding]:
    text = item.text("") or ""
    if "*" in text and not _BELOW_A_PATH.fullmatch(text):
        yield item.finding(f"`{item.path}` has `*`")
    if kind == "verbs" and text in _RAISING:
        yield item.finding(f"`{item.path}` gives the right to take more rights")


def _masters(binding: Reader) -> Iterator[Finding]:
    for subject in binding.items("subjects"):
        yield from told(_is_master(subject))


def _is_master(subject: Reader) -> Iterator[Finding]:
    if subject.equals("kind", "Group") and subject.text("name") == _MASTERS:
        yield subject.finding(f"`{subject.path}` is the group `{_MASTERS}`")


def _aggregated(role: Reader) -> Iterator[Finding]:
    for selector in role.items("aggregationRule.clusterRoleSelectors"):
        yield from told(_unlabeled(selector))


def _unlabeled(selector: Reader) -> Iterator[Finding]:
    asked = selector.entries("matchLabels")
    conditions = selector.items("matchExpressions")
    if not asked and not holds_for_one(conditions, lambda one: one.equals("operator", *_ASKS_FOR_A_LABEL)):
        yield selector.finding(f"`{selector.path}` takes in roles that have no label of their own")
