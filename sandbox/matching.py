"""Which requests an admission policy is about: the match constraints of policies and of their bindings.

https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/validating-admission-policy-v1/
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.admission import Admission

Constraints = Mapping[str, Any]
_ALL = "*"


@dataclass(frozen=True, kw_only=True)
class Resource:
    """What a request addresses."""

    group: str
    version: str
    name: str
    """The plural: `httproutes`."""
    namespaced: bool

    @classmethod
    def of(cls, api_version: str, kind: str, *, namespaced: bool) -> "Resource":
        """The resource of a kind: `apps/v1` and `Deployment` are `deployments`."""
        group, _, version = api_version.rpartition("/")
        return cls(group=group, version=version, name=plural(kind), namespaced=namespaced)


def matches(constraints: Constraints, resource: Resource, asked: Admission) -> bool:
    """Whether a request is one that the constraints are about; none at all are about every request."""
    rules = constraints.get("resourceRules")
    equivalent = constraints.get("matchPolicy", "Equivalent") == "Equivalent"
    if rules and not any(_rule_matches(rule, resource, asked, equivalent=equivalent) for rule in rules):
        return False
    excluded = constraints.get("excludeResourceRules", ())
    if any(_rule_matches(rule, resource, asked, equivalent=equivalent) for rule in excluded):
        return False
    objects = [one for one in (asked.object, asked.old_object) if one is not None]
    chosen = constraints.get("objectSelector", {})
    if not any(selects(chosen, _labels(one)) for one in objects):
        return False
    return _in_namespaces(constraints.get("namespaceSelector", {}), resource, asked)


def selects(selector: Mapping[str, Any], labels: Mapping[str, Any]) -> bool:
    """Whether a label selector takes these labels; an empty one takes all."""
    exact = selector.get("matchLabels") or {}
    return all(labels.get(key) == value for key, value in exact.items()) and all(
        _fulfills(labels, one) for one in selector.get("matchExpressions") or ()
    )


def plural(kind: str) -> str:
    """As the API names the resources of a kind."""
    name = kind.lower()
    if name.endswith("y") and name[-2] not in "aeiou":
        return f"{name[:-1]}ies"
    if name == "endpoints":
        return name
    return f"{name}es" if name.endswith(("s", "x", "ch", "sh")) else f"{name}s"


def _rule_matches(rule: Mapping[str, Any], resource: Resource, asked: Admission, *, equivalent: bool) -> bool:
    name = asked.either.get("metadata", {}).get("name")
    named = rule.get("resourceNames") or (name,)
    scope = "Namespaced" if resource.namespaced else "Cluster"
    return (
        _takes(rule.get("apiGroups"), resource.group)
        and (equivalent or _takes(rule.get("apiVersions"), resource.version))
        and (_takes(rule.get("resources"), resource.name) or "*/*" in rule.get("resources", ()))
        and _takes(rule.get("operations"), asked.operation)
        and rule.get("scope", _ALL) in (_ALL, scope)
        and name in named
    )


def _takes(values: Sequence[str] | None, value: str) -> bool:
    return bool(values) and (_ALL in values or value in values)


def _in_namespaces(selector: Mapping[str, Any], resource: Resource, asked: Admission) -> bool:
    """A namespace is judged by its own labels; what lies in none is not restricted."""
    if resource.name == "namespaces" and not resource.group:
        return selects(selector, _labels(asked.either))
    return not resource.namespaced or selects(selector, _labels(asked.namespace_object or {}))


def _labels(one: Mapping[str, Any]) -> Mapping[str, Any]:
    return (one.get("metadata") or {}).get("labels") or {}


def _fulfills(labels: Mapping[str, Any], expression: Mapping[str, Any]) -> bool:
    key, values = expression.get("key", ""), expression.get("values") or ()
    match expression.get("operator"):
        case "In":
            return key in labels and labels[key] in values
        case "NotIn":
            return labels.get(key) not in values
        case "Exists":
            return key in labels
        case _:
            return key not in labels
