"""The whole platform: what holds for every resource of every stack."""

import signal
from collections import Counter
from typing import Any

import pulumi
import pytest

from sandbox.identity import arm_id
from sandbox.recording import RecordedResource, Recording
from tests.components.declared import UNKNOWN, plain, takes_tags
from tests.platform.conftest import config_of, preview

STACKS = ("prod", "dev")

STATEFUL = {
    "azure-native:containerregistry:Registry",
    "azure-native:containerservice:ManagedCluster",
    "azure-native:keyvault:Vault",
    "azure-native:machinelearningservices:Workspace",
    "azure-native:operationalinsights:Workspace",
    "azure-native:resources:ResourceGroup",
    "azure-native:servicebus:Namespace",
    "azure-native:storage:StorageAccount",
}


@pytest.fixture(params=STACKS)
def stack(request: pytest.FixtureRequest) -> Recording:
    return request.getfixturevalue(request.param)


def customs(recording: Recording) -> list[RecordedResource]:
    return [resource for resource in recording.resources.values() if resource.custom]


def test_every_resource_has_an_explicit_provider(stack: Recording) -> None:
    defaulted = [
        resource.urn
        for resource in customs(stack)
        if not resource.type.startswith("pulumi:providers:") and not resource.provider
    ]
    assert defaulted == []


def test_every_resource_belongs_to_a_component(stack: Recording) -> None:
    orphans = [
        resource.urn
        for resource in customs(stack)
        if "ai-models:" not in resource.parent.split("::", 2)[2] and not resource.type.startswith("pulumi:providers:")
    ]
    assert orphans == []


def test_names_of_children_start_with_their_parents(stack: Recording) -> None:
    for resource in stack.resources.values():
        parent = stack.resources.get(resource.parent)
        if parent is not None:
            assert resource.name.startswith(f"{parent.name}-"), (resource.urn, parent.name)


@pytest.mark.parametrize("name", STACKS)
def test_every_azure_resource_that_takes_tags_has_the_stacks(name: str, request: pytest.FixtureRequest) -> None:
    expected = config_of(name)["tags"].items() | {("workload", "shop"), ("stack", name), ("managedBy", "pulumi")}
    tagged = [r for r in customs(request.getfixturevalue(name)) if r.type.count(":") == 2 and takes_tags(r.type)]
    assert len(tagged) > 20
    untagged = [r.name for r in tagged if not expected <= plain(r.inputs).get("tags", {}).items()]
    assert untagged == []


def test_regional_resources_are_in_their_providers_region(prod: Recording) -> None:
    backup = {"shop-backup"}
    for resource in customs(prod):
        location = resource.inputs.get("location")
        provider = prod.resources.get(resource.provider)
        if location in {"eastus", "westus"} and provider is not None and not backup & set(_line(prod, resource)):
            region = plain(provider.inputs)["location"]
            assert location == region or resource.type.endswith(":Replication"), resource.urn


def _line(recording: Recording, resource: RecordedResource) -> list[str]:
    names = []
    while resource.parent in recording.resources:
        resource = recording.resources[resource.parent]
        names.append(resource.name)
    return names


def test_what_holds_data_is_protected_by_config() -> None:
    config = config_of("prod")
    for protect in (True, False):
        found = preview({**config, "protect": protect})
        stateful = [resource for resource in customs(found) if resource.type in STATEFUL]
        assert {resource.type for resource in stateful} == STATEFUL
        assert {resource.protect for resource in stateful} == {protect}


def test_physical_names_differ_at_the_longest_legal_inputs() -> None:
    config = config_of("prod")
    long = "m" * 24
    names = [f"{long}{last}" for last in "abcdefgh"]
    models = config["models"]
    config["name"] = "workload99"
    config["models"] = {name: models["recommendation-engine" if i % 2 else "fraud"] for i, name in enumerate(names)}
    found = preview(config, "s" * 100)
    made = [resource for resource in customs(found) if resource.type.startswith("azure-native:")]
    ids = [arm_id(resource.type, plain(resource.inputs), "0").lower() for resource in made]
    assert [resource.urn for resource, id_ in zip(made, ids, strict=True) if not id_] == []
    # Storage itself names a replication policy.
    assert [id_ for id_, count in Counter(ids).items() if count > 1 and UNKNOWN not in id_] == []


def test_a_preview_holds_where_nothing_is_known_yet() -> None:
    """Azure's own provider predicts no output at all: the program must not count on what the sandbox predicts."""
    config = config_of("prod")
    blind, seeing = (preview(config, predict=predict) for predict in (False, True))
    assert blind.resources.keys() == seeing.resources.keys()


def test_two_runs_declare_the_same(prod: Recording) -> None:
    again = preview(config_of("prod"))
    assert again.resources == prod.resources


