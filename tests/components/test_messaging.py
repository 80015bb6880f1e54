"""Messaging: queues that lose no message, reached with Entra tokens alone."""

from collections.abc import Callable
from typing import Any

import pytest

from components.access import Access
from components.messaging import Messaging, MessagingArgs
from config.messaging import MessagingConfig
from tests.components.declared import LOG_WORKSPACE_ID, SUBSCRIPTION, Declared, Program, Scope, untagged

Declare = Callable[[Program], Declared]

SUBNET = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/v/subnets/nodes"
PRIVATE = Access(private=True, subnet_ids=[SUBNET])
OPEN = Access(private=False, subnet_ids=[SUBNET], ip_ranges=["198.51.100.0/24"])


def messaging(
    access: Access = PRIVATE, sku: str = "Premium", zones: tuple[str, ...] = ("1", "2", "3"), **queue: int
) -> Program:
    """A program that declares one namespace with one queue and returns its outputs."""

    def program(scope: Scope) -> dict[str, object]:
        config = {"sku": sku, "capacity": 2, "queues": {"scoring": queue}}
        args = MessagingArgs(
            config=MessagingConfig.model_validate(config),
            zones=zones,
            access=access,
            log_workspace_id=LOG_WORKSPACE_ID,
            **scope.common,
        )
        made = Messaging("bus", args, scope.opts)
        return {"host": made.host, "queues": list(made.queue_ids)}

    return program


@pytest.mark.parametrize("sku", ["Standard", "Premium"])
def test_keys_are_off_and_connections_are_modern(declare: Declare, sku: str) -> None:
    inputs = declare(messaging(OPEN, sku)).inputs("bus-namespace")
    assert inputs["disableLocalAuth"] is True
    assert inputs["minimumTlsVersion"] == "1.2"
    assert inputs["identity"] == {"type": "SystemAssigned"}


def test_a_private_namespace_answers_nobody(declare: Declare) -> None:
    run = declare(messaging(PRIVATE))
    assert run.inputs("bus-namespace")["publicNetworkAccess"] == "Disabled"
    assert run.of("servicebus:NamespaceNetworkRuleSet") == []


def test_a_public_premium_namespace_answers_the_nodes_and_the_allow_list(declare: Declare) -> None:
    firewall = declare(messaging(OPEN)).inputs("bus-firewall")
    assert firewall["defaultAction"] == "Deny"
    assert firewall["ipRules"] == [{"action": "Allow", "ipMask": "198.51.100.0/24"}]
    assert [rule["subnet"]["id"] for rule in firewall["virtualNetworkRules"]] == [SUBNET]


def test_a_premium_namespace_without_an_allow_list_is_off_as_an_empty_firewall_is_an_open_one(declare: Declare) -> None:
    run = declare(messaging(Access(private=False)))
    assert run.inputs("bus-namespace")["publicNetworkAccess"] == "Disabled"
    assert run.of("servicebus:NamespaceNetworkRuleSet") == []


def test_a_standard_namespace_asks_for_nothing_that_only_premium_has(declare: Declare) -> None:
    run = declare(messaging(OPEN, "Standard"))
    inputs = run.inputs("bus-namespace")
    assert inputs["sku"] == {"name": "Standard", "tier": "Standard"}
    assert {"zoneRedundant", "premiumMessagingPartitions"}.isdisjoint(inputs)
    assert run.of("servicebus:NamespaceNetworkRuleSet") == []


@pytest.mark.parametrize("zones", [("1", "2", "3"), ()])
def test_a_premium_namespace_spans_the_zones_there_are(declare: Declare, zones: tuple[str, ...]) -> None:
    assert declare(messaging(zones=zones)).inputs("bus-namespace")["zoneRedundant"] is bool(zones)


def test_a_message_that_expires_or_fails_is_kept_as_a_dead_letter(declare: Declare) -> None:
    run = declare(messaging())
    queue = run.inputs("bus-scoring")
    assert queue["deadLetteringOnMessageExpiration"] is True
    assert run.named("bus-scoring").protect
    assert run.depends("bus-scoring", on="bus-namespace")


@pytest.mark.parametrize(("tries", "days"), [(10, 14), (3, 2)])
def test_messages_are_tried_and_kept_as_the_config_has_it(declare: Declare, tries: int, days: int) -> None:
    queue = declare(messaging(maxDeliveryCount=tries, timeToLiveDays=days)).inputs("bus-scoring")
    assert (queue["maxDeliveryCount"], queue["defaultMessageTimeToLive"]) == (tries, f"P{days}D")


def test_a_premium_namespace_has_the_units_of_the_config(declare: Declare) -> None:
    namespace = declare(messaging()).inputs("bus-namespace")
    assert namespace["sku"] == {"name": "Premium", "tier": "Premium", "capacity": 2}


@pytest.mark.parametrize(("seconds", "duration"), [(5, "PT5S"), (60, "PT1M"), (90, "PT1M30S"), (300, "PT5M")])
def test_locks_are_written_as_service_bus_gives_them_back(declare: Declare, seconds: int, duration: str) -> None:
    assert declare(messaging(lockSeconds=seconds)).inputs("bus-scoring")["lockDuration"] == duration


def test_the_host_is_known_at_preview(declare: Declare) -> None:
    run = declare(messaging())
    assert run.outputs["host"] == f"{run.inputs('bus-namespace')['namespaceName']}.servicebus.windows.net"


def test_the_queues_are_outputs_of_the_component(declare: Declare, monkeypatch: pytest.MonkeyPatch) -> None:
    registered: dict[str, Any] = {}
    monkeypatch.setattr(Messaging, "register_outputs", lambda _self, outputs: registered.update(outputs))
    declare(messaging())
    assert list(registered["queueIds"]) == ["scoring"]


def test_all_is_tagged_and_logged(declare: Declare) -> None:
    run = declare(messaging())
    assert untagged(run.resources) == []
    assert run.depends("bus-diagnostics", on="bus-namespace")
