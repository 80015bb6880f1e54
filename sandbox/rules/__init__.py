"""What the services themselves would say beyond types: a module a service, and the registry that they fill.

A rule is a pure function on plain values. It passes over `wire.UNKNOWN`, looks at the world but never changes it, and
names in its messages the input to change. Types are canonical tokens; `azure-native:*` and `kubernetes:*` stand for
every type of that package.
"""

import functools
import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

from sandbox.recording import Refusal
from sandbox.request import Refused, Request
from sandbox.store import Stored, World

Verdict = Refusal | tuple[str, str]
"""A refusal, or the service's code and a message."""

START_ANEW = "In the sandbox, `python -m ops sandbox --reset` forgets it, with everything else."
"""What the advice about a soft-deleted name ends with: nothing is purged here."""

WriteRule = Callable[[Request, World, Stored | None], Iterator[Verdict]]
DeleteRule = Callable[[Stored, World], Iterator[Verdict]]
OutputRule = Callable[[Request, str, Stored | None], dict[str, Any]]
InvokeRule = Callable[[dict[str, Any], World], dict[str, Any]]

_Function = TypeVar("_Function", bound=Callable[..., Any])
_Register = Callable[[_Function], _Function]

_WRITE: dict[str, list[WriteRule]] = {}
_DELETE: dict[str, list[DeleteRule]] = {}
_OUTPUTS: dict[str, list[OutputRule]] = {}
_DRAWN: dict[str, list[OutputRule]] = {}
_INVOKES: dict[str, InvokeRule] = {}
_KEEPS_NAME: set[str] = set()


def on_write(*types: str) -> "_Register[Any]":
    """Register a rule that judges a create (no old resource) or an update of `types`."""
    return _adding(_WRITE, types)


def on_delete(*types: str) -> "_Register[Any]":
    """Register a rule that judges the deletion of a resource of `types`."""
    return _adding(_DELETE, types)


def outputs(*types: str) -> "_Register[Any]":
    """Register outputs of `types` that anyone can tell beforehand (endpoints, hosts), known at preview too.

    The function gets the request, the id (empty when it is not known yet) and the old resource, None for a new one.
    Nested objects merge into the echoed inputs.
    """
    return _adding(_OUTPUTS, types)


def drawn(*types: str) -> "_Register[Any]":
    """Register outputs of `types` that only the service can know (principal ids, addresses, keys, times).

    Called as those of `outputs` are, but not at the preview of a new resource, where they stay unknown. Draw them
    from the id by hash, so that every run gives the same.
    """
    return _adding(_DRAWN, types)


def invoke(token: str) -> "_Register[Any]":
    """Register the answer to a function; it raises `Refused` when the service would refuse."""

    def register(function: InvokeRule) -> InvokeRule:
        _INVOKES[token] = function
        return function

    return register


def keeps_name(*types: str) -> None:
    """Say that deleted resources of `types` stay behind soft-deleted: `World.deleted` finds them."""
    _KEEPS_NAME.update(types)


def write_verdicts(request: Request, world: World, old: Stored | None) -> Iterator[Refusal]:
    """What the services have against a create or an update."""
    for rule in _of(_WRITE, request.type):
        yield from _refusals(request.urn, rule(request, world, old))


def delete_verdicts(stored: Stored, world: World) -> Iterator[Refusal]:
    """What the services have against a deletion."""
    for rule in _of(_DELETE, stored.type):
        yield from _refusals(stored.urn, rule(stored, world))


def computed(request: Request, id_: str, old: Stored | None, *, preview: bool) -> list[dict[str, Any]]:
    """The outputs that the services compute, layer by layer, without those that nobody can know yet."""
    rules = list(_of(_OUTPUTS, request.type))
    if old is not None or not preview:
        rules += _of(_DRAWN, request.type)
    return [rule(request, id_, old) for rule in rules]


def answer_of(token: str) -> InvokeRule | None:
    """The registered answer to a function, if any."""
    load()
    return _INVOKES.get(token)


def stays_soft_deleted(type_: str) -> bool:
    """Whether a deleted resource of the type keeps its name."""
    load()
    return type_ in _KEEPS_NAME


@functools.cache
def load() -> None:
    """Import every module of rules, once."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")


def _adding(registry: dict[str, list[Any]], types: Iterable[str]) -> "_Register[Any]":
    def register(function: Any) -> Any:
        for type_ in types:
            registry.setdefault(type_, []).append(function)
        return function

    return register


def _of(registry: Mapping[str, list[Any]], type_: str) -> Iterator[Any]:
    load()
    yield from registry.get(f"{type_.partition(':')[0]}:*", ())
    yield from registry.get(type_, ())


def _refusals(urn: str, verdicts: Iterable[Verdict]) -> Iterator[Refusal]:
    for verdict in verdicts:
        if isinstance(verdict, Refusal):
            yield verdict
        else:
            code, message = verdict
            yield Refusal(urn=urn, code=code, message=message)


__all__ = ["START_ANEW", "Refused", "Verdict", "drawn", "invoke", "keeps_name", "on_delete", "on_write", "outputs"]
