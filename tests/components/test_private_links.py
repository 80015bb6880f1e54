"""Private links: every service gets an address in the network, and a name in its zones that leads there."""

from collections.abc import Callable
from typing import Any

import pytest

from components.names import Service
from components.private_dns import ZONES, PrivateDns, PrivateDnsArgs, stamp_zones
from components.private_links import (
    Link,
    PrivateLinks,
    PrivateLinksArgs,
    metrics_link,
    monitor_link,
    registry_link,
    service_bus_link,
    storage_link,
    vault_link,
    workspace_link,
)
from components.turns import Turns
from config.network import PrivateDnsConfig
from tests.components.declared import NAMES, REGION, SUBSCRIPTION, TAGS, Declared, Program, Scope, untagged

Declare = Callable[[Program], Declared]

GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-others/providers"
VNET = f"{GROUP}/Microsoft.Network/virtualNetworks/vnet-shop"
SUBNET = f"{VNET}/subnets/endpoints"
REGISTRY = f"{GROUP}/Microsoft.ContainerRegistry/registries/crshop"
ACCOUNT = f"{GROUP}/Microsoft.Storage/storageAccounts/stshop"
ZONE = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/hub/providers/Microsoft.Network/privateDnsZones"


def every_link() -> list[Link]:
    """A link to each kind of service."""
    return [
        registry_link(REGISTRY, Turns()),
        vault_link(f"{GROUP}/Microsoft.KeyVault/vaults/kv-shop"),
        storage_link("storage", ACCOUNT, ("blob", "file"), Turns()),
        workspace_link(f"{GROUP}/Microsoft.MachineLearningServices/workspaces/mlw-shop"),
        service_bus_link(f"{GROUP}/Microsoft.ServiceBus/namespaces/sbns-shop"),
        monitor_link(f"{GROUP}/Microsoft.Insights/privateLinkScopes/pls-shop", Turns()),
        metrics_link(f"{GROUP}/Microsoft.Monitor/accounts/amw-shop"),
    ]


def links(*, private_logs: bool = True, **existing: str) -> Program:
    """A program that declares the zones of one stamp, and links to each kind of service."""

    def program(scope: Scope) -> dict[str, object]:
        common: dict[str, Any] = {"location": REGION, "resource_group_name": scope.group, "tags": TAGS}
        config, zones = PrivateDnsConfig.model_validate(existing), stamp_zones(private_logs=private_logs)
        dns = PrivateDns("dns", PrivateDnsArgs(config=config, zones=zones, vnet_id=VNET, **common), scope.opts)
        wanted = [link for link in every_link() if private_logs or link.role not in {"monitor", "metrics"}]
        args = PrivateLinksArgs(zone_ids=dns.zone_ids, names=NAMES, subnet_id=SUBNET, links=wanted, **common)
        return {"endpoints": list(PrivateLinks("links", args, scope.opts).endpoint_ids)}

    return program


@pytest.mark.parametrize(
    ("endpoint", "group", "zones"),
    [
        ("registry", "registry", ["registry"]),
        ("vault", "vault", ["vault"]),
        ("storage-blob", "blob", ["blob"]),
        ("storage-file", "file", ["file"]),
        ("workspace", "amlworkspace", ["workspace", "notebooks"]),
        ("service-bus", "namespace", ["service-bus"]),
        ("monitor", "azuremonitor", ["monitor", "log-query", "log-ingestion", "log-agents", "blob"]),
        ("metrics", "prometheusMetrics", ["metrics"]),
    ],
)
def test_each_part_of_a_service_has_an_endpoint_that_registers_in_its_zones(
    declare: Declare, endpoint: str, group: str, zones: list[str]
) -> None:
    run = declare(links())
    inputs = run.inputs(f"links-{endpoint}")
    [connection] = inputs["privateLinkServiceConnections"]
    assert connection["groupIds"] == [group]
    assert inputs["subnet"]["id"] == SUBNET
    registered = run.inputs(f"links-{endpoint}-dns")["privateDnsZoneConfigs"]
    assert [zone["name"] for zone in registered] == zones
    for zone in zones:
        assert run.depends(f"links-{endpoint}-dns", on=f"dns-{zone}-zone")


def test_zones_have_the_names_that_azures_public_names_lead_to(declare: Declare) -> None:
    run = declare(links())
    names = {run.inputs(zone)["privateZoneName"] for zone in run.of("privatedns:PrivateZone")}
    assert names == {
        "privatelink.agentsvc.azure-automation.net",
        "privatelink.api.azureml.ms",
        "privatelink.azurecr.io",
        "privatelink.blob.core.windows.net",
        "privatelink.eastus.prometheus.monitor.azure.com",
        "privatelink.file.core.windows.net",
        "privatelink.monitor.azure.com",
        "privatelink.notebooks.azure.net",
        "privatelink.ods.opinsights.azure.com",
        "privatelink.oms.opinsights.azure.com",
        "privatelink.servicebus.windows.net",
        "privatelink.vaultcore.azure.net",
    }


def test_every_zone_answers_the_network_and_registers_no_machine_of_it(declare: Declare) -> None:
    run = declare(links())
    found = [run.inputs(link) for link in run.of("privatedns:VirtualNetworkLink")]
    assert len(found) == len(ZONES)
    assert all(link["virtualNetwork"] == {"id": VNET} and link["registrationEnabled"] is False for link in found)


@pytest.mark.parametrize("private_logs", [True, False])
def test_a_zone_is_made_if_and_only_if_something_registers_in_it(declare: Declare, private_logs: bool) -> None:
    run = declare(links(private_logs=private_logs))
    zones = {zone.name.removeprefix("dns-").removesuffix("-zone") for zone in run.of("privatedns:PrivateZone")}
    groups = [run.inputs(group)["privateDnsZoneConfigs"] for group in run.of("network:PrivateDnsZoneGroup")]
    assert zones == {zone["name"] for group in groups for zone in group}


def test_what_has_its_private_endpoint_elsewhere_keeps_its_public_name(declare: Declare) -> None:
    run = declare(links())
    found = [run.inputs(link)["resolutionPolicy"] for link in run.of("privatedns:VirtualNetworkLink")]
    assert set(found) == {"NxDomainRedirect"}


def test_an_existing_zone_is_used_and_its_links_are_left_to_its_owner(declare: Declare) -> None:
    zone = f"{ZONE}/privatelink.azurecr.io"
    run = declare(links(registry=zone))
    assert len(run.of("privatedns:PrivateZone")) == len(run.of("privatedns:VirtualNetworkLink")) == len(ZONES) - 1
    [config] = run.inputs("links-registry-dns")["privateDnsZoneConfigs"]
    assert config["privateDnsZoneId"] == zone


def test_a_storage_account_is_linked_part_by_part_as_it_takes_one_change_at_a_time(declare: Declare) -> None:
    assert declare(links()).depends("links-storage-file", on="links-storage-blob")


def test_the_config_can_name_every_zone_that_is_not_of_one_region() -> None:
    assert set(PrivateDnsConfig.model_fields) == set(ZONES) - {"metrics"}


def test_all_is_tagged_and_no_two_endpoints_share_a_name(declare: Declare) -> None:
    run = declare(links())
    assert untagged(run.resources) == []
    names = [run.inputs(endpoint)["privateEndpointName"] for endpoint in run.of("network:PrivateEndpoint")]
    assert len(set(names)) == len(names)
    assert all(len(name) <= Service.PRIVATE_ENDPOINT.value.max_length for name in names)
