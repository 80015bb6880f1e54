"""Which changes the services would refuse, because of what is there already."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ops.diff.difference import Action, ResourceChange
from ops.diff.matching import Match
from ops.plan import Plan, PlannedResource
from ops.resource_names import kind
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
    """What the services have against the changes that they would not have against all of the head in an empty place.

    The head's own rendering has found all the rest. What the head adds counts as there; a secret as not known.
    """
    settings = {**_settings(head), **_settings(base)}
    return (*_taken(match, settings), *_fixed(base, match, changes, settings))


def _taken(match: Match, settings: Mapping[str, Settings]) -> Iterator[Refusal]:
    """What is new in the place of what goes: the engine makes all that is new before it deletes anything.

    What Azure makes itself is taken as it is, and stays.
    """
    there = {
        identity.place_of(request).key.lower(): resource
        for resource in match.removed
        if (request := _request(resource, settings))
    }
    for resource in match.added if there else ():
        provider = match.former.get(resource.provider, resource.provider)
        request = _request(replace(resource, provider=provider), settings)
        place = identity.place_of(request) if request else identity.NOWHERE
        other = there.get(place.key.lower()) if place.key else None
        if other and request:
            dialect = _DIALECTS[request.type.partition(":")[0]]
            taken_over = dialect.takes_over(request.type, settings.get(provider, Settings()))
            if dialect.package == Kubernetes.package or not taken_over:
                yield _taken_by(other, resource, request, place.id)


def _taken_by(other: PlannedResource, resource: PlannedResource, request: Request, id_: str) -> Refusal:
    """In the words of the real providers, and what to write instead."""
    beside = other.parent == resource.parent and kind(other.type) == kind(resource.type)
    alias = f'pulumi.Alias(name="{other.name}")' if beside else f'"{other.urn}"'
    if request.type.startswith("kubernetes:"):
        name, code, said = "metadata.name", "AlreadyExists", f'{kind(request.type)} "{id_}" already exists'
        goes = ", and where the provider writes over it, it is deleted with that one all the same"
    else:
        name, code, goes = identity.own_name_of(request.type), "Conflict", ""
        said = f"cannot create already existing resource '{id_}'"
    advice = f"If it is the same one, give it an alias: `aliases=[{alias}]`; if not, give it another {name}."
    return Refusal(urn=resource.urn, code=code, message=f"{said}: it is `{other.name}` until now{goes}. {advice}")


def _fixed(
    base: Plan, match: Match, changes: Sequence[ResourceChange], settings: Mapping[str, Settings]
) -> Iterator[Refusal]:
    """Updates to what a service only takes of a new resource."""
    changed = {change.urn for change in changes if change.action is Action.CHANGED and _is_deep(change)}
    pairs = [(before, after) for before, after in match.pairs if after.urn in changed]
    if not pairs:
        return
    cloud = Cloud()
    for resource in base.resources:
        if request := _request(resource, settings):
            cloud.plant(request)
    for resource in match.added:
        if request := _request(resource, settings):
            cloud.plant(request, preview=True)
    for before, after in pairs:
        yield from _refused(before, after, cloud, settings)


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
