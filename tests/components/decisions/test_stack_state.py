"""What exists as this stack's own and Pulumi's state has lost is imported; nothing else ever is."""

import pytest

from components.decisions.made import Made
from components.decisions.stack_state import StackState, state_of

_TYPE = "azure-native:machinelearningservices:OnlineDeployment"
_URN = "urn:pulumi:prod::ai-models::ai-models:models:Serving$ai-models:models:ManagedEndpoint"


def test_the_state_is_known_by_type_and_name() -> None:
    made = [
        Made(urn=f"{_URN}${type_}::{name}", type=type_, outputs={})
        for type_, name in (
            (_TYPE, "serving-fraud--green"),
            (_TYPE, "serving-fraud--blue"),
            ("azure-native:monitor:AutoscaleSetting", "serving-fraud--blue-autoscale"),
        )
    ]
    assert state_of(made) == StackState(resources=(f"{_TYPE}::serving-fraud--blue", f"{_TYPE}::serving-fraud--green"))


@pytest.mark.parametrize(
    ("known", "own_id", "lost"),
    [
        ((), "/an/id", "/an/id"),
        ((), "", None),
        ((f"{_TYPE}::serving-fraud--blue",), "/an/id", None),
        (("azure-native:machinelearningservices:BatchDeployment::serving-fraud--blue",), "/an/id", "/an/id"),
    ],
)
def test_only_what_is_ours_and_lost_is_imported(known: tuple[str, ...], own_id: str, lost: str | None) -> None:
    assert StackState(resources=known).lost(_TYPE, "serving-fraud--blue", own_id) == lost
