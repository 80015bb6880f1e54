"""Write a bare Pulumi program: the resources of a plan, one constructor of the plain SDK each."""

import keyword
import pprint
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pulumi import _types

from ops.plan import Plan, PlannedResource
from sandbox.sdk import PROVIDER_PREFIX, resource_class

_DECLARED = "declared"
_AS_IT_COMES = """\
import bench.defaults

bench.defaults.restore()
"""


def write_bare_program(plan: Plan, folder: Path, *, as_it_comes: bool) -> None:
    """Write the program into `folder`; `as_it_comes` leaves the interpreter's and the SDK's defaults on."""
    folder.mkdir(parents=True)
    (folder / f"{_DECLARED}.py").write_text("\n".join(_source(plan)), encoding="utf-8")
    # In a module of its own the declarations are compiled once, as those of the platform are.
    main = (_AS_IT_COMES if as_it_comes else "") + f"import {_DECLARED}\n"
    (folder / "__main__.py").write_text(main, encoding="utf-8")


def _source(plan: Plan) -> Iterator[str]:
    ordered = list(_ordered(plan))
    names = {resource.urn: f"r{number}" for number, resource in enumerate(ordered)}
    yield "import pulumi"
    for package in sorted({_package(resource) for resource in ordered if resource.custom}):
        yield f"import {package}"
    for resource in ordered:
        yield f"{names[resource.urn]} = {_call(resource, names)}"
    yield ""


def _ordered(plan: Plan) -> Iterator[PlannedResource]:
    """Each resource after all that it names."""
    by_urn = {resource.urn: resource for resource in plan.resources}
    done: set[str] = set()

    def visit(urn: str) -> Iterator[PlannedResource]:
        resource = by_urn.get(urn)
        if resource is None or urn in done:
            return
        done.add(urn)
        for needed in (resource.parent, resource.provider, resource.deleted_with, *resource.dependencies):
            yield from visit(needed)
        yield resource

    for resource in plan.resources:
        yield from visit(resource.urn)


def _call(resource: PlannedResource, names: dict[str, str]) -> str:
    options = _options(resource, names)
    if not resource.custom:
        return f"pulumi.ComponentResource({resource.type!r}, {resource.name!r}, None, {options})"
    arguments = ", ".join(f"{name}={pprint.pformat(value)}" for name, value in _arguments(resource))
    return f"{_package(resource)}.{_class_name(resource)}({resource.name!r}, {arguments}, opts={options})"


def _options(resource: PlannedResource, names: dict[str, str]) -> str:
    needed = [names[urn] for urn in resource.dependencies if urn in names]
    parts = [f"depends_on=[{', '.join(needed)}]"] if needed else []
    named = {"parent": resource.parent, "provider": resource.provider, "deleted_with": resource.deleted_with}
    for option, urn in named.items():
        parts += [f"{option}={names[urn]}"] if urn in names else []
    parts += ["protect=True"] if resource.protect else []
    parts += [f"ignore_changes={list(resource.ignore_changes)!r}"] if resource.ignore_changes else []
    return f"pulumi.ResourceOptions({', '.join(parts)})"


def _arguments(resource: PlannedResource) -> Iterator[tuple[str, Any]]:
    cls = resource_class(resource.type)
    if cls is None:
        yield from (("api_version" if key == "apiVersion" else key, value) for key, value in resource.inputs.items())
        return
    python = {wire: name for name, wire, _ in _types._py_properties(_args_class(cls))}
    taken = cls._internal_init.__code__.co_varnames
    is_provider = resource.type.startswith(PROVIDER_PREFIX)
    for wire, value in resource.inputs.items():
        name = python[wire]
        clashes = name == "resource_name" or keyword.iskeyword(name)
        # A provider's inputs travel as JSON text, which is not what its constructor takes.
        plain = value == "true" if is_provider and value in {"true", "false"} else value
        yield f"{name}_" if clashes and f"{name}_" in taken else name, plain


def _args_class(cls: type[Any]) -> type[Any]:
    for overload in typing.get_overloads(cls.__init__):
        if "args" in overload.__annotations__:
            hint = typing.get_type_hints(overload)["args"]
            return next(one for one in (hint, *typing.get_args(hint)) if one.__name__.endswith("Args"))
    raise TypeError(f"{cls.__name__} takes no args")


def _package(resource: PlannedResource) -> str:
    cls = resource_class(resource.type)
    if cls is None:
        return "pulumi_kubernetes.apiextensions"
    module, _, _ = cls.__module__.rpartition(".")
    return module


def _class_name(resource: PlannedResource) -> str:
    cls = resource_class(resource.type)
    return cls.__name__ if cls else "CustomResource"
