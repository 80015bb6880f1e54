"""How a provider says that a create or update failed and yet left a resource behind.

The engine takes it into the state as one whose next `up` must update it, whatever the diff says:
https://github.com/pulumi/pulumi, `proto/pulumi/provider.proto`, `ErrorResourceInitFailed`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import grpc
from google.protobuf import struct_pb2
from google.rpc import status_pb2
from pulumi.runtime.proto import provider_pb2

from sandbox.faults import Interrupted
from sandbox.redaction import marked
from sandbox.wire import packed

_DETAILS = "grpc-status-details-bin"


@contextmanager
def partly_made(context: Any, inputs: struct_pb2.Struct, secrets: frozenset[str]) -> Iterator[None]:
    """Put what an interrupted request left behind beside its error, which goes on to the caller."""
    try:
        yield
    except Interrupted as interrupted:
        left = provider_pb2.ErrorResourceInitFailed(
            id=interrupted.id,
            properties=packed(marked(interrupted.outputs, secrets)),
            inputs=inputs,
            reasons=[refusal.message for refusal in interrupted.refusals],
        )
        status = status_pb2.Status(code=grpc.StatusCode.UNKNOWN.value[0], message=str(interrupted))
        status.details.add().Pack(left)
        context.set_trailing_metadata(((_DETAILS, status.SerializeToString()),))
        raise
