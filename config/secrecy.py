"""Which values are secrets, and that all of those, and only those, are encrypted."""

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from config import expectations
from config.errors import Problem
from config.paths import Key, Path, dotted
from config.remedies import decrypt, remove, set_secret, write_decrypted
from config.spelling import nearest

SECURE = "[secure value of the stack file]"
"""Stands for a `secure:` value of a stack file that was read without the engine, and so without decrypting it."""

HIDDEN = "[secret]"
"""Stands for a secret, and for whatever may be one, in messages."""

SECRETS = "secrets"
"""The key under which every value may be a secret."""

_DEPTH_OF_VALUE = 3
_LONGEST = 80
_SECRET_PARTS = ("secret", "password", "passwd", "passphrase", "token", "credential")
_SECRET_NAMES = (SECRETS, *_SECRET_PARTS, "key", "value")


class Veil:
    """Shows the values of a document, without those that are or may be secrets."""

    def __init__(self, secret_keys: Collection[str], covered: Collection[Path] = ()) -> None:
        self._hidden = {SECRETS, *secret_keys}
        self._covered = tuple(covered)

    def over(self, paths: Collection[Path]) -> "Veil":
        """This veil, which also covers the texts below `paths`: what stood under keys that the config does not have."""
        return Veil(self._hidden, paths)

    def covers(self, path: Path) -> bool:
        """Whether what is at `path` is told by its kind alone."""
        return any(path[: len(covered)] == covered for covered in self._covered)

    def shown(self, path: Path, value: object) -> str:
        """The value as JSON, cut; what is under a secret key is hidden as a whole."""
        if self.hides(path) or _has_secure(value) or any(map(_sounds_secret, path[1:])):
            return HIDDEN
        if self.covers(path) and isinstance(value, (str, list, Mapping)):
            return _kind(value)
        text = json.dumps(_covered(value), ensure_ascii=False, default=str)
        visible = "".join(char if char.isprintable() else json.dumps(char)[1:-1] for char in text[:_LONGEST])
        return visible if len(text) <= _LONGEST else f"{visible}…"

    def shown_unknown(self, path: Path, value: object) -> str:
        """What stands under a key that the config does not have: its kind, as any of it may be a secret.

        Only a number, a boolean or nothing is shown as it is, and not under a key that sounds like a secret.
        """
        if any(map(_sounds_secret, path)):
            return HIDDEN
        if isinstance(value, (str, list, Mapping)) and not self.hides(path) and not _has_secure(value):
            return _kind(value)
        return self.shown(path, value)

    def repeats(self, path: Path, value: object) -> bool:
        """Whether a cure may repeat the value: no name in it, nor on the way to it, sounds like a secret."""
        return not self.hides(path) and not any(map(_sounds_secret, path)) and _covered(value) == value

    def hides(self, path: Path) -> bool:
        """Whether what is at `path` may be a secret."""
        return not path or path[0] in self._hidden


def problems(document: Mapping[str, Any], secret_keys: Collection[str]) -> Iterator[Problem]:
    """Secrets in the open, and plain values under lock.

    The engine tells only which top-level keys have secrets in them; a stack file, whose secrets are `SECURE`,
    tells each.
    """
    secure = [path for key, value in document.items() for path in _secure_paths((key,), value)]
    yield from (_misplaced(path) for path in secure if not _is_value_of_secret(path))
    known = {str(path[0]) for path in secure}
    unseen = (key for key in sorted(secret_keys) if key != SECRETS and key not in known)
    yield from (_misplaced((key,), within=isinstance(document.get(key), (Mapping, list))) for key in unseen)
    yield from _in_the_open(document, set(secure), whole=SECRETS in secret_keys and not secure)


def _in_the_open(document: Mapping[str, Any], secure: set[Path], *, whole: bool) -> Iterator[Problem]:
    """The plain values of secrets; none where `whole`, all that is under `secrets`, is secret."""
    secrets = document.get(SECRETS)
    if whole or not isinstance(secrets, Mapping):
        return
    for name, secret in secrets.items():
        path = (SECRETS, name, "value")
        if isinstance(secret, Mapping) and isinstance(secret.get("value"), str | int | float) and path not in secure:
            yield Problem(
                path=dotted(path),
                value=HIDDEN,
                allowed="an encrypted value; this one is in plain text, so take it as known to others and replace it",
                example=set_secret(path),
            )


def _misplaced(path: Path, *, within: bool = False) -> Problem:
    """That a secret stands at `path`, or `within` what does: where exactly, the engine does not tell."""
    key = dotted(path)
    search = f"# find `secure:` under `{key}:` in the stack file; `python -m ops preview` names its exact path"
    return Problem(
        path=dotted(path),
        value=HIDDEN,
        allowed=f"a plain value: only `{SECRETS}.NAME.value` may be encrypted",
        example=search if within else _uncovering(path),
        hint="a secret of your own goes to `secrets`, and a model names it in its `secrets`"
        if path[0] != SECRETS
        else "encrypt each `value` by itself, so that names, content types and expiry days can be read",
    )


def _uncovering(path: Path) -> str:
    """What makes an encrypted value a plain one, where the config cannot do without it; else what removes it."""
    node = expectations.at(path)
    if path[0] == SECRETS and len(path) < _DEPTH_OF_VALUE:
        encrypting = f"# then encrypt each `value`: {set_secret((SECRETS, 'NAME', 'value'))}"
        return f"{write_decrypted(path)}\n{encrypting}"
    if len(path) == 1:
        return decrypt(path)
    if node.get("type") == "object" or "oneOf" in node:
        return write_decrypted(path)
    return decrypt(path) if path[-1] in expectations.at(path[:-1]).get("required", ()) else remove(path)


def _kind(value: str | list[Any] | Mapping[str, Any]) -> str:
    return "text" if isinstance(value, str) else "a list" if isinstance(value, list) else "a mapping"


def _covered(value: object) -> object:
    """The value, with `HIDDEN` in place of what stands under names that sound like secrets."""
    if isinstance(value, Mapping):
        return {key: HIDDEN if _sounds_secret(key) else _covered(item) for key, item in value.items()}
    return [_covered(item) for item in value] if isinstance(value, list) else value


def _sounds_secret(name: Key) -> bool:
    """Whether a name, perhaps misspelt, is like that of a secret."""
    if isinstance(name, int):
        return False
    letters = name.lower()
    part = letters.endswith("key") or any(word in letters for word in _SECRET_PARTS)
    return part or nearest(name, _SECRET_NAMES) is not None


def _is_value_of_secret(path: Path) -> bool:
    return len(path) == 3 and path[0] == SECRETS and path[2] == "value"


def _secure_paths(path: Path, value: object) -> Iterator[Path]:
    if value == SECURE:
        yield path
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _secure_paths((*path, key), item)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _secure_paths((*path, index), item)


def _has_secure(value: object) -> bool:
    return any(True for _ in _secure_paths((), value))
