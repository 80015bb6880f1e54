"""Run a program in this process against the engine of these tests: registrations are answered when they are done."""

import asyncio
import contextlib
import contextvars
import gc
import logging
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock
from typing import Any
from unittest import mock

import pulumi.resource
import pulumi.runtime.resource
from google.protobuf import empty_pb2
from pulumi.runtime import run_in_stack, settings
from pulumi.runtime.config import set_all_config
from pulumi.runtime.mocks import MockEngine, MockSettings
from pulumi.runtime.proto import engine_pb2, resource_pb2, source_pb2
from pulumi.runtime.settings import ROOT
from typing_extensions import override

from sandbox import sdk
from sandbox.answers import Answers
from sandbox.monitor import Circumstances, SandboxMonitor
from sandbox.providers import urn_of
from sandbox.recording import Recording
from sandbox.request import Refused
from sandbox.wire import plain
from tests.traffic.asking import Ears
from tests.traffic.kept import Kept
from tests.traffic.steps import Goal, Steps
from tests.traffic.wire import Answer

Program = Callable[[], Awaitable[None]]

PROJECT, STACK = "ai-models", "test"
_LONGEST = 30
"""Seconds that a program may take: a registration that breaks inside of the SDK would hold it for ever."""

_CONFIG = {"pulumi:disable-default-providers": '["*"]'}


@dataclass(frozen=True, kw_only=True)
class Played:
    """What a program did."""

    goals: list[Goal]
    """What it registered, in order."""
    outputs: dict[str, Any]
    warnings: list[str]
    stopped: str
    """The words with which it stopped; empty where it came to its end."""


def play(program: Program, steps: Steps, ears: Ears | None = None) -> Played:
    """Run a program to its end, each registration a step; `ears` hear its questions."""
    monitor = StepMonitor(steps, ears)
    with _without_waste():
        stopped = contextvars.Context().run(_play, program, monitor)
    if monitor.broken:
        raise monitor.broken
    warnings = [text for severity, text in monitor.recording.messages if severity == "warning"]
    return Played(goals=monitor.goals, outputs=monitor.recording.outputs, warnings=warnings, stopped=stopped)


def replay(played: Played, steps: Steps) -> Played:
    """Take the steps of a program that ran before: what it registers follows from its config and decisions alone."""
    for goal in played.goals:
        with contextlib.suppress(Refused):
            steps.register(goal, lambda: ("", {}))
    return played


class StepMonitor(SandboxMonitor):
    """Front door 1 with an engine behind it: a registration is a step on the cloud, not a preview."""

    def __init__(self, steps: Steps, ears: Ears | None = None) -> None:
        state = {urn: {"type": one.type, "outputs": one.outputs} for urn, one in steps.kept.items()}
        super().__init__(Circumstances(project=PROJECT, stack=STACK, config=_CONFIG, state=state))
        self._answers = Answers(steps.wire.cloud, predict=True)
        self._steps = steps
        self._ears = ears or Ears()
        self.goals: list[Goal] = []
        self.broken: Exception | None = None
        """What these tests or the sandbox itself failed on."""

    @override
    def Invoke(self, request: Any) -> resource_pb2.ResourceInvokeResponse:
        silence = self._ears.instead() if request.tok.startswith("azure-native:") else None
        return super().Invoke(request) if silence is None else silence

    @override
    def _answer(self, urn: str, request: Any, wire: dict[str, Any]) -> Answer:
        answer = super()._answer
        in_cloud = request.custom and not request.type.startswith(sdk.PROVIDER_PREFIX)
        if request.type.startswith(sdk.PROVIDER_PREFIX):
            # Not only a step: what its resources are asked with comes from it.
            self._providers.add(request.type, urn, plain(wire))
        elif in_cloud:
            self._require_provider(urn, request.type, urn_of(request.provider))
        self.goals.append(self._goal(urn, request, wire))
        try:
            return self._steps.register(self.goals[-1], lambda: answer(urn, request, wire))
        except Refused:
            raise
        except Exception as error:
            # Raised through the SDK it would stop nothing and tell nobody.
            self.broken = error
            raise Refused.because("Broken", repr(error), urn) from error

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
        return Goal(kept=kept, request=asked, ignore_changes=tuple(request.ignoreChanges), import_id=request.importId)


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
            loop.run_until_complete(asyncio.wait_for(run_in_stack(program), _LONGEST))
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
    """Without the cyclic collector, the URNs of aliases and the lines of the source: ten times faster."""
    collecting = gc.isenabled()
    gc.disable()
    with (
        mock.patch.object(pulumi.resource, "collapse_alias_to_urn", return_value=None),
        mock.patch.object(pulumi.runtime.resource, "_get_stack_trace", source_pb2.StackTrace),
    ):
        yield
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
