"""What an edit retires, which is the consent to delete it, stands in the first line."""

from typing import Any

import pytest

from components.decisions.retirement import RETIRED_NOTE, RETIRED_TAG
from ops.diff.compare import compare
from ops.diff.difference import Base, Difference
from ops.diff.markdown import markdown
from ops.diff.retirements import MARKS
from ops.diff.verdict import verdict
from ops.plan import PlannedResource
from tests.ops.plans import in_stamp, plan, resource, stamp, urn

MODEL = "ai-models:models:Endpoint"
ENDPOINT = "azure-native:machinelearningservices:OnlineEndpoint"
GROUP = "azure-native:resources:ResourceGroup"
NAMESPACE = "kubernetes:core/v1:Namespace"
POOL = "azure-native:containerservice:AgentPool"


def tagged(*, retired: bool) -> dict[str, Any]:
    return {"tags": {"team": "one", **({"retired": "true"} if retired else {})}}


def noted(*, retired: bool) -> dict[str, Any]:
    return {"metadata": {"annotations": {"ai-models/retired": str(retired).lower()}}}


def model(region: str, type_: str, inputs: dict[str, Any], name: str = "fraud") -> tuple[PlannedResource, ...]:
    component = resource(MODEL, f"shop-{region}-{name}", **in_stamp(region))
    return component, resource(type_, f"shop-{region}-{name}-it", inputs, parent=urn(MODEL, component.name))


def pool(region: str, inputs: dict[str, Any]) -> tuple[PlannedResource, ...]:
    component = resource("ai-models:cluster:Cluster", f"shop-{region}-cluster", **in_stamp(region))
    return component, resource(POOL, f"shop-{region}-cluster-pool-cpu", inputs, parent=component.urn)


def difference(*sides: list[PlannedResource]) -> Difference:
    before, after = (plan(stamp("eastus"), stamp("westus"), *side) for side in sides)
    return compare(before, after, Base(words="the base"))


@pytest.mark.parametrize(("type_", "inputs"), [(ENDPOINT, tagged), (NAMESPACE, noted)])
def test_a_model_is_named_with_its_stamps(type_: str, inputs: Any) -> None:
    sides = [
        [one for region in ("eastus", "westus") for one in model(region, type_, inputs(retired=retired))]
        for retired in (False, True)
    ]
    found = difference(*sides)
    assert verdict(found) == "Retires fraud in eastus and westus; resources: 2 changed."
    assert "## ⚠️" in markdown(found)
    back = difference(*reversed(sides))
    assert verdict(back) == "Resources: 2 changed."


def test_a_stamp_is_named_alone_without_the_models_in_it() -> None:
    found = difference(
        *(
            [
                resource(GROUP, "shop-westus-group", tagged(retired=retired), **in_stamp("westus")),
                *model("westus", ENDPOINT, tagged(retired=retired)),
                *model("eastus", ENDPOINT, tagged(retired=False)),
            ]
            for retired in (False, True)
        )
    )
    assert verdict(found) == "Retires the stamp westus; resources: 2 changed."


def test_a_pool_of_nodes_is_named() -> None:
    found = difference(*(list(pool("eastus", tagged(retired=retired))) for retired in (False, True)))
    assert verdict(found) == "Retires the nodes cpu in eastus; resources: 1 changed."


def test_very_many_are_counted() -> None:
    sides = [
        [one for name in ("a", "b", "c", "d") for one in model("eastus", ENDPOINT, tagged(retired=retired), name)]
        for retired in (False, True)
    ]
    assert verdict(difference(*sides)) == "Retires 4 models or pools of nodes in eastus; resources: 4 changed."


def test_what_is_new_and_retired_at_once_is_only_added() -> None:
    found = difference([], list(model("eastus", ENDPOINT, tagged(retired=True))))
    assert verdict(found) == "Resources: 1 added."


def test_the_marks_are_those_of_the_program() -> None:
    assert {f"tags.{RETIRED_TAG}", f"metadata.annotations.{RETIRED_NOTE}"} == MARKS
