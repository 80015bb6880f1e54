"""A model on a managed online endpoint, for stories."""

import copy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from components.addresses import endpoint_name, workspace_address
from components.decisions.live import STABLE_TAG
from config.stack import StackConfig
from sandbox.core import Cloud
from sandbox.request import Request
from sandbox.store import Stored
from tests.traffic.content import Content, Model
from tests.traffic.contents import (
    FIRST_KUBERNETES,
    FIRST_MANAGED,
    MANAGED_DEPLOYMENT,
    MANAGED_MODEL,
    managed_version,
)
from tests.traffic.kept import Kept
from tests.traffic.stack import NAMES, plant, serving_name, stack_config, told
from tests.traffic.target import MODEL, OTHER_REGION, REGION, Found, is_own
from tests.traffic.trouble import Made

_MODULE = "azure-native:machinelearningservices"
ENDPOINT, DEPLOYMENT = f"{_MODULE}:OnlineEndpoint", f"{_MODULE}:OnlineDeployment"
_ADDRESS = workspace_address(NAMES, REGION)
_ENDPOINT_IDS = {
    region: f"{workspace_address(NAMES, region).id}/onlineEndpoints/{endpoint_name(NAMES, region, MODEL)}"
    for region in (REGION, OTHER_REGION)
}
_ENDPOINT_ID = _ENDPOINT_IDS[REGION]
"""What hands change: that of the one stamp which is always there."""
_BY_HAND = "hand"


class Managed:
    """The target `managed`."""

    name = "managed"
    asks_live = True
    content = Content(
        deployment=managed_version,
        versioned="model",
        size="instances",
        most_mirrored=50,
        of_model=MANAGED_MODEL,
        of_deployment=MANAGED_DEPLOYMENT,
        address=lambda _: None,
        firsts=(FIRST_MANAGED, FIRST_KUBERNETES),
    )

    def __init__(self) -> None:
        self.by_hand: Mapping[str, Callable[[Cloud, int, int], bool]] = {
            "move": _move,
            "wipe": _wipe,
            "mirror": _mirror,
            "add": _add,
            "delete": _delete,
            "retag": _retag,
            "scale": _scale,
        }

    def first(self) -> Model:
        """One deployment that gets all."""
        return copy.deepcopy(FIRST_MANAGED)

    def prepare(self, cloud: Cloud) -> None:
        """The group and the workspace."""
        plant(cloud.store)

    def config(self, model: Model | None, around: Mapping[str, Any]) -> StackConfig:
        """The stack's config with that model, and what else is written."""
        return stack_config(model, around)

    def found(self, cloud: Cloud, region: str = REGION) -> Found:
        """What Azure answers."""
        endpoint = cloud.store.get(_ENDPOINT_IDS[region])
        if endpoint is None:
            return Found()
        there = {_name(one): one for one in _deployments(cloud, region)}
        return Found(
            traffic=_positive(endpoint, "traffic"),
            mirror=_positive(endpoint, "mirrorTraffic"),
            standing=frozenset(name for name, one in there.items() if _succeeded(one)),
            present=frozenset(there),
            runs={name: _runs(one.inputs["properties"]) for name, one in there.items()},
            sizes={name: int(one.inputs["sku"]["capacity"]) for name, one in there.items()},
            stable=(endpoint.inputs.get("tags") or {}).get(STABLE_TAG),
            retired=(endpoint.inputs.get("tags") or {}).get("retired") == "true",
        )

    def deployment_of(self, made: Made) -> str | None:
        """The name after the two dashes."""
        own = made.type == DEPLOYMENT and f"-{MODEL}--" in made.name
        return made.name.rpartition("--")[2] if own else None

    def region_of(self, made: Made) -> str:
        """By the name of what serves the stamp."""
        return OTHER_REGION if made.name.startswith(serving_name(OTHER_REGION)) else REGION

    def told(self, outputs: Mapping[str, Any], region: str = REGION) -> Mapping[str, Any]:
        """The model's `applied` and `pending`."""
        return told(outputs, region)

    def settle(self, cloud: Cloud, *, over: bool = False) -> None:
        """Azure has done all that a request asks for when it answers."""

    def serial(self, made: Made) -> bool:
        """An endpoint is changed by one request at a time, those of its deployments among them."""
        return made.type in {ENDPOINT, DEPLOYMENT}

    def orders(self, kept: Mapping[str, Kept], found: Found, region: str = REGION) -> Iterator[tuple[str, str]]:
        """A retired deployment is deleted after the endpoint's update: deletes are last, so nothing has to wait."""
        own = [one for one in kept.values() if is_own(one.name) and self._region(one) == region]
        endpoints = [one.urn for one in own if one.type == ENDPOINT]
        for one in own:
            if one.type == DEPLOYMENT and found.present:
                yield from ((one.urn, endpoint) for endpoint in endpoints)

    def _region(self, kept: Kept) -> str:
        return self.region_of(Made(operation="", urn=kept.urn, type=kept.type))


