"""A plan as it is once every move of traffic that waits has been made."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from ops.diff.places import LOOSE, places
from ops.live import LIVE_TYPES
from ops.plan import Plan, PlannedResource, Traffic
from sandbox.sdk import canonical

_ONLINE = "azure-native:machinelearningservices:OnlineEndpoint"
_BATCH = "azure-native:machinelearningservices:BatchEndpoint"

_State = Mapping[str, Any]
_States = Mapping[str, Mapping[str, _State]]
"""By model, then by stamp."""


_Where = tuple[str, str]
"""A model and a stamp."""


def settled(plan: Plan, only: Collection[_Where] | None = None) -> Plan:
    """The plan of a stack that is up to date, as `--live converged` renders it, from the plan of a first `up`.

    What one `up` leaves pending the next one writes into the endpoints alone: so the program need not run again, which
    is half of a diff's time. Inputs, traffic and outputs are of the later plan; what resources answer stays. `only`
    these models in these stamps arrive, where it is given.
    """
    traffic = _settled_states(plan, "traffic", _moved, only)
    batch = _settled_states(plan, "batch", _defaulted, only)
    where = places(plan)

    def arrived(resource: PlannedResource) -> PlannedResource:
        place = where.get(resource.urn, LOOSE)
        type_ = canonical(resource.type)
        if only is not None and (place.label, place.stamp) not in only:
            return resource
        if type_ == _ONLINE and (state := traffic.get(place.label, {}).get(place.stamp)):
            return _with(resource, traffic=state["applied"], mirrorTraffic=state["mirror"])
        if type_ == _BATCH and (default := batch.get(place.label, {}).get(place.stamp, {}).get("default")):
            return _with(resource, defaults={"deploymentName": default})
        return resource

    states = {model: {stamp: _traffic(state) for stamp, state in stamps.items()} for model, stamps in traffic.items()}
    return replace(
        plan,
        resources=tuple(map(arrived, plan.resources)),
        traffic={**plan.traffic, **states},
        outputs={**plan.outputs, **({"traffic": traffic} if traffic else {}), **({"batch": batch} if batch else {})},
    )


def settled_on(head: Plan, base: Plan) -> Plan | None:
    """What `head`, the plan of a first `up`, would be where `base` is live and settled.

    None where only a run of the program can tell: what is live decides about traffic and guards as soon as an endpoint
    or a deployment is not, but for how many instances it has, what it was.
    """
    before, after = _endpoints(base), _endpoints(settled(head))
    there = [where for where in after if where in before]
    return settled(head, there) if all(after[where] == before[where] for where in there) else None


def _endpoints(plan: Plan) -> dict[_Where, dict[str, Any]]:
    """What each model declares of Azure ML in each stamp, by URN."""
    where, by_urn = places(plan), {one.urn: one for one in plan.resources}
    found: dict[_Where, dict[str, Any]] = {}
    for one in plan.resources:
        if canonical(one.type) in LIVE_TYPES:
            place, provider = where.get(one.urn, LOOSE), by_urn.get(one.provider)
            asked = (provider.inputs if provider else None, _without_capacity(one.inputs))
            found.setdefault((place.label, place.stamp), {})[one.urn] = asked
    return found


def _without_capacity(inputs: Mapping[str, Any]) -> Mapping[str, Any]:
    sku = inputs.get("sku")
    return {**inputs, "sku": {**sku, "capacity": 0}} if isinstance(sku, Mapping) else inputs


def _settled_states(
    plan: Plan, output: str, move: Any, only: Collection[_Where] | None
) -> dict[str, dict[str, _State]]:
    exported = plan.outputs.get(output)
    states: _States = exported if isinstance(exported, Mapping) else {}
    return {
        model: {
            stamp: move(state) if only is None or (model, stamp) in only else state for stamp, state in stamps.items()
        }
        for model, stamps in states.items()
    }


def _moved(state: _State) -> _State:
    applied = _shares(state.get("pending") or {}) or state["applied"]
    wanted = _shares(state.get("pendingMirror") or {}) or state.get("mirror") or {}
    mirror = {name: part for name, part in wanted.items() if not applied.get(name)}
    return {**state, "applied": applied, "mirror": mirror, "pending": {}, "pendingMirror": {}, "waitsFor": []}


def _defaulted(state: _State) -> _State:
    return {**state, "default": state.get("pending") or state.get("default", ""), "pending": ""}


def _traffic(state: _State) -> Traffic:
    return Traffic(
        applied=dict(state["applied"]), pending=dict(state.get("pending") or {}), mirror=dict(state.get("mirror") or {})
    )


def _with(resource: PlannedResource, **properties: Any) -> PlannedResource:
    old = resource.inputs.get("properties")
    if not isinstance(old, Mapping) or all(old.get(name) == value for name, value in properties.items()):
        return resource
    return replace(resource, inputs={**resource.inputs, "properties": {**old, **properties}})


def _shares(weights: Mapping[str, int]) -> dict[str, int]:
    return {name: weight for name, weight in weights.items() if weight}
