"""ARM ids inside inputs: what they name, and whether it exists.

The sandbox vouches only for the resource groups that it made: what an id names in any other group is another team's,
and taken on trust.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sandbox import identity
from sandbox.request import Request
from sandbox.store import Stored, World

_GROUP = re.compile(r"(/subscriptions/[^/]+/resourceGroups/(?P<group>[^/]+))(/.*)?", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class ArmId:
    """The parts of the id of a resource in a resource group."""

    id: str
    group_id: str
    """Id of the resource group."""
    group: str
    type: str
    """Such as `Microsoft.Storage/storageAccounts`; a child's type has more parts."""
    name: str
    parent: str
    """Id of the parent resource; of the resource group at the top."""


def parsed(id_: str) -> ArmId | None:
    """The parts of an ARM id, or None when it is none of a resource in a resource group."""
    found = _GROUP.fullmatch(id_)
    if not found:
        return None
    group_id, group = found.group(1), found.group("group")
    head, separator, tail = (found.group(3) or "").rpartition("/providers/")
    namespace, *pairs = tail.split("/")
    if not separator or not pairs or len(pairs) % 2 or not all(pairs):
        return None
    scope = group_id + head
    parent = f"{scope}/providers/{namespace}/{'/'.join(pairs[:-2])}" if len(pairs) > 2 else scope
    return ArmId(
        id=id_,
        group_id=group_id,
        group=group,
        type="/".join((namespace, *pairs[::2])),
        name=pairs[-1],
        parent=parent,
    )


def is_missing(world: World, id_: str) -> bool:
    """Whether `id_` names nothing although its resource group is one that the sandbox made."""
    found = _GROUP.fullmatch(id_)
    return bool(found) and world.get(found.group(1)) is not None and world.get(id_) is None


def existing(world: World, path: str, id_: str | None, arm_type: str, code: str) -> Iterator[tuple[str, str]]:
    """Refuse an input that names no resource of `arm_type`, or one that does not exist."""
    if not id_:
        return
    found = parsed(id_)
    if found is None or found.type.lower() != arm_type.lower():
        yield (
            "LinkedInvalidPropertyId",
            f"{path} is '{id_}', which is no id of a {arm_type}. Write /subscriptions/SUBSCRIPTION/resourceGroups/GROUP"
            f"/providers/{arm_type.partition('/')[0]}/…, as the resource's `id` output has it.",
        )
    elif is_missing(world, id_):
        yield (
            code,
            f"{path} names {found.type} '{found.name}' of resource group '{found.group}', which does not exist. "
            f"Use the `id` output of the resource, so that it is made first.",
        )


def same(one: str | None, other: str | None) -> bool:
    """Whether two ids or names are the same to Azure, which does not regard case."""
    return bool(one) and bool(other) and str(one).lower().rstrip("/") == str(other).lower().rstrip("/")


def made(world: World, id_: str | None) -> Stored | None:
    """The resource of that id, if it was made here: of one that was only adopted no more is known than its id."""
    found = world.get(id_) if id_ else None
    return found if found and found.inputs else None


def parent_of(request: Request, world: World) -> Stored | None:
    """The resource that the requested one is a child or an extension of, if it was made here."""
    own = parsed(identity.place_of(request).id)
    return made(world, own.parent) if own else None


def siblings(world: World, request: Request, old: Stored | None) -> Iterator[Stored]:
    """The resources of the same type and parent beside the one that is being written."""
    collection = identity.place_of(request).id.rpartition("/")[0]
    for other in world.children(collection) if collection else ():
        if other.type == request.type and other.urn != request.urn and not (old and same(other.id, old.id)):
            yield other


def rivals(world: World, type_: str, request: Request, old: Stored | None) -> Iterator[Stored]:
    """The resources of a type, wherever they are, beside the one that is being written."""
    for other in world.of_type(type_):
        if other.urn != request.urn and not (old and same(other.id, old.id)):
            yield other