def test_a_stack_brings_its_own_network_logs_registry_vault_and_zones() -> None:
    config = config_of("prod")
    shared = f"/subscriptions/{config['azure']['subscriptionId']}/resourceGroups/shared/providers"
    del config["stamps"]["westus"]
    vnet = f"{shared}/Microsoft.Network/virtualNetworks/hub"
    config["stamps"]["eastus"] = {
        "role": "primary",
        "existingNetwork": {
            "vnetId": vnet,
            "nodesSubnetId": f"{vnet}/subnets/nodes",
            "endpointsSubnetId": f"{vnet}/subnets/endpoints",
        },
    }
    config["registry"] = {"existingId": f"{shared}/Microsoft.ContainerRegistry/registries/crshared"}
    config["vault"] = {"existingIds": {"eastus": f"{shared}/Microsoft.KeyVault/vaults/kv-shared"}}
    config["observability"]["existingWorkspaceId"] = f"{shared}/Microsoft.OperationalInsights/workspaces/log-shared"
    config["network"] = {
        "privateDnsZones": {"registry": f"{shared}/Microsoft.Network/privateDnsZones/privatelink.azurecr.io"}
    }
    types = Counter(resource.type for resource in customs(preview(config)))
    for absent in (
        "network:VirtualNetwork",
        "network:NatGateway",
        "containerregistry:Registry",
        "keyvault:Vault",
    ):
        assert f"azure-native:{absent}" not in types, absent
    assert types["azure-native:operationalinsights:Workspace"] == 1  # Defender's own
    assert types["azure-native:containerservice:ManagedCluster"] == 1
    assert types["azure-native:keyvault:Secret"] == len(config["secrets"])


def test_objects_in_a_cluster_wait_for_its_pools_and_agents(stack: Recording) -> None:
    """Without a pool a pod never runs, and without its agent a custom kind of object is unknown."""
    namespaces = [r for r in customs(stack) if r.type.endswith(":Namespace") and "KubernetesEndpoint" in r.urn]
    assert namespaces
    for namespace in namespaces:
        region = "westus" if "-westus-" in namespace.name else "eastus"
        needed = {
            r.urn
            for r in customs(stack)
            if r.type.endswith((":AgentPool", ":DataCollectionRuleAssociation")) and f"-{region}-" in r.name
        }
        assert len(needed) >= 4
        assert needed <= set(namespace.dependencies)


def test_components_register_what_they_declare(monkeypatch: pytest.MonkeyPatch) -> None:
    told: dict[str, Any] = {}
    keep = pulumi.ComponentResource.register_outputs
    monkeypatch.setattr(
        pulumi.ComponentResource,
        "register_outputs",
        lambda self, outputs: (told.update({type(self).__name__: outputs}), keep(self, outputs)),
    )
    preview(config_of("prod"))
    assert told["Serving"]["hosted"] == {"recommendation-engine": "model-recommendation-engine"}
    assert list(told["Serving"]["managed"]) == ["fraud"]
    hosted = told["KubernetesEndpoint"]
    assert hosted["namespace"] == "model-recommendation-engine"
    assert hosted["host"] == f"recommendation-engine.{config_of('prod')['cluster']['gateway']['domain']}"
    assert (hosted["traffic"], hosted["applied"], hosted["live"]) == ({"blue": 100}, {"blue": 100}, None)
    assert hosted["desired"]["deployments"].keys() == {"blue"}
    managed = told["ManagedEndpoint"]
    assert (managed["model"], managed["applied"], managed["live"]) == ("fraud", {}, None)
    assert managed["desired"]["traffic"] == {"blue": 100}
    assert managed["guards"]["keepLastGood"] is True


def test_traffic_of_a_new_managed_model_waits_and_a_kubernetes_model_has_it_at_once(prod: Recording) -> None:
    traffic = plain(prod.outputs["traffic"])
    for region in ("eastus", "westus"):
        none: dict[str, object] = {"applied": {}, "pending": {}, "mirror": {}, "pendingMirror": {}, "waitsFor": []}
        assert traffic["fraud"][region] == {**none, "pending": {"blue": 100}, "waitsFor": ["blue"]}
        assert traffic["recommendation-engine"][region] == {**none, "applied": {"blue": 100}}
    endpoints = [r for r in customs(prod) if r.type.endswith(":OnlineEndpoint")]
    assert [plain(r.inputs)["properties"]["traffic"] for r in endpoints] == [{}, {}]
    assert any(severity == "warning" and "pulumi up" in text for severity, text in prod.messages)


def test_every_component_registers_what_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    registered: dict[str, list[str]] = {}

    def note(self: pulumi.ComponentResource, outputs: dict[str, Any]) -> None:
        registered[self._name] = sorted(outputs)

    monkeypatch.setattr(pulumi.ComponentResource, "register_outputs", note)
    preview(config_of("dev"), "dev")
    assert registered["shop"] == ["backup", "clusters", "registry"]
    assert [name for name, outputs in registered.items() if not outputs] == []


def test_a_preview_leaves_the_callers_interrupt_handler_as_it_was() -> None:
    mine = signal.getsignal(signal.SIGINT)
    preview(config_of("dev"), "dev")
    assert signal.getsignal(signal.SIGINT) is mine
