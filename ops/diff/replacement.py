"""Whether Azure or Kubernetes makes a change in place, or by a new resource: as far as that can be known."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ops.diff.in_place import IN_PLACE
from ops.diff.values import Differing
from ops.plan import PlannedResource
from ops.resource_names import kind
from sandbox.identity import inputs_of_id
from sandbox.replacement import is_listed, replacing
from sandbox.sdk import PROVIDER_PREFIX, canonical
from sandbox.wire import UNKNOWN_SENTINEL

_ANYWHERE = frozenset({"tags", "identity"})
_WHERE_IT_MAKES = frozenset({"clusterIdentifier", "context", "kubeconfig", "subscriptionId", "tenantId"})


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What a change of values comes to."""

    replacing: frozenset[str] = frozenset()
    """The paths of the values that take a new resource."""
    doubts: tuple[str, ...] = ()
    """What cannot be told, in words."""


def judge(resource: PlannedResource, values: Sequence[Differing], providers: Mapping[str, PlannedResource]) -> Verdict:
    """What the change of `values` of a resource comes to; `providers` are the head's by URN."""
    type_ = canonical(resource.type)
    if type_.startswith(PROVIDER_PREFIX) or not values:
        return Verdict(
            doubts=tuple(of_provider([value.path for value in values])) if type_.startswith(PROVIDER_PREFIX) else ()
        )
    fixed = fixed_inputs(resource, providers)
    certain = frozenset(value.path for value in values if value.lies_in(fixed) and not _is_open(value))
    doubts = [
        f"{value.path} is not known before `up`: if it differs, this is replaced"
        for value in values
        if value.lies_in(fixed) and _is_open(value)
    ]
    return Verdict(
        replacing=certain,
        doubts=(*doubts, *([] if certain else _unlisted(type_, [one for one in values if not one.lies_in(fixed)]))),
    )


def fixed_inputs(resource: PlannedResource, providers: Mapping[str, PlannedResource]) -> frozenset[str]:
    """The inputs of a resource whose change takes a new one."""
    type_ = canonical(resource.type)
    if type_.startswith(PROVIDER_PREFIX):
        return frozenset()
    return replacing(type_, _path_inputs(type_), _options(resource, providers))


def of_provider(names: Sequence[str]) -> Iterator[str]:
    """What cannot be told where these inputs of a provider differ, in words."""
    moved = [name for name in names if name in _WHERE_IT_MAKES]
    if moved:
        yield f"{', '.join(moved)} of a provider: what it made may have to be made anew elsewhere"


def _unlisted(type_: str, values: Sequence[Differing]) -> Iterator[str]:
    """Where nobody lists what Azure fixes when it makes a resource of the type."""
    known = _ANYWHERE | IN_PLACE.get(type_.removeprefix("azure-native:"), {}).keys()
    unknown = [value.path for value in values if not value.lies_in(known) and ".tags." not in value.path]
    if unknown and not is_listed(type_):
        shown = ", ".join(unknown[:3]) + (f" and {len(unknown) - 3} more" if len(unknown) > 3 else "")
        yield f"whether Azure changes {shown} of {_article(kind(type_))} {kind(type_)} in place is not known here"


def _article(noun: str) -> str:
    return "an" if noun[:1] in "AEIO" else "a"


def _path_inputs(type_: str) -> list[str]:
    return inputs_of_id(type_) if type_.startswith("azure-native:") else []


def _options(resource: PlannedResource, providers: Mapping[str, PlannedResource]) -> dict[str, bool]:
    """The switches of the resource's Kubernetes provider."""
    provider = providers.get(resource.provider)
    if provider is None or resource.inputs.get("immutable") is True:
        return {}
    return {name: value in (True, "true") for name, value in provider.inputs.items() if name.startswith("enable")}


def _is_open(value: Differing) -> bool:
    return UNKNOWN_SENTINEL in (value.before, value.after)
