"""Which results of the policy pack are new, which are fixed, and which stand as they were."""

from collections.abc import Collection, Mapping

from ops.diff.difference import PolicyChanges
from ops.plan import Plan, PolicyResult

_Key = tuple[str, ...]

_OF_RESOURCES = ("violated", "unknown", "broken", "exempt")
"""Outcomes that tell of a resource that it is not fine, or not known to be."""


def policy_changes(base: Plan, head: Plan, former: Mapping[str, str]) -> PolicyChanges:
    """Compare the results of two plans; `former` are the URNs of the base by those of the head.

    A result is the same where rule, resource and outcome are: its words may tell another value. One of another level is
    new, but the one before is not fixed; nor is one that is only exempt now, or whose rule does not run any more, or
    whose resource is gone.
    """
    there = {former.get(one.urn, one.urn) for one in head.resources}
    gone = {one.urn for one in base.resources} - there
    known = {(*_key(one, one.urn), one.enforcement) for one in base.policies}
    keys = [_key(one, former.get(one.urn, one.urn)) for one in head.policies]
    told = frozenset(keys)
    stands = [(*key, one.enforcement) in known for key, one in zip(keys, head.policies, strict=True)]
    return PolicyChanges(
        new=tuple(one for one, old in zip(head.policies, stands, strict=True) if not old),
        fixed=tuple(
            one
            for one in base.policies
            if _key(one, one.urn) not in told
            and one.urn not in gone
            and not _stays(one, told)
            and _runs(one.name, head)
        ),
        standing=tuple(one for one, old in zip(head.policies, stands, strict=True) if old),
    )


def _stays(result: PolicyResult, keys: Collection[_Key]) -> bool:
    """Whether the resource is judged otherwise now, but not fine."""
    return result.outcome in _OF_RESOURCES and any(
        (result.name, result.urn, outcome) in keys for outcome in _OF_RESOURCES
    )


def _runs(rule: str, head: Plan) -> bool:
    settings = head.policy_settings
    return settings is None or settings.levels.get(rule, "disabled") != "disabled"


def _key(result: PolicyResult, urn: str) -> _Key:
    return result.name, urn, result.outcome
