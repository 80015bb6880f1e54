"""Addresses: what is asked for before anything is built is what gets built."""

from components.addresses import endpoint_name, workspace_address
from components.names import Names

_NAMES = Names(workload="shop", stack="prod", subscription_id="22222222-2222-2222-2222-222222222222")


def test_a_model_reference_becomes_the_arm_id_of_its_version() -> None:
    address = workspace_address(_NAMES, "eastus")
    assert address.asset_id("azureml:fraud:3") == f"{address.id}/models/fraud/versions/3"
    assert address.id.endswith(
        f"/resourceGroups/{address.resource_group}"
        f"/providers/Microsoft.MachineLearningServices/workspaces/{address.workspace}"
    )


def test_each_model_and_stamp_has_an_endpoint_of_its_own_within_azures_length() -> None:
    models = ("fraud", "fraud-v2", "a" * 25, "a" * 24)
    names = [endpoint_name(_NAMES, region, model) for region in ("eastus", "westus") for model in models]
    assert len(set(names)) == 8
    assert max(map(len, names)) <= 32
