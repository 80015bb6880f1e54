"""The fixture that previews the real program with a config of the test's own."""

import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import pytest

from config.stack_file import from_stack_file
from sandbox.program import run
from sandbox.recording import Recording
from tests.manifests import ROOT, STACK_FILES

ENGINE_SETTINGS = {"pulumi:disable-default-providers": '["*"]'}

Config = dict[str, Any]
Preview = Callable[..., Recording]


@cache
def _texts(stack: str) -> dict[str, str]:
    return from_stack_file(STACK_FILES[stack])[0]


def config_of(stack: str) -> Config:
    """The config of a stack file, its keys without their namespace; the caller may change it."""
    return {key: _read(text) for key, text in _texts(stack).items()}


def with_value(path: str, value: object) -> Callable[[Config], object]:
    """The edit that writes a value at a path, dots between its keys."""

    def edit(config: Config) -> None:
        *holders, last = path.split(".")
        holder: Any = config
        for key in holders:
            holder = holder.setdefault(key, {})
        holder[last] = value

    return edit


def preview(config: Mapping[str, Any], stack: str = "prod", **options: Any) -> Recording:
    """What the real program declares with this config; refusals fail the test that does not expect them."""
    values = {
        f"ai-models:{key}": value if isinstance(value, str) else json.dumps(value) for key, value in config.items()
    }
    recording = run(ROOT, "ai-models", stack, {**ENGINE_SETTINGS, **values}, ["ai-models:secrets"], **options)
    assert [(refusal.code, refusal.message) for refusal in recording.refusals] == []
    return recording


@pytest.fixture(scope="session")
def prod() -> Recording:
    """The preview of prod as it is checked in."""
    return preview(config_of("prod"))


@pytest.fixture(scope="session")
def dev() -> Recording:
    """The preview of dev as it is checked in."""
    return preview(config_of("dev"), "dev")


def _read(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
