"""What a resource answers: its inputs in the shape of the SDK's output types, and what the service adds."""

from typing import Any

from sandbox import rules
from sandbox.request import Request
from sandbox.store import Stored


def outputs_of(request: Request, id_: str, old: Stored | None, *, preview: bool) -> dict[str, Any]:
    """The outputs of a created or updated resource."""
    values = dict(request.inputs)
    for layer in rules.computed(request, id_, old, preview=preview):
        values = _merged(values, layer)
    return values


def _merged(values: dict[str, Any], layer: dict[str, Any]) -> dict[str, Any]:
    merged = dict(values)
    for name, value in layer.items():
        below = merged.get(name)
        merged[name] = _merged(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return merged
