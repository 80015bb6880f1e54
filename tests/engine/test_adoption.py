"""What exists and Pulumi's state has lost is adopted by the next `up`, with the real engine."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.engine.conftest import Sandbox
from tests.engine.traffic import Served
from tests.traffic.managed import DEPLOYMENT, ENDPOINT, Managed

_LOST = {"status": 500, "effect": "after", "state": "Succeeded"}
"""Of which only the answer was lost: the engine is told of a failure and of nothing that is there."""


@pytest.fixture
def served(make_sandbox: Callable[[Path], Sandbox], tmp_path: Path) -> Served:
    target = Managed()
    return Served(target, make_sandbox(tmp_path))


def test_what_a_lost_answer_left_behind_is_adopted_and_then_like_any_other(served: Served) -> None:
    model = served.model
    assert served.up({"operation": "create", "type": ENDPOINT, **_LOST}).status != 0
    adopted = served.up({"operation": "create", "type": DEPLOYMENT, **_LOST})
    assert adopted.status != 0
    assert "imported" in adopted.text, adopted.text
    assert served.found().present == {"blue"}
    second = served.up()
    assert second.status == 0, second.text
    assert served.found().traffic == {"blue": 100}
    third = served.up()
    assert (third.status, "imported" in third.text) == (0, False), third.text
    model["deployments"]["green"] = Managed.content.deployment(1)
    assert served.up().status == 0
    model["traffic"] = {"green": 100}
    assert served.up().status == 0
    del model["deployments"]["blue"]
    retired = served.up()
    assert (retired.status, served.found().present) == (0, {"green"}), retired.text
    assert served.destroy().status == 0
