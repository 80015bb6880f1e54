"""Runs of the real pulumi in the sandbox, in this process, with what they print."""

import argparse
import contextlib
import os
import shlex
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from ops.sandbox import add_command
from ops.sandbox_state import SandboxState
from sandbox.store import Store, Stored
from tests.traffic.stack import plant


@dataclass(frozen=True, kw_only=True)
class Ran:
    """How a run ended."""

    status: int
    text: str
    """Everything that was printed."""


class Sandbox:
    """A project folder with a sandbox of its own."""

    def __init__(self, project: Path, state: Path) -> None:
        self.project = project
        self.state = state
        self.printed: list[str] = []

    def write_program(self, program: str, name: str = "ai-models") -> None:
        """Make the folder a project of that name, whose program runs in this Python."""
        (self.project / "__main__.py").write_text(program)
        runtime = f"runtime:\n  name: python\n  options: {{toolchain: pip, virtualenv: {sys.prefix}}}\n"
        (self.project / "Pulumi.yaml").write_text(f"name: {name}\n{runtime}")

    def plant(self) -> None:
        """Let exist what the endpoints of a story stand on."""
        SandboxState(self.state).prepare()
        store = Store(self.state / "cloud.sqlite")
        plant(store)
        store.close()

    def pulumi(self, line: str, faults: Path | None = None) -> Ran:
        """Run `pulumi LINE` and wait for it; `faults` lets requests fail."""
        parser = argparse.ArgumentParser()
        add_command(parser.add_subparsers(required=True))
        failing = ["--faults", str(faults)] if faults else []
        words = ["sandbox", "--state", str(self.state), *failing, "--", "pulumi", *shlex.split(line)]
        args = parser.parse_args(words)
        with tempfile.TemporaryFile() as output, contextlib.chdir(self.project), _printing_to(output.fileno()):
            status = args.run(args)
            output.seek(0)
            self.printed.append(output.read().decode())
        return Ran(status=status, text=self.printed[-1])

    def stored(self) -> list[Stored]:
        """What exists in the sandbox's cloud; which server a provider speaks to is the sandbox's own memory."""
        store = Store(self.state / "cloud.sqlite")
        found = [one for one in store.all() if not one.type.startswith("pulumi:providers:")]
        store.close()
        return found

    def change(self, id_: str, **inputs: object) -> None:
        """Change a resource by hand, past pulumi."""
        store = Store(self.state / "cloud.sqlite")
        there = store.get(id_)
        assert there is not None
        store.put(
            Stored(
                id=there.id,
                type=there.type,
                urn=there.urn,
                inputs={**there.inputs, **inputs},
                outputs={**there.outputs, **inputs},
            )
        )
        store.close()


@pytest.fixture(scope="module")
def make_sandbox(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Sandbox]:
    """Make a sandbox for the project in a folder."""
    assert engine

    def make(project: Path) -> Sandbox:
        return Sandbox(project, tmp_path_factory.mktemp("sandbox"))

    return make


@contextlib.contextmanager
def _printing_to(descriptor: int) -> Iterator[None]:
    """Send what this process and its children print to a file."""
    sys.stdout.flush()
    sys.stderr.flush()
    kept = os.dup(1), os.dup(2)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    try:
        yield
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        for number, original in zip((1, 2), kept, strict=True):
            os.dup2(original, number)
            os.close(original)
