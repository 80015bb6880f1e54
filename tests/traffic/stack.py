"""The stack of a story: the program's own endpoints on stubs of what they stand on, so that a run is short."""

import copy
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import pulumi
import pulumi_azure_native as azure

from components.addresses import workspace_address
from components.decisions.decide import StampDecisions, decide
from components.decisions.leaving import leaving
from components.decisions.live import ask_live
from components.decisions.made import ask_made
from components.models.serving import Serving, ServingArgs
from components.names import Names
from components.outputs import stack_outputs
from components.providers import azure_provider
from components.turns import Turns
from config.stack import StackConfig
from sandbox.store import Store, Stored
from tests.config.documents import GONE, loaded, spoiled
from tests.traffic.content import Model
from tests.traffic.playing import STACK, Program
from tests.traffic.target import MODEL, OTHER_REGION, REGION

_LEAN = {"cluster.gpuPlugin": GONE, "cluster.pools.gpu": GONE}
_OPEN = {"workspace.isolation": "AllowInternetOutbound"}
"""An MLflow model may then do without an environment."""

_DOCUMENT = spoiled({f"stamps.{OTHER_REGION}": GONE, "vault.existingIds": {}, "models": {}, **_LEAN, **_OPEN})
NAMES = Names(workload=_DOCUMENT["name"], stack=STACK, subscription_id=_DOCUMENT["azure"]["subscriptionId"])
_HOME = workspace_address(NAMES, REGION)
_ELSEWHERE = f"/subscriptions/{_HOME.subscription_id}/resourceGroups/elsewhere/providers"
"""A group that the sandbox knows nothing of, and so takes ids in it as they are."""

Decisions = Mapping[str, StampDecisions]
"""By region."""


def stack_config(model: Model | None, around: Mapping[str, Any]) -> StackConfig:
    """The config of a stack with that model, and with what else is written at some paths of its document.

    Raises `config.errors.ConfigError`.
    """
    document = written(_DOCUMENT, around)
    models = {**({MODEL: model} if model else {}), **document["models"]}
    document["models"] = {name: one for name, one in models.items() if one is not None}
    if all(one["target"] != "kubernetes" for one in document["models"].values()):
        document["cluster"] = {key: value for key, value in document["cluster"].items() if key != "gateway"}
    return loaded(document)


def written(document: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """A document with values at some paths, dots between their keys."""
    edited = copy.deepcopy(dict(document))
    for path, value in values.items():
        *holders, last = path.split(".")
        holder = edited
        for key in holders:
            holder = holder.setdefault(key, {})
        holder[last] = copy.deepcopy(value)
    return edited


def serving_name(region: str) -> str:
    """The logical name of what serves a stamp's models."""
    return "serving" if region == REGION else f"serving-{region}"


def program(config: StackConfig) -> Program:
    """What `__main__.py` does, without the platform below the endpoints."""

    async def main() -> None:
        providers = _providers(config)
        _declare(config, providers, await _decide(config, providers))

    return main


def asking(config: StackConfig, answers: list[Decisions]) -> Program:
    """The first half of the program: ask what is live and decide; the decisions go into `answers`."""

    async def main() -> None:
        answers.append(await _decide(config, _providers(config)))

    return main


def declaring(config: StackConfig, decisions: Decisions) -> Program:
    """The second half: declare the endpoints and export the outputs."""

    async def main() -> None:
        _declare(config, _providers(config), decisions)

    return main


def _providers(config: StackConfig) -> dict[str, azure.Provider]:
    return {region: azure_provider(f"azure-{region}", config.azure, region) for region in config.stamps}


async def _decide(config: StackConfig, providers: Mapping[str, azure.Provider]) -> Decisions:
    made = await ask_made()
    return decide(config, await ask_live(config, NAMES, providers, made), leaving(config, NAMES, made))


def _declare(config: StackConfig, providers: Mapping[str, azure.Provider], decisions: Decisions) -> None:
    stamps = {region: _serve(config, region, providers[region], decisions[region]) for region in config.stamps}
    platform: Any = SimpleNamespace(registry=next(iter(stamps.values())).registry, stamps=stamps, backup=None)
    for name, value in stack_outputs(platform).items():
        pulumi.export(name, value)


def _serve(config: StackConfig, region: str, provider: azure.Provider, decisions: StampDecisions) -> SimpleNamespace:
    below = _below(config, region)
    args: dict[str, Any] = {
        "config": config,
        "region": region,
        "decisions": decisions,
        "names": NAMES,
        "resource_group_name": workspace_address(NAMES, region).resource_group,
        "tags": {**config.tags, "workload": NAMES.workload, "stack": NAMES.stack, "managedBy": "pulumi"},
        "provider": provider,
        "log_workspace_id": f"{_ELSEWHERE}/Microsoft.OperationalInsights/workspaces/log",
        **below,
    }
    opts = pulumi.ResourceOptions(providers=[provider])
    return SimpleNamespace(serving=Serving(serving_name(region), ServingArgs(**args), opts=opts), **below)


def told(outputs: Mapping[str, Any], region: str) -> Mapping[str, Any]:
    """What the stack's outputs say about the model's traffic in a stamp."""
    return outputs["traffic"][MODEL][region]


def plant(store: Store) -> None:
    """Put the resource groups and workspaces of both stamps there."""
    for region in (REGION, OTHER_REGION):
        workspace = workspace_address(NAMES, region)
        group = f"/subscriptions/{workspace.subscription_id}/resourceGroups/{workspace.resource_group}"
        for id_, type_ in (
            (group, "azure-native:resources:ResourceGroup"),
            (f"{group}/providers/Microsoft.Storage/storageAccounts/st", "azure-native:storage:StorageAccount"),
            (workspace.id, "azure-native:machinelearningservices:Workspace"),
            (f"{workspace.id}/computes/jobs", "azure-native:machinelearningservices:Compute"),
        ):
            inputs = {"location": region}
            outputs = {"name": id_.rpartition("/")[2], "location": region}
            store.put(Stored(id=id_, type=type_, urn="", inputs=inputs, outputs=outputs))


def _below(config: StackConfig, region: str) -> dict[str, Any]:
    """Stubs of the stamp's components: what endpoints read of them."""
    workspace = workspace_address(NAMES, region)
    return {
        "cluster": SimpleNamespace(
            name="aks",
            id=f"{_ELSEWHERE}/Microsoft.ContainerService/managedClusters/aks",
            kubeconfig="{}",
            oidc_issuer_url="https://oidc.example.com/",
            ready=[],
        ),
        "workspace": SimpleNamespace(
            name=workspace.workspace,
            id=workspace.id,
            storage_account_id=f"{_ELSEWHERE}/Microsoft.Storage/storageAccounts/st",
            network_rules=[],
            storage_account_name="st",
            storage_turns=Turns(),
            compute={
                name: SimpleNamespace(id=f"{workspace.id}/computes/{name}")
                for name in config.workspace.compute
                if name != _DOCUMENT["workspace"]["imageBuilder"]
            },
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
