"""The path of every Azure type: from the table, or read off the SDK for a service that the table leaves out."""

import functools
import re

from sandbox import sdk
from sandbox.arm_paths import PATHS

_GROUP_PREFIX = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/"
_PACKAGE = "azure-native:"
_SCOPES = ("scope", "resourceUri", "resourceId")
_OPTIONS = ("expand", "filter", "select", "top")


@functools.cache
def path_of(type_: str) -> str:
    """The path of a type's ids, with the inputs that name its parts in braces."""
    path = PATHS.get(type_.removeprefix(_PACKAGE)) or derived_path_of(type_)
    return path if path.startswith("/") else f"{_GROUP_PREFIX}{path}"


def derived_path_of(type_: str) -> str:
    """A path of the right shape from what the SDK tells: unique and stable, its words a guess.

    The arguments of the type's `get…` function are the parts of its path; those that more of the module's types have
    are nearer to the root, and the type's own name is last.
    """
    _, module, kind = type_.split(":")
    names = _path_names(type_)
    scope = next((name for name in names if name in _SCOPES), "")
    chain = [name for name in names if name not in ("resourceGroupName", "subscriptionId", scope)]
    chain.sort(key=lambda name: (_stem(name) == kind.lower(), -_uses(module).get(name, 0), name))
    *parents, own = (f"{{{name}}}" for name in chain) if chain else ("default",)
    parts = [part for name in parents for part in (_plural(name.strip("{}")), name)]
    tail = "/".join((_namespace(module), *parts, _plural(kind[0].lower() + kind[1:]), own))
    if "resourceGroupName" in names:
        return tail
    return f"/{{{scope}}}/providers/{tail}" if scope else f"/subscriptions/{{subscriptionId}}/providers/{tail}"


@functools.cache
def _path_names(type_: str) -> list[str]:
    package, module, kind = type_.split(":")
    inputs = sdk.schema_of(type_)
    getter = sdk.function_schema_of(f"{package}:{module}:get{kind}")
    if inputs is None:
        return []
    if getter is None:
        return [name for name in sorted(inputs.required) if name.endswith(("Name", "Id", "scope"))]
    return [name for name in getter.properties if name in inputs.properties and name not in _OPTIONS]


@functools.cache
def _uses(module: str) -> dict[str, int]:
    counts: dict[str, int] = {}
    for type_ in sdk.types_like(_PACKAGE):
        if type_.split(":")[1] == module:
            for name in _path_names(type_):
                counts[name] = counts.get(name, 0) + 1
    return counts


def _namespace(module: str) -> str:
    known = (path.rpartition("providers/")[2] for type_, path in PATHS.items() if type_.startswith(f"{module}:"))
    return next((path.partition("/")[0] for path in known), f"Microsoft.{module.capitalize()}")


def _stem(name: str) -> str:
    return re.sub(r"(Name|Id)$", "", name).lower()


def _plural(name: str) -> str:
    stem = re.sub(r"(Name|Id)$", "", name) or name
    if stem.endswith("y") and stem[-2:-1] not in "aeiou":
        return f"{stem[:-1]}ies"
    return stem if stem.endswith("s") else f"{stem}s"
