"""What exists in the sandbox: one SQLite file, or memory alone for a preview."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
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


class Store:
    """The sandbox's state, safe for several threads; laid over another store it leaves that one as it is."""

    def __init__(self, path: Path | None = None, below: World | None = None) -> None:
        """Open the file at `path`, or memory when there is none; what `below` holds shows through."""
        if path:
            path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = RLock()
        self._below = below
        self._database = sqlite3.connect(path or ":memory:", check_same_thread=False, isolation_level=None)
        self._database.execute("pragma journal_mode=wal")
        self._database.execute("pragma synchronous=normal")
        self._database.executescript(_SCHEMA)

    def get(self, id_: str) -> Stored | None:
        """The resource of that id, unless it is missing or deleted."""
        rows = self._rows("select id, type, urn, inputs, outputs, state from resources where key = ?", id_.lower())
        if rows:
            return _stored(rows[0]) if rows[0][-1] == _LIVE else None
        return self._below.get(id_) if self._below else None

    def of_type(self, type_: str) -> Iterator[Stored]:
        """Every resource of a type, by id."""
        yield from self._merged(
            "select id, type, urn, inputs, outputs, state from resources where type = ? order by key",
            type_,
            below=self._below.of_type(type_) if self._below else (),
        )

    def children(self, id_: str) -> Iterator[Stored]:
        """Every resource whose id lies below that one, by id."""
        start = f"{id_.lower()}/"
        yield from self._merged(
            "select id, type, urn, inputs, outputs, state from resources where key >= ? and key < ? order by key",
            start,
            start[:-1] + chr(ord("/") + 1),
            below=self._below.children(id_) if self._below else (),
        )

    def deleted(self, type_: str) -> Iterator[Stored]:
        """The soft-deleted resources of a type, which still hold their names."""
        yield from self._merged(
            "select id, type, urn, inputs, outputs, state from resources where type = ? order by key",
            type_,
            below=self._below.deleted(type_) if self._below else (),
            state=_DELETED,
        )

    def all(self) -> Iterator[Stored]:
        """Every resource that exists, by id."""
        below = self._below.all() if isinstance(self._below, Store) else ()
        query = "select id, type, urn, inputs, outputs, state from resources order by key"
        yield from self._merged(query, below=below)

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
                self._database.execute("delete from resources where key = ?", (id_.lower(),))

    def purge(self, id_: str) -> None:
        """Forget a resource, soft-deleted or not."""
        self.remove(id_)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._database.close()

    def _write(self, stored: Stored, state: str) -> None:
        row = (
            stored.id.lower(),
            stored.id,
            stored.type,
            stored.urn,
            _text(stored.inputs),
            _text(stored.outputs),
            state,
        )
        with self._lock:
            self._database.execute("insert or replace into resources values (?, ?, ?, ?, ?, ?, ?)", row)

    def _merged(self, query: str, *values: str, below: Iterable[Stored], state: str = _LIVE) -> Iterator[Stored]:
        rows = {row[0].lower(): row for row in self._rows(query, *values)}
        shown = {stored.id.lower(): stored for stored in below if not self._hides(stored.id)}
        own = {key: _stored(row) for key, row in rows.items() if row[-1] == state}
        merged = {**shown, **own}
        for key in sorted(merged):
            yield merged[key]

    def _hides(self, id_: str) -> bool:
        return bool(self._rows("select 1 from resources where key = ?", id_.lower()))

    def _rows(self, query: str, *values: str) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._database.execute(query, values).fetchall()


def _stored(row: tuple[Any, ...]) -> Stored:
    id_, type_, urn, inputs, outputs, _ = row
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
