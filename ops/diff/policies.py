"""Which results of the policy pack are new, which are fixed, and which stand as they were."""

from collections.abc import Mapping

from ops.diff.difference import PolicyChanges
from ops.plan import Plan, PolicyResult

_Key = tuple[str, str, str, str]


def policy_changes(base: Plan, head: Plan, former: Mapping[str, str]) -> PolicyChanges:
    """Compare the results of two plans; `former` are the URNs of the base by those of the head.

    A result is the same where rule, resource, enforcement and outcome are: its words may tell another value.
    """
    old = {_key(result, result.urn) for result in base.policies}
    still = {_key(result, former.get(result.urn, result.urn)) for result in head.policies}
    return PolicyChanges(
        new=tuple(one for one in head.policies if _key(one, former.get(one.urn, one.urn)) not in old),
        fixed=tuple(one for one in base.policies if _key(one, one.urn) not in still),
        standing=tuple(one for one in head.policies if _key(one, former.get(one.urn, one.urn)) in old),
    )


def _key(result: PolicyResult, urn: str) -> _Key:
    return result.name, urn, result.enforcement, result.outcome
