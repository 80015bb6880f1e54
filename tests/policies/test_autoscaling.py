"""What a finding about an autoscaler tells to change is the key that sets it."""

import pytest

from policies.rules.autoscaling import AUTOSCALER, FIRST_AUTOSCALER, SCALED_OBJECT
from tests.policies.cases.autoscaling import GOOD
from tests.policies.casework import broken
from tests.policies.judged import RULE_OF, judged

_KEYS = {
    AUTOSCALER: ("spec.minReplicas", "`models.NAME.autoscale.minReplicas`"),
    FIRST_AUTOSCALER: ("spec.minReplicas", "`models.NAME.autoscale.minReplicas`"),
    SCALED_OBJECT: ("spec.minReplicaCount", "`models.NAME.eventAutoscale.minReplicas`"),
}


@pytest.mark.parametrize("type_", _KEYS)
def test_too_few_pods_name_the_key_of_that_kind_of_autoscaler(type_: str) -> None:
    path, key = _KEYS[type_]
    (scaler,) = [one for one in GOOD if one.type == type_]
    (result,) = judged(broken(scaler.name, path, 1).of(GOOD), rules=[RULE_OF["autoscaler-minimum-two"]])
    assert f"Change {key}. " in result.message
