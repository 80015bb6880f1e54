"""What Pulumi's own state of this stack has, so that what exists and is not in it can be adopted.

Azure has what the state has not after a run that was killed while Azure made it, after an answer that got lost, and
after a failed removal of an endpoint: Pulumi forgets what goes with an endpoint before it deletes the endpoint. Without
more, the next `up` would have to create what exists, which azure-native refuses. ADR 10.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from components.decisions.made import Made

ADOPTED = frozenset(
    f"azure-native:machinelearningservices:{kind}"
    for kind in ("OnlineEndpoint", "OnlineDeployment", "BatchEndpoint", "BatchDeployment")
)
"""What takes minutes to make, holds traffic, and is asked about in each run anyway."""


_BUS = "azure-native:servicebus:Namespace"


@dataclass(frozen=True, kw_only=True)
class StackState:
    """The endpoints and deployments that the state has, and what else of it is told."""

    resources: tuple[str, ...] = ()
    """`TYPE::NAME` of each, the end of its URN; sorted."""
    bus_regions: tuple[str, ...] = ()
    """The regions whose Service Bus namespace is made; sorted."""
    is_reach_fixed: bool = False
    """Whether models are served, so that `network.privateEndpoints` stays as it is."""

    def lost(self, type_: str, name: str, own_id: str) -> str | None:
        """The id to import a resource by, where it exists as this stack's own and the state has lost it.

        `name` is its logical name, `own_id` its id where an `up` of this stack made it, else empty.
        """
        return own_id if own_id and f"{type_}::{name}" not in self.resources else None


def state_of(made: Sequence[Made], *, is_reach_fixed: bool = False) -> StackState:
    """The endpoints and deployments among what the stack has made, and where it has a Service Bus."""
    return StackState(
        resources=tuple(sorted(f"{one.type}::{one.name}" for one in made if one.type in ADOPTED)),
        bus_regions=tuple(sorted(one.text("tags", "stamp") for one in made if one.type == _BUS)),
        is_reach_fixed=is_reach_fixed,
    )
