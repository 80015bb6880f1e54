"""Whether inputs are what the official SDK's own types say they are."""

import json
from typing import Any

from sandbox import sdk
from sandbox.crds import kinds_in, schema_of_kind
from sandbox.mismatches import either, mismatches, nearest
from sandbox.recording import Refusal
from sandbox.request import Call, Request
from sandbox.schema import Object, Scalar


def type_errors(request: Request) -> list[Refusal]:
    """Everything in the inputs that the SDK's types forbid."""
    schema = sdk.schema_of(request.type) or schema_of_kind(request.type)
    if schema is None:
        return [Refusal(urn=request.urn, code="UnknownResourceType", message=_unknown_type(request.type))]
    inputs = _decoded(request.inputs, schema) if request.type.startswith(sdk.PROVIDER_PREFIX) else request.inputs
    problems = mismatches(inputs, schema, request.secrets)
    return [Refusal(urn=request.urn, code=code, message=message) for code, message in problems]


def argument_errors(call: Call) -> list[Refusal]:
    """Everything in a function's arguments that the SDK's types forbid."""
    schema = sdk.function_schema_of(call.token)
    if schema is None:
        return [Refusal(urn="", code="UnknownFunction", message=f"the SDK has no function {call.token}")]
    problems = mismatches(dict(call.args), schema, call.secrets)
    return [Refusal(urn="", code=code, message=f"{call.token}: {message}") for code, message in problems]


def _decoded(inputs: dict[str, Any], schema: Object) -> dict[str, Any]:
    """A provider's inputs: whatever is no string travels as JSON."""
    return {name: _from_json(value, schema.properties.get(name)) for name, value in inputs.items()}


def _from_json(value: Any, property_: Any) -> Any:
    if not isinstance(value, str) or property_ is None:
        return value
    if isinstance(property_.shape, Scalar) and "string" in property_.shape.kinds:
        return value
    try:
        return json.loads(value)
    except json.JSONDecodeError:
        return value


def _unknown_type(type_: str) -> str:
    package = type_.removeprefix(sdk.PROVIDER_PREFIX).partition(":")[0]
    if package not in sdk.PACKAGES:
        return f"the sandbox knows no package {package!r}: it stands in for {either(list(sdk.PACKAGES))} only."
    module, _, kind = type_.rpartition(":")
    custom = kinds_in(type_)
    if custom:
        group = module.removeprefix("kubernetes:")
        return f'no matches for kind "{kind}" in version "{group}"; there are: {", ".join(custom)}.'
    kinds = [token.rpartition(":")[2] for token in sdk.types_like(type_) if token.rpartition(":")[0] == module]
    return f"the SDK has no resource type {type_}.{nearest(kind, kinds) or nearest(type_, sdk.types_like(type_), 0.9)}"
