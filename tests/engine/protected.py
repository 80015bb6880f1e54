"""A program whose cluster, workspace and models are protected as in production, on stubs of what they stand on."""

import pulumi
from pulumi_azure_native import Provider, resources

from tests.components.declared import REGION, SUBSCRIPTION, TAGS, Scope
from tests.components.test_cluster import cluster_program
from tests.components.test_workspace import workspace_program
from tests.traffic.managed import Managed
from tests.traffic.stack import program as serving
from tests.traffic.stack import stack_config

_SCORING = {"environment": "azureml:scoring:1", "code": {"asset": "azureml:churn-code:1"}}
_BATCH = {
    "target": "batch",
    "deployments": {"nightly": {"model": "azureml:churn:1", "compute": "jobs", **_SCORING}},
    "default": "nightly",
    "protect": True,
}
_JOBS = {"vmSize": "Standard_D4ds_v5", "maxNodes": 4}


async def program() -> None:
    """Declare them all."""
    azure = Provider("scope-azure", subscription_id=SUBSCRIPTION, location=REGION)
    group = resources.ResourceGroup(
        "scope-group",
        resource_group_name="rg-shop",
        location=REGION,
        tags=TAGS,
        opts=pulumi.ResourceOptions(provider=azure, protect=True),
    )
    scope = Scope(azure=azure, group=group.name)
    cluster_program()(scope)
    workspace_program(reaching=True, compute={"batch": _JOBS})(scope)
    around = {"workspace.compute.jobs": _JOBS, "models.churn": _BATCH}
    await serving(stack_config({**Managed().first(), "protect": True}, around))()
