"""A plan as it is once every move of traffic that waits has been made."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ops.diff.places import LOOSE, places
from ops.plan import Plan, PlannedResource, Traffic
from ops.serving import shares
from sandbox.sdk import canonical

_ONLINE = "azure-native:machinelearningservices:OnlineEndpoint"
_BATCH = "azure-native:machinelearningservices:BatchEndpoint"

_State = Mapping[str, Any]
_States = Mapping[str, Mapping[str, _State]]
"""By model, then by stamp."""


def settled(plan: Plan) -> Plan:
    """The plan of a stack that is up to date, as `--live converged` renders it, from the plan of a first `up`.

    What one `up` leaves pending the next one writes into the endpoints alone: so the program need not run again, which
    is half of a diff's time. Inputs, traffic and outputs are of the later plan; what resources answer stays.
    """
    traffic, batch = _settled_states(plan, "traffic", _moved), _settled_states(plan, "batch", _defaulted)
    where = places(plan)

    def arrived(resource: PlannedResource) -> PlannedResource:
        place = where.get(resource.urn, LOOSE)
        match canonical(resource.type):
            case t if t == _ONLINE:
                state = traffic.get(place.label, {}).get(place.stamp)
                return _with(resource, traffic=state["applied"], mirrorTraffic=state["mirror"]) if state else resource
            case t if t == _BATCH:
                default = batch.get(place.label, {}).get(place.stamp, {}).get("default")
                return _with(resource, defaults={"deploymentName": default}) if default else resource
            case _:
                return resource

    states = {model: {stamp: _traffic(state) for stamp, state in stamps.items()} for model, stamps in traffic.items()}
    return replace(
        plan,
        resources=tuple(map(arrived, plan.resources)),
        traffic={**plan.traffic, **states},
        outputs={**plan.outputs, **({"traffic": traffic} if traffic else {}), **({"batch": batch} if batch else {})},
    )


def _settled_states(plan: Plan, output: str, move: Any) -> dict[str, dict[str, _State]]:
    exported = plan.outputs.get(output)
    states: _States = exported if isinstance(exported, Mapping) else {}
    return {model: {stamp: move(state) for stamp, state in stamps.items()} for model, stamps in states.items()}


def _moved(state: _State) -> _State:
    applied = shares(state.get("pending") or {}) or state["applied"]
    wanted = shares(state.get("pendingMirror") or {}) or state.get("mirror") or {}
    mirror = {name: part for name, part in wanted.items() if not applied.get(name)}
    return {**state, "applied": applied, "mirror": mirror, "pending": {}, "pendingMirror": {}, "waitsFor": []}


def _defaulted(state: _State) -> _State:
    return {**state, "default": state.get("pending") or state.get("default", ""), "pending": ""}


def _traffic(state: _State) -> Traffic:
    return Traffic(applied=dict(state["applied"]), mirror=dict(state["mirror"]))


def _with(resource: PlannedResource, **properties: Any) -> PlannedResource:
    old = resource.inputs.get("properties")
    if not isinstance(old, Mapping) or all(old.get(name) == value for name, value in properties.items()):
        return resource
    return replace(resource, inputs={**resource.inputs, "properties": {**old, **properties}})
