"""Guards of traffic on AKS: the cluster itself refuses an edit that goes too far, whoever asks for it."""

from collections.abc import Iterator
from dataclasses import dataclass

from policies.finding import Finding
from policies.label_selectors import selects
from policies.reading import Default, Reader
from policies.rule import stack_rule
from policies.rules.traffic_routes import KIND, ROUTE
from policies.stack_reading import StackReader
from policies.workloads import DEPLOYMENT, NAMESPACE, Neighbors, holds_for_one, is_beside, told

_GROUP = "kubernetes:admissionregistration.k8s.io/v1"
POLICY = f"{_GROUP}:ValidatingAdmissionPolicy"
BINDING = f"{_GROUP}:ValidatingAdmissionPolicyBinding"

_MODELS = "ai-models:models:"
"""In the URN of whatever belongs to a model."""
_NOTES = ("ai-models/first-step", "ai-models/largest-step", "ai-models/shadow-first")
_KEEPS = ("metadata", "annotations", "ai-models/keep-last-good")
_FROZEN = ("metadata", "annotations", "ai-models/freeze-live")
_REFERENCE = "https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/"
_DEFAULTS = {"spec.failurePolicy": Default(value="Fail", source=_REFERENCE)}
_TYPES = (POLICY, BINDING, NAMESPACE)


@dataclass(frozen=True, kw_only=True)
class _Guarded:
    """What a policy has to be asked about."""

    group: str
    resource: str
    operations: tuple[str, ...]


_ROUTES = _Guarded(group="gateway.networking.k8s.io", resource="httproutes", operations=("UPDATE",))
_LIVE = _Guarded(group="apps", resource="deployments", operations=("UPDATE", "DELETE"))


@stack_rule(
    "traffic-route-guarded",
    title="The cluster refuses weights that go too far at once",
    row="traffic-steps",
    types=(ROUTE, *_TYPES),
    safe="a policy on updates of routes that fails closed, bound to the namespace to deny, and limits on the route",
    config_key="components/models/traffic_guard.py, and `models.NAME.rollout`",
    defaults=_DEFAULTS,
)
def route_guarded(stack: StackReader) -> Iterator[Finding]:
    """An admission policy of its cluster judges each route of a model, which says what it is to be held to."""
    guards = _Guards(stack)
    for route in stack.of(ROUTE):
        yield from told(_unguarded_route(route, guards))


@stack_rule(
    "traffic-live-guarded",
    title="The cluster refuses to change or delete what answers callers",
    row="traffic-immutable",
    types=(DEPLOYMENT, *_TYPES),
    safe="a policy on changes of Deployments that fails closed, bound to the namespace to deny, and `freezeLive`",
    config_key="components/models/traffic_guard.py, and `models.NAME.rollout.freezeLive` to true",
    defaults=_DEFAULTS,
)
def live_guarded(stack: StackReader) -> Iterator[Finding]:
    """An admission policy of its cluster judges each Deployment of a model, which is frozen while it is live."""
    guards = _Guards(stack)
    for deployment in stack.of(DEPLOYMENT):
        if _MODELS in deployment.urn:
            yield from told(guards.missing(deployment, _LIVE))
            yield from deployment.must_be(_FROZEN, "true", known=("false",))


class _Guards:
    """The admission policies of every cluster."""

    def __init__(self, stack: StackReader) -> None:
        self._policies = stack.of(POLICY)
        self._bindings = stack.of(BINDING)
        self._namespaces = Neighbors(stack, NAMESPACE)

    def missing(self, thing: Reader, guarded: _Guarded) -> Iterator[Finding]:
        """A finding unless a policy of its cluster guards a thing."""
        own = [one for one in self._namespaces.of(thing) if is_beside(one, thing)]
        if not own:
            yield thing.finding("its namespace is not of the stack, and so no binding is known to reach it")
        elif not holds_for_one(self._policies, lambda policy: self._guards(policy, thing, own[0], guarded)):
            yield thing.finding("no admission policy of its cluster guards it")

    def _guards(self, policy: Reader, thing: Reader, namespace: Reader, guarded: _Guarded) -> bool:
        """Whether a policy is asked of a thing, refuses it where it fails itself, and is bound to its namespace."""
        asked = (
            policy.resource.provider == thing.resource.provider
            and any(_concerns(rule, guarded) for rule in policy.items("spec.matchConstraints.resourceRules"))
            and selects(policy.at("spec.matchConstraints.objectSelector"), thing.at("metadata.labels"))
            and policy.equals("spec.failurePolicy", "Fail")
            and bool(policy.items("spec.validations"))
        )
        return asked and holds_for_one(self._bindings, lambda binding: _binds(binding, policy, thing, namespace))


def _unguarded_route(route: Reader, guards: _Guards) -> Iterator[Finding]:
    kind = route.text(KIND)
    if kind == "version" or not (kind or _MODELS in route.urn):
        return
    yield from told(guards.missing(route, _ROUTES))
    for note in _NOTES:
        yield from route.must_have(("metadata", "annotations", note))
    yield from route.must_be(_KEEPS, "true", known=("false",))


def _concerns(rule: Reader, guarded: _Guarded) -> bool:
    return (
        not {guarded.group, "*"}.isdisjoint(rule.texts("apiGroups"))
        and not {guarded.resource, "*"}.isdisjoint(rule.texts("resources"))
        and ("*" in rule.texts("operations") or {*guarded.operations} <= {*rule.texts("operations")})
    )


def _binds(binding: Reader, policy: Reader, thing: Reader, namespace: Reader) -> bool:
    return (
        binding.resource.provider == policy.resource.provider
        and binding.text("spec.policyName") == policy.text("metadata.name")
        and "Deny" in binding.texts("spec.validationActions")
        and selects(binding.at("spec.matchResources.namespaceSelector"), namespace.at("metadata.labels"))
        and selects(binding.at("spec.matchResources.objectSelector"), thing.at("metadata.labels"))
    )
