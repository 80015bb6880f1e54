"""A model on a managed endpoint through its life, with the real engine."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.engine.conftest import Sandbox
from tests.engine.traffic import Served
from tests.traffic.managed import DEPLOYMENT, ENDPOINT, Managed


@pytest.fixture(scope="module")
def served(make_sandbox: Callable[[Path], Sandbox], tmp_path_factory: pytest.TempPathFactory) -> Served:
    target = Managed()
    return Served(target, make_sandbox(tmp_path_factory.mktemp("fraud")))


def test_a_model_lives_without_losing_a_request(served: Served) -> None:
    """Bootstrap, failed `up` and repair, shadow, canary, rollback, shift, retire, destroy: one story, in this order."""
    model = served.model
    first = served.up()
    assert (first.status, served.found().traffic) == (0, {}), first.text
    assert "pending" in first.text
    assert served.up().status == 0
    assert served.found().traffic == {"blue": 100}

    model["deployments"]["green"] = Managed.content.deployment(1)
    failed = served.up({"operation": "create", "type": DEPLOYMENT, "status": 500, "effect": "after", "state": "Failed"})
    assert failed.status != 0
    assert (served.found().traffic, served.found().standing) == ({"blue": 100}, {"blue"})
    assert served.up().status == 0, "the repair"
    assert served.found().standing == {"blue", "green"}

    model["mirror"] = {"green": 10}
    assert served.up().status == 0
    assert (served.found().traffic, served.found().mirror) == ({"blue": 100}, {"green": 10})

    del model["mirror"]
    model["traffic"] = {"blue": 90, "green": 10}
    assert served.up({"operation": "update", "type": ENDPOINT, "status": 500, "effect": "after"}).status != 0
    assert (served.found().traffic, served.found().mirror) == ({"blue": 90, "green": 10}, {})

    model["traffic"] = {"blue": 100}
    assert served.up().status == 0, "the way back, from a write that Pulumi takes for failed"
    assert served.found().traffic == {"blue": 100}

    model["traffic"] = {"green": 100}
    assert served.up().status == 0
    del model["deployments"]["blue"]
    retired = served.up()
    assert (retired.status, served.found().present) == (0, {"green"}), retired.text
    assert served.found().traffic == {"green": 100}

    assert served.destroy().status == 0
    assert served.found().present == set()
