"""Run a Pulumi program in this process, against the sandbox."""

import asyncio
import contextlib
import contextvars
import gc
import logging
import os
import runpy
import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from typing import Any, ParamSpec, TypeVar

import pulumi.resource
from google.protobuf import empty_pb2
from pulumi.runtime import run_in_stack, settings
from pulumi.runtime.config import set_all_config
from pulumi.runtime.mocks import MockEngine, MockSettings
from pulumi.runtime.proto import engine_pb2
from pulumi.runtime.settings import ROOT
from typing_extensions import override

from sandbox import rules
from sandbox.core import Cloud
from sandbox.failure import ProgramFailed, failure_of
from sandbox.monitor import Circumstances, SandboxMonitor
from sandbox.recording import Recording
from sandbox.unwrapping import noting

_P = ParamSpec("_P")
_T = TypeVar("_T")

_COLLAPSE = "collapse_alias_to_urn"
"""The SDK makes a URN of every alias, for engines of old; the request carries the aliases themselves."""

_SEVERITIES = {engine_pb2.INFO: "info", engine_pb2.WARNING: "warning", engine_pb2.ERROR: "error"}


def run(
    folder: Path,
    project: str,
    stack: str,
    config: Mapping[str, str],
    secret_keys: Sequence[str] = (),
    *,
    references: Mapping[str, Mapping[str, Any]] | None = None,
    seed: Callable[[Cloud], None] | None = None,
    state: Mapping[str, Mapping[str, Any]] | None = None,
    predict: bool = True,
) -> Recording:
    """Run the program in `folder` as a preview of `stack` and return what it registered.

    `config` holds every value by its full key (`ai-models:name`), objects as JSON; `secret_keys` are those that are
    secret. `seed` puts into the cloud what is there already, `references` the outputs of other stacks, and
    `state` says by URN what the stack has made: the `type` and the `outputs` of each resource. With `predict` off no
    output is known that does not echo an input. Raises `ProgramFailed` when the program itself fails and the
    sandbox had refused nothing before.
    """
    circumstances = Circumstances(
        project=project,
        stack=stack,
        config=dict(config),
        references=references or {},
        predict=predict,
        seed=seed,
        state={} if state is None else state,  # which may still be coming
    )
    # Before the program's own modules can stand in the way of those that the rules import.
    rules.load()
    monitor = SandboxMonitor(circumstances)
    with _undisturbed(), noting(monitor.learn), _at_home_in(folder.resolve()):
        contextvars.Context().run(_run, folder.resolve(), monitor, circumstances, list(secret_keys))
    return monitor.recording


def _run(folder: Path, monitor: SandboxMonitor, circumstances: Circumstances, secret_keys: list[str]) -> None:
    ROOT.set(None)
    set_all_config(dict(circumstances.config), secret_keys)
    settings.configure(
        MockSettings(
            monitor=monitor,
            monitor_features=set(monitor.GetDeploymentInfo(empty_pb2.Empty()).supportedFeatures),
            engine=_Log(monitor.recording),
            project=circumstances.project,
            stack=circumstances.stack,
            organization="organization",
            dry_run=True,
            callbacks=None,
            outputs=set(),
            lock=Lock(),
        )
    )
    try:
        with _loop() as loop:
            loop.run_until_complete(run_in_stack(lambda: _start(folder)))
    except (Exception, SystemExit) as error:
        failure = failure_of(error, folder)
        # What was refused is why the program could not go on, and says more than where it stopped.
        if not monitor.recording.refusals:
            raise failure from error
        monitor.recording.messages.append(("error", str(failure)))


def _start(folder: Path) -> None:
    runpy.run_path(str(folder), run_name="__main__")


@contextlib.contextmanager
def _loop() -> Iterator[asyncio.AbstractEventLoop]:
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    loop.set_default_executor(_Inline())
    # Tasks that a failed program leaves complain when they are collected, long after the failure was told.
    loop.set_exception_handler(_nothing)
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
def _undisturbed() -> Iterator[None]:
    """Without the SDK's two wastes (nine times faster) and the caller's PULUMI_CONFIG; signals stay the caller's."""
    collecting, collapse, handle = gc.isenabled(), getattr(pulumi.resource, _COLLAPSE), signal.signal
    environment = dict(os.environ)
    for name in [name for name in environment if name.startswith("PULUMI_CONFIG")]:
        del os.environ[name]
    gc.disable()
    setattr(pulumi.resource, _COLLAPSE, _nothing)
    # A program sees to interrupts of its own process: here it would end the caller before that has cleaned up.
    signal.signal = _unhandled
    try:
        yield
    finally:
        signal.signal = handle
        setattr(pulumi.resource, _COLLAPSE, collapse)
        os.environ.update({name: value for name, value in environment.items() if name.startswith("PULUMI_CONFIG")})
        if collecting:
            gc.enable()


def _nothing(*_: Any) -> None:
    """Nothing at all."""


def _unhandled(signalnum: int, handler: Any) -> Any:  # noqa: ARG001 - whatever is wanted
    """In place of `signal.signal`: the handler stays."""
    return signal.getsignal(signalnum)


@contextlib.contextmanager
def _at_home_in(folder: Path) -> Iterator[None]:
    """The working directory and import path of a program of that folder; its modules do not outlive it."""
    path, modules = list(sys.path), set(sys.modules)
    # An empty entry is the working directory, which is about to change.
    sys.path[:] = [str(folder), *(str(Path(entry).resolve()) for entry in path)]
    shared = str(folder) in sys.path[1:]
    try:
        with contextlib.chdir(folder):
            yield
    finally:
        sys.path[:] = path
        # The caller imports from this folder too, so the modules are its own as well.
        for name in () if shared else set(sys.modules) - modules:
            if _lies_in(sys.modules[name], folder):
                del sys.modules[name]


def _lies_in(module: Any, folder: Path) -> bool:
    file = getattr(module, "__file__", None)
    return bool(file) and Path(file).resolve().is_relative_to(folder)


class _Log(MockEngine):
    """Keeps what the program logs."""

    def __init__(self, recording: Recording) -> None:
        super().__init__(logging.getLogger("sandbox.program"))
        self._recording = recording

    @override
    def Log(self, request: Any) -> None:
        if request.severity in _SEVERITIES:
            self._recording.messages.append((_SEVERITIES[request.severity], request.message))


class _Inline(ThreadPoolExecutor):
    """Runs what it is given at once, so that registrations come in the same order every run."""

    @override
    def submit(self, fn: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> Future[_T]:
        future: Future[_T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except BaseException as error:
            # Whoever waits for the future gets it.
            future.set_exception(error)
        return future


__all__ = ["ProgramFailed", "run"]
