"""The fixture that declares components in process."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sandbox.core import Cloud
from tests.components.declared import Declared, Program, declared


@pytest.fixture
def declare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Declared]:
    """`declare(program)` runs `program(scope)` against the sandbox, isolated, and returns what it registered.

    `declare(program, seed)` first has `seed(cloud)` put into the cloud what is there already.
    """

    def run(program: Program, seed: Callable[[Cloud], None] | None = None) -> Declared:
        return declared(program, tmp_path, monkeypatch, seed)

    return run
