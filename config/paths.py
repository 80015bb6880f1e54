"""Where a value of the config is: its keys and indexes, and how `pulumi config set --path` writes them."""

import re
from collections.abc import Mapping, Sequence

Key = str | int
Path = tuple[Key, ...]

_BARE = re.compile(r"[A-Za-z0-9_$-]+")


def dotted(path: Sequence[Key], below: str = "") -> str:
    """The path in Pulumi's notation: `models.fraud.traffic.green`, `backup.regions[0]`, `tags["a.b"]`.

    `below` is what it starts with, as it is: a key with its namespace.
    """
    text = below
    for key in path:
        if isinstance(key, int):
            text += f"[{key}]"
        elif _BARE.fullmatch(key):
            text += f".{key}" if text else key
        else:
            text += f'["{_escaped(key)}"]'
    return text


def value_at(document: object, path: Sequence[Key]) -> object:
    """The value at `path`.

    Raises:
        LookupError: there is none.
    """
    for key in path:
        document = _step(document, key)
    return document


def has(document: object, path: Sequence[Key]) -> bool:
    """Whether anything stands at `path`."""
    try:
        value_at(document, path)
    except LookupError:
        return False
    return True


def _step(document: object, key: Key) -> object:
    if isinstance(document, Mapping) and isinstance(key, str):
        return document[key]
    if isinstance(document, list) and isinstance(key, int):
        return document[key]
    raise LookupError(key)


def _escaped(key: str) -> str:
    return key.replace('"', '\\"')
