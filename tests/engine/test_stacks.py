"""The stacks of the repository, each from its first `up` to `destroy`, with the real engine against the sandbox."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from ops.exits import CommandError
from pipelines.stack_runs import beyond_endpoints
from tests.engine.conftest import Sandbox

PROJECT = Path(__file__).parents[2]
STACKS = ("dev", "prod")
"""Those of the repository; whoever works with it may have files of other stacks beside them."""

_MODULE = "azure-native:machinelearningservices"
_MOVED = ("OnlineEndpoint", "BatchEndpoint")
"""What names the deployments that requests go to: all the traffic, or the default of a batch model."""


class Life:
    """One stack's runs, in order; what the cloud held after some of them."""

    def __init__(self, sandbox: Sandbox, stack: str) -> None:
        self.sandbox = sandbox
        self.stack = stack
        self.source = PROJECT / f"Pulumi.{stack}.yaml"
        self.source_before = self.source.read_bytes()
        plan = sandbox.state / "plan.json"
        self.preview = self._run(f"preview --save-plan {plan}")
        self.first = self._run(f"up --skip-preview --plan {plan}")
        self.made = sandbox.stored()
        self.second = self._move() if self._moves_are_pending() else None
        self.last = self._run("up --skip-preview --expect-no-changes")
        self.refresh = self._run("refresh --skip-preview --expect-no-changes")
        self.refused = self._open() if stack == "prod" else ""
        self.destroy = self._run("destroy --skip-preview")
        self.left = sandbox.stored()

    def _moves_are_pending(self) -> bool:
        """Whether traffic waits for deployments that the first `up` has made."""
        traffic = json.loads(self._run("stack output traffic --json")[1] or "{}")
        return any(site["pending"] for model in traffic.values() for site in model.values())

    def _move(self) -> tuple[int, str]:
        """The second `up`, within a plan of its own, as a pipeline runs it."""
        self.plan_of_moves = self.sandbox.state / "moves.json"
        self._run(f"preview --save-plan {self.plan_of_moves}")
        return self._run(f"up --skip-preview --plan {self.plan_of_moves}")

    def _open(self) -> str:
        """Take the protection off by the lines that `destroy` prints instead; what it printed."""
        with pytest.raises(CommandError) as refused:
            self._run("destroy --skip-preview")
        unprotect, up, _ = re.findall(r" -- pulumi (.+)", str(refused.value))
        self.sandbox.pulumi(unprotect)
        self.sandbox.pulumi(f"{up} --skip-preview --non-interactive")
        return str(refused.value)

    def _run(self, command: str) -> tuple[int, str]:
        sure = "" if command.startswith(("preview", "stack")) else "--yes"
        ran = self.sandbox.pulumi(f"{command} {sure} --non-interactive --color never --stack {self.stack}")
        return ran.status, ran.text


@pytest.fixture(scope="module", params=STACKS)
def life(request: pytest.FixtureRequest, make_sandbox: Callable[[Path], Sandbox]) -> Life:
    return Life(make_sandbox(PROJECT), request.param)


def test_a_preview_of_an_empty_cloud_makes_nothing(life: Life) -> None:
    status, text = life.preview
    assert status == 0, text
    assert "to create" in text


def test_the_platform_goes_up_on_an_empty_cloud_within_the_plan_of_its_preview(life: Life) -> None:
    status, text = life.first
    assert status == 0, text
    assert "azure-native:containerservice:ManagedCluster" in {each.type for each in life.made}


def test_a_second_up_moves_the_traffic_that_waited_and_nothing_else(life: Life) -> None:
    if life.second is None:
        pytest.skip("nothing waits in this stack")
    status, text = life.second
    assert status == 0, text
    changed = [line for line in text.splitlines() if " updated (" in line or " created (" in line]
    assert changed
    assert [line for line in changed if not any(f"{_MODULE}:{kind} " in line for kind in _MOVED)] == []
    assert beyond_endpoints(life.plan_of_moves) == [], "a pipeline would refuse to move it"


def test_an_up_of_what_is_there_changes_nothing(life: Life) -> None:
    status, text = life.last
    assert status == 0, text


def test_a_refresh_finds_no_drift(life: Life) -> None:
    status, text = life.refresh
    assert status == 0, text


def test_a_destroy_of_what_is_protected_is_answered_with_what_that_is(life: Life) -> None:
    if not life.refused:
        pytest.skip("nothing is protected in this stack")
    assert "1 Registry" in life.refused


def test_a_destroy_leaves_nothing(life: Life) -> None:
    status, text = life.destroy
    assert status == 0, text
    assert life.left == []


def test_the_stack_file_is_as_it_was(life: Life) -> None:
    assert life.source.read_bytes() == life.source_before
