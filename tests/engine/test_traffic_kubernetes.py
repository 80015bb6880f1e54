"""A model on AKS through its life, with the real engine."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.engine.conftest import Sandbox
from tests.engine.traffic import Served
from tests.traffic.kubernetes import DEPLOYMENT, Kubernetes


@pytest.fixture(scope="module")
def served(make_sandbox: Callable[[Path], Sandbox], tmp_path_factory: pytest.TempPathFactory) -> Served:
    target = Kubernetes()
    return Served(target, make_sandbox(tmp_path_factory.mktemp("fraud")))


def test_a_model_lives_without_losing_a_request(served: Served) -> None:
    """Bootstrap, failed `up` and repair, shadow, canary, rollback, shift, retire, destroy: one story, in this order."""
    model = served.model
    first = served.up()
    assert (first.status, served.found().traffic) == (0, {"blue": 100}), first.text

    model["deployments"]["green"] = Kubernetes.content.deployment(1)
    model["traffic"] = {"blue": 90, "green": 10}
    assert served.up({"operation": "create", "type": DEPLOYMENT, "status": 500}).status != 0
    assert served.found().traffic == {"blue": 100}
    assert served.up().status == 0, "the repair, and the canary"
    assert served.found().traffic == {"blue": 90, "green": 10}

    model["traffic"] = {"blue": 100}
    model["mirror"] = {"green": 10}
    assert served.up().status == 0, "the way back, and the shadow"
    assert (served.found().traffic, served.found().mirror) == ({"blue": 100}, {"green": 10})

    blue = model["deployments"].pop("blue")
    del model["mirror"]
    model["traffic"] = {"green": 100}
    refused = served.up()
    assert refused.status != 0
    assert "keepLastGood" in refused.text
    assert served.found().traffic == {"blue": 100}

    model["deployments"]["blue"] = blue
    assert served.up().status == 0
    assert served.found().traffic == {"green": 100}
    del model["deployments"]["blue"]
    early = served.up(targets=["**--blue-deployment"])
    assert early.status != 0
    assert "name the route too" in early.text
    assert served.found().present == {"blue", "green"}
    late = served.up(targets=["**--blue-deployment", "**-route-traffic"])
    assert (late.status, served.found().present) == (0, {"green"}), late.text
    assert served.up().status == 0, "the rest of what is retired"

    assert served.destroy().status == 0
    assert served.found().present == set()
