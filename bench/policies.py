"""What the policy pack costs: by direct calls, as a share of a preview, and through its process."""

import datetime
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc
from google.protobuf import struct_pb2
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc

from bench.measure import ROOT
from bench.stacks import PROD
from ops.judging import judge, settings_of
from ops.stacks import open_stack
from policies.pack import RULES
from policies.tokens import canonical
from sandbox.program import run
from sandbox.recording import RecordedResource, Recording

_REPETITIONS = 5
_ASKED = 300
"""Resources that the process is asked about."""


@dataclass(frozen=True, kw_only=True)
class PackCost:
    """What the pack takes for one stack."""

    seconds: float
    """CPU time of judging the whole stack by direct calls, reading the resources included."""
    microseconds: float
    """Of that, for one rule on one resource that it concerns."""


def direct_cost(folder: Path) -> PackCost:
    """What judging the stack in `folder` costs by direct calls: the median of some runs."""
    stack = open_stack(folder, PROD)
    recording = _record(folder)
    settings, today = settings_of(stack), datetime.datetime.now(datetime.UTC).date()
    seconds = _median(lambda: judge(recording, settings, today), time.process_time)
    types = [canonical(resource.type) for resource in recording.resources.values()]
    pairs = sum(types.count(type_) for rule in RULES for type_ in rule.types)
    return PackCost(seconds=seconds, microseconds=seconds / pairs * 1e6)


def process_seconds(folder: Path) -> float:
    """Wall time in which the pack's process answers for 300 resources of the stack, as the engine asks."""
    resources = [*_record(folder).resources.values()]
    asked = [_question(resources[number % len(resources)]) for number in range(_ASKED)]
    everything = analyzer_pb2.AnalyzeStackRequest(resources=[_of_stack(question) for question in asked])
    with _process() as pack:
        return _median(lambda: _ask(pack, asked, everything), time.perf_counter)


def _record(folder: Path) -> Recording:
    stack = open_stack(folder, PROD)
    return run(stack.folder, stack.project, stack.name, stack.config, stack.secret_keys)


def _median(work: Callable[[], object], clock: Callable[[], float]) -> float:
    found: list[float] = []
    for _ in range(_REPETITIONS):
        started = clock()
        work()
        found.append(clock() - started)
    return statistics.median(found)


def _ask(pack: Any, asked: list[Any], everything: Any) -> None:
    for question in asked:
        pack.Remediate(question)
        pack.Analyze(question)
    pack.AnalyzeStack(everything)


def _question(resource: RecordedResource) -> Any:
    properties = struct_pb2.Struct()
    properties.update(resource.inputs)
    return analyzer_pb2.AnalyzeRequest(
        urn=resource.urn,
        type=resource.type,
        name=resource.name,
        properties=properties,
        options=analyzer_pb2.AnalyzerResourceOptions(parent=resource.parent),
    )


def _of_stack(question: Any) -> Any:
    return analyzer_pb2.AnalyzerResource(
        urn=question.urn,
        type=question.type,
        name=question.name,
        properties=question.properties,
        parent=question.options.parent,
    )


@contextmanager
def _process() -> Iterator[Any]:
    """The pack's process as the engine starts it."""
    pack = ROOT / "policies"
    with subprocess.Popen(  # noqa: S603 - this interpreter, with arguments of our own
        [sys.executable, "-u", "-m", "pulumi.policy", "127.0.0.1:1", str(pack)],
        cwd=pack,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        port = process.stdout.readline().strip() if process.stdout else ""
        try:
            with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
                yield analyzer_pb2_grpc.AnalyzerStub(channel)
        finally:
            process.terminate()
