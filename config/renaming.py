"""What renames a wrong key of the config, and repeats its value only where none of it can be a secret."""

from collections.abc import Mapping
from typing import Any

from config.paths import Path, dotted, has, value_at
from config.remedies import as_yaml, remove, set_secret, set_value
from config.secrecy import Veil

_LARGEST_ECHO = 200
_TO_BE_FILLED = "…"


def renaming(path: Path, name: str, document: Mapping[str, Any], veil: Veil, *, known: bool) -> str:
    """What takes the key at `path` away and sets `name` in its place.

    `known` says that the value holds only what the config has a place for, and so may be repeated.
    """
    right = (*path[:-1], name)
    if has(document, right):
        return remove(path)
    if veil.hides(path):
        secret = len(right) == 3 and right[2] == "value"
        return f"{remove(path)} && {set_secret(right)}" if secret else f"# under {dotted(path[:-1])}:\n{name}:"
    value = value_at(document, path)
    if not known or not veil.repeats(path, value) or not veil.repeats(right, value):
        return f"{remove(path)}\n{as_yaml(right, _TO_BE_FILLED)}"
    setting = set_value(right, value)
    if setting.startswith("pulumi "):
        return f"{remove(path)} && {setting}"
    return f"{remove(path)}\n{setting if len(setting) <= _LARGEST_ECHO else as_yaml(right, _TO_BE_FILLED)}"


def is_of_numbers(value: object) -> bool:
    """Whether there is no text in the value, which might be a secret where nobody knows what it is."""
    items = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return not isinstance(value, str) and all(map(is_of_numbers, items))
