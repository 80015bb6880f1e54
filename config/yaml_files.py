"""The YAML files of a project: what stands in one, or in words for its user why it cannot be read."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from config import yaml_reader
from config.errors import ConfigError, Problem
from config.spelling import nearest

PROJECT_FILE = "Pulumi.yaml"

_STACK_FILE = re.compile(r"Pulumi\.(?P<stack>.+)\.yaml")
_STARTS = {PROJECT_FILE: ("the project", "name: ai-models\nruntime: python")}
_START_OF_STACK = ("the stack's config", "config:\n  ai-models:name: shop")


def mapping_in(path: Path, *, may_be_empty: bool = False) -> Mapping[str, Any]:
    """What stands in `Pulumi.yaml` or in a stack's file: a mapping, its keys text.

    Raises:
        ConfigError: there is no such file, it cannot be read, or it holds something else.
    """
    content, start = _STARTS.get(path.name, _START_OF_STACK)
    value = _read(path, start)
    if value is None and may_be_empty:
        return {}
    if value is None:
        raise broken(path, Problem(path=_name(path), allowed=f"{content}; the file is empty", example=start))
    if not isinstance(value, Mapping):
        key = start.partition(":")[0]
        raise broken(path, no_mapping(_name(path), value, f"a mapping with the key `{key}`", start))
    return value


def stacks_beside(path: Path) -> list[str]:
    """The names of the stacks that have a file in the folder of `path`."""
    try:
        return sorted(file.name[7:-5] for file in path.parent.glob("Pulumi.?*.yaml"))
    except OSError:
        return []


def no_mapping(where: str, value: object, allowed: str, example: str) -> Problem:
    """That `value` stands `where` a mapping belongs; it is not repeated, as it may hold a secret."""
    found = "a list" if isinstance(value, list) else "text or a number alone"
    return Problem(path=where, value=found, allowed=allowed, example=example)


def broken(path: Path, *problems: Problem) -> ConfigError:
    """The error for what is wrong in the file."""
    return ConfigError(problems, source=_name(path))


def _read(path: Path, start: str) -> Any:
    try:
        return yaml_reader.read_file(path)
    except yaml_reader.UnreadableError as error:
        where = f"{_name(path)}, line {error.line}" if error.line else _name(path)
        allowed = "YAML as Pulumi reads it: `key: value`, each key once, indented with spaces"
        example = error.cure or (f"# mend line {error.line}: {error.words}" if error.line else start)
        raise broken(path, Problem(path=where, value=error.words, allowed=allowed, example=example)) from None
    except FileNotFoundError:
        raise broken(path, _missing(path)) from None
    except (OSError, ValueError) as error:
        raise broken(path, _closed(path, error)) from None


def _missing(path: Path) -> Problem:
    stacks = stacks_beside(path)
    found = _STACK_FILE.fullmatch(path.name)
    if not found:
        example = f"--config-file Pulumi.{stacks[0] if stacks else 'NAME'}.yaml"
        return Problem(path=_name(path), allowed="a file that is there", example=example)
    meant = nearest(found["stack"], stacks)
    return Problem(
        path=path.name,
        allowed="the file of a stack: " + (", ".join(f"`{name}`" for name in stacks) or "there is none in this folder"),
        example=f"--stack {meant or (stacks[0] if stacks else 'NAME')}",
        hint=f"did you mean `{meant}`?" if meant else "",
    )


def _closed(path: Path, error: OSError | ValueError) -> Problem:
    """What is there, but cannot be read as a file."""
    if isinstance(error, IsADirectoryError):
        found = "a folder"
    else:
        found = (error.strerror if isinstance(error, OSError) else None) or "a name that no file can have"
    return Problem(path=_name(path), value=found, allowed="a file that you may read", example=f"ls -ld '{path}'")


def _name(path: Path) -> str:
    return path.name or str(path)
