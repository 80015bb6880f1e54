"""A model on AKS, for stories."""

import copy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from config.stack import StackConfig
from sandbox.core import Cloud
from sandbox.request import Request
from sandbox.store import Stored
from tests.traffic.content import Content, Model
from tests.traffic.contents import (
    FIRST_KUBERNETES,
    FIRST_MANAGED,
    KUBERNETES_DEPLOYMENT,
    KUBERNETES_MODEL,
    address_in,
    kubernetes_version,
)
from tests.traffic.kept import Kept
from tests.traffic.packets import Place, address, lost
from tests.traffic.pods import newest_works, settle, sweep
from tests.traffic.stack import plant, serving_name, stack_config, told
from tests.traffic.target import MODEL, OTHER_REGION, REGION, Found, is_own
from tests.traffic.trouble import Made

ROUTE = "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute"
DEPLOYMENT = "kubernetes:apps/v1:Deployment"
SERVICE = "kubernetes:core/v1:Service"
_NAMESPACE = f"model-{MODEL}"
_OWN = f"|{_NAMESPACE}/{MODEL}-"


class Kubernetes:
    """The target `kubernetes`."""

    name = "kubernetes"
    asks_live = False
    content = Content(
        deployment=kubernetes_version,
        versioned="image",
        size="replicas",
        most_mirrored=100,
        of_model=KUBERNETES_MODEL,
        of_deployment=KUBERNETES_DEPLOYMENT,
        address=address_in,
        firsts=(FIRST_KUBERNETES, FIRST_MANAGED),
    )

    def __init__(self) -> None:
        self.by_hand: Mapping[str, Callable[[Cloud, int, int], bool]] = {
            "move": _move,
            "wipe": _wipe,
            "mirror": _mirror,
            "delete": _delete,
            "delete service": _delete_service,
            "scale": _scale,
        }

    def first(self) -> Model:
        """One deployment that gets all."""
        return copy.deepcopy(FIRST_KUBERNETES)

    def prepare(self, cloud: Cloud) -> None:
        """The group and the workspace."""
        plant(cloud.store)

    def config(self, model: Model | None, around: Mapping[str, Any]) -> StackConfig:
        """The stack's config with that model, and what else is written."""
        return stack_config(model, around)

    def found(self, cloud: Cloud, region: str = REGION) -> Found:
        """What the cluster has."""
        there = {_short(one): one for one in _all(cloud, DEPLOYMENT, region)}
        services = {_short(one) for one in _all(cloud, SERVICE, region)}
        present = frozenset(there.keys() & services)
        route = _route(cloud, region)
        place = _place(cloud, route or next(iter(there.values()), None))
        ends = {name: lost(place, MODEL, f"{MODEL}-{name}") for name in present} if place else {}
        return Found(
            traffic=_weights(route) if route else {},
            mirror=_mirrored(route) if route else {},
            named=frozenset({*_backends_of(route), *_mirrored(route)}) if route else frozenset(),
            standing=frozenset(name for name, end in ends.items() if not end),
            lost={name: end for name, end in ends.items() if end},
            address=address(place, MODEL) if place else None,
            retired=place is not None and place.notes.get("ai-models/retired") == "true",
            halfway=frozenset(name for name, one in there.items() if not newest_works(one)),
            present=present,
            runs={name: _pod(there[name])["image"] for name in present},
            sizes={name: int(there[name].inputs["spec"].get("replicas") or 0) for name in present},
            stable=_annotations(route).get("ai-models/stable") if route else None,
        )

    def deployment_of(self, made: Made) -> str | None:
        """The name after the two dashes."""
        if made.type not in {DEPLOYMENT, SERVICE} or f"-{MODEL}--" not in made.name:
            return None
        return made.name.rpartition("--")[2].removesuffix("-deployment").removesuffix("-service")

    def region_of(self, made: Made) -> str:
        """By the name of what serves the stamp."""
        return OTHER_REGION if made.name.startswith(serving_name(OTHER_REGION)) else REGION

    def told(self, outputs: Mapping[str, Any], region: str = REGION) -> Mapping[str, Any]:
        """The model's `applied` and `pending`."""
        return told(outputs, region)

    def settle(self, cloud: Cloud, *, over: bool = False) -> None:
        """Pods come after the request, and the old ones go when the new ones are there."""
        (sweep if over else settle)(cloud)

    def serial(self, made: Made) -> bool:
        """The API server takes many requests at a time, of any kind."""
        return made.type == ""

    def orders(self, kept: Mapping[str, Kept], found: Found, region: str = REGION) -> Iterator[tuple[str, str]]:
        """The route of the weights waits for every Deployment and Service that it leads to."""
        own = [one for one in kept.values() if is_own(one.name) and self._region(one) == region]
        routes = [one for one in own if one.type == ROUTE and one.name.endswith("-traffic")]
        live = {*found.traffic, *found.mirror}
        for one in own:
            if self.deployment_of(Made(operation="", urn=one.urn, type=one.type)) in live:
                yield from ((route.urn, one.urn) for route in routes)

    def _region(self, kept: Kept) -> str:
        return self.region_of(Made(operation="", urn=kept.urn, type=kept.type))


