"""Network policies of a namespace: what is told of it once, and read once, however many workloads are in it."""

from collections.abc import Iterator
from typing import Any

from typing_extensions import override

from policies.rules.network_policies import POLICY
from policies.workloads import DEPLOYMENT, NAMESPACE
from tests.policies.cases.network_policies import GOOD
from tests.policies.casework import urn
from tests.policies.judged import RULE_OF, judged
from tests.policies.pods import LABELS, kubernetes, workload


def test_a_namespace_that_denies_nothing_is_told_once_for_each_direction() -> None:
    resources = [one for one in GOOD if one.type != POLICY]
    results = judged(resources, rules=[RULE_OF["network-policy-default-deny"]])
    assert [result.urn for result in results] == [urn(NAMESPACE, "model-fraud")] * 2


def test_what_a_policy_allows_is_read_as_often_of_many_workloads_as_of_one() -> None:
    assert _reads(workloads=20) == _reads(workloads=1) > 0


class _Counted(list[Any]):
    """A list that counts how often it is read."""

    reads = 0

    @override
    def __iter__(self) -> Iterator[Any]:
        self.reads += 1
        return super().__iter__()


def _reads(*, workloads: int) -> int:
    ingress = _Counted([{"from": [{"podSelector": {}}]}])
    policy = kubernetes(POLICY, "narrow", {"spec": {"podSelector": {"matchLabels": LABELS}, "ingress": ingress}})
    stack = [*GOOD[:2], policy, *(workload(DEPLOYMENT, f"model-{number}") for number in range(workloads))]
    assert judged(stack, rules=[RULE_OF["network-policy-default-deny"]]) == []
    return ingress.reads
