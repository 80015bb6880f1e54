"""A forced `destroy` of what is protected, with the real engine: its state stays true, and the next `up` repairs."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from config.yaml_writer import write
from sandbox.core import Cloud
from tests.engine.conftest import Ran, Sandbox
from tests.traffic.managed import Managed

_HERE = Path(__file__).parents[2]
_PROGRAM = f"""\
import sys

sys.path.insert(0, {str(_HERE)!r})
import pulumi

from tests.engine.protected import program

pulumi.run(program)
"""
_MODULE = "azure-native:machinelearningservices"
_TAKEN = {
    "azure-native:containerservice:MaintenanceConfiguration",
    "azure-native:monitor:DataCollectionRuleAssociation",
    f"{_MODULE}:ManagedNetworkSettingsRule",
    f"{_MODULE}:Compute",
}
"""Parts of what is protected that a forced `destroy` takes, and the next `up` makes again."""

_KEPT = {
    "azure-native:containerservice:ManagedCluster",
    "azure-native:containerservice:AgentPool",
    f"{_MODULE}:OnlineEndpoint",
    f"{_MODULE}:OnlineDeployment",
    f"{_MODULE}:BatchEndpoint",
    f"{_MODULE}:BatchDeployment",
}
"""What answers, or is protected: Azure refuses to delete it, or Pulumi does."""


class Watched:
    """The live traffic after each request that reaches the sandbox's cloud."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.traffic: list[Any] = []
        self.deleted: set[str] = set()
        create, update, delete = Cloud.create, Cloud.update, Cloud.delete

        def created(cloud: Cloud, *given: Any, **named: Any) -> Any:
            return self._after(cloud, create(cloud, *given, **named))

        def updated(cloud: Cloud, *given: Any, **named: Any) -> Any:
            return self._after(cloud, update(cloud, *given, **named))

        def deleted(cloud: Cloud, *given: Any, **named: Any) -> None:
            self.deleted.add(named.get("type_", ""))
            self._after(cloud, delete(cloud, *given, **named))

        patch.setattr(Cloud, "create", created)
        patch.setattr(Cloud, "update", updated)
        patch.setattr(Cloud, "delete", deleted)

    def _after(self, cloud: Cloud, answer: Any) -> Any:
        self.traffic.append(dict(Managed().found(cloud).traffic))
        return answer


class Stack:
    """A cluster, a workspace, a managed and a batch model, all protected as in production."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        sandbox.write_program(_PROGRAM)
        (sandbox.project / "Pulumi.test.yaml").write_text(write({"config": {}}))
        sandbox.plant()

    def __call__(self, line: str) -> Ran:
        """Run pulumi on the stack."""
        return self._sandbox.pulumi(f"{line} --stack test --yes --skip-preview --non-interactive --color never")

    def there(self) -> dict[str, str]:
        """The types of what exists, by id."""
        return {one.id: one.type for one in self._sandbox.stored()}


@pytest.fixture
def stack(make_sandbox: Callable[[Path], Sandbox], tmp_path: Path) -> Stack:
    return Stack(make_sandbox(tmp_path))


def test_what_a_forced_destroy_takes_the_next_up_makes_again(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    """Up, moved, destroyed to the first refusal, repaired, destroyed past all refusals, repaired: one story."""
    assert stack("up").status == 0
    assert stack("up").status == 0
    before = stack.there()
    assert set(before.values()) >= _KEPT | _TAKEN

    monkeypatch.setattr("ops.sandbox.refuse_to_destroy", lambda *_: None)  # a real stack has nobody who refuses
    watched = Watched(monkeypatch)
    for line in ("destroy", "destroy --continue-on-error"):
        watched.deleted.clear()
        forced = stack(line)
        assert forced.status != 0
        assert {one for one in before if before[one] in _KEPT} <= stack.there().keys(), forced.text

        repaired = stack("up")
        assert repaired.status == 0, repaired.text
        assert stack.there().keys() == before.keys()
        again = stack("up --expect-no-changes")
        assert again.status == 0, again.text
    assert "because it is protected" in forced.text
    assert watched.deleted >= _TAKEN
    assert [one for one in watched.traffic if one != {"blue": 100}] == []
