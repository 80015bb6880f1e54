"""Whether inputs are what the official SDK's own types say they are."""

from sandbox.recording import Refusal
from sandbox.request import Request


def type_errors(request: Request) -> list[Refusal]:
    """Everything in the inputs that the SDK's types forbid."""
    return [] if request.type else [Refusal(urn=request.urn, code="InvalidRequest", message="no type")]
