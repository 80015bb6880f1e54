"""What a resource that comes or goes is, property by property."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ops.diff.dates import dated
from ops.diff.difference import Action, ResourceChange, ValueChange
from ops.diff.showing import LONGEST, texts
from ops.resource_names import kind
from sandbox.rules.roles import BUILT_IN

FEW = 10
"""Resources that come or go whose properties are shown at once; those of more are for other formats."""

ELSEWHERE = "What each of those that come or go is, property by property: `--format json`."
"""What is said where they are more."""

_QUIET = re.compile(
    r"apiVersion|tags\..*|metadata\.annotations\.pulumi\.com/.*"
    r"|(.*\.)?(labels|labelSelector|matchLabels|selector|commonLabels)\..*"
    r"|.*\[[^\]]+\]\.name"
)
"""What everything has, what only the engine reads, and names that stand in the path."""

_LOUD = re.compile(
    r".*(\.|^)(image|replicas|capacity|vmSize|sku|sku\.name|instanceType|environmentId|model|location|principalId|principalType"
    r"|roleDefinitionId|scope|publicNetworkAccess|weight|resources\.(limits|requests)\..*)"
)
"""What a reviewer asks for first."""

_ROLE = re.compile(r"/roleDefinitions/([0-9a-f-]{36})$", re.IGNORECASE)


def whole(change: ResourceChange) -> tuple[ValueChange, ...]:
    """Every property of what is added or removed; nothing of what stays."""
    if change.action not in (Action.ADDED, Action.REMOVED):
        return ()
    return tuple(
        ValueChange(path=path, before=None, after=text)
        if change.action is Action.ADDED
        else ValueChange(path=path, before=text, after=None)
        for path, value in _leaves(change.inputs, "")
        for text in texts(None, _short(readable(change.type, path, value)))[1:]
    )


def telling(change: ResourceChange) -> tuple[ValueChange, ...]:
    """The properties that tell it from others, what a reviewer asks for first in front: without tags and labels."""
    named = {"kind"} if change.type.startswith("kubernetes:") else set()
    told = (value for value in whole(change) if value.path not in named and not _QUIET.fullmatch(value.path))
    return tuple(sorted(told, key=lambda value: not _LOUD.fullmatch(value.path)))


def come_or_go(changes: Sequence[ResourceChange]) -> int:
    """How many resources are added or removed."""
    return sum(change.action in (Action.ADDED, Action.REMOVED) for change in changes)


def whose(stamps: Sequence[str]) -> str:
    """Whose properties are shown of what comes or goes in several stamps; empty of one."""
    return f"in {stamps[0]}; the others are the same but for the names of stamps" if len(stamps) > 1 else ""


def further(count: int) -> str:
    """What is said of properties that are not shown."""
    return f"and {count} more properties: --format json" if count > 1 else "and 1 more property: --format json"


def readable(resource_type: str, path: str, value: Any) -> Any:
    """A value as its reader knows it: a moment as a date, the id of a built-in role with its name before it."""
    if path == "roleDefinitionId" and kind(resource_type) == "RoleAssignment" and isinstance(value, str):
        found = _ROLE.search(value)
        name = BUILT_IN.get(found[1].lower()) if found else None
        return f"{name} ({found[1]})" if found and name else value
    return dated(resource_type, path, value)


def _short(value: Any) -> Any:
    """A long ARM id as its end, which tells it from others: from its service on, or as much as there is room for."""
    if not (isinstance(value, str) and len(value) > LONGEST and value.startswith("/subscriptions/")):
        return value
    segments = value.rpartition("/providers/")[2].split("/")
    ends = ["…/" + "/".join(segments[at:]) for at in range(len(segments))]
    return next((end for end in ends if len(end) <= LONGEST), ends[0])


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Each value that is no object, by path; an object in a list that has others, too."""
    match value:
        case Mapping():
            for name in sorted(value):
                yield from _leaves(value[name], f"{path}.{name}" if path else name)
        case list() if any(isinstance(item, Mapping) for item in value):
            for number, item in enumerate(value):
                named = item.get("name", number) if isinstance(item, Mapping) else number
                yield from _leaves(item, f"{path}[{named}]")
        case None:
            return
        case _:
            yield path, value
