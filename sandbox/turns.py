"""Azure resources that take one change at a time: a change during another one is refused.

An online endpoint and its deployments are such: "Cannot create a deployment in endpoint … because it is in Updating
provisioning state" (https://github.com/Azure/azure-sdk-for-net/issues/36961).
"""

from collections import deque
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from threading import Lock

from sandbox import identity
from sandbox.request import Refused, Request

_ENDPOINT = "/onlineendpoints/"
_CHANGES_IT = frozenset(
    {
        "azure-native:machinelearningservices:OnlineEndpoint",
        "azure-native:machinelearningservices:OnlineDeployment",
    }
)


def turn_of(type_: str, id_: str) -> str:
    """What a change of that resource keeps busy: the id of its endpoint, empty where changes may come together."""
    if type_ not in _CHANGES_IT or _ENDPOINT not in id_.lower():
        return ""
    start = id_.lower().index(_ENDPOINT) + len(_ENDPOINT)
    return (id_[:start] + id_[start:].partition("/")[0]).lower()


class Busy:
    """What is being changed right now."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._held: set[str] = set()

    @contextmanager
    def changing(self, type_: str, id_: str, urn: str = "") -> Iterator[bool]:
        """Inside, a change of that resource is under way; yields whether it keeps others away. Raises `Refused`."""
        turn = turn_of(type_, id_)
        with self._lock:
            if turn and turn in self._held:
                name = turn.rpartition("/")[2]
                message = (
                    f"Cannot change '{id_.rpartition('/')[2]}' because endpoint '{name}' is in Updating "
                    "provisioning state: an endpoint takes one change at a time, those of its deployments included; "
                    "chain them with depends_on."
                )
                raise Refused.because("Conflict", message, urn)
            self._held |= {turn} - {""}
        try:
            yield bool(turn)
        finally:
            with self._lock:
                self._held.discard(turn)


class Order:
    """Whether a program orders the changes that must not come together, by what its resources depend on."""

    def __init__(self) -> None:
        self._before: dict[str, tuple[str, ...]] = {}
        self._last: dict[str, str] = {}

    def add(self, urn: str, before: Collection[str]) -> None:
        """Take note of what a resource waits for: its dependencies and its parent."""
        self._before[urn] = tuple(before)

    def claim(self, request: Request) -> None:
        """Let a resource that was added take its turn. Raises `Refused` where it does not wait for the one before."""
        turn = turn_of(request.type, identity.place_of(request).id)
        last = self._last.get(turn) if turn else None
        if turn:
            self._last[turn] = request.urn
        if last and not self._waits(request.urn, last):
            message = (
                f"it and '{last.rpartition('::')[2]}' change endpoint '{turn.rpartition('/')[2]}', which takes one "
                "change at a time, and nothing orders them: the second one met would be refused (409). Add depends_on."
            )
            raise Refused.because("Conflict", message, request.urn)

    def _waits(self, urn: str, other: str) -> bool:
        seen, ahead = {urn}, deque([urn])
        while ahead:
            for before in self._before.get(ahead.popleft(), ()):
                if before == other:
                    return True
                if before not in seen:
                    seen.add(before)
                    ahead.append(before)
        return False
