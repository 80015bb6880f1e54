"""Resources as Pulumi's engine shows them to a policy pack."""

from typing import Any

from policies import wire
from policies.declared import Resource
from policies.tokens import is_component


def of_analysis(request: Any) -> Resource:
    """A resource as it is asked for."""
    marked = wire.of_struct(request.properties)
    return Resource(
        urn=request.urn,
        type=request.type,
        name=request.name,
        properties=wire.plain(marked),
        secrets=wire.secrets(marked),
        parent=request.options.parent,
        ignore_changes=tuple(sorted(request.options.ignoreChanges)),
        provider=request.provider.urn,
    )


def of_stack(one: Any, asked_for: Resource | None) -> Resource:
    """A resource among all others: with the inputs that it was asked for with, where it was shown so."""
    properties = asked_for.properties if asked_for else {}
    secrets = asked_for.secrets if asked_for else frozenset[str]()
    if not asked_for or is_component(one.type):
        marked = wire.of_struct(one.properties)
        properties = {**wire.plain(marked), **properties}
        secrets |= wire.secrets(marked)
    return Resource(
        urn=one.urn,
        type=one.type,
        name=one.name,
        properties=properties,
        secrets=secrets,
        parent=one.parent,
        ignore_changes=asked_for.ignore_changes if asked_for else tuple(sorted(one.options.ignoreChanges)),
        provider=one.provider.urn,
        dependencies=tuple(sorted(one.dependencies)),
        property_dependencies={name: tuple(sorted(found.urns)) for name, found in one.propertyDependencies.items()},
    )
