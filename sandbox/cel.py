"""The Common Expression Language, as the Kubernetes API server evaluates it.

By Google's own implementation (https://github.com/cel-expr/cel-python), with the libraries of
https://kubernetes.io/docs/reference/using-api/cel/#cel-options-language-features-and-libraries that admission
policies here need: strings, optional types, `cel.bind`, and of the lists' own `sum`, `min`, `max` and
`isSorted`. Not here: quantities, IP addresses, URLs, formats, comprehensions with two variables, the authorizer.
"""

import itertools
from collections.abc import Callable, Mapping
from typing import Any

from cel_expr_python import cel
from cel_expr_python.ext import ext_bindings, ext_optional, ext_strings

Kind = cel.Type
"""Of a value: `Kind.BOOL`, `Kind.STRING`, `Kind.DYN` for any."""


class Misread(Exception):  # noqa: N818 - said of an expression
    """An expression that does not compile; the message points at the place."""


class Failed(Exception):  # noqa: N818 - said of an evaluation
    """An expression that has no value for these inputs: a field that is not there, a type that does not fit."""


class Expression:
    """A compiled expression."""

    def __init__(self, text: str, compiled: cel.Expression) -> None:
        self.text = text
        self._compiled = compiled

    @property
    def kind(self) -> cel.Type:
        """What it is of, `Kind.DYN` where that shows only in its evaluation."""
        return self._compiled.return_type()

    def value(self, inputs: Mapping[str, Any]) -> Any:
        """Its value, plain. Raises `Failed`."""
        try:
            result = self._compiled.eval(data=inputs)
        except (RuntimeError, TypeError) as error:
            raise Failed(_first_line(error)) from error
        if result.type() == cel.Type.ERROR:
            raise Failed(_first_line(result.plain_value()))
        return result.plain_value()


class Environment:
    """What expressions may name."""

    def __init__(self, variables: Mapping[str, cel.Type]) -> None:
        """Take the variables with their types; a name may have a dot: `variables.live`."""
        self._environment = cel.NewEnv(
            variables=variables,
            extensions=[ext_bindings.ExtBindings(), ext_optional.ExtOptional(), ext_strings.ExtStrings()],
            functions=_LIST_FUNCTIONS,
        )

    def compiled(self, text: str) -> Expression:
        """Read an expression. Raises `Misread`."""
        try:
            return Expression(text, self._environment.compile(text))
        except RuntimeError as error:
            raise Misread(_first_line(error)) from error


def _first_line(words: object) -> str:
    """Without the code in front, the picture of the place, and the code again."""
    first = str(words).splitlines()[0] if str(words) else "no value"
    return first.removeprefix("INVALID_ARGUMENT: ").removesuffix(" [INVALID_ARGUMENT]")


def _on_lists(name: str, implementation: Callable[..., Any], returned: cel.Type) -> cel.FunctionDecl:
    overload = cel.Overload(
        f"list_{name}",
        return_type=returned,
        parameters=[cel.Type.List(cel.Type.DYN)],
        is_member=True,
        impl=implementation,
    )
    return cel.FunctionDecl(name, [overload])


def _is_sorted(items: list[Any]) -> bool:
    return all(one <= other for one, other in itertools.pairwise(items))


_LIST_FUNCTIONS = [
    _on_lists("sum", sum, cel.Type.DYN),
    _on_lists("min", min, cel.Type.DYN),
    _on_lists("max", max, cel.Type.DYN),
    _on_lists("isSorted", _is_sorted, cel.Type.BOOL),
]
