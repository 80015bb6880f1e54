"""A resource as rules see it: plain data, the same whoever asks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


class Unknown:
    """The type of `UNKNOWN`, the only value it has."""

    def __repr__(self) -> str:
        return "UNKNOWN"

    def __copy__(self) -> "Unknown":
        return self

    def __deepcopy__(self, memo: object) -> "Unknown":
        return self


UNKNOWN = Unknown()
"""A value that only `up` will tell: compare with `is`."""


@dataclass(frozen=True, kw_only=True)
class Resource:
    """One resource of a plan."""

    urn: str
    type: str
    """Any form of the token; rules meet the canonical one."""
    name: str
    """The logical name."""
    properties: Mapping[str, Any]
    """The inputs: camel-case wire values without marks; `UNKNOWN` may stand at any depth.

    Those of a component have what it registers as outputs with them, where all resources are judged together.
    """
    secrets: frozenset[str] = frozenset()
    """Where `properties` has secrets, such as `spec.containers[0].env`: what is below one is secret too."""
    parent: str = ""
    """URN of the parent; empty for what stands at the top."""
    ignore_changes: tuple[str, ...] = ()
    provider: str = ""
    """URN of the provider, which stands for a subscription and region or for a cluster."""
    dependencies: tuple[str, ...] = ()
    """URNs of what it waits for: known even where the ids that it takes are not."""
    property_dependencies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By property, the URNs of what its value is made of; empty where nobody tells that apart."""

    def is_secret(self, path: str) -> bool:
        """Whether what is at a path is secret, by itself, in part or as a part of what is."""
        return any(_is_in(path, secret) or _is_in(secret, path) for secret in self.secrets)

    def has_secret_keys(self, path: str) -> bool:
        """Whether what is at a path is secret by itself or as a part of what is, and so are its own keys."""
        return any(_is_in(path, secret) for secret in self.secrets)

    def made_of(self, property_: str) -> tuple[str, ...]:
        """URNs of what the value of a property is made of, as far as that is told: else of all that it waits for."""
        return self.property_dependencies.get(property_, ()) if self.property_dependencies else self.dependencies


def _is_in(path: str, other: str) -> bool:
    return path == other or path.startswith((f"{other}.", f"{other}["))
