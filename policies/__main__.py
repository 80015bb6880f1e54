"""The pack's process: Pulumi's engine starts it with `--policy-pack policies`."""
# ruff: noqa: E402  # what is imported takes a second, in which the engine may interrupt already

import signal

# Python would show a traceback for it.
signal.signal(signal.SIGINT, signal.SIG_DFL)

import datetime
import importlib
import sys
import threading
from concurrent import futures
from pathlib import Path

import grpc
from pulumi.runtime.proto import analyzer_pb2_grpc

_MEGABYTE = 1024 * 1024
_LARGEST_MESSAGE = 400 * _MEGABYTE
"""What the engine itself allows."""


def main() -> None:
    """Serve until the engine interrupts; the first line of standard output, and the only one, is the port."""
    # In place of this folder, whose modules would stand in the way of those of the standard library.
    sys.path[0] = str(Path(__file__).resolve().parents[1])
    analyzer = importlib.import_module("policies.analyzer")
    pack = importlib.import_module("policies.pack")
    server = grpc.server(
        futures.ThreadPoolExecutor(max_workers=4),
        options=[
            ("grpc.max_receive_message_length", _LARGEST_MESSAGE),
            ("grpc.max_send_message_length", _LARGEST_MESSAGE),
        ],
    )
    analyzer_pb2_grpc.add_AnalyzerServicer_to_server(analyzer.Analyzer(pack.RULES, _today), server)
    port = server.add_insecure_port("127.0.0.1:0")
    interrupted = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: interrupted.set())
    server.start()
    print(port, flush=True)
    interrupted.wait()
    server.stop(0)


def _today() -> datetime.date:
    return datetime.datetime.now(datetime.UTC).date()


main()
