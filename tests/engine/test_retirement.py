"""A model leaves, or takes another target, under the real engine: refused until an `up` has retired it."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from config.yaml_writer import write
from tests.engine.conftest import Ran, Sandbox
from tests.traffic.kubernetes import Kubernetes
from tests.traffic.managed import Managed
from tests.traffic.target import MODEL

_HERE = Path(__file__).parents[2]
_PROGRAM = f"""\
import sys

sys.path.insert(0, {str(_HERE)!r})
import pulumi

from tests.traffic.stack import program, stack_config

models = pulumi.Config("ai-models").require_object("models")
pulumi.run(program(stack_config(models.get("{MODEL}"), {{"protect": models["protect"]}})))
"""

_ENDPOINT = "azure-native:machinelearningservices:OnlineEndpoint"
_NAMESPACE = "kubernetes:core/v1:Namespace"
_ROUTE = "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute"


class Stack:
    """A stack with at most one model, protected as in production."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        sandbox.write_program(_PROGRAM)
        sandbox.plant()

    def up(self, model: Mapping[str, Any] | None) -> Ran:
        """`pulumi up --skip-preview` of a config with that model, or none."""
        models = {"protect": True, **({MODEL: model} if model else {})}
        text = write({"config": {"ai-models:models": models}})
        (self._sandbox.project / "Pulumi.test.yaml").write_text(text)
        return self._sandbox.pulumi("up --stack test --yes --skip-preview --non-interactive")

    def there(self) -> set[str]:
        """The kinds of what callers reach a model by."""
        return {one.type for one in self._sandbox.stored()} & {_ENDPOINT, _NAMESPACE, _ROUTE}


@pytest.fixture(scope="module")
def stack(make_sandbox: Callable[[Path], Sandbox], tmp_path_factory: pytest.TempPathFactory) -> Stack:
    return Stack(make_sandbox(tmp_path_factory.mktemp("retired")))


def test_a_model_changes_its_target_and_leaves_without_a_dead_end(stack: Stack) -> None:
    """On AKS; another target, refused and taken back; retired, moved, kept, removed: one story, in this order."""
    pods, managed = Kubernetes().first(), Managed().first()
    on_aks = {_NAMESPACE, _ROUTE}
    first = stack.up(pods)
    assert (first.status, stack.there()) == (0, on_aks), first.text

    moved = stack.up(managed)
    assert moved.status != 0
    assert "`kubernetes` until an `up` has retired the model" in moved.text
    assert stack.there() == on_aks, "nothing was made either, which would be protected, with no edit to lead out"
    gone = stack.up(None)
    assert gone.status != 0
    assert f"models.{MODEL}" in gone.text
    assert "no longer declared, and not retired" in gone.text
    assert (stack.up(pods).status, stack.there()) == (0, on_aks), "the edit taken back"

    retired = stack.up({**pods, "retire": True})
    assert (retired.status, stack.there()) == (0, on_aks), retired.text
    kept = stack.up(managed)
    assert kept.status != 0
    assert "`retire` is no longer set" in kept.text
    moved = stack.up({**managed, "retire": True})
    assert (moved.status, stack.there()) == (0, {_ENDPOINT}), moved.text
    assert stack.up(managed).status == 0, "it stays from now on"

    assert "not retired" in stack.up(None).text
    assert stack.up({**managed, "retire": True}).status == 0
    assert stack.up(managed).status == 0, "kept after all"
    assert "not retired" in stack.up(None).text
    assert stack.up({**managed, "retire": True}).status == 0
    gone = stack.up(None)
    assert (gone.status, stack.there()) == (0, set()), gone.text


def test_a_model_that_is_kept_after_all_does_not_move_in_the_same_edit(stack: Stack) -> None:
    """Kept at another host: refused; moved while it says that it may go: let through."""
    pods = Kubernetes().first()
    moved = {**pods, "route": {"host": "scores.models.example.com"}}
    assert stack.up(pods).status == 0
    assert stack.up({**pods, "retire": True}).status == 0

    kept = stack.up(moved)
    assert kept.status != 0
    assert f"models.{MODEL}.route.host" in kept.text
    assert stack.up({**moved, "retire": True}).status == 0
