"""Live traffic that is left with fewer replicas is told; traffic that moves away is not."""

import pytest

from ops.capacity import Span
from ops.diff.capacity import fewer
from ops.diff.difference import Fewer
from ops.plan import Plan, Traffic
from tests.ops.plans import in_stamp, plan, resource, stamp, urn

SERVING = "ai-models:models:Serving"
MODEL = "ai-models:models:ManagedEndpoint"
DEPLOYMENT = "azure-native:machinelearningservices:OnlineDeployment"


def serving(instances: int, blue: int) -> Plan:
    """A model with so many instances of blue, which answers so many percent of the requests; green is one always."""
    above, model = "shop-eastus-models", "shop-eastus-models-fraud"
    return plan(
        stamp("eastus"),
        resource(SERVING, above, **in_stamp("eastus")),
        resource(MODEL, model, parent=urn(SERVING, above)),
        *(
            resource(DEPLOYMENT, f"{model}-{name}", {"sku": {"capacity": count}}, parent=urn(MODEL, model))
            for name, count in (("blue", instances), ("green", 1))
        ),
        traffic={"fraud": {"eastus": Traffic(applied={"blue": blue, "green": 100 - blue})}},
    )


@pytest.mark.parametrize(("before", "after"), [(100, 100), (50, 50), (50, 100)])
def test_what_keeps_its_traffic_with_fewer_is_told(before: int, after: int) -> None:
    (found,) = fewer(serving(3, before), serving(1, after))
    assert found == Fewer(
        model="fraud", stamp="eastus", what="instances", before=Span(low=3, high=3), after=Span(low=1, high=1)
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (serving(3, 100), serving(3, 100)),
        (serving(1, 100), serving(3, 100)),
        (serving(3, 100), serving(2, 50)),
        (serving(3, 0), serving(1, 0)),
        (serving(3, 100), plan(stamp("eastus"))),
        (plan(stamp("eastus")), serving(1, 100)),
    ],
)
def test_what_has_no_live_traffic_or_gives_some_away_is_not_told(before: Plan, after: Plan) -> None:
    assert fewer(before, after) == ()
