"""Traffic of models on AKS: whole, to Services that are there, and guarded by the cluster itself.

What is live only the cluster knows. Two admission policies there compare each edit with it, and these rules see to it
that they are there: docs/adr/0007-the-cluster-holds-the-guards-of-traffic.md.
"""

from collections.abc import Iterator

from policies.finding import Finding
from policies.reading import Default, Reader
from policies.rule import resource_rule, stack_rule
from policies.stack_reading import StackReader
from policies.tokens import canonical
from policies.traffic_reading import ALL, ENDPOINT, shares
from policies.workloads import Neighbors, holds_for_one, is_beside, told

ROUTE = "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute"
SERVICE = "kubernetes:core/v1:Service"

KIND = ("metadata", "labels", "ai-models/route")
"""`traffic` on a route that splits a model's traffic, `version` on one that leads to a single deployment."""

_WEIGHT = "https://gateway-api.sigs.k8s.io/reference/spec/#httpbackendref"
_WEIGHTS = {"weight": Default(value=1, source=_WEIGHT)}


@resource_rule(
    "traffic-mirror-not-live",
    title="Nobody who answers callers answers copies as well",
    row="traffic-steps",
    types=(ENDPOINT, ROUTE),
    safe="a mirror of a deployment without live traffic",
    config_key="`models.NAME.mirror`",
    defaults=_WEIGHTS,
)
def mirror_not_live(thing: Reader) -> Iterator[Finding]:
    """No live request is copied to a deployment that has live traffic itself."""
    if canonical(thing.resource.type) == ENDPOINT:
        mirrored = shares(thing, "properties.mirrorTraffic")
        for name in sorted(mirrored.keys() & shares(thing, "properties.traffic").keys()):
            share = thing.entry("properties.mirrorTraffic", name)
            yield thing.finding(f"{share.words('')}, and it has live traffic")
        return
    for rule in thing.items("spec.rules"):
        yield from told(_mirrored_twice(rule))


@resource_rule(
    "traffic-weights-whole",
    title="Weights say what percent of the callers somebody gets",
    row="traffic-steps",
    types=(ENDPOINT, ROUTE),
    safe=f"weights that sum to {ALL}, or none on an endpoint that nobody calls yet",
    config_key="`models.NAME.traffic`",
    defaults=_WEIGHTS,
)
def weights_whole(thing: Reader) -> Iterator[Finding]:
    """The weights of an endpoint, and of each route that splits traffic, sum to 100."""
    if canonical(thing.resource.type) == ENDPOINT:
        total = sum(shares(thing, "properties.traffic").values())
        if total not in {0, ALL}:
            yield thing.finding(f"`properties.traffic` sums to {thing.amount('properties.traffic', total)}")
        return
    for rule in thing.items("spec.rules"):
        weights = [one.number("weight") or 0 for one in rule.items("backendRefs")]
        splits = len(weights) > 1 or thing.equals(KIND, "traffic")
        if splits and sum(weights) != ALL:
            total = rule.amount("backendRefs", sum(weights))
            yield rule.finding(f"the weights of `{rule.path}.backendRefs` sum to {total}")


@stack_rule(
    "traffic-backends-present",
    title="Callers are sent to what is there",
    row="traffic-steps",
    types=(ROUTE, SERVICE),
    safe="the name of a Service of the stack, in the namespace of the route",
    config_key="`models.NAME.traffic` and `mirror`, to declared deployments",
)
def backends(stack: StackReader) -> Iterator[Finding]:
    """Every Service that a route names, for callers or for copies, is declared."""
    services = Neighbors(stack, SERVICE)
    for route in stack.of(ROUTE):
        yield from told(_without_service(route, services))


def _mirrored_twice(rule: Reader) -> Iterator[Finding]:
    live = {one.text("name") for one in rule.items("backendRefs") if (one.number("weight") or 0) > 0}
    for copy in _copies(rule):
        if copy.text("name") in live:
            yield copy.finding(f"`{copy.path}` has live traffic as well")


def _without_service(route: Reader, services: Neighbors) -> Iterator[Finding]:
    beside = services.of(route)
    for rule in route.items("spec.rules"):
        for backend in (*rule.items("backendRefs"), *_copies(rule)):
            yield from told(_missing(backend, route, beside))


def _missing(backend: Reader, route: Reader, services: list[Reader]) -> Iterator[Finding]:
    name = backend.text("name")
    if not holds_for_one(services, lambda one: is_beside(one, route) and one.text("metadata.name") == name):
        yield backend.finding(f"`{backend.path}` names no Service of the stack in its namespace")


def _copies(rule: Reader) -> list[Reader]:
    """The backends that a rule copies requests to."""
    mirrors = [one for one in rule.items("filters") if one.equals("type", "RequestMirror")]
    return [one.at("requestMirror.backendRef") for one in mirrors]
