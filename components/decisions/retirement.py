"""What marks a model or a stamp as retired, and what of the stack still answers, as far as Pulumi's state tells."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from components.decisions.made import Made
from components.decisions.traffic_state import in_words
from components.network_policies import MODEL_LABEL

MODEL_TAG = "model"
"""Tag of an Azure ML endpoint that names its model."""

RETIRED_TAG = "retired"
"""Tag of what an `up` has retired, so that a later edit may take it away."""

STAMP_NOTE = "ai-models/stamp"
"""Annotation of a model's namespace that names its region."""

RETIRED_NOTE = "ai-models/retired"
"""Annotation of a model's namespace: whether an `up` has retired it."""

_TRUE = "true"
_NAME = re.compile(r"-([a-z0-9]+)-models-(.+)-(?:endpoint|namespace)$")
_AZURE_ML = {
    "azure-native:machinelearningservices:OnlineEndpoint": "managed",
    "azure-native:machinelearningservices:BatchEndpoint": "batch",
}
_NAMESPACE = "kubernetes:core/v1:Namespace"
_ROUTE = "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute"
_GROUP = "azure-native:resources:ResourceGroup"
_SHARED_GROUP = "-shared-group"


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """A model's endpoint in one stamp, as an earlier `up` has left it."""

    target: str
    """`managed`, `batch` or `kubernetes`."""
    model: str
    region: str
    name: str
    """Physical name of the endpoint, of a model on AKS that of its namespace."""
    retired: bool
    """Whether an `up` has retired it."""
    gives: str = ""
    """Who answers, in words; empty where nobody does."""
    host: str = ""
    """Name that callers ask for, of a model on AKS."""
    path: str = ""
    """What the paths of their requests begin with."""


@dataclass(frozen=True, kw_only=True)
class Group:
    """A stamp's resource group, as an earlier `up` has left it."""

    region: str
    name: str
    """Physical name."""
    workload: str
    stack: str
    """Of what the names of the stamp are made."""
    retired: bool


@dataclass(frozen=True, kw_only=True)
class Answering:
    """All that answers, and where it stands."""

    endpoints: tuple[Endpoint, ...] = ()
    groups: tuple[Group, ...] = ()
    primary: str = ""
    """Region of what exists once; empty before it is made."""


def endpoint_tags(model: str, *, retired: bool) -> dict[str, str]:
    """What tells of an Azure ML endpoint whose it is, and whether it may go."""
    return {MODEL_TAG: model, **retired_tag(retired=retired)}


def retired_tag(*, retired: bool) -> dict[str, str]:
    """The tag of what may go; none of what stays."""
    return {RETIRED_TAG: _TRUE} if retired else {}


def answering(made: Sequence[Made]) -> Answering:
    """What of these resources answers requests."""
    routes = {
        one.name.removesuffix("-route-traffic"): one
        for one in made
        if one.type == _ROUTE and one.name.endswith("-route-traffic")
    }
    groups = [one for one in made if one.type == _GROUP]
    return Answering(
        endpoints=tuple(_endpoints(made, routes)),
        groups=tuple(_group(one) for one in groups if one.text("tags", "stamp")),
        primary=next((_region(one.text("location")) for one in groups if one.name.endswith(_SHARED_GROUP)), ""),
    )


def _endpoints(made: Sequence[Made], routes: Mapping[str, Made]) -> Iterator[Endpoint]:
    for one in made:
        if one.type in _AZURE_ML:
            yield _on_azure_ml(one)
        elif one.type == _NAMESPACE and one.text("metadata", "labels", MODEL_LABEL):
            yield _on_kubernetes(one, routes.get(one.name.removesuffix("-namespace")))


def _on_azure_ml(endpoint: Made) -> Endpoint:
    default = endpoint.text("properties", "defaults", "deploymentName")
    weights = _whole(endpoint.at("properties", "traffic"))
    return Endpoint(
        target=_AZURE_ML[endpoint.type],
        model=endpoint.text("tags", MODEL_TAG) or _by_name(endpoint)[1],
        region=endpoint.text("tags", "stamp") or _region(endpoint.text("location")),
        name=endpoint.text("name"),
        retired=endpoint.text("tags", RETIRED_TAG) == _TRUE,
        gives=default or _words(weights),
    )


def _on_kubernetes(namespace: Made, route: Made | None) -> Endpoint:
    model = namespace.text("metadata", "labels", MODEL_LABEL)
    backends = (route.at("spec", "rules", 0, "backendRefs") if route else None) or []
    weights = {
        str(one.get("name", "")).removeprefix(f"{model}-"): one.get("weight")
        for one in backends
        if isinstance(one, Mapping)
    }
    return Endpoint(
        target="kubernetes",
        model=model,
        region=namespace.text("metadata", "annotations", STAMP_NOTE) or _by_name(namespace)[0],
        name=namespace.text("metadata", "name"),
        retired=namespace.text("metadata", "annotations", RETIRED_NOTE) == _TRUE,
        gives=_words(_whole(weights)),
        host=route.text("spec", "hostnames", 0) if route else "",
        path=route.text("spec", "rules", 0, "matches", 0, "path", "value") if route else "",
    )


def _by_name(made: Made) -> tuple[str, str]:
    """Region and model of what was made before it was marked with them: `shop-eastus-models-fraud-endpoint`."""
    found = _NAME.search(made.name)
    return (found[1], found[2]) if found else ("", "")


def _group(group: Made) -> Group:
    return Group(
        region=group.text("tags", "stamp"),
        name=group.text("name"),
        workload=group.text("tags", "workload"),
        stack=group.text("tags", "stack"),
        retired=group.text("tags", RETIRED_TAG) == _TRUE,
    )


def _whole(weights: Any) -> dict[str, int]:
    """The weights that are numbers: the engine tells them as floats."""
    items = weights.items() if isinstance(weights, Mapping) else ()
    return {str(name): int(weight) for name, weight in items if isinstance(weight, (int, float))}


def _words(weights: Mapping[str, int]) -> str:
    return in_words(weights) if any(weights.values()) else ""


def _region(location: str) -> str:
    """Azure writes `eastus` and `East US` for the same."""
    return location.lower().replace(" ", "")
