"""Both providers of front door 2 on loopback, for as long as a run lasts."""

import contextlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import RLock

import grpc
from pulumi.runtime.proto import provider_pb2_grpc

from sandbox.core import Cloud
from sandbox.dialects import AzureNative, Kubernetes
from sandbox.faults import Faults
from sandbox.provider import SandboxProvider
from sandbox.redaction import RedactingStore

_THREADS = 16
"""Requests answered at once, a provider; the engine sends as many as it likes."""

_ANY_SIZE = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]


@contextlib.contextmanager
def serving(store: RedactingStore, faults: Faults | None = None) -> Iterator[str]:
    """Serve what `store` holds; yields the value of the engine's variable `PULUMI_DEBUG_PROVIDERS`.

    Requests meet `faults`, if there are any.
    """
    cloud, lock = Cloud(store, faults), RLock()
    with contextlib.ExitStack() as running:
        ports = {}
        for dialect in (AzureNative(), Kubernetes()):
            # Each says its own version, so each has its own port.
            server = grpc.server(ThreadPoolExecutor(_THREADS), options=_ANY_SIZE)
            provider_pb2_grpc.add_ResourceProviderServicer_to_server(
                SandboxProvider(cloud, store, dialect, lock), server
            )
            ports[dialect.package] = server.add_insecure_port("127.0.0.1:0")
            server.start()
            running.callback(lambda stopping=server: stopping.stop(grace=None).wait())
        yield ",".join(f"{package}:{port}" for package, port in ports.items())
