"""Secrets whose marks the SDK takes off before it asks a function: noted, so that no error repeats them."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

from google.protobuf import struct_pb2
from pulumi.runtime import rpc

from sandbox.wire import secret_texts, unpacked

_UNWRAP = "_unwrap_rpc_secret_struct_properties"
"""The SDK's function; only its functions' arguments go through it."""


@contextlib.contextmanager
def noting(note: Callable[[frozenset[str]], None]) -> Iterator[None]:
    """Inside, `note` is told every text that is secret in the arguments of a function, before the function is asked."""
    unwrap = getattr(rpc, _UNWRAP)

    def noted(value: Any) -> Any:
        if isinstance(value, struct_pb2.Struct):
            note(secret_texts(unpacked(value)))
        return unwrap(value)

    setattr(rpc, _UNWRAP, noted)
    try:
        yield
    finally:
        setattr(rpc, _UNWRAP, unwrap)
