"""ValidatingAdmissionPolicies: what a policy says to a request, whoever bound it.

https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
"""

import functools
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.cel import Environment, Expression, Failed, Kind, Misread

_NAMES = ("object", "oldObject", "request", "params", "namespaceObject", "authorizer")
_LONGEST_MESSAGE = 5 * 1024


@dataclass(frozen=True, kw_only=True)
class Admission:
    """What a policy judges: what is asked, and what there was."""

    operation: str
    """`CREATE`, `UPDATE` or `DELETE`."""
    object: Mapping[str, Any] | None
    """The object as it would be; None at a deletion."""
    old_object: Mapping[str, Any] | None = None
    """The object as it is; None at a creation."""
    namespace_object: Mapping[str, Any] | None = None
    user: str = "pulumi"
    dry_run: bool = False
    """Whether it is only tried, as a preview does."""

    @property
    def either(self) -> Mapping[str, Any]:
        """The object as it would be, at a deletion as it is."""
        return self.object or self.old_object or {}

    def inputs(self) -> dict[str, Any]:
        """What expressions read, but for `params`."""
        about, api = self.either.get("metadata", {}), str(self.either.get("apiVersion", ""))
        group, _, version = api.rpartition("/")
        return {
            "object": self.object,
            "oldObject": self.old_object,
            "namespaceObject": self.namespace_object,
            "request": {
                "operation": self.operation,
                "kind": {"group": group, "version": version, "kind": self.either.get("kind", "")},
                "name": about.get("name", ""),
                "namespace": about.get("namespace", ""),
                "userInfo": {"username": self.user, "groups": ["system:authenticated"]},
                "dryRun": self.dry_run,
            },
        }


@dataclass(frozen=True, kw_only=True)
class Denial:
    """A policy's no."""

    reason: str
    """`Invalid`, `Forbidden` …"""
    message: str


class Policy:
    """A policy's expressions, compiled."""

    def __init__(self, spec: Mapping[str, Any]) -> None:
        """Read the `spec`. Raises `Misread`, naming the field, where the API server would refuse the policy."""
        self._fails_closed = spec.get("failurePolicy", "Fail") == "Fail"
        self._variables: list[tuple[str, Expression]] = []
        names = dict.fromkeys(_NAMES, Kind.DYN)
        for index, variable in enumerate(spec.get("variables", ())):
            name = f"variables.{variable['name']}"
            read = _read(names, f"spec.variables[{index}].expression", variable["expression"], None)
            self._variables.append((name, read))
            names[name] = read.kind
        self._conditions = [
            _read(names, f"spec.matchConditions[{index}].expression", one["expression"], Kind.BOOL)
            for index, one in enumerate(spec.get("matchConditions", ()))
        ]
        self._validations = [
            _Validation(names, f"spec.validations[{index}]", one)
            for index, one in enumerate(spec.get("validations", ()))
        ]

    @classmethod
    def of(cls, spec: Mapping[str, Any]) -> "Policy":
        """The same, remembered. Raises `Misread`."""
        return _remembered(json.dumps(spec, sort_keys=True))

    def denials(self, asked: Admission, params: Mapping[str, Any] | None = None) -> list[Denial]:
        """What the policy has against a request that it matches."""
        inputs = {**asked.inputs(), "params": params}
        for name, expression in self._variables:
            try:
                inputs[name] = expression.value(inputs)
            except Failed:
                # As on the server, where a variable is read when an expression needs it: it fails there, or nowhere.
                continue
        try:
            if not all(condition.value(inputs) for condition in self._conditions):
                return []
        except Failed as error:
            return [self._closed(error)] if self._fails_closed else []
        return list(self._violated(inputs))

    def _violated(self, inputs: Mapping[str, Any]) -> Iterator[Denial]:
        for validation in self._validations:
            try:
                if not validation.expression.value(inputs):
                    yield Denial(reason=validation.reason, message=validation.message(inputs))
            except Failed as error:
                if self._fails_closed:
                    words = f"expression '{validation.expression.text}' resulted in error: {error}"
                    yield Denial(reason="Invalid", message=words)

    def _closed(self, error: Failed) -> Denial:
        return Denial(reason="Invalid", message=f"a match condition resulted in error: {error}")


class _Validation:
    def __init__(self, names: Mapping[str, Any], path: str, written: Mapping[str, Any]) -> None:
        self.expression = _read(names, f"{path}.expression", written["expression"], Kind.BOOL)
        self.reason = str(written.get("reason", "Invalid"))
        self._fixed = written.get("message") or f"failed expression: {self.expression.text.strip()}"
        worded = written.get("messageExpression")
        self._worded = _read(names, f"{path}.messageExpression", worded, Kind.STRING) if worded else None

    def message(self, inputs: Mapping[str, Any]) -> str:
        """The message expression's value where it is fit to be one, else the fixed message."""
        try:
            found = self._worded.value(inputs) if self._worded else ""
        except Failed:
            return self._fixed
        fit = isinstance(found, str) and found.strip() and "\n" not in found and len(found) <= _LONGEST_MESSAGE
        return found if fit else self._fixed


@functools.lru_cache(maxsize=256)
def _remembered(spec: str) -> Policy:
    return Policy(json.loads(spec))


def _read(names: Mapping[str, Any], path: str, text: str, kind: Any) -> Expression:
    try:
        found = Environment(names).compiled(text)
    except Misread as error:
        raise Misread(f"{path}: compilation failed: {error}") from None
    if kind is not None and found.kind != kind:
        # The server takes no `dyn` either: what comes from an object is compared, or wrapped in `string(…)`.
        raise Misread(f"{path}: must evaluate to {kind.name().lower()} but got {found.kind.name().lower()}")
    return found
