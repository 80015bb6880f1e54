"""The config of a stack as its file has it, for runs without the engine."""

import json
import math
import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from config.errors import ConfigError, Problem
from config.loader import load
from config.remedies import PROJECT
from config.rewritten import rewritten
from config.secrecy import SECURE
from config.spelling import nearest
from config.stack import StackConfig
from config.yaml_files import PROJECT_FILE, broken, mapping_in, no_mapping
from config.yaml_numbers import LARGEST_WHOLE

PROVIDERS = frozenset({"azure", "azure-native", "azuread", "kubernetes"})
"""Namespaces whose keys configure default providers, which this project has none of."""

OF_PULUMI = frozenset({"config", "encryptedkey", "encryptionsalt", "environment", "secretsprovider"})
"""Keys of a stack file that Pulumi reads; it passes over all others."""

_KEYS = [field.alias or name for name, field in StackConfig.model_fields.items()]
_START = "config:\n  ai-models:name: shop"
_ENGINE_OWN = "pulumi"
_JOINED = re.compile(r"(?P<project>[A-Za-z]+[-_]?[A-Za-z]+)[._/=-](?P<name>[A-Za-z]+)")
"""Namespace and key with another sign than a colon in between."""


def from_stack_file(path: Path) -> tuple[dict[str, str], frozenset[str]]:
    """The project's keys without their namespace, as the engine would hand them over, and which hold secrets.

    What Pulumi.yaml beside the file says for every stack is there, too. A `secure:` value is never decrypted:
    `config.secrecy.SECURE` stands for it.

    Raises:
        ConfigError: there is no such file, or it is no stack file.
    """
    document = mapping_in(path)
    entries = document.get("config")
    if entries is None:
        raise broken(path, Problem(path="config", allowed="the stack's config, under the key `config`", example=_START))
    if not isinstance(entries, Mapping):
        raise broken(path, no_mapping("config", entries, "a mapping", _START))
    project, values = _project(path.with_name(PROJECT_FILE))
    values |= {
        name: value for key, value in entries.items() for namespace, name in [_split(key)] if namespace == project
    }
    problems: list[Problem] = []
    for key, value in entries.items():
        namespace, name = _split(key)
        if namespace != project and (problem := _foreign(key, namespace, name, values)):
            problems.append(problem)
            values.setdefault(nearest(re.split(r"[._/=]", name)[-1], _KEYS) or SECURE, value)
    for key, value in document.items():
        if key not in OF_PULUMI:
            problems.append(_beside_config(key))
            values.setdefault(nearest(_split(key)[1], _KEYS) or SECURE, value)
    problems += rewritten(values)
    if problems:
        told = {problem.path for problem in problems}
        raise broken(path, *problems, *(other for other in _other_problems(values) if other.path not in told))
    return {key: _text(value) for key, value in values.items()}, frozenset(_secret(values))


def is_secure(value: Any) -> bool:
    """Whether a value of a stack file is an encrypted one."""
    return isinstance(value, Mapping) and list(value) == ["secure"] and isinstance(value["secure"], str)


def _other_problems(values: Mapping[str, Any]) -> Sequence[Problem]:
    """What else is wrong, with the keys where they were meant to be."""
    meant = {key: _text(value) for key, value in values.items() if key != SECURE}
    try:
        load(meant, _secret(values))
    except ConfigError as error:
        return error.problems
    return ()


def _secret(values: Mapping[str, Any]) -> list[str]:
    """The keys whose values have a `secure:` value in them."""
    return [key for key, value in values.items() if _has_secure(value)]


def _project(path: Path) -> tuple[str, dict[str, Any]]:
    """The project's name, and what Pulumi.yaml says for every stack: values, or mappings with `value` or `default`."""
    document = mapping_in(path) if path.exists() else {}
    project = str(document.get("name", PROJECT))
    entries = document.get("config") or {}
    if not isinstance(entries, Mapping):
        raise broken(path, no_mapping("config", entries, "a mapping", "config:\n  protect: false"))
    values = {}
    for key, entry in entries.items():
        namespace, name = _split(key) if ":" in key else (project, key)
        value = entry.get("value", entry.get("default")) if isinstance(entry, Mapping) else entry
        if namespace == project and value is not None:
            values[name] = value
    return project, values


def _split(key: str) -> tuple[str, str]:
    """Namespace and name; `ai-models:config:name` is an old way to write `ai-models:name`."""
    namespace, _, name = key.rpartition(":")
    return namespace.removesuffix(":config"), name


def _foreign(key: str, namespace: str, name: str, own: Mapping[str, Any]) -> Problem | None:
    """What is wrong with a key of another namespace: nothing, unless it was meant for this project, which has `own`."""
    if namespace in PROVIDERS:
        return Problem(
            path=f"config: {key}",
            allowed="keys of `ai-models:`; providers are explicit here, so nothing reads this one",
            example=f"pulumi config rm {key}",
            hint="subscription and tenant are `ai-models:azure`, regions are `ai-models:stamps`",
        )
    joined = _JOINED.fullmatch(name) if not namespace else None
    if joined and nearest(joined["project"], [PROJECT]):
        name = joined["name"]
    meant = nearest(name, _KEYS)
    ours = not namespace or nearest(namespace, [PROJECT]) or (name in _KEYS and name not in own)
    if namespace == _ENGINE_OWN or not ours:
        return None
    right = f"{PROJECT}:{meant or name}"
    return Problem(
        path=f"config: {key}",
        allowed="keys with the project's namespace in front: `ai-models:…`",
        example=f"# in the stack file, rename the key {key} to {right}; what is below it stays",
        hint=f"did you mean `{right}`?" if meant else "",
    )


def _beside_config(key: str) -> Problem:
    """That a key stands beside `config`, where nothing reads it."""
    namespace, name = _split(key)
    meant = nearest(name, _KEYS) if not namespace or nearest(namespace, [PROJECT]) else None
    own = nearest(key, OF_PULUMI)
    right = f"{PROJECT}:{meant}" if meant else key
    named = "" if right == key else f" and rename it to {right}"
    move = f"# in the stack file, move {key} and what is below it under `config:`{named}"
    return Problem(
        path=key,
        allowed=f"beside `config` only what Pulumi itself reads there, {_listed(OF_PULUMI - {'config'})}; "
        "all else belongs under `config:`",
        example=f"# in the stack file, rename the key {key} to {own}; what is below it stays" if own else move,
    )


def _listed(names: Collection[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names))


def _text(value: Any) -> str:
    """The value as the engine hands it over: text as it is, the rest as JSON."""
    value = _plain(value)
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value)


def _plain(value: Any) -> Any:
    """The value with its secrets covered, and its large whole numbers as the floats that they are to the engine."""
    if is_secure(value):
        return SECURE
    if isinstance(value, Mapping):
        # The engine sorts the keys of what it hands over, and what comes first can matter.
        return {key: _plain(value[key]) for key in sorted(value, key=str)}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, int) and abs(value) > LARGEST_WHOLE:
        return float(value)
    if isinstance(value, float) and math.isfinite(value) and value.is_integer() and abs(value) <= LARGEST_WHOLE:
        return int(value)
    return value


def _has_secure(value: Any) -> bool:
    if is_secure(value):
        return True
    items = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return any(_has_secure(item) for item in items)
