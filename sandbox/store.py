"""What exists in the sandbox: one SQLite file, or memory alone for a preview."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import RLock
from typing import Any, Protocol

from sandbox.wire import UNKNOWN, UNKNOWN_SENTINEL, Unknown

_SCHEMA = """
create table if not exists resources (
    key text primary key,
    id text not null,
    type text not null,
    urn text not null,
    inputs text not null,
    outputs text not null,
    state text not null
) without rowid;
create index if not exists resources_by_type on resources (type, state);
"""

_LIVE = "live"
_DELETED = "deleted"
_GONE = "gone"


@dataclass(frozen=True, kw_only=True)
class Stored:
    """A resource that exists, or that was deleted and still holds its name."""

    id: str
    """ARM id, or the key of a Kubernetes object (`sandbox.identity.kubernetes_key`)."""
    type: str
    urn: str
    inputs: dict[str, Any] = field(default_factory=dict)
    """Plain wire values; in a preview `wire.UNKNOWN` may stand inside."""
    outputs: dict[str, Any] = field(default_factory=dict)


class World(Protocol):
    """What rules may ask about the resources that exist. Ids compare without regard to case, as Azure's do."""

    @property
    def planned(self) -> bool:
        """Whether a preview is played on it: nothing that is written lasts."""
        ...

    def get(self, id_: str) -> Stored | None:
        """The resource of that id, unless it is missing or deleted."""
        ...

    def of_type(self, type_: str) -> Iterable[Stored]:
        """Every resource of a type, by id."""
        ...

    def children(self, id_: str) -> Iterable[Stored]:
        """Every resource whose id lies below that one, by id."""
        ...

    def deleted(self, type_: str) -> Iterable[Stored]:
        """The soft-deleted resources of a type, which still hold their names."""
        ...

    def all(self) -> Iterable[Stored]:
        """Every resource that exists, by id."""
        ...


class Store:
    """The sandbox's state, safe for several threads; laid over another store it leaves that one as it is.

    All of it is held in memory and every change written through, since rules look at many resources for each request.
    """

    def __init__(self, path: Path | None = None, below: "Store | None" = None) -> None:
        """Open the file at `path`, or memory when there is none; what `below` holds shows through."""
        if path:
            path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = RLock()
        self._below = below
        self._database = sqlite3.connect(path or ":memory:", check_same_thread=False, isolation_level=None)
        self._database.execute("pragma journal_mode=wal")
        self._database.execute("pragma synchronous=normal")
        self._database.executescript(_SCHEMA)
        self._held: dict[str, tuple[Stored, str]] = {}
        self._types: dict[str, set[str]] = {}
        self._version = -1

    @property
    def planned(self) -> bool:
        """Whether a preview is played on it: nothing that is written lasts."""
        return self._below is not None

    def get(self, id_: str) -> Stored | None:
        """The resource of that id, unless it is missing or deleted."""
        key = id_.lower()
        with self._lock:
            self._refresh()
            found = self._held.get(key)
        if found:
            return found[0] if found[1] == _LIVE else None
        return self._below.get(id_) if self._below else None

    def of_type(self, type_: str) -> Iterator[Stored]:
        """Every resource of a type, by id."""
        return self._merged(lambda store: store._typed(type_), _LIVE)

    def children(self, id_: str) -> Iterator[Stored]:
        """Every resource whose id lies below that one, by id."""
        start = f"{id_.lower()}/"
        return self._merged(lambda store: [key for key in store._held if key.startswith(start)], _LIVE)

    def deleted(self, type_: str) -> Iterator[Stored]:
        """The soft-deleted resources of a type, which still hold their names."""
        return self._merged(lambda store: store._typed(type_), _DELETED)

    def all(self) -> Iterator[Stored]:
        """Every resource that exists, by id."""
        return self._merged(lambda store: store._held, _LIVE)

    def put(self, stored: Stored) -> None:
        """Write a resource, over the one that has its id if any."""
        self._write(stored, _LIVE)

    def remove(self, id_: str, *, keep_name: bool = False) -> None:
        """Take a resource away; with `keep_name` it stays as a soft-deleted one."""
        with self._lock:
            found = self.get(id_)
            if found and keep_name:
                self._write(found, _DELETED)
            elif self._below:
                self._write(found or Stored(id=id_, type="", urn=""), _GONE)
            else:
                self._forget(id_.lower())

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._database.close()

    def _write(self, stored: Stored, state: str) -> None:
        key = stored.id.lower()
        row = (key, stored.id, stored.type, stored.urn, _text(stored.inputs), _text(stored.outputs), state)
        with self._lock:
            self._refresh()
            self._database.execute("insert or replace into resources values (?, ?, ?, ?, ?, ?, ?)", row)
            self._hold(key, stored, state)

    def _forget(self, key: str) -> None:
        self._database.execute("delete from resources where key = ?", (key,))
        held = self._held.pop(key, None)
        if held:
            self._types[held[0].type].discard(key)

    def _hold(self, key: str, stored: Stored, state: str) -> None:
        self._held[key] = (stored, state)
        self._types.setdefault(stored.type, set()).add(key)

    def _refresh(self) -> None:
        """Read the file again where another process has written to it."""
        (version,) = self._database.execute("pragma data_version").fetchone()
        if version == self._version:
            return
        self._version = version
        self._held.clear()
        self._types.clear()
        for key, *row, state in self._database.execute("select * from resources"):
            self._hold(key, _stored(row), state)

    def _typed(self, type_: str) -> Iterable[str]:
        return self._types.get(type_, ())

    def _merged(self, keys: Callable[["Store"], Iterable[str]], state: str) -> Iterator[Stored]:
        """What this store has under `keys` in that state, and what shows through from below, by id."""
        found = self._shown(keys, state)
        return iter([found[key] for key in sorted(found)])

    def _shown(self, keys: Callable[["Store"], Iterable[str]], state: str) -> dict[str, Stored]:
        with self._lock:
            self._refresh()
            below = self._below._shown(keys, state) if self._below else {}
            shown = {key: stored for key, stored in below.items() if key not in self._held}
            own = {key: self._held[key] for key in keys(self)}
            return shown | {key: stored for key, (stored, its_state) in own.items() if its_state == state}


def _stored(row: Sequence[Any]) -> Stored:
    id_, type_, urn, inputs, outputs = row
    return Stored(id=id_, type=type_, urn=urn, inputs=_values(inputs), outputs=_values(outputs))


def _text(values: dict[str, Any]) -> str:
    return json.dumps(values, default=_sentinel)


def _sentinel(value: Any) -> str:
    if isinstance(value, Unknown):
        return UNKNOWN_SENTINEL
    raise TypeError(f"{type(value).__name__} is no wire value")


def _values(text: str) -> dict[str, Any]:
    values = json.loads(text)
    return _known(values) if UNKNOWN_SENTINEL in text else values


def _known(value: Any) -> Any:
    match value:
        case dict():
            return {name: _known(item) for name, item in value.items()}
        case list():
            return [_known(item) for item in value]
        case str() if value == UNKNOWN_SENTINEL:
            return UNKNOWN
        case _:
            return value
