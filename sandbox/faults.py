"""Requests that fail although nothing is wrong with them: what a cloud does on a bad day, asked for by a list."""

import fnmatch
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from threading import Lock
from typing import Any

import yaml

from sandbox.request import Refused

OPERATIONS = ("create", "update", "delete", "read", "invoke")
EFFECTS = ("before", "after")
STATES = ("Failed", "Succeeded")
_CODES = {409: "Conflict", 429: "TooManyRequests", 500: "InternalServerError"}
_MESSAGES = {
    409: "Another operation is in progress on the resource.",
    429: "Too many requests: try again later.",
    500: "An internal server error occurred.",
}


class BadFaults(Exception):  # noqa: N818 - said of the list
    """A list of faults that cannot be read; the message says which entry and what is allowed."""


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One request that fails."""

    operation: str
    type: str
    """The resource type, or the function of an `invoke`; `*` stands for anything: `azure-native:*:OnlineDeployment`."""
    nth: int = 1
    """Which of the requests that fit, from 1."""
    status: int = 500
    """409, 429 or 500."""
    effect: str = "before"
    """Whether it fails before anything has happened, or after it took effect."""
    state: str = "Failed"
    """`after` a create or update: the provisioning state of what is there; `Succeeded` if only the answer was lost."""
    preview: bool = False
    """Whether it is the n-th request of previews, instead of those that count."""

    def __post_init__(self) -> None:
        allowed: dict[str, Iterable[Any]] = {
            "operation": OPERATIONS,
            "status": _CODES,
            "effect": EFFECTS,
            "state": STATES,
            "preview": (False, True),
        }
        for name, values in allowed.items():
            if getattr(self, name) not in values:
                raise BadFaults(f"{name} is {getattr(self, name)!r}; write one of {', '.join(map(str, values))}")
        if not isinstance(self.nth, int) or isinstance(self.nth, bool) or self.nth < 1:
            raise BadFaults(f"nth is {self.nth!r}; write 1 for the first request that fits, or more")

    @property
    def refused(self) -> Refused:
        """What the caller is told."""
        return Refused.because(_CODES[self.status], f"{_MESSAGES[self.status]} (injected fault)")


class Interrupted(Refused):
    """A create or update that took effect and then failed: the resource is there, in provisioning state `Failed`."""

    def __init__(self, refused: Refused, id_: str, outputs: dict[str, Any]) -> None:
        super().__init__(refused.refusals)
        self.id = id_
        self.outputs = outputs


class Faults:
    """The faults of a run, each met once."""

    def __init__(self, faults: Iterable[Fault] = ()) -> None:
        self._left = list(faults)
        self._seen = [0] * len(self._left)
        self._lock = Lock()

    @classmethod
    def of(cls, entries: Any) -> "Faults":
        """From plain data: a list of mappings with the names of `Fault`. Raises `BadFaults`."""
        if not isinstance(entries, list):
            raise BadFaults("write a list: - {operation: create, type: 'azure-native:*:OnlineDeployment', nth: 1}")
        return cls([_fault(number, entry) for number, entry in enumerate(entries, start=1)])

    @classmethod
    def read(cls, file: Path) -> "Faults":
        """From a YAML or JSON file. Raises `BadFaults`."""
        try:
            return cls.of(yaml.safe_load(file.read_text(encoding="utf-8")))
        except OSError as error:
            raise BadFaults(f"{file}: {error.strerror}") from error
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            raise BadFaults(f"{file}: no YAML or JSON: {error}") from error
        except BadFaults as error:
            raise BadFaults(f"{file}: {error}") from None

    def due(self, operation: str, type_: str, *, preview: bool = False) -> Fault | None:
        """The fault that this request meets, if any; every call counts as a request."""
        with self._lock:
            met = None
            for index, fault in enumerate(self._left):
                fits = (fault.operation, fault.preview) == (operation, preview)
                if fits and fnmatch.fnmatchcase(type_, fault.type):
                    self._seen[index] += 1
                    if self._seen[index] == fault.nth:
                        met = met or fault
            return met

    @property
    def unmet(self) -> list[Fault]:
        """Those that no request has met yet."""
        return [fault for fault, seen in zip(self._left, self._seen, strict=True) if seen < fault.nth]


def failed(outputs: Mapping[str, Any]) -> dict[str, Any]:
    """The outputs of a resource whose provisioning failed, wherever its type has the state."""
    if isinstance(outputs.get("properties"), Mapping) and "provisioningState" in outputs["properties"]:
        return {**outputs, "properties": {**outputs["properties"], "provisioningState": "Failed"}}
    return {**outputs, "provisioningState": "Failed"} if "provisioningState" in outputs else dict(outputs)


def _fault(number: int, entry: Any) -> Fault:
    names = [field.name for field in fields(Fault)]
    try:
        if not isinstance(entry, Mapping):
            raise BadFaults("write a mapping: {operation: create, type: '*', nth: 1, status: 500, effect: before}")
        unknown = sorted(str(name) for name in entry if name not in names)
        if unknown:
            raise BadFaults(f"{', '.join(unknown)}: no such key; there are {', '.join(names)}")
        missing = [name for name in ("operation", "type") if not isinstance(entry.get(name), str)]
        if missing:
            raise BadFaults(f"{' and '.join(missing)} must be a text")
        return Fault(**entry)
    except BadFaults as error:
        raise BadFaults(f"fault {number}: {error}") from None
