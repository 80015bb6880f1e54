"""The sandbox's core: what Azure Resource Manager and the Kubernetes API would say to a request."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from sandbox import clusters, identity, lookups, rules, shapes
from sandbox.faults import Faults, Interrupted, failed
from sandbox.ignoring import with_live_values
from sandbox.recording import Refusal
from sandbox.request import Call, Refused, Request
from sandbox.rules.containerservice import CLUSTER
from sandbox.store import Store, Stored, World
from sandbox.turns import Busy
from sandbox.validation import type_errors
from sandbox.wire import MASK

_NAMESPACE = "kubernetes:core/v1:Namespace"
_SHORTEST_HIDDEN = 4
"""Characters that a secret needs to be looked for in messages; a shorter one would be found by chance."""


class Cloud:
    """One Azure and the clusters in it, over a store; previews are played on a layer that is thrown away."""

    def __init__(self, store: Store | None = None, faults: Faults | None = None) -> None:
        self.store = store or Store()
        self.faults = faults or Faults()
        """What goes wrong by request; previews meet only the faults that say so."""
        self.busy = Busy()
        """What is being changed right now, for a caller that makes several changes at once."""
        self._planned = Store(below=self.store)

    def world(self, *, preview: bool) -> World:
        """What exists, with what the current preview would have made."""
        return self._layer(preview)

    def check(self, request: Request, old: Stored | None = None, *, preview: bool = True) -> list[Refusal]:
        """Everything that speaks against a create, or against an update of `old`; no message repeats a secret."""
        return [_hushed(one, request.secrets) for one in self._refusals(request, old, preview)]

    def create(self, request: Request, *, preview: bool) -> tuple[str, dict[str, Any]]:
        """Make a resource; its id (empty when it is not known yet) and its outputs. Raises `Refused`."""
        return self._write("create", request, None, preview)

    def update(self, request: Request, old_id: str, *, preview: bool) -> tuple[str, dict[str, Any]]:
        """Change a resource; its id and its outputs. Raises `Refused`, also when it is not there."""
        old = self.read(old_id, type_=request.type, cluster=request.cluster, preview=preview)
        if old is None:
            raise Refused.because("ResourceNotFound", f"The resource '{old_id}' was not found.", request.urn)
        return self._write("update", with_live_values(request, old), old, preview)

    def delete(self, id_: str, *, type_: str = "", cluster: str = "") -> None:
        """Take a resource away, with what lies below it. What is gone already is no error. Raises `Refused`."""
        stored = self.read(id_, type_=type_, cluster=cluster)
        if stored is None:
            return
        fault = self.faults.due("delete", stored.type)
        if fault and fault.effect == "before":
            raise fault.refused
        refusals = list(rules.delete_verdicts(stored, self.store))
        if refusals:
            raise Refused(refusals)
        for one in (*self._below(stored), stored):
            self.store.remove(one.id, keep_name=rules.stays_soft_deleted(one.type))
        clusters.settle(stored, self.store)
        if fault:
            raise fault.refused

    def get(self, id_: str, *, type_: str = "", cluster: str = "", preview: bool = False) -> Stored | None:
        """What a caller's own request to read answers: as `read`, but a fault may be due. Raises `Refused`."""
        fault = self.faults.due("read", type_, preview=preview)
        if fault:
            raise fault.refused
        return self.read(id_, type_=type_, cluster=cluster, preview=preview)

    def read(self, id_: str, *, type_: str = "", cluster: str = "", preview: bool = False) -> Stored | None:
        """The resource of that id as it is, None if there is none."""
        return self._layer(preview).get(identity.key_of_id(type_, id_, cluster))

    def invoke(
        self,
        token: str,
        args: Mapping[str, Any],
        subscription_id: str = "",
        cluster: str = "",
        *,
        preview: bool = True,
        secrets: frozenset[str] = frozenset(),
    ) -> dict[str, Any]:
        """The answer of a function. Raises `Refused`, whose messages repeat none of `secrets`."""
        fault = self.faults.due("invoke", token, preview=preview)
        if fault:
            raise fault.refused
        call = Call(token=token, args=args, subscription_id=subscription_id, cluster=cluster, secrets=secrets)
        try:
            return lookups.answer(call, self._layer(preview))
        except Refused as refused:
            raise Refused(_hushed(one, secrets) for one in refused.refusals) from None

    def plant(self, request: Request, *, preview: bool = False) -> str:
        """Make a resource exist without asking anyone; its id."""
        return self._make(request, None, preview)[0]

    def assume(self, request: Request) -> None:
        """Let a refused resource count as there in this preview, so that what needs it is not refused for it."""
        key = identity.place_of(request).key
        if key and self._planned.get(key) is None:
            self._planned.put(Stored(id=key, type=request.type, urn=request.urn, inputs=request.inputs))

    def _write(self, operation: str, request: Request, old: Stored | None, preview: bool) -> tuple[str, dict[str, Any]]:
        fault = self.faults.due(operation, request.type, preview=preview)
        if fault and fault.effect == "before":
            raise fault.refused
        refusals = self.check(request, old, preview=preview)
        if refusals:
            raise Refused(refusals)
        id_, outputs = self._make(request, old, preview)
        if fault and fault.state == "Failed":
            outputs = self._fail(request, outputs, preview)
            raise Interrupted(fault.refused, id_, outputs)
        if fault:
            raise fault.refused
        return id_, outputs

    def _fail(self, request: Request, outputs: dict[str, Any], preview: bool) -> dict[str, Any]:
        """Let what was just made be there as one whose provisioning failed."""
        found = self._layer(preview).get(identity.place_of(request).key)
        if found:
            self._layer(preview).put(replace(found, outputs=failed(found.outputs)))
        return failed(outputs)

    def _make(self, request: Request, old: Stored | None, preview: bool) -> tuple[str, dict[str, Any]]:
        place, layer = identity.place_of(request), self._layer(preview)
        outputs = shapes.outputs_of(request, place, old, layer, preview=preview)
        if place.key:
            stored = Stored(id=place.key, type=request.type, urn=request.urn, inputs=request.inputs, outputs=outputs)
            layer.put(stored)
            clusters.settle(stored, layer)
        return place.id, outputs

    def _refusals(self, request: Request, old: Stored | None, preview: bool) -> Iterator[Refusal]:
        found = type_errors(request)
        yield from found
        if found:
            return
        if old is None:
            yield from self._conflicts(request, preview)
        yield from rules.write_verdicts(request, self._layer(preview), old)

    def _conflicts(self, request: Request, preview: bool) -> Iterator[Refusal]:
        """A create needs a place that is free, and a resource group to lie in."""
        place, world = identity.place_of(request), self._layer(preview)
        there = world.get(place.key) if place.key else None
        # At preview the engine does not say that the old one goes first, so the same URN is its replacement.
        if there and not (preview and there.urn == request.urn):
            yield _taken(request, place)
        group = identity.group_of(place.id)
        alone = place.id and not identity.parent_of(place.id) and place.id.lower() != group.lower()
        if alone and group and request.inputs.get("resourceGroupName") and world.get(group) is None:
            name = group.rpartition("/")[2]
            message = f"Resource group '{name}' could not be found: resourceGroupName names a group that nobody made."
            yield Refusal(urn=request.urn, code="ResourceGroupNotFound", message=message)

    def _below(self, stored: Stored) -> list[Stored]:
        """What goes with a resource: the children of an Azure one, the objects in a namespace or a cluster."""
        if stored.type == CLUSTER:
            return [*self.store.children(stored.id), *clusters.objects_in(stored, self.store)]
        if stored.type != _NAMESPACE:
            return list(self.store.children(stored.id))
        cluster, _, name = stored.id.split("|")
        return [
            one
            for one in self.store.all()
            if one.id.startswith(f"{cluster}|") and one.id.rpartition("|")[2].startswith(f"{name}/")
        ]

    def _layer(self, preview: bool) -> Store:
        return self._planned if preview else self.store


def _taken(request: Request, place: identity.Place) -> Refusal:
    """In the words of the real providers."""
    if request.type.startswith("kubernetes:"):
        kind = request.type.rpartition(":")[2]
        message = f'{kind} "{place.id}" already exists: metadata.name and metadata.namespace name another object.'
        return Refusal(urn=request.urn, code="AlreadyExists", message=message)
    own = identity.own_name_of(request.type)
    message = f"cannot create already existing resource '{place.id}': give it another {own}, or import it."
    return Refusal(urn=request.urn, code="Conflict", message=message)


def _hushed(refusal: Refusal, secrets: frozenset[str]) -> Refusal:
    message = refusal.message
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) >= _SHORTEST_HIDDEN:
            message = message.replace(secret, MASK)
    return replace(refusal, message=message)
