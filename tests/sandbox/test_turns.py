"""One change of an endpoint at a time: refused while another is under way, and in programs that do not order them."""

from pathlib import Path

import pytest

from sandbox.request import Refused
from sandbox.turns import Busy, turn_of
from tests.sandbox.programs import codes, preview

ENDPOINT = "azure-native:machinelearningservices:OnlineEndpoint"
DEPLOYMENT = "azure-native:machinelearningservices:OnlineDeployment"
ID = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.MachineLearningServices/workspaces/w/onlineEndpoints/fraud"

PROGRAM = """
from pulumi_azure_native import machinelearningservices as ml
where = {{"resource_group_name": "hub", "workspace_name": "w"}}
endpoint = ml.OnlineEndpoint(
    "endpoint", **where, endpoint_name="fraud", location="eastus", identity={{"type": "SystemAssigned"}},
    properties=ml.OnlineEndpointPropertiesArgs(auth_mode="AADToken"), opts=on_azure
)
class Group(pulumi.ComponentResource):
    def __init__(self, name, opts):
        super().__init__("test:index:Group", name, None, opts)
def deployment(name, **opts):
    return ml.OnlineDeployment(
        name, **where, endpoint_name=endpoint.name, deployment_name=name, location="eastus",
        sku={{"name": "Default", "capacity": 1}},
        properties=ml.ManagedOnlineDeploymentArgs(
            endpoint_compute_type="Managed", instance_type="Standard_DS3_v2"
        ),
        opts=pulumi.ResourceOptions.merge(on_azure, pulumi.ResourceOptions(**opts)),
    )
blue = deployment("blue")
{rest}
"""


AROUND = 'around = Group("around", pulumi.ResourceOptions(depends_on=[blue]))\n'


def test_an_endpoint_and_its_deployments_have_one_turn() -> None:
    assert turn_of(ENDPOINT, ID) == turn_of(DEPLOYMENT, f"{ID}/deployments/blue") == ID.lower()
    assert turn_of("azure-native:storage:StorageAccount", ID) == ""


def test_a_change_during_another_is_refused() -> None:
    busy = Busy()
    with busy.changing(DEPLOYMENT, f"{ID}/deployments/blue"):
        with pytest.raises(Refused, match="Conflict: Cannot change 'green' because endpoint 'fraud' is in Updating"):
            busy.changing(DEPLOYMENT, f"{ID}/deployments/green").__enter__()
        with busy.changing(ENDPOINT, f"{ID}-other"):
            pass
    with busy.changing(ENDPOINT, ID):
        pass


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ('green = deployment("green")', ["Conflict"]),
        ('green = deployment("green", depends_on=[blue])', []),
        (f'{AROUND}green = deployment("green", parent=around)', []),
        (f'{AROUND}green = deployment("green", depends_on=[around])', ["Conflict"]),  # nothing in it to wait for
        ('green = deployment("green", depends_on=[blue])\nred = deployment("red", depends_on=[blue])', ["Conflict"]),
    ],
)
def test_a_program_orders_the_changes_of_an_endpoint(tmp_path: Path, rest: str, expected: list[str]) -> None:
    assert codes(preview(tmp_path, PROGRAM.format(rest=rest))) == expected
