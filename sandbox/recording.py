"""What a program registered while it ran in process."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, kw_only=True)
class RecordedResource:
    """One registration, as the engine would have received it."""

    urn: str
    type: str
    name: str
    parent: str
    custom: bool
    provider: str
    """URN of the provider resource; empty for the default one."""
    inputs: dict[str, Any]
    """Camel-case wire values: a secret is wrapped, what is not known yet is the wire's unknown."""
    outputs: dict[str, Any]
    dependencies: tuple[str, ...]
    protect: bool
    deleted_with: str
    ignore_changes: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    """The URNs that it may have had before, by its own aliases."""
    property_dependencies: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """By input, the URNs of what it was made of."""
    source: str = ""
    """Where the program declares it: `components/registry.py:41`; empty where that is not known."""


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """A request that Azure or Kubernetes would have refused."""

    urn: str
    code: str
    message: str


@dataclass
class Recording:
    """Everything that one run of a program did."""

    resources: dict[str, RecordedResource] = field(default_factory=dict)
    """By URN, in the order of registration."""
    outputs: dict[str, Any] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)
    messages: list[tuple[str, str]] = field(default_factory=list)
    """Severity and text of what the program logged."""
