"""Which secrets of a stack file have another ciphertext: their values are nobody's to read here."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from config.errors import ConfigError
from config.stack_file import is_secure
from config.yaml_files import mapping_in
from ops.diff.difference import OF_ALL_SECRETS, Action, SecretChange


def secret_changes(before: Path, after: Path) -> tuple[SecretChange, ...]:
    """The secrets that differ between two stack files; empty where one of them cannot be read.

    Where the key itself is another one, every ciphertext is: that is one change, beside what comes or goes.
    """
    try:
        old, new = mapping_in(before), mapping_in(after)
    except ConfigError:
        return ()
    keys = [key for key in OF_ALL_SECRETS if old.get(key) != new.get(key)]
    olds, news = dict(_secrets(old.get("config"), "")), dict(_secrets(new.get("config"), ""))
    paths = sorted(path for path in {*olds, *news} if olds.get(path) != news.get(path))
    found = [SecretChange(path=path, action=_action(path, olds, news)) for path in paths]
    if keys:
        found = [
            *(SecretChange(path=key, action=Action.CHANGED) for key in keys),
            *(change for change in found if change.action is not Action.CHANGED),
        ]
    return tuple(found)


def _action(path: str, olds: Mapping[str, str], news: Mapping[str, str]) -> Action:
    if path not in olds:
        return Action.ADDED
    return Action.CHANGED if path in news else Action.REMOVED


def _secrets(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """The path and ciphertext of each secret."""
    if is_secure(value):
        yield path, value["secure"]
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _secrets(item, f"{path}.{key}" if path else str(key).partition(":")[2] or str(key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _secrets(item, f"{path}[{number}]")
