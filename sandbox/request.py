"""What the sandbox is asked, and how it says no."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.recording import Refusal

DEFAULT_NAMESPACE = "default"
"""Where the API server puts an object that names no namespace."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """A resource that someone wants made or changed, whichever front door it came through."""

    urn: str
    type: str
    """Canonical token, no API version: `azure-native:storage:StorageAccount`, `kubernetes:apps/v1:Deployment`."""
    name: str
    """The logical name."""
    inputs: dict[str, Any]
    """Camel-case wire values without marks; `wire.UNKNOWN` stands for what is not known yet."""
    subscription_id: str = ""
    """Of the request's Azure provider."""
    tenant_id: str = ""
    location: str = ""
    """The Azure provider's default region, for a resource that names none."""
    cluster: str = ""
    """URN of the request's Kubernetes provider, which stands for the cluster."""
    default_namespace: str = DEFAULT_NAMESPACE
    """Of the request's Kubernetes provider."""
    ignored: tuple[str, ...] = ()
    """Paths of inputs whose changes the program ignores: `spec.replicas`."""
    secrets: frozenset[str] = field(default=frozenset(), repr=False)
    """Every text that is secret in the inputs: messages leave them out."""


@dataclass(frozen=True, kw_only=True)
class Call:
    """A function that someone asks, whichever front door it came through."""

    token: str
    """Canonical: `azure-native:storage:getStorageAccount`."""
    args: Mapping[str, Any]
    """Camel-case wire values without marks."""
    subscription_id: str = ""
    cluster: str = ""
    """URN of the call's Kubernetes provider."""
    secrets: frozenset[str] = field(default=frozenset(), repr=False)
    """Every text that is secret in the arguments: messages leave them out."""


class Refused(Exception):  # noqa: N818 - what Azure did, in the sandbox's words
    """One or more requests that Azure or Kubernetes would have refused."""

    def __init__(self, refusals: Iterable[Refusal]) -> None:
        self.refusals = tuple(refusals)
        super().__init__("\n".join(f"{refusal.code}: {refusal.message}" for refusal in self.refusals))

    @classmethod
    def because(cls, code: str, message: str, urn: str = "") -> "Refused":
        """A single refusal: the service's code and words that a user can act on."""
        return cls([Refusal(urn=urn, code=code, message=message)])

    @property
    def codes(self) -> tuple[str, ...]:
        """The services' error codes, in order."""
        return tuple(refusal.code for refusal in self.refusals)
