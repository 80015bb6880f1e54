"""Where a resource lives: its id, and the key under which the store has it."""

from dataclasses import dataclass

from sandbox.request import Request


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a resource lives; both are empty while they are not known."""

    id: str
    """What the provider answers: an ARM id, or `namespace/name` of a Kubernetes object."""
    key: str
    """What the store has it by: the ARM id, or `kubernetes_key`."""


def place_of(request: Request) -> Place:
    """Where the requested resource would live."""
    if request.type.startswith("kubernetes:"):
        metadata = request.inputs["metadata"]
        id_ = f"{metadata.get('namespace', 'default')}/{metadata['name']}"
        return Place(id=id_, key=key_of_id(request.type, id_, request.cluster))
    id_ = f"/subscriptions/{request.subscription_id}/{request.name}"
    return Place(id=id_, key=id_)


def key_of_id(type_: str, id_: str, cluster: str) -> str:
    """The store's key of an id that a provider answered."""
    if not type_.startswith("kubernetes:"):
        return id_
    group, _, kind = type_.removeprefix("kubernetes:").partition(":")
    return f"{cluster}|{group.split('/')[0]}|{kind}|{id_}"
