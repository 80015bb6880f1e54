"""The sandbox's core: what Azure Resource Manager and the Kubernetes API would say to a request."""

from collections.abc import Iterator, Mapping
from typing import Any

from sandbox import identity, rules, shapes
from sandbox.recording import Refusal
from sandbox.request import Refused, Request
from sandbox.store import Store, Stored, World
from sandbox.validation import type_errors


class Cloud:
    """One Azure and the clusters in it, over a store; previews are played on a layer that is thrown away."""

    def __init__(self, store: Store | None = None) -> None:
        self.store = store or Store()
        self._planned = Store(below=self.store)

    def forget_plan(self) -> None:
        """Throw away what previews made: call it when a run begins."""
        self._planned = Store(below=self.store)

    def world(self, *, preview: bool) -> World:
        """What exists, with what the current preview would have made."""
        return self._planned if preview else self.store

    def check(self, request: Request, old: Stored | None = None, *, preview: bool = True) -> list[Refusal]:
        """Everything that speaks against a create, or against an update of `old`."""
        return list(self._refusals(request, old, self._layer(preview)))

    def create(self, request: Request, *, preview: bool) -> tuple[str, dict[str, Any]]:
        """Make a resource; its id (empty when it is not known yet) and its outputs. Raises `Refused`."""
        return self._write(request, None, preview)

    def update(self, request: Request, old_id: str, *, preview: bool) -> tuple[str, dict[str, Any]]:
        """Change a resource; its id and its outputs. Raises `Refused`, also when it is not there."""
        key = identity.key_of_id(request.type, old_id, request.cluster)
        old = self._layer(preview).get(key)
        if old is None:
            raise Refused.because("ResourceNotFound", f"{old_id} does not exist", request.urn)
        return self._write(request, old, preview)

    def delete(self, id_: str, *, type_: str = "", cluster: str = "") -> None:
        """Take a resource away. What is gone already is no error. Raises `Refused`."""
        stored = self.store.get(identity.key_of_id(type_, id_, cluster))
        if stored is None:
            return
        refusals = list(rules.delete_verdicts(stored, self.store))
        if refusals:
            raise Refused(refusals)
        for child in list(self.store.children(stored.id)):
            self.store.remove(child.id, keep_name=rules.stays_soft_deleted(child.type))
        self.store.remove(stored.id, keep_name=rules.stays_soft_deleted(stored.type))

    def read(self, id_: str, *, type_: str = "", cluster: str = "", preview: bool = False) -> Stored | None:
        """The resource of that id as it is, None if there is none."""
        return self._layer(preview).get(identity.key_of_id(type_, id_, cluster))

    def invoke(
        self, token: str, args: Mapping[str, Any], subscription_id: str = "", cluster: str = "", *, preview: bool = True
    ) -> dict[str, Any]:
        """The answer of a function. Raises `Refused`."""
        answer = rules.answer_of(token)
        if answer is None:
            raise Refused.because("NotSupported", f"the sandbox has no answer for the function {token}")
        return answer({**args, "subscriptionId": subscription_id, "cluster": cluster}, self._layer(preview))

    def plant(self, request: Request, *, preview: bool = True) -> str:
        """Make a resource exist without asking anyone; its id."""
        return self._make(request, None, preview)[0]

    def _write(self, request: Request, old: Stored | None, preview: bool) -> tuple[str, dict[str, Any]]:
        refusals = self.check(request, old, preview=preview)
        if refusals:
            raise Refused(refusals)
        return self._make(request, old, preview)

    def _make(self, request: Request, old: Stored | None, preview: bool) -> tuple[str, dict[str, Any]]:
        place = identity.place_of(request)
        outputs = shapes.outputs_of(request, place.id, old, preview=preview)
        if place.key:
            stored = Stored(id=place.key, type=request.type, urn=request.urn, inputs=request.inputs, outputs=outputs)
            self._layer(preview).put(stored)
        return place.id, outputs

    def _refusals(self, request: Request, old: Stored | None, world: World) -> Iterator[Refusal]:
        found = list(type_errors(request))
        yield from found
        if not found:
            yield from rules.write_verdicts(request, world, old)

    def _layer(self, preview: bool) -> Store:
        return self._planned if preview else self.store
