"""How cases are written: a change of a known-good stack, and what a rule has to say of it."""

import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from policies.declared import UNKNOWN, Resource
from tests.policies import cases

Kind = Literal["broken", "absent", "unknown", "fine"]
Steps = str | tuple[str | int, ...]
"""`a.b.0.c`, numbers being places in lists; or the steps one by one where a key has dots itself."""

STACK_URN = "urn:pulumi:test::ai-models::"


@dataclass(frozen=True, kw_only=True)
class Edit:
    """One thing done to one resource."""

    name: str
    path: tuple[str | int, ...]
    value: Any


@dataclass(frozen=True, kw_only=True)
class Case:
    """Things done to the good resources, and what the rule then tells."""

    kind: Kind
    outcome: Literal["violated", "unknown", "passed"]
    edits: tuple[Edit, ...] = ()
    removed: tuple[str, ...] = ()
    """Names of resources that are taken away."""
    added: tuple[Resource, ...] = ()

    def __str__(self) -> str:
        done = [f"{edit.name}.{'.'.join(map(str, edit.path))}" for edit in self.edits]
        return f"{self.kind}: {', '.join([*done, *self.removed, *(one.name for one in self.added)])}"

    def of(self, good: tuple[Resource, ...]) -> list[Resource]:
        """The resources with the change."""
        names = {resource.name for resource in good}
        assert names >= {*self.removed, *(edit.name for edit in self.edits)}, f"no such resource in GOOD: {self}"
        kept = [resource for resource in good if resource.name not in self.removed]
        return [*(self._changed(resource) for resource in kept), *self.added]

    def _changed(self, resource: Resource) -> Resource:
        properties: Any = resource.properties
        for edit in self.edits:
            if edit.name == resource.name:
                properties = _with(properties, edit.path, edit.value)
        return replace(resource, properties=properties)


@dataclass(frozen=True, kw_only=True)
class Service:
    """The good resources and the cases of one module."""

    name: str
    good: tuple[Resource, ...]
    cases: Mapping[str, tuple[Case, ...]]


def resource(type_: str, name: str, properties: Mapping[str, Any], *, parent: str = "", **given: Any) -> Resource:
    """A resource of a stack; `parent` is the end of a URN, such as `ai-models:backup:Backup::shop-backup`."""
    return Resource(
        urn=urn(type_, name),
        type=type_,
        name=name,
        properties=properties,
        parent=f"{STACK_URN}{parent}" if parent else "",
        **given,
    )


def urn(type_: str, name: str) -> str:
    """The URN of a resource made here."""
    return f"{STACK_URN}{type_}::{name}"


def broken(name: str, path: Steps, value: Any) -> Case:
    """A value that the rule does not take."""
    return change("broken", "violated", edit(name, path, value))


def absent(name: str, path: Steps, *, passes: bool = False) -> Case:
    """No value: violated, or passed where the service's default is safe."""
    return change("absent", "passed" if passes else "violated", edit(name, path, None))


def unknown(name: str, path: Steps) -> Case:
    """A value that only `up` will tell."""
    return change("unknown", "unknown", edit(name, path, UNKNOWN))


def fine(name: str, path: Steps, value: Any) -> Case:
    """Another value that the rule takes."""
    return change("fine", "passed", edit(name, path, value))


def missing(*names: str, passes: bool = False) -> Case:
    """Resources that are not there."""
    return Case(kind="absent", outcome="passed" if passes else "violated", removed=names)


def change(kind: Kind, outcome: Literal["violated", "unknown", "passed"], *edits: Edit) -> Case:
    """Several things done at once."""
    return Case(kind=kind, outcome=outcome, edits=edits)


def beside(dim: Case, clear: Case) -> Case:
    """What only `up` will tell of one thing, and what is violated by another all the same."""
    return replace(clear, edits=(*dim.edits, *clear.edits))


def edit(name: str, path: Steps, value: Any) -> Edit:
    """A value in a resource; None takes it out, with an empty path it stands for all properties."""
    steps = (
        path if isinstance(path, tuple) else tuple(int(step) if step.isdigit() else step for step in path.split("."))
    )
    return Edit(name=name, path=steps, value=value)


def services() -> list[Service]:
    """Every module of cases."""
    modules = [
        importlib.import_module(f"{cases.__name__}.{found.name}") for found in pkgutil.iter_modules(cases.__path__)
    ]
    return [
        Service(name=module.__name__.rpartition(".")[2], good=module.GOOD, cases=module.CASES) for module in modules
    ]


def _with(value: Any, path: tuple[str | int, ...], new: Any) -> Any:
    if not path:
        return new
    first, rest = path[0], path[1:]
    if isinstance(value, list) and isinstance(first, int):
        changed = [_with(item, rest, new) if place == first else item for place, item in enumerate(value)]
        return [item for place, item in enumerate(changed) if not (place == first and not rest and new is None)]
    below = value if isinstance(value, Mapping) else {}
    changed = {**below, str(first): _with(below.get(str(first)), rest, new)}
    return {key: item for key, item in changed.items() if item is not None}