def _move(cloud: Cloud, first: int, second: int) -> bool:
    names = sorted(_short(one) for one in _all(cloud, DEPLOYMENT))
    if not names:
        return False
    one, other = names[first % len(names)], names[second % len(names)]
    part = (100, 50, 99)[second % 3]
    return _rule(cloud, backendRefs=_backends({one: 100} if one == other else {one: part, other: 100 - part}))


def _wipe(cloud: Cloud, _first: int, _second: int) -> bool:
    return _rule(cloud, backendRefs=[])


def _mirror(cloud: Cloud, first: int, second: int) -> bool:
    names = sorted(_short(one) for one in _all(cloud, DEPLOYMENT))
    if not names:
        return False
    backend = {"name": f"{MODEL}-{names[first % len(names)]}", "port": 80}
    mirror = {"type": "RequestMirror", "requestMirror": {"backendRef": backend, "percent": 1 + second % 100}}
    return _rule(cloud, filters=[mirror] if second % 3 else [])


def _delete(cloud: Cloud, first: int, _second: int) -> bool:
    return _gone(cloud, list(_all(cloud, DEPLOYMENT)), first)


def _delete_service(cloud: Cloud, first: int, _second: int) -> bool:
    return _gone(cloud, list(_all(cloud, SERVICE)), first)


def _scale(cloud: Cloud, first: int, second: int) -> bool:
    there = list(_all(cloud, DEPLOYMENT))
    if there:
        one = there[first % len(there)]
        _write(cloud, one, {**one.inputs, "spec": {**one.inputs["spec"], "replicas": second % 5}})
    return bool(there)


def _gone(cloud: Cloud, there: list[Stored], first: int) -> bool:
    if there:
        one = there[first % len(there)]
        cluster, _, id_ = one.id.split("|")
        cloud.delete(id_, type_=one.type, cluster=cluster)
    return bool(there)


def _rule(cloud: Cloud, **changes: Any) -> bool:
    route = _route(cloud)
    if route is None:
        return False
    rule = {**route.inputs["spec"]["rules"][0], **changes}
    rule = {key: value for key, value in rule.items() if value}
    _write(cloud, route, {**route.inputs, "spec": {**route.inputs["spec"], "rules": [rule]}})
    return True


def _write(cloud: Cloud, stored: Stored, inputs: dict[str, Any]) -> None:
    cluster, _, id_ = stored.id.split("|")
    request = Request(urn=stored.urn, type=stored.type, name="by hand", inputs=inputs, cluster=cluster)
    cloud.update(replace(request), id_, preview=False)


def _backends(weights: Mapping[str, int]) -> list[dict[str, Any]]:
    return [{"name": f"{MODEL}-{name}", "port": 80, "weight": share} for name, share in weights.items()]


def _all(cloud: Cloud, type_: str, region: str = REGION) -> Iterator[Stored]:
    return (one for one in cloud.store.of_type(type_) if _cluster(region) in one.id and _OWN in one.id)


def _route(cloud: Cloud, region: str = REGION) -> Stored | None:
    end = f"|{_NAMESPACE}/{MODEL}"
    there = (one for one in cloud.store.of_type(ROUTE) if _cluster(region) in one.id and one.id.endswith(end))
    return next(there, None)


def _cluster(region: str) -> str:
    """What a cluster's key has in it: the end of its provider's URN."""
    return f"::{serving_name(region)}-kubernetes|"


def _place(cloud: Cloud, stored: Stored | None) -> Place | None:
    return Place(cloud=cloud, cluster=stored.id.partition("|")[0], namespace=_NAMESPACE) if stored else None


def _pod(deployment: Stored) -> dict[str, Any]:
    """The model's container."""
    return deployment.inputs["spec"]["template"]["spec"]["containers"][0]


def _annotations(stored: Stored) -> dict[str, str]:
    return stored.inputs["metadata"].get("annotations") or {}


def _short(stored: Stored) -> str:
    return stored.id.rpartition(f"/{MODEL}-")[2]


def _weights(route: Stored) -> dict[str, int]:
    return {name: share for name, share in _backends_of(route).items() if share > 0}


def _backends_of(route: Stored) -> dict[str, int]:
    """Every deployment that the route names as a backend, with its share."""
    backends = route.inputs["spec"]["rules"][0].get("backendRefs") or []
    return {one["name"].removeprefix(f"{MODEL}-"): int(one["weight"]) for one in backends}


def _mirrored(route: Stored) -> dict[str, int]:
    filters = route.inputs["spec"]["rules"][0].get("filters") or []
    mirrors = [one["requestMirror"] for one in filters if one["type"] == "RequestMirror"]
    return {one["backendRef"]["name"].removeprefix(f"{MODEL}-"): int(one["percent"]) for one in mirrors}
