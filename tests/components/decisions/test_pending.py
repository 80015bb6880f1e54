"""What waits is warned of once for all stamps in which it is the same: which move, where, for what, what to run."""

import json

import pulumi
import pytest

from components.decisions.batch_default import LiveBatch, plan_default
from components.decisions.decide import StampDecisions, desired_traffic
from components.decisions.pending import warn_of_pending
from components.decisions.traffic import LiveEndpoint, plan_traffic
from components.decisions.traffic_state import LiveDeployment
from config.models import ManagedModel
from tests.components.models.managed_program import MODEL

_MODEL = ManagedModel.model_validate_json(json.dumps(MODEL))
_DESIRED = desired_traffic("fraud", _MODEL)
_NEXT = (
    " Run `pulumi up` once more when this one is done; where one has failed, or was changed by hand, "
    "`pulumi up --refresh`."
)


@pytest.fixture
def warnings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    told: list[str] = []

    def warn(text: str, _resource: object) -> None:
        told.append(text)

    monkeypatch.setattr(pulumi.log, "warn", warn)
    return told


def _online(live: LiveEndpoint | None) -> StampDecisions:
    return StampDecisions(traffic={"fraud": plan_traffic(_DESIRED, live)}, defaults={})


def _batch(live: LiveBatch | None) -> StampDecisions:
    return StampDecisions(traffic={}, defaults={"churn": plan_default("green", {"blue", "green"}, live)})


def _warn(**decisions: StampDecisions) -> None:
    warn_of_pending(decisions)


def test_the_same_move_of_several_stamps_is_told_once_with_their_names(warnings: list[str]) -> None:
    _warn(eastus=_online(None), westus=_online(None))
    assert warnings == [
        "models.fraud.traffic is pending in eastus, westus. Now: none. Asked for: blue 90 %, green 10 %. "
        "Not ready: blue, green." + _NEXT
    ]


def test_stamps_that_are_not_equally_far_are_told_apart(warnings: list[str]) -> None:
    blue = LiveDeployment(succeeded=True, runs=_DESIRED.deployments["blue"], ours=True)
    _warn(eastus=_online(None), westus=_online(LiveEndpoint(traffic={"blue": 100}, deployments={"blue": blue})))
    assert [text.partition(". Run")[0] for text in warnings] == [
        "models.fraud.traffic is pending in eastus. Now: none. Asked for: blue 90 %, green 10 %. "
        "Not ready: blue, green",
        "models.fraud.traffic is pending in westus. Now: blue 100 %. Asked for: blue 90 %, green 10 %. "
        "Not ready: green",
    ]


def test_the_default_of_a_batch_endpoint_says_what_it_waits_for_too(warnings: list[str]) -> None:
    live = LiveBatch(default="blue", deployments={"blue": True, "green": False})
    _warn(eastus=_batch(live), westus=_batch(live))
    assert warnings == [
        "models.churn.default is pending in eastus, westus. Now: blue. Asked for: green. Not ready: green." + _NEXT
    ]


def test_a_move_that_is_done_is_not_told(warnings: list[str]) -> None:
    _warn(eastus=_batch(LiveBatch(default="blue", deployments={"blue": True, "green": True})))
    assert warnings == []
