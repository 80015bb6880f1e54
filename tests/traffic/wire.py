"""The engine's requests to the sandbox's cloud, one at a time, with the run's trouble among them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from components.decisions.stack_state import ADOPTED
from sandbox import identity
from sandbox.core import Cloud
from sandbox.request import Refused, Request
from tests.traffic.kept import Kept
from tests.traffic.trouble import Kind, Made, Trouble

DEPLOYMENTS = ("azure-native:machinelearningservices:OnlineDeployment", "kubernetes:apps/v1:Deployment")
"""What can fail after its write was taken: an instance or a pod that does not become well."""

Answer = tuple[str, dict[str, Any]]


class Failed(Exception):  # noqa: N818 - said of a request
    """A request that failed; `answer` is what is there all the same, where the engine was told."""

    def __init__(self, words: str, *, answer: Answer | None = None, by_trouble: bool = False) -> None:
        super().__init__(words)
        self.answer = answer
        self.by_trouble = by_trouble


class Stopped(Failed):
    """The run is over: nothing else begins."""


class Wire:
    """One run's requests."""

    def __init__(self, cloud: Cloud, trouble: Trouble | None, watch: Callable[[Made], None]) -> None:
        self.cloud = cloud
        self.made: list[Made] = []
        self.closed = False
        """Whether no other request begins."""
        self._trouble = trouble
        self._watch = watch

    def create(self, request: Request) -> Answer:
        """Make a resource.

        What exists is written over in a cluster, as the program's provider is told to; Azure's provider refuses it.
        For the small parts of a model on Azure, which the program does not ask about, this stands for the
        `pulumi import` that the documents tell of.
        """
        place = identity.place_of(request)
        there = self.cloud.store.get(place.key) if place.key else None
        ours = there and (request.type.startswith("kubernetes:") or there.urn == request.urn)
        if ours and request.type not in ADOPTED:
            return self._send(
                "create", request, lambda: (place.id, self.cloud.update(request, place.id, preview=False)[1])
            )
        return self._send("create", request, lambda: self.cloud.create(request, preview=False))

    def update(self, request: Request, id_: str) -> Answer:
        """Write a resource again: a PUT, so what someone deleted by hand comes back."""
        if self.cloud.read(id_, type_=request.type, cluster=request.cluster) is None:
            return self._send("update", request, lambda: self.cloud.create(request, preview=False))
        return self._send("update", request, lambda: self.cloud.update(request, id_, preview=False))

    def delete(self, kept: Kept) -> None:
        """Take a resource away."""
        request = Request(urn=kept.urn, type=kept.type, name=kept.name, inputs={}, cluster=kept.provider)

        def gone() -> Answer:
            self.cloud.delete(kept.id, type_=kept.type, cluster=kept.provider)
            return "", {}

        self._send("delete", request, gone)

    def _send(self, operation: str, request: Request, act: Callable[[], Answer]) -> Answer:
        if self.closed:
            raise Stopped("the run is over")
        made = Made(operation=operation, urn=request.urn, type=request.type)
        self.made.append(made)
        trouble = self._trouble if self._trouble and self._trouble.nth == len(self.made) else None
        if trouble and trouble.kind in {Kind.REFUSED, Kind.KILLED_BEFORE}:
            self.closed = trouble.kind is Kind.KILLED_BEFORE
            raise Failed(f"{trouble.status}", by_trouble=True)
        try:
            answer = act()
        except Refused as refused:
            self._watch(made)
            raise Failed(str(refused)) from refused
        if trouble and trouble.kind is Kind.FAILED_LATE and request.type in DEPLOYMENTS and operation != "delete":
            self._leave(request, answer[0], trouble.leaves)
        self._watch(made)
        return self._told(answer, trouble)

    def _told(self, answer: Answer, trouble: Trouble | None) -> Answer:
        """What the engine learns of a request that took effect."""
        if trouble is None:
            return answer
        self.closed = trouble.kind is not Kind.FAILED_LATE
        if trouble.kind is Kind.INTERRUPTED:
            return answer
        noted = trouble.kind is Kind.FAILED_LATE and trouble.noted
        raise Failed(f"{trouble.status}, after it took effect", answer=answer if noted else None, by_trouble=True)

    def _leave(self, request: Request, id_: str, state: str) -> None:
        stored = self.cloud.store.get(identity.key_of_id(request.type, id_, request.cluster))
        if stored:
            properties = {**stored.outputs.get("properties", {}), "provisioningState": state}
            self.cloud.store.put(replace(stored, outputs={**stored.outputs, "properties": properties}))
