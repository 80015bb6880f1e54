"""What a managed endpoint registers of its traffic, beside what the endpoint and its deployments say themselves."""

from dataclasses import dataclass

from policies.reading import Reader
from policies.stack_reading import StackReader
from policies.tokens import canonical
from policies.wording import HIDDEN_KEY

MANAGED = "ai-models:models:ManagedEndpoint"
"""The component of a model's managed endpoint; components/models/traffic_record.py has what it registers."""
ENDPOINT = "azure-native:machinelearningservices:OnlineEndpoint"
DEPLOYMENT = "azure-native:machinelearningservices:OnlineDeployment"

ALL = 100
"""Percents of the live traffic."""

Weights = dict[str, float]

_TOLD = ("desired", "live", "applied", "mirror", "guards")
"""What of a component has weights and the names of deployments."""


@dataclass(frozen=True, kw_only=True)
class Traffic:
    """The traffic of one managed endpoint."""

    component: Reader
    written: Weights
    """What the endpoint is given."""
    is_secret: bool
    """Whether weights, guards and names stay out of messages."""
    live: Weights
    """What it has; empty where it does not exist."""
    shadows: Weights
    """What live requests are copied to."""
    there: dict[str, Reader]
    """The deployments that exist."""
    declared: dict[str, Reader]
    """The deployments that the stack declares."""

    @property
    def grows(self) -> list[str]:
        """Those whose share grows."""
        return sorted(name for name, share in self.written.items() if share > self.live.get(name, 0))

    def called(self, name: str) -> str:
        """A deployment, for a message."""
        return HIDDEN_KEY if self.is_secret else name

    def has_succeeded(self, name: str) -> bool:
        """Whether a deployment exists and can answer."""
        return name in self.there and self.there[name].flag("succeeded") is True

    def is_ours(self, name: str) -> bool:
        """Whether an `up` deletes an existing deployment that is not declared; those made by hand stay."""
        return self.there[name].flag("ours") is not False

    @property
    def stable(self) -> str | None:
        """The deployment that traffic may return to in one step: the live one until another may take its place."""
        new, old = self.component.text("guards.stable"), self.component.text("live.stable")
        if old is None or new is None or old == new or self.live.get(new) == ALL or not self.has_succeeded(old):
            return new
        return old if old in self.declared or self.is_ours(old) else new


def traffic_of(component: Reader, stack: StackReader) -> Traffic:
    """The traffic of the endpoint of a component; raises `NotKnown` where only `up` will tell."""
    children = stack.children(component.urn)
    endpoint = next((one for one in children if canonical(one.resource.type) == ENDPOINT), None)
    return Traffic(
        component=component,
        written=shares(endpoint, "properties.traffic") if endpoint else shares(component, "applied"),
        is_secret=is_secret(component) or (endpoint is not None and endpoint.is_secret("properties.traffic")),
        live=shares(component, "live.traffic"),
        shadows=shares(component, "live.mirror"),
        there=dict(component.entries("live.deployments")),
        declared={
            one.text("deploymentName") or "": one for one in children if canonical(one.resource.type) == DEPLOYMENT
        },
    )


def is_secret(component: Reader) -> bool:
    """Whether any of what a component registers of its traffic is secret."""
    return any(map(component.is_secret, _TOLD))


def shares(reader: Reader, path: str) -> Weights:
    """The weights above 0 of a map."""
    weights = {name: value.number("") or 0 for name, value in reader.entries(path)}
    return {name: weight for name, weight in weights.items() if weight > 0}
