"""The fixture that declares components in process."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.components.declared import Declared, Program, declared


@pytest.fixture
def declare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Program], Declared]:
    """`declare(program)` runs `program(scope)` against the sandbox, isolated, and returns what it registered."""
    return lambda program: declared(program, tmp_path, monkeypatch)
