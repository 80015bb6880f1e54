"""Which changes the services would refuse, because what is there already cannot become what is asked for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ops.diff.difference import Action, ResourceChange
from ops.diff.matching import Match
from ops.plan import Plan, PlannedResource
from sandbox import identity, rules
from sandbox.core import Cloud
from sandbox.dialects import AzureNative, Dialect, Kubernetes, Settings
from sandbox.recording import Refusal
from sandbox.request import Request
from sandbox.sdk import PROVIDER_PREFIX
from sandbox.store import Stored
from sandbox.wire import MASK, UNKNOWN_SENTINEL

_DIALECTS: Mapping[str, Dialect] = {one.package: one for one in (AzureNative(), Kubernetes())}
_TAGS = "tags."


def refused_changes(base: Plan, head: Plan, match: Match, changes: Sequence[ResourceChange]) -> tuple[Refusal, ...]:
    """What the services have against updates that they would not have against a new resource of the same inputs.

    The head's own rendering has found all the rest. What the head adds counts as there; a secret as not known.
    """
    changed = {change.urn for change in changes if change.action is Action.CHANGED and _is_deep(change)}
    pairs = [(before, after) for before, after in match.pairs if after.urn in changed]
    if not pairs:
        return ()
    cloud, settings = Cloud(), {**_settings(head), **_settings(base)}
    for resource in base.resources:
        if request := _request(resource, settings):
            cloud.plant(request)
    for resource in match.added:
        if request := _request(resource, settings):
            cloud.plant(request, preview=True)
    return tuple(refusal for before, after in pairs for refusal in _refused(before, after, cloud, settings))


def _is_deep(change: ResourceChange) -> bool:
    """Whether something may be refused: any service takes other tags."""
    return bool(change.follows) or any(not value.path.startswith(_TAGS) for value in change.values)


def _refused(
    before: PlannedResource, after: PlannedResource, cloud: Cloud, settings: Mapping[str, Settings]
) -> Iterator[Refusal]:
    was = _request(before, settings)
    asked = _request(replace(after, provider=before.provider), settings)
    old = cloud.store.get(identity.place_of(was).key) if was else None
    if asked and old:
        anew = {refusal.message for refusal in _verdicts(asked, cloud, None)}
        yield from (refusal for refusal in _verdicts(asked, cloud, old) if refusal.message not in anew)


def _verdicts(request: Request, cloud: Cloud, old: Stored | None) -> list[Refusal]:
    return list(rules.write_verdicts(request, cloud.world(preview=True), old))


def _settings(plan: Plan) -> dict[str, Settings]:
    """What each provider of a plan was configured with, by URN."""
    return {
        one.urn: _DIALECTS[package].settings(one.urn, one.inputs)
        for one in plan.resources
        for package in [one.type.removeprefix(PROVIDER_PREFIX)]
        if one.type.startswith(PROVIDER_PREFIX) and package in _DIALECTS
    }


def _request(resource: PlannedResource, settings: Mapping[str, Settings]) -> Request | None:
    """What the resource asks of the cloud; None where nobody here answers for its type."""
    dialect = _DIALECTS.get(resource.type.partition(":")[0])
    if dialect is None or not resource.custom:
        return None
    of_provider = settings.get(resource.provider, Settings())
    type_ = dialect.canonical(resource.type)
    return of_provider.request(resource.urn, type_, resource.name, _without_masks(resource.inputs))


def _without_masks(value: Any) -> Any:
    match value:
        case Mapping():
            return {name: _without_masks(item) for name, item in value.items()}
        case list():
            return [_without_masks(item) for item in value]
        case _:
            return UNKNOWN_SENTINEL if value == MASK else value
