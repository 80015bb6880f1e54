"""What the story of a model needs to know of where it is served."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from config.stack import StackConfig
from sandbox.core import Cloud
from tests.traffic.content import Content, Model
from tests.traffic.kept import Kept
from tests.traffic.trouble import Made

_ALL = 100

MODEL = "fraud"
"""The model of every story."""

RENAMED = f"{MODEL}-two"
"""What it is called where it gets another name, which begins with the first one."""

REGION, OTHER_REGION = "eastus", "westus"
"""The stamp of every story, and the one that comes and goes."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """What the cloud says about the model's endpoint, whoever wrote it."""

    traffic: Mapping[str, int] = field(default_factory=dict)
    """Live percents above 0, by deployment."""
    mirror: Mapping[str, int] = field(default_factory=dict)
    named: frozenset[str] = frozenset()
    """The deployments that the cloud itself keeps, as another write could give them traffic."""
    standing: frozenset[str] = frozenset()
    """The deployments that answer: they exist and have succeeded, and on AKS a request finds its way to each pod."""
    present: frozenset[str] = frozenset()
    """The deployments that exist."""
    runs: Mapping[str, str] = field(default_factory=dict)
    """What each runs; its model or image stands at the end."""
    sizes: Mapping[str, int] = field(default_factory=dict)
    """Instances or pods of each."""
    lost: Mapping[str, str] = field(default_factory=dict)
    """Where requests to a deployment that does not stand end, as far as that is known."""
    halfway: frozenset[str] = frozenset()
    """The deployments whose newest pods do not work."""
    retired: bool = False
    """Whether an `up` has written that it may go."""
    address: str | None = None
    """What callers write before their paths, where the cloud tells one address from another."""
    stable: str | None = None
    """The deployment that the last write named as the one to return to."""

    @property
    def answered(self) -> int:
        """Percent of the requests that reach a deployment which can answer."""
        return sum(share for name, share in self.traffic.items() if name in self.standing)

    @property
    def whole(self) -> bool:
        """Whether every request is answered."""
        return self.answered == _ALL and sum(self.traffic.values()) == _ALL


class Target(Protocol):
    """One way of serving a model."""

    name: str
    asks_live: bool
    """Whether the program asks what is live, so that it notices what was done by hand."""
    content: Content
    by_hand: Mapping[str, Callable[[Cloud, int, int], bool]]
    """Changes outside of the stack that the cloud lets a person make; False where there is nothing to change."""

    def first(self) -> Model:
        """The config of a model's first day."""
        ...

    def prepare(self, cloud: Cloud) -> None:
        """Put into the cloud what endpoints stand on."""
        ...

    def config(self, model: Model | None, around: Mapping[str, Any]) -> StackConfig:
        """The stack's config with that model and what else is written. Raises `config.errors.ConfigError`."""
        ...

    def found(self, cloud: Cloud, region: str = REGION) -> Found:
        """What is live in a stamp."""
        ...

    def deployment_of(self, made: Made) -> str | None:
        """The deployment that a request makes, changes or deletes, if that is what it does."""
        ...

    def region_of(self, made: Made) -> str:
        """The stamp that a request is for."""
        ...

    def told(self, recording_outputs: Mapping[str, Any], region: str = REGION) -> Mapping[str, Any]:
        """`applied`, `pending` … of the model in the stack's outputs."""
        ...

    def settle(self, cloud: Cloud, *, over: bool = False) -> None:
        """Let the cloud do what it does by itself after a request, or when a run is `over`."""
        ...

    def serial(self, made: Made) -> bool:
        """Whether the service does one such request of an endpoint at a time."""
        ...

    def orders(self, kept: Mapping[str, Kept], found: Found, region: str = REGION) -> Iterator[tuple[str, str]]:
        """URNs of a stamp, the first of which must wait for the second: what moves traffic, what is to answer it."""
        ...


def is_own(logical_name: str) -> bool:
    """Whether a resource is of the model of the story, and not of what that is renamed to."""
    return f"-{MODEL}-" in logical_name and f"-{RENAMED}-" not in logical_name
