"""The stack of a story: the program's own endpoints on stubs of what they stand on, so that a run is short."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import pulumi
import pulumi_azure_native as azure

from components.addresses import workspace_address
from components.decisions import StampDecisions, decide
from components.live import ask_live
from components.names import Names
from components.outputs import stack_outputs
from components.providers import azure_provider
from components.serving import Serving, ServingArgs
from config.stack import StackConfig
from sandbox.store import Store, Stored
from tests.config.documents import GONE, loaded, spoiled
from tests.traffic.edits import Model
from tests.traffic.playing import STACK, Program
from tests.traffic.target import MODEL

REGION = "eastus"
_LEAN = {"cluster.gpuPlugin": GONE, "cluster.pools.gpu": GONE}
_DOCUMENT = spoiled({"stamps.westus": GONE, "vault.existingIds": {}, "models": {}, **_LEAN})
_WITHOUT_GATEWAY = {
    **_DOCUMENT,
    "cluster": {key: value for key, value in _DOCUMENT["cluster"].items() if key != "gateway"},
}
NAMES = Names(workload=_DOCUMENT["name"], stack=STACK, subscription_id=_DOCUMENT["azure"]["subscriptionId"])
_ADDRESS = workspace_address(NAMES, REGION)
_GROUP = f"/subscriptions/{_ADDRESS.subscription_id}/resourceGroups/{_ADDRESS.resource_group}"
_ELSEWHERE = f"/subscriptions/{_ADDRESS.subscription_id}/resourceGroups/elsewhere/providers"
"""A group that the sandbox knows nothing of, and so takes ids in it as they are."""


def stack_config(model: Model, tags: Mapping[str, str]) -> StackConfig:
    """The config of a stack with that model alone. Raises `config.errors.ConfigError`."""
    document = _DOCUMENT if model["target"] == "kubernetes" else _WITHOUT_GATEWAY
    return loaded({**document, "models": {MODEL: model}, "tags": dict(tags)})


def program(config: StackConfig) -> Program:
    """What `__main__.py` does, without the platform below the endpoints."""

    async def main() -> None:
        provider = _provider(config)
        _declare(config, provider, await _decide(config, provider))

    return main


def asking(config: StackConfig, answers: list[StampDecisions]) -> Program:
    """The first half of the program: ask what is live and decide; the decisions go into `answers`."""

    async def main() -> None:
        answers.append(await _decide(config, _provider(config)))

    return main


def declaring(config: StackConfig, decisions: StampDecisions) -> Program:
    """The second half: declare the endpoints and export the outputs."""

    async def main() -> None:
        _declare(config, _provider(config), decisions)

    return main


def _provider(config: StackConfig) -> azure.Provider:
    return azure_provider(f"azure-{REGION}", config.azure, REGION)


async def _decide(config: StackConfig, provider: azure.Provider) -> StampDecisions:
    return decide(config, await ask_live(config, NAMES, {REGION: provider}))[REGION]


def _declare(config: StackConfig, provider: azure.Provider, decisions: StampDecisions) -> None:
    below = _below()
    args: dict[str, Any] = {
        "config": config,
        "region": REGION,
        "decisions": decisions,
        "names": NAMES,
        "resource_group_name": _ADDRESS.resource_group,
        "tags": {**config.tags, "workload": NAMES.workload, "stack": NAMES.stack, "managedBy": "pulumi"},
        "provider": provider,
        "log_workspace_id": f"{_ELSEWHERE}/Microsoft.OperationalInsights/workspaces/log",
        **below,
    }
    serving = Serving("serving", ServingArgs(**args), opts=pulumi.ResourceOptions(providers=[provider]))
    stamp = SimpleNamespace(serving=serving, **below)
    platform: Any = SimpleNamespace(registry=below["registry"], stamps={REGION: stamp}, backup=None)
    for name, value in stack_outputs(platform).items():
        pulumi.export(name, value)


def told(outputs: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the stack's outputs say about the model's traffic."""
    return outputs["traffic"][MODEL][REGION]


def plant(store: Store) -> None:
    """Put the resource group and the workspace there."""
    for id_, type_ in (
        (_GROUP, "azure-native:resources:ResourceGroup"),
        (_ADDRESS.id, "azure-native:machinelearningservices:Workspace"),
    ):
        inputs = {"location": REGION}
        outputs = {"name": id_.rpartition("/")[2], "location": REGION}
        store.put(Stored(id=id_, type=type_, urn="", inputs=inputs, outputs=outputs))


def _below() -> dict[str, Any]:
    """Stubs of the stamp's components: what endpoints read of them."""
    return {
        "cluster": SimpleNamespace(
            name="aks",
            id=f"{_ELSEWHERE}/Microsoft.ContainerService/managedClusters/aks",
            kubeconfig="{}",
            oidc_issuer_url="https://oidc.example.com/",
            ready=[],
        ),
        "workspace": SimpleNamespace(
            name=_ADDRESS.workspace,
            id=_ADDRESS.id,
            storage_account_id=f"{_ELSEWHERE}/Microsoft.Storage/storageAccounts/st",
            network_rules=[],
            storage_account_name="st",
            compute={},
        ),
        "messaging": SimpleNamespace(
            host="sb.servicebus.windows.net",
            queue_ids={"scoring": f"{_ELSEWHERE}/Microsoft.ServiceBus/namespaces/sb/queues/scoring"},
        ),
        "vault": SimpleNamespace(
            vault_name="kv",
            secret_ids={
                secret: f"{_ELSEWHERE}/Microsoft.KeyVault/vaults/kv/secrets/{secret}" for secret in _DOCUMENT["secrets"]
            },
        ),
        "registry": SimpleNamespace(
            login_server="cr.azurecr.io", registry_id=f"{_ELSEWHERE}/Microsoft.ContainerRegistry/registries/cr"
        ),
        "telemetry": SimpleNamespace(
            app_insights_id=f"{_ELSEWHERE}/Microsoft.Insights/components/appi",
            app_insights_connection="InstrumentationKey=00000000-0000-0000-0000-000000000000",
            monitor_workspace_id=f"{_ELSEWHERE}/Microsoft.Monitor/accounts/amw",
            prometheus_url="https://amw.example.com",
        ),
    }
