"""What a program in process is told: the cloud's answers to its registrations, reads and invokes."""

from collections.abc import Callable
from typing import Any, TypeVar

from google.protobuf import struct_pb2

from sandbox import identity, lookups
from sandbox.core import Cloud
from sandbox.dialects import Settings
from sandbox.recording import Refusal
from sandbox.request import Refused, Request
from sandbox.store import Stored
from sandbox.validation import type_errors
from sandbox.wire import plain, secret_texts

_ABSENT = ("NotFound",)

_Answer = TypeVar("_Answer")


class Answers:
    """One preview's conversation with the cloud."""

    def __init__(self, cloud: Cloud, *, predict: bool) -> None:
        self.cloud = cloud
        self._predict = predict
        self._claimed: dict[str, str] = {}
        self._secrets: set[str] = set()

    def learn(self, secrets: frozenset[str]) -> None:
        """Keep these texts out of what functions answer and refuse."""
        self._secrets |= secrets

    def register(self, request: Request) -> tuple[str, dict[str, Any]]:
        """A custom resource's id and outputs. Raises `Refused`; then it counts as there for those that need it."""
        self.learn(request.secrets)
        try:
            id_, outputs = _sound(request.urn, lambda: self._written(request))
        except Refused:
            self.cloud.assume(request)
            raise
        if self._predict:
            return id_, outputs
        return "", {name: value for name, value in outputs.items() if name in request.inputs}

    def provider(self, request: Request, id_: str) -> tuple[str, dict[str, Any]]:
        """A provider resource's id and outputs. Raises `Refused`."""
        refusals = type_errors(request)
        if refusals:
            raise Refused(refusals)
        return id_, request.inputs

    def read(self, request: Request, id_: str) -> dict[str, Any]:
        """What an existing resource answers. Raises `Refused` where it would lie in a group that the program makes."""
        found = self.cloud.get(id_, type_=request.type, cluster=request.cluster, preview=True)
        if found:
            return found.outputs
        group = identity.group_of(id_)
        if group and self.cloud.world(preview=True).get(group):
            raise Refused.because("ResourceNotFound", f"the resource '{id_}' to read does not exist.", request.urn)
        return {"name": id_.rpartition("/")[2]} if group else {}

    def invoke(self, token: str, args: dict[str, Any], settings: Settings) -> struct_pb2.Struct:
        """What a function answers. Raises `Refused`."""
        self.learn(secret_texts(args))
        place, secrets = (settings.subscription_id, settings.cluster), frozenset(self._secrets)
        found = _sound("", lambda: self.cloud.invoke(token, plain(args), *place, secrets=secrets))
        return lookups.on_the_wire(token, found, secrets)

    def _written(self, request: Request) -> tuple[str, dict[str, Any]]:
        old = self._existing(request)
        if old is None:
            return self.cloud.create(request, preview=True)
        self._claimed[old.id.lower()] = request.urn
        return self.cloud.update(request, identity.place_of(request).id, preview=True)

    def _existing(self, request: Request) -> Stored | None:
        """What was there before the run, unless another resource of the program has taken it up already."""
        key = identity.place_of(request).key
        old = self.cloud.store.get(key) if key else None
        return old if old and self._claimed.get(key.lower(), request.urn) == request.urn else None


def is_absence(refused: Refused) -> bool:
    """Whether a function merely answered that something is not there, which a program may ask."""
    return all(code.endswith(_ABSENT) for code in refused.codes)


def _sound(urn: str, answer: Callable[[], _Answer]) -> _Answer:
    """The answer; a fault of the sandbox's own becomes a refusal too, so that the run goes on and says which."""
    try:
        return answer()
    except Refused:
        raise
    except Exception as error:
        place = error.__traceback__
        while place and place.tb_next:
            place = place.tb_next
        where = f"{place.tb_frame.f_code.co_filename}:{place.tb_lineno}" if place else "?"
        # Not the error's own words: they may hold a value, and the value may be a secret.
        message = f"the sandbox itself failed on this request: {type(error).__name__} at {where}."
        raise Refused([Refusal(urn=urn, code="SandboxFault", message=message)]) from error
