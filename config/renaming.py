"""What renames a wrong key of the config, and repeats its value only where none of it can be a secret."""

from collections.abc import Mapping
from typing import Any

from config.paths import Path, dotted, has, value_at
from config.remedies import remove, set_secret, set_value
from config.secrecy import Veil

_LARGEST_ECHO = 200


def renaming(path: Path, name: str, document: Mapping[str, Any], veil: Veil, *, known: bool) -> str:
    """What calls the key at `path` by its right `name`.

    `known` says that the value holds only what the config has a place for, and so may be repeated.
    """
    right = (*path[:-1], name)
    if has(document, right):
        return remove(path)
    in_file = f"# in the stack file, rename the key {dotted(path)} to {name}; what is below it stays"
    if veil.hides(path):
        return f"{remove(path)} && {set_secret(right)}" if len(right) == 3 and right[2] == "value" else in_file
    value = value_at(document, path)
    if not known or not veil.repeats(path, value) or not veil.repeats(right, value):
        return in_file
    setting = set_value(right, value)
    if setting.startswith("pulumi "):
        return f"{remove(path)} && {setting}"
    return f"{remove(path)}\n{setting}" if len(setting) <= _LARGEST_ECHO else in_file


def is_of_numbers(value: object) -> bool:
    """Whether there is no text in the value, which might be a secret where nobody knows what it is."""
    items = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return not isinstance(value, str) and all(map(is_of_numbers, items))
