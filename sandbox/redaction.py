"""Secrets on their way through the provider: marked on the wire, never in the clear in the sandbox's state.

The store keeps a mark in place of a secret text, drawn from it with a key, so that a change of the secret shows as
drift while the text itself stays with the caller.
"""

import contextlib
import contextvars
import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from typing_extensions import override

from sandbox.store import Store, Stored
from sandbox.wire import secret

_SHORTEST_INSIDE = 6
"""Characters that a secret needs to be looked for inside longer texts; a shorter one would be found by chance."""

_SECRETS: contextvars.ContextVar[frozenset[str]] = contextvars.ContextVar("secrets", default=frozenset())


@contextlib.contextmanager
def hiding(secrets: frozenset[str]) -> Iterator[None]:
    """Inside, a `RedactingStore` writes none of these texts."""
    token = _SECRETS.set(secrets)
    try:
        yield
    finally:
        _SECRETS.reset(token)


class RedactingStore(Store):
    """A store that writes a mark in place of every secret text."""

    def __init__(self, path: Path | None = None, *, key: bytes) -> None:
        """`key` (64 bytes at most) makes the marks worthless to whoever has the file alone."""
        super().__init__(path)
        self._key = key

    @override
    def put(self, stored: Stored) -> None:
        """Write a resource, its secrets as marks."""
        super().put(replace(stored, inputs=self.redacted(stored.inputs), outputs=self.redacted(stored.outputs)))

    def redacted(self, value: Any) -> Any:
        """Plain values with a mark in place of every text that `hiding` names."""
        secrets = _SECRETS.get()

        def without(text: str) -> str:
            return self._without(text, secrets)

        return _mapped(value, without) if secrets else value

    def _without(self, text: str, secrets: Collection[str]) -> str:
        for each in sorted(_found(text, secrets), key=len, reverse=True):
            text = text.replace(each, self._mark(each))
        return text

    def _mark(self, text: str) -> str:
        return f"[secret {hashlib.blake2b(text.encode(), key=self._key, digest_size=8).hexdigest()}]"


def marked(value: Any, secrets: frozenset[str]) -> Any:
    """Plain values for the wire: every text that holds one of `secrets` is marked secret."""

    def mark(text: str) -> Any:
        return secret(text) if _found(text, secrets) else text

    return _mapped(value, mark) if secrets else value


def refreshed(known: Any, stored_then: Any, stored_now: Any) -> Any:
    """What the caller knew (`known`, with its secrets), with all that has changed in the store since.

    `stored_then` is what the store had when the caller learned it, `stored_now` what it has.
    """
    if stored_then == stored_now:
        return known
    if all(isinstance(each, Mapping) for each in (known, stored_then, stored_now)):
        return {
            name: refreshed(known.get(name), stored_then.get(name), value) if name in known else value
            for name, value in stored_now.items()
        }
    return stored_now


def _found(text: str, secrets: Collection[str]) -> list[str]:
    return [each for each in secrets if each and (each == text or (len(each) >= _SHORTEST_INSIDE and each in text))]


def _mapped(value: Any, change: Callable[[str], Any]) -> Any:
    match value:
        case Mapping():
            return {name: _mapped(item, change) for name, item in value.items()}
        case list():
            return [_mapped(item, change) for item in value]
        case str():
            return change(value)
        case _:
            return value
