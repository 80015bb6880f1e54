"""What a resource answers: its inputs in the shape of the SDK's output types, and what the service adds."""

import functools
import re
from typing import Any

from sandbox import identity, rules, sdk
from sandbox.request import Request
from sandbox.schema import Anything, Bounded, Choice, ListOf, MapOf, Object, OneOf, Property, Scalar, Shape
from sandbox.store import Stored, World
from sandbox.wire import UNKNOWN

_API_VERSION = re.compile(r"Uses Azure REST API version ([\w-]+)")
_EMPTY = {"string": "", "boolean": False, "integer": 0, "number": 0}


def outputs_of(
    request: Request, place: identity.Place, old: Stored | None, world: World, *, preview: bool
) -> dict[str, Any]:
    """The outputs of a created or updated resource.

    At the preview of a new one, whatever only the service can know is left out, or unknown inside of objects; later
    nothing that the type promises is missing.
    """
    if not request.type.startswith("azure-native:"):
        return _layered(_echoed(request, place), rules.computed(request, place.id, old, preview=preview))
    schema = sdk.output_schema_of(request.type)
    if schema is None:
        return dict(request.inputs)
    fresh = preview and old is None
    inputs = {**identity.autonamed(request), **request.inputs}
    echoed = {name: shaped(inputs[name], one.shape) for name, one in schema.properties.items() if name in inputs}
    kept = {name: value for name, value in (old.outputs if old else {}).items() if old and name not in old.inputs}
    layers = [_standard(request, schema, place, world), *rules.computed(request, place.id, old, preview=preview)]
    return _completed(_layered({**kept, **echoed}, layers), schema, fresh=fresh, top=True)


def shaped(value: Any, shape: Shape) -> Any:
    """An input in the shape of the output of its name: what is not given back is dropped, lists of ids become maps."""
    if value is UNKNOWN or value is None:
        return value
    match shape:
        case Object() if isinstance(value, dict):
            properties = shape.properties
            return {name: shaped(one, properties[name].shape) for name, one in value.items() if name in properties}
        case ListOf(item) if isinstance(value, list):
            return [shaped(one, item) for one in value]
        case MapOf(item) if isinstance(value, dict):
            return {name: shaped(one, item) for name, one in value.items()}
        case MapOf() if isinstance(value, list):
            return UNKNOWN if any(one is UNKNOWN for one in value) else {str(one): _nothing() for one in value}
        case OneOf(options) if isinstance(value, dict):
            return shaped(value, _member(value, options))
        case _:
            return value


def _completed(values: dict[str, Any], schema: Object, *, fresh: bool, top: bool = False) -> dict[str, Any]:
    complete = {
        name: _completed_value(value, schema.properties[name].shape, fresh=fresh)
        if name in schema.properties
        else value
        for name, value in values.items()
    }
    for name in schema.required - complete.keys():
        property_ = schema.properties[name]
        if name == "provisioningState":
            complete[name] = "Succeeded"
        elif not fresh:
            complete[name] = _empty(property_)
        elif not top:
            complete[name] = UNKNOWN
    return complete


def _completed_value(value: Any, shape: Shape, *, fresh: bool) -> Any:
    match shape:
        case Object() if isinstance(value, dict):
            return _completed(value, shape, fresh=fresh)
        case ListOf(item) if isinstance(value, list):
            return [_completed_value(one, item, fresh=fresh) for one in value]
        case MapOf(item) if isinstance(value, dict):
            return {name: _completed_value(one, item, fresh=fresh) for name, one in value.items()}
        case OneOf(options) if isinstance(value, dict):
            return _completed_value(value, _member(value, options), fresh=fresh)
        case _:
            return value


def _empty(property_: Property) -> Any:
    if property_.constant is not None:
        return property_.constant
    match property_.shape:
        case Scalar(kinds):
            return _EMPTY[sorted(kinds)[-1]]
        case ListOf():
            return list[Any]()
        case MapOf() | Anything():
            return _nothing()
        case Object() as schema:
            return _completed({}, schema, fresh=False)
        case Choice(values):
            return values[0]
        case OneOf(options):
            return _empty(Property(options[0], required=True))
        case Bounded(inner):
            return _empty(Property(inner, required=True))


def _nothing() -> dict[str, Any]:
    return {}


def _member(value: dict[str, Any], options: tuple[Shape, ...]) -> Shape:
    """The member of a union that an object is, told by its constants, else by most names in common."""
    objects = [option for option in options if isinstance(option, Object)]
    for option in objects:
        if option.constants and all(value.get(name) == constant for name, constant in option.constants.items()):
            return option
    if not objects:
        return next((option for option in options if isinstance(option, MapOf)), Anything())
    return max(objects, key=lambda option: len(option.properties.keys() & value.keys()))


def _standard(request: Request, schema: Object, place: identity.Place, world: World) -> dict[str, Any]:
    """What every Azure resource answers."""
    values: dict[str, Any] = {"azureApiVersion": _api_version(request.type)}
    if place.id:
        values |= {"name": identity.name_of(place.id), "type": identity.arm_type_of(place.id)}
    else:
        own = identity.own_name_of(request.type)
        values |= {"name": {**identity.autonamed(request), **request.inputs}.get(own, UNKNOWN)}
    if request.inputs.get("location") is None:
        group = world.get(identity.group_of(place.id))
        values["location"] = request.location or (group.outputs.get("location") if group else None) or UNKNOWN
    if "provisioningState" in schema.properties:
        values["provisioningState"] = "Succeeded"
    return {name: value for name, value in values.items() if name in schema.properties}


def _echoed(request: Request, place: identity.Place) -> dict[str, Any]:
    """A Kubernetes object as the API gives it back: with its name and namespace."""
    values = dict(request.inputs)
    metadata = values.get("metadata") or {}
    if place.id and isinstance(metadata, dict) and not request.type.startswith("kubernetes:helm.sh/"):
        namespace, _, name = place.id.rpartition("/")
        values["metadata"] = {**metadata, "name": name, **({"namespace": namespace} if namespace else {})}
    return values


@functools.cache
def _api_version(type_: str) -> str:
    cls = sdk.resource_class(type_)
    found = _API_VERSION.search(sdk.documentation_of(cls) if cls else "")
    return found[1] if found else ""


def _layered(values: dict[str, Any], layers: list[dict[str, Any]]) -> dict[str, Any]:
    return functools.reduce(_merged, layers, values)


def _merged(values: dict[str, Any], layer: dict[str, Any]) -> dict[str, Any]:
    merged = dict(values)
    for name, value in layer.items():
        below = merged.get(name)
        merged[name] = _merged(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return merged
