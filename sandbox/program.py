"""Run a Pulumi program in this process, against the sandbox."""

import asyncio
import contextlib
import contextvars
import runpy
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from typing import Any

from google.protobuf import empty_pb2
from pulumi.runtime import run_in_stack, settings
from pulumi.runtime.config import set_all_config
from pulumi.runtime.mocks import MockEngine, MockSettings
from pulumi.runtime.settings import ROOT

from sandbox.monitor import SandboxMonitor
from sandbox.recording import Recording


def run(folder: Path, project: str, stack: str, config: Mapping[str, str], secret_keys: list[str]) -> Recording:
    """Run the program in `folder` as a preview of `stack` and return what it registered."""
    context = contextvars.Context()
    return context.run(_run, folder, project, stack, dict(config), secret_keys)


def _run(folder: Path, project: str, stack: str, config: dict[str, str], secret_keys: list[str]) -> Recording:
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    loop.set_default_executor(_Inline())
    monitor = SandboxMonitor(project, stack)
    ROOT.set(None)
    set_all_config(config, secret_keys)
    settings.configure(
        MockSettings(
            monitor=monitor,
            monitor_features=set(monitor.GetDeploymentInfo(empty_pb2.Empty()).supportedFeatures),
            engine=MockEngine(None),
            project=project,
            stack=stack,
            organization="organization",
            dry_run=True,
            callbacks=None,
            outputs=set(),
            lock=Lock(),
        )
    )
    with contextlib.chdir(folder), _closing(loop):
        loop.run_until_complete(run_in_stack(lambda: runpy.run_path(".", run_name="__main__")))
    return monitor.recording


@contextlib.contextmanager
def _closing(loop: asyncio.AbstractEventLoop) -> Iterator[None]:
    try:
        yield
    finally:
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.close()


class _Inline(ThreadPoolExecutor):
    """Runs what it is given at once, so that registrations come in the same order every run."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except BaseException as error:  # noqa: BLE001 - handed to whoever waits
            future.set_exception(error)
        return future
