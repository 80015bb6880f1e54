"""Run a program in this process against the engine of these tests: registrations are answered when they are done."""

import asyncio
import contextlib
import contextvars
import gc
import logging
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from typing import Any

import pulumi.resource
from google.protobuf import empty_pb2
from pulumi.runtime import run_in_stack, settings
from pulumi.runtime.config import set_all_config
from pulumi.runtime.mocks import MockEngine, MockSettings
from pulumi.runtime.proto import engine_pb2
from pulumi.runtime.settings import ROOT
from typing_extensions import override

from sandbox import sdk
from sandbox.answers import Answers
from sandbox.monitor import Circumstances, SandboxMonitor
from sandbox.providers import urn_of
from sandbox.recording import Recording
from sandbox.wire import plain
from tests.traffic.kept import Kept
from tests.traffic.steps import Goal, Steps
from tests.traffic.wire import Answer

Program = Callable[[], Awaitable[None]]

PROJECT, STACK = "ai-models", "test"
_CONFIG = {"pulumi:disable-default-providers": '["*"]'}


def play(program: Program, steps: Steps) -> tuple[Recording, str]:
    """Run a program; what it did, and the words with which it stopped (empty where it came to its end)."""
    monitor = StepMonitor(steps)
    with _without_waste():
        failure = contextvars.Context().run(_play, program, monitor)
    return monitor.recording, failure


class StepMonitor(SandboxMonitor):
    """Front door 1 with an engine behind it: a registration is a step on the cloud, not a preview."""

    def __init__(self, steps: Steps) -> None:
        super().__init__(Circumstances(project=PROJECT, stack=STACK, config=_CONFIG))
        self._answers = Answers(steps.wire.cloud, predict=True)
        self._steps = steps

    @override
    def _answer(self, urn: str, request: Any, wire: dict[str, Any]) -> Answer:
        answer = super()._answer
        in_cloud = request.custom and not request.type.startswith(sdk.PROVIDER_PREFIX)
        if request.type.startswith(sdk.PROVIDER_PREFIX):
            # Not only a step: what its resources are asked with comes from it.
            self._providers.add(request.type, urn, plain(wire))
        elif in_cloud:
            self._require_provider(urn, request.type, urn_of(request.provider))
        return self._steps.register(self._goal(urn, request, wire), lambda: answer(urn, request, wire))

    def _goal(self, urn: str, request: Any, wire: dict[str, Any]) -> Goal:
        asked = self._request(urn, request, wire)
        provider = urn_of(request.provider)
        needs = {*request.dependencies, request.parent, request.deletedWith, provider}
        kept = Kept(
            urn=urn,
            type=asked.type,
            name=request.name,
            custom=request.custom,
            provider=provider,
            needs=frozenset(need for need in needs if need and "pulumi:pulumi:Stack" not in need),
            deleted_with=request.deletedWith,
            protect=request.HasField("protect") and request.protect,
        )
        return Goal(kept=kept, request=asked, ignore_changes=tuple(request.ignoreChanges))


def _play(program: Program, monitor: StepMonitor) -> str:
    ROOT.set(None)
    set_all_config(dict(_CONFIG), [])
    settings.configure(
        MockSettings(
            monitor=monitor,
            monitor_features=set(monitor.GetDeploymentInfo(empty_pb2.Empty()).supportedFeatures),
            engine=_Log(monitor.recording),
            project=PROJECT,
            stack=STACK,
            organization="organization",
            dry_run=False,
            callbacks=None,
            outputs=set(),
            lock=Lock(),
        )
    )
    with _loop() as loop:
        try:
            loop.run_until_complete(run_in_stack(program))
        except Exception as error:  # whatever stops a program
            return f"{type(error).__name__}: {error}"
    return ""


@contextlib.contextmanager
def _loop() -> Iterator[asyncio.AbstractEventLoop]:
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    loop.set_default_executor(_Inline())
    loop.set_exception_handler(lambda *_: None)
    try:
        yield loop
    finally:
        tasks = asyncio.all_tasks(loop)
        for task in tasks:
            task.cancel()
        loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        asyncio.set_event_loop(None)
        loop.close()


@contextlib.contextmanager
def _without_waste() -> Iterator[None]:
    """Without the cyclic collector and the URNs of aliases, as front door 1 does: nine times faster."""
    collapse = pulumi.resource.collapse_alias_to_urn
    collecting = gc.isenabled()
    gc.disable()
    pulumi.resource.collapse_alias_to_urn = lambda *_: None
    try:
        yield
    finally:
        pulumi.resource.collapse_alias_to_urn = collapse
        if collecting:
            gc.enable()


class _Log(MockEngine):
    """Keeps what the program says."""

    def __init__(self, recording: Recording) -> None:
        super().__init__(logging.getLogger("tests.traffic"))
        self._recording = recording

    @override
    def Log(self, request: Any) -> None:
        if request.severity == engine_pb2.WARNING:
            self._recording.messages.append(("warning", request.message))


class _Inline(ThreadPoolExecutor):
    """Runs what it is given at once, so that a sequence is the same every time."""

    @override
    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # whoever waits for the future gets it
            future.set_exception(error)
        return future
