"""What is wrong with a namespace is told of it, and not of each workload in it."""

from policies.rules.network_policies import POLICY
from policies.workloads import NAMESPACE
from tests.policies.cases.network_policies import GOOD
from tests.policies.casework import urn
from tests.policies.judged import RULE_OF, judged


def test_a_namespace_that_denies_nothing_is_told_once_for_each_direction() -> None:
    resources = [one for one in GOOD if one.type != POLICY]
    results = judged(resources, rules=[RULE_OF["network-policy-default-deny"]])
    assert [result.urn for result in results] == [urn(NAMESPACE, "model-fraud")] * 2
