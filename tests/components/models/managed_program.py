"""A managed endpoint with what it needs, for tests of its parts."""

import json
from collections.abc import Callable, Mapping

import pulumi
import pulumi_azure_native.machinelearningservices as ml

from components.addresses import workspace_address
from components.decisions.decide import desired_traffic
from components.decisions.traffic import LiveEndpoint, plan_traffic
from components.models.managed_endpoint import ManagedEndpoint, ManagedEndpointArgs
from config.models import ManagedModel
from sandbox.core import Cloud
from sandbox.request import Request
from tests.components.declared import NAMES, REGION, SUBSCRIPTION, Declared, Program, Scope, plain

_GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg/providers"
ADDRESS = workspace_address(NAMES, REGION)
MODEL = {
    "target": "managed",
    "deployments": {
        "blue": {"model": "azureml:fraud:3", "instances": 3},
        "green": {"model": "azureml:fraud:4", "instanceType": "Standard_DS4_v2", "instances": 5},
    },
    "traffic": {"blue": 90, "green": 10},
}


def managed_program(
    live: LiveEndpoint | None = None,
    *,
    private: bool = True,
    protect: bool = False,
    model: str = "fraud",
    changes: Mapping[str, object] | None = None,
) -> Program:
    """A managed endpoint of `MODEL` with `changes`, decided from `live`."""

    def program(scope: Scope) -> dict[str, object]:
        common = {key: value for key, value in scope.common.items() if key != "protect"}
        workspace = workspace_of(scope)
        rule = ml.ManagedNetworkSettingsRule(
            "logs",
            rule_name="logs",
            workspace_name=workspace.name,
            resource_group_name=scope.group,
            properties=ml.PrivateEndpointOutboundRuleArgs(
                type="PrivateEndpoint",
                destination=ml.PrivateEndpointDestinationArgs(
                    service_resource_id=f"{_GROUP}/Microsoft.Insights/privateLinkScopes/pls",
                    subresource_target="azuremonitor",
                ),
            ),
            opts=pulumi.ResourceOptions(provider=scope.azure),
        )
        config = ManagedModel.model_validate_json(json.dumps({**MODEL, **(changes or {})}))
        endpoint = ManagedEndpoint(
            "fraud",
            ManagedEndpointArgs(
                model=model,
                config=config,
                plan=plan_traffic(desired_traffic(model, config), live),
                protect=protect,
                private=private,
                address=ADDRESS,
                workspace_name=workspace.name,
                workspace_id=workspace.id,
                storage_account_id=f"{_GROUP}/Microsoft.Storage/storageAccounts/st",
                registry_id=f"{_GROUP}/Microsoft.ContainerRegistry/registries/cr",
                login_server="crshop.azurecr.io",
                app_insights_id=f"{_GROUP}/Microsoft.Insights/components/appi",
                log_workspace_id=f"{_GROUP}/Microsoft.OperationalInsights/workspaces/log",
                needs=[rule],
                **common,
            ),
            scope.opts,
        )
        traffic = endpoint.traffic
        return {"name": endpoint.name, "applied": traffic.applied, "pending": traffic.pending}

    return program


def workspace_of(scope: Scope) -> ml.Workspace:
    """The workspace at `ADDRESS` that endpoints go into."""
    return ml.Workspace(
        "scope-workspace",
        workspace_name=ADDRESS.workspace,
        resource_group_name=scope.group,
        location=REGION,
        identity=ml.ManagedServiceIdentityArgs(type="SystemAssigned"),
        storage_account=f"{_GROUP}/Microsoft.Storage/storageAccounts/st",
        key_vault=f"{_GROUP}/Microsoft.KeyVault/vaults/kv",
        managed_network=ml.ManagedNetworkSettingsArgs(isolation_mode="AllowOnlyApprovedOutbound"),
        opts=pulumi.ResourceOptions(provider=scope.azure),
    )


def made(run: Declared, *deployments: str) -> Callable[[Cloud], None]:
    """Seeds the cloud with the endpoint of an earlier run and some of its deployments."""
    there = [run.recording.resources[run.named(name).urn] for name in ("fraud-endpoint", *deployments)]
    requests = [
        Request(urn=r.urn, type=r.type, name=r.name, inputs=plain(r.inputs), subscription_id=SUBSCRIPTION)
        for r in there
    ]

    def seed(cloud: Cloud) -> None:
        for request in requests:
            cloud.plant(request)

    return seed
