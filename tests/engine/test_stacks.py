"""Every stack of the project from its first `up` to `destroy`, with the real engine against the sandbox."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.engine.conftest import Sandbox

PROJECT = Path(__file__).parents[2]
STACK_FILES = sorted(PROJECT.glob("Pulumi.*.yaml"))


class Life:
    """One stack's runs, in order; what the cloud held after some of them."""

    def __init__(self, sandbox: Sandbox, stack: str) -> None:
        self.sandbox = sandbox
        self.stack = stack
        self.source = PROJECT / f"Pulumi.{stack}.yaml"
        self.source_before = self.source.read_bytes()
        self.first = self._run("up")
        self.made = sandbox.stored()
        self.second = self._run("up --skip-preview --expect-no-changes")
        self.refresh = self._run("refresh --skip-preview --expect-no-changes")
        sandbox.pulumi(f"state unprotect --all --yes --stack {stack}")
        self.destroy = self._run("destroy --skip-preview")
        self.left = sandbox.stored()

    def _run(self, command: str) -> tuple[int, str]:
        ran = self.sandbox.pulumi(f"{command} --yes --non-interactive --color never --stack {self.stack}")
        return ran.status, ran.text


@pytest.fixture(scope="module", params=STACK_FILES, ids=lambda file: file.name.split(".")[1])
def life(request: pytest.FixtureRequest, make_sandbox: Callable[[Path], Sandbox]) -> Life:
    return Life(make_sandbox(PROJECT), request.param.name.split(".")[1])


def test_the_platform_goes_up_on_an_empty_cloud(life: Life) -> None:
    status, text = life.first
    assert status == 0, text
    assert "azure-native:containerservice:ManagedCluster" in {each.type for each in life.made}


def test_a_second_up_changes_nothing(life: Life) -> None:
    status, text = life.second
    assert status == 0, text


def test_a_refresh_finds_no_drift(life: Life) -> None:
    status, text = life.refresh
    assert status == 0, text


def test_a_destroy_leaves_nothing(life: Life) -> None:
    status, text = life.destroy
    assert status == 0, text
    assert life.left == []


def test_the_stack_file_is_as_it_was(life: Life) -> None:
    assert life.source.read_bytes() == life.source_before
