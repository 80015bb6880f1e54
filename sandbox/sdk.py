"""The official SDKs as a schema: what they say of each resource type, read from their own annotations.

Only the classes that are asked for are imported and read, each once.
"""

import enum
import functools
import importlib
import inspect
import re
import types
import typing
from collections.abc import Awaitable, Iterator, Mapping, Sequence
from typing import Any, Literal, Protocol, cast

import pulumi
from pulumi import _types
from pulumi.runtime import rpc

from sandbox.schema import Anything, Choice, Constant, ListOf, MapOf, Object, OneOf, Property, Scalar, Shape

PACKAGES = {"azure-native": "pulumi_azure_native", "kubernetes": "pulumi_kubernetes"}
"""The packages that the sandbox stands in for, and their Python SDKs."""

PROVIDER_PREFIX = "pulumi:providers:"

_UNIONS = (typing.Union, types.UnionType)
"""Both ways to write a union: Python keeps an alias such as `Output[str | None]` as it was first written."""

_SCALARS = {str: "string", bool: "boolean", int: "integer", float: "number"}
_CONSTANT = re.compile(r"Expected value is '([^']*)'")
_VERSION_IN_MODULE = re.compile(r"(azure-native:[a-z0-9]+)(?:/v\d{8}[a-z]*)?(:\w+)")


def canonical(token: str) -> str:
    """A token without the API version that aliases and versioned packages carry."""
    found = _VERSION_IN_MODULE.fullmatch(token)
    return found[1] + found[2] if found else token


@functools.cache
def resource_class(type_: str) -> type[Any] | None:
    """The SDK's class of a resource type, None where it has none."""
    package, _, rest = type_.removeprefix(PROVIDER_PREFIX).partition(":")
    if package not in PACKAGES:
        return None
    importlib.import_module(PACKAGES[package])
    if type_.startswith(PROVIDER_PREFIX):
        return importlib.import_module(PACKAGES[package]).Provider
    module = _module(package, rest.rpartition(":")[0])
    name = module.mod_info["classes"].get(type_) if module else None
    return getattr(importlib.import_module(module.mod_info["fqn"]), name) if module and name else None


@functools.cache
def schema_of(type_: str) -> Object | None:
    """What the inputs of a resource type may be, None where the SDK has no such type."""
    cls = resource_class(type_)
    return _input_object(_args_class(cls)) if cls else None


@functools.cache
def output_schema_of(type_: str) -> Object | None:
    """What the outputs of a resource type are; a required one is never null."""
    cls = resource_class(type_)
    return Object(cls.__name__, functools.partial(_output_properties, cls)) if cls else None


@functools.cache
def function_schema_of(token: str) -> Object | None:
    """What the arguments of a function may be, none marked required; None where the SDK has no such function."""
    package, _, rest = token.partition(":")
    module_name, _, name = rest.rpartition(":")
    if package not in PACKAGES:
        return None
    importlib.import_module(PACKAGES[package])
    module = _module(package, module_name)
    if module is None:
        return None
    function = getattr(importlib.import_module(module.mod_info["fqn"]), _snake(name), None)
    return Object(name, functools.partial(_parameters, function)) if inspect.isfunction(function) else None


def documentation_of(cls: type[Any]) -> str:
    """What the SDK says of a resource type."""
    return next((overload.__doc__ or "" for overload in typing.get_overloads(cls.__init__)), "")


def types_like(type_: str) -> list[str]:
    """The resource types of the same package, to find the one that was meant."""
    package = type_.partition(":")[0]
    if package not in PACKAGES:
        return []
    importlib.import_module(PACKAGES[package])
    registered = [found for key, found in rpc._RESOURCE_MODULES.items() if key.startswith(f"{package}:")]
    modules = cast("list[_Module]", [module for found in registered for module in found])
    return [token for module in modules for token in module.mod_info["classes"]]


class _Module(Protocol):
    """What the SDKs register for each of their modules; the type that Pulumi itself names has less."""

    mod_info: Mapping[str, Any]


def _module(package: str, name: str) -> _Module | None:
    return cast("_Module | None", rpc.get_resource_module(package, name, ""))


def _args_class(cls: type[Any]) -> type[Any]:
    for overload in typing.get_overloads(cls.__init__):
        if "args" in overload.__annotations__:
            hint = typing.get_type_hints(overload)["args"]
            return next(one for one in (hint, *typing.get_args(hint)) if _is_input(one))
    raise TypeError(f"{cls.__name__} takes no args")


@functools.cache
def _input_object(cls: type[Any]) -> Object:
    return Object(cls.__name__.removesuffix("Args"), functools.partial(_input_properties, cls))


