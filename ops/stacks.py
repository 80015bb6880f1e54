"""The stacks of a project: their files, and what the engine would hand to the program."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.errors import ConfigError
from config.loader import load
from config.stack_file import from_stack_file
from config.yaml_files import PROJECT_FILE, mapping_in, stacks_beside
from ops.exits import CommandError


@dataclass(frozen=True, kw_only=True)
class Stack:
    """One stack, its config read and found valid."""

    folder: Path
    """The project's folder."""
    project: str
    name: str
    config: Mapping[str, str]
    """By key with its namespace, as the engine hands it over: objects as JSON text."""
    secret_keys: tuple[str, ...]
    """The keys of `config` that hold secrets."""


def open_stack(folder: Path, name: str, file: Path | None = None) -> Stack:
    """Read the stack's config, from `file` or from its own `Pulumi.NAME.yaml`, and check it.

    Raises `CommandError` for a folder without a project and a name that no stack can have, and
    `config.errors.ConfigError` for a stack that is not there and for whatever is wrong in its file or in Pulumi.yaml.
    """
    project_file = _project_file(folder / PROJECT_FILE)
    refuse_paths(name, folder)
    if not (folder / "__main__.py").is_file():
        raise CommandError(f"there is no program in {folder.resolve()}: it has no __main__.py")
    project = project_file["name"]
    stack_file = file or folder / f"Pulumi.{name}.yaml"
    values, secret_keys = from_stack_file(stack_file)
    try:
        load(values, secret_keys)
    except ConfigError as error:
        raise ConfigError(error.problems, source=stack_file.name) from None
    return Stack(
        folder=folder.resolve(),
        project=project,
        name=name,
        config={**_engine_settings(project_file), **{f"{project}:{key}": value for key, value in values.items()}},
        secret_keys=tuple(sorted(f"{project}:{key}" for key in secret_keys)),
    )


def refuse_paths(name: str, folder: Path, written: str = "--stack ") -> None:
    """Raise `CommandError` for a path, or a stack's name with its organization, in place of a stack's name.

    It would lead to another file. `written` is what the name is written after.
    """
    if "/" not in name and "\\" not in name:
        return
    stacks = stacks_beside(folder / PROJECT_FILE)
    there = ", ".join(stacks) or "there is none here yet"
    last = name.replace("\\", "/").rpartition("/")[2]
    meant = f". Did you mean `{written}{last}`?" if last in stacks else ""
    raise CommandError(f"{written}{name}: a stack's name has no slash; the stacks here: {there}{meant}")


def _project_file(path: Path) -> Mapping[str, Any]:
    if not path.exists():
        raise CommandError(
            f"there is no {path.name} in {path.parent.resolve()}: run this in the project's folder, or name it with -C"
        )
    document = mapping_in(path)
    if not isinstance(document.get("name"), str):
        raise CommandError(f"{path} has no project name: write `name: ai-models` into it")
    return document


def _engine_settings(project_file: Mapping[str, Any]) -> dict[str, str]:
    """What Pulumi.yaml tells the engine itself, such as `pulumi:disable-default-providers`."""
    settings: dict[str, str] = {}
    for key, entry in (project_file.get("config") or {}).items():
        value = entry.get("value") if isinstance(entry, dict) else entry
        if key.startswith("pulumi:") and value is not None:
            settings[key] = value if isinstance(value, str) else json.dumps(value)
    return settings
