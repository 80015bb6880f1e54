"""Compare two plans of a stack."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from ops.diff.capacity import capacity_changes, fewer
from ops.diff.difference import Base, Difference, SecretChange
from ops.diff.following import Reads
from ops.diff.matching import match
from ops.diff.places import places
from ops.diff.policies import policy_changes
from ops.diff.policy_settings import policy_setting_changes
from ops.diff.refusals import refused_changes
from ops.diff.reruns import reruns
from ops.diff.resources import Sides, resource_changes
from ops.diff.traffic import traffic_changes
from ops.diff.warnings import new_crowding, new_warnings
from ops.plan import Plan
from ops.topology import Topology


def compare(
    base: Plan,
    head: Plan,
    about: Base,
    aliases: Mapping[str, Collection[str]] | None = None,
    secrets: Sequence[SecretChange] = (),
    crowded: Sequence[str] = (),
    reads: Reads | None = None,
) -> Difference:
    """What differs between two plans; pure.

    `base` counts as converged (`ops.diff.settled`), and `head` was rendered with it as what is live. `about` says
    what the base is, `aliases` are the head's own ones by URN, `secrets`, `crowded` and what each of the head's inputs
    `reads` what the plans cannot tell.
    """
    matched = match(base, head, aliases or {})
    resources = resource_changes(Sides(match=matched, before=places(base), after=places(head)), reads)
    touched = {change.urn for change in resources}
    refusals = refused_changes(base, head, matched, resources)
    refused = {refusal.urn for refusal in refusals}
    resources = tuple(replace(one, doubts=()) if one.urn in refused else one for one in resources)
    return Difference(
        project=head.project,
        stack=head.stack,
        base=about,
        traffic=traffic_changes(base, head),
        reruns=reruns(base, head),
        resources=resources,
        policies=policy_changes(base, head, matched.former),
        policy_settings=policy_setting_changes(base.policy_settings, head.policy_settings),
        capacity=capacity_changes(base, head),
        fewer=fewer(base, head),
        crowded=new_crowding(base, crowded),
        warnings=new_warnings(base, head, crowded),
        secrets=tuple(secrets),
        refusals=refusals,
        stamps_added=_stamps(head, base),
        stamps_removed=_stamps(base, head),
        unchanged=sum(after.custom and after.urn not in touched for _, after in matched.pairs),
    )


def _stamps(plan: Plan, other: Plan) -> tuple[str, ...]:
    """The stamps of a plan that another one has not."""
    there = Topology(other).stamps
    return tuple(stamp for stamp in Topology(plan).stamps if stamp not in there)