@functools.cache
def _output_object(cls: type[Any]) -> Object:
    return Object(cls.__name__.removesuffix("Response"), functools.partial(_output_properties, cls))


def _input_properties(cls: type[Any]) -> dict[str, Property]:
    parameters = inspect.signature(cls.__init__).parameters
    hints = _types._raw_return_hints(cls)
    return {
        name: Property(
            shape=_shape(hints[name]),
            required=python in parameters and parameters[python].default is inspect.Parameter.empty,
            constant=_constant(hints[name], getter.fget.__doc__),
        )
        for python, name, getter in _types._py_properties(cls)
    }


def _output_properties(cls: type[Any]) -> dict[str, Property]:
    hints = _types._raw_return_hints(cls)
    return {
        name: Property(_shape(hints[name]), not _optional(hints[name]), _constant(hints[name], getter.fget.__doc__))
        for _, name, getter in _types._py_properties(cls)
        if name in hints
    }


def _parameters(function: Any) -> dict[str, Property]:
    names = {name.lower(): name for name in function.__code__.co_consts if isinstance(name, str)}
    hints = typing.get_type_hints(function)
    return {
        names.get(python.replace("_", ""), python): Property(shape=_shape(hints[python]), required=False)
        for python in inspect.signature(function).parameters
        if python != "opts"
    }


def _constant(hint: Any, doc: str | None) -> Constant | None:
    """Kubernetes types its constants; Azure's SDK tells them only in the documentation."""
    shape = _shape(hint)
    if isinstance(shape, Choice) and len(shape.values) == 1:
        return shape.values[0]
    found = _CONSTANT.search(doc or "")
    return found[1] if found and isinstance(shape, (Scalar, Choice)) else None


def _shape(hint: Any) -> Shape:
    origin = typing.get_origin(hint)
    if origin is pulumi.Output:
        return _shape(typing.get_args(hint)[0])
    if origin in _UNIONS:
        return _union([one for one in typing.get_args(hint) if not _is_plumbing(one)])
    if origin is Literal:
        return Choice(tuple(typing.get_args(hint)))
    if origin in (list, Sequence):
        return ListOf(_shape(typing.get_args(hint)[0]))
    if origin in (dict, Mapping):
        return MapOf(_shape(typing.get_args(hint)[1]))
    return _class_shape(hint) if inspect.isclass(hint) else Anything()


def _class_shape(cls: type[Any]) -> Shape:
    if cls in _SCALARS:
        return Scalar(frozenset({_SCALARS[cls]}))
    if issubclass(cls, enum.Enum):
        return Choice(tuple(member.value for member in cls))
    if _types.is_input_type(cls):
        return _input_object(cls)
    return _output_object(cls) if _types.is_output_type(cls) else Anything()


def _union(members: list[Any]) -> Shape:
    shapes = [_shape(member) for member in members if not (str in members and _is_sample(member))]
    choices = [shape for shape in shapes if isinstance(shape, Choice)]
    if choices:
        # The SDK leaves most enums open (`str | Enum`); a value outside them is far more often a slip than news.
        shapes = [shape for shape in shapes if not isinstance(shape, Scalar)]
    scalars = [shape for shape in shapes if isinstance(shape, Scalar)]
    others: list[Shape] = [shape for shape in shapes if not isinstance(shape, Scalar)]
    if scalars:
        others.insert(0, Scalar(frozenset(kind for scalar in scalars for kind in scalar.kinds)))
    return others[0] if len(others) == 1 else OneOf(tuple(others))


def _is_sample(hint: Any) -> bool:
    """Whether an open enum says itself that it names the known values only, as that of data-collection streams does."""
    return inspect.isclass(hint) and issubclass(hint, enum.Enum) and hint.__name__.startswith("Known")


def _is_plumbing(hint: Any) -> bool:
    return hint is type(None) or typing.get_origin(hint) in (Awaitable, pulumi.Output) or typing.is_typeddict(hint)


def _is_input(hint: Any) -> bool:
    return inspect.isclass(hint) and _types.is_input_type(hint)


def _optional(hint: Any) -> bool:
    inside = typing.get_args(hint)[0] if typing.get_origin(hint) is pulumi.Output else hint
    return typing.get_origin(inside) in _UNIONS and type(None) in typing.get_args(inside)


def _snake(name: str) -> str:
    return "".join(_snake_letters(name))


def _snake_letters(name: str) -> Iterator[str]:
    for index, letter in enumerate(name):
        if letter.isupper() and index and (not name[index - 1].isupper() or name[index + 1 : index + 2].islower()):
            yield "_"
        yield letter.lower()