def _move(cloud: Cloud, first: int, second: int) -> bool:
    names = sorted(_name(one) for one in _deployments(cloud) if _succeeded(one))
    if not names:
        return False
    one, other = names[first % len(names)], names[second % len(names)]
    part = (100, 50, 99)[second % 3]
    return _put(cloud, traffic={one: 100} if one == other else {one: part, other: 100 - part}, mirrorTraffic={})


def _wipe(cloud: Cloud, _first: int, _second: int) -> bool:
    return _put(cloud, traffic={}, mirrorTraffic={})


def _mirror(cloud: Cloud, first: int, second: int) -> bool:
    endpoint = cloud.store.get(_ENDPOINT_ID)
    live = _positive(endpoint, "traffic") if endpoint else {}
    names = sorted(_name(one) for one in _deployments(cloud) if _succeeded(one) and _name(one) not in live)
    return bool(names) and _put(cloud, mirrorTraffic={names[first % len(names)]: 1 + second % 50} if second % 3 else {})


def _add(cloud: Cloud, _first: int, _second: int) -> bool:
    there = list(_deployments(cloud))
    if not there or any(_name(one) == _BY_HAND for one in there):
        return False
    inputs = {**there[0].inputs, "deploymentName": _BY_HAND, "tags": {}}
    cloud.create(_request(replace(there[0], urn="by hand", inputs=inputs)), preview=False)
    return True


def _delete(cloud: Cloud, first: int, _second: int) -> bool:
    there = list(_deployments(cloud))
    if there:
        one = there[first % len(there)]
        cloud.delete(one.id, type_=one.type)
    return bool(there)


def _retag(cloud: Cloud, _first: int, _second: int) -> bool:
    endpoint = cloud.store.get(_ENDPOINT_ID)
    if endpoint is None:
        return False
    cloud.update(_request(replace(endpoint, inputs={**endpoint.inputs, "tags": {}})), endpoint.id, preview=False)
    return True


def _scale(cloud: Cloud, first: int, second: int) -> bool:
    there = list(_deployments(cloud))
    if there:
        one = there[first % len(there)]
        inputs = {**one.inputs, "sku": {**one.inputs["sku"], "capacity": 1 + second % 5}}
        cloud.update(_request(replace(one, inputs=inputs)), one.id, preview=False)
    return bool(there)


def _put(cloud: Cloud, **properties: Any) -> bool:
    endpoint = cloud.store.get(_ENDPOINT_ID)
    if endpoint is None:
        return False
    inputs = {**endpoint.inputs, "properties": {**endpoint.inputs["properties"], **properties}}
    cloud.update(_request(replace(endpoint, inputs=inputs)), endpoint.id, preview=False)
    return True


def _request(stored: Stored) -> Request:
    return Request(
        urn=stored.urn,
        type=stored.type,
        name="by hand",
        inputs=stored.inputs,
        subscription_id=_ADDRESS.subscription_id,
        location=REGION,
    )


def _deployments(cloud: Cloud, region: str = REGION) -> Iterator[Stored]:
    below = cloud.store.children(f"{_ENDPOINT_IDS[region]}/deployments")
    return (one for one in below if one.type == DEPLOYMENT)


def _runs(properties: Mapping[str, Any]) -> str:
    return " ".join(str(properties.get(key, "")) for key in ("instanceType", "environmentId", "model"))


def _name(stored: Stored) -> str:
    return stored.id.rpartition("/")[2]


def _succeeded(stored: Stored) -> bool:
    return stored.outputs["properties"].get("provisioningState") == "Succeeded"


def _positive(endpoint: Stored, path: str) -> dict[str, int]:
    weights = endpoint.inputs["properties"].get(path) or {}
    return {name: int(share) for name, share in weights.items() if share > 0}
