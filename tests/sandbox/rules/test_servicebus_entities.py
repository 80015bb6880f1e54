"""Queues and topics: their names, partitions and forwarding."""

from typing import Any

import pytest

from tests.sandbox.rules.conftest import REGION, Azure

QUEUE = {"namespaceName": "sbns-shop", "queueName": "scoring"}


def _namespace(azure: Azure, partitions: int = 0, sku: str = "Premium") -> None:
    inputs: dict[str, Any] = {"namespaceName": "sbns-shop", "location": REGION, "sku": {"name": sku, "tier": sku}}
    if sku == "Premium":
        inputs["sku"]["capacity"] = 4
    azure.put("servicebus:Namespace", {**inputs, **({"premiumMessagingPartitions": partitions} if partitions else {})})


@pytest.mark.parametrize(
    ("partitions", "wanted", "refused"),
    [(0, True, True), (1, True, True), (2, True, False), (2, False, True), (2, None, False), (0, False, False)],
)
@pytest.mark.parametrize("kind", ["Queue", "Topic"])
def test_premium_namespaces_are_partitioned_as_a_whole(
    azure: Azure, kind: str, partitions: int, wanted: bool | None, refused: bool
) -> None:
    _namespace(azure, partitions)
    named = {"namespaceName": "sbns-shop", f"{kind.lower()}Name": "orders"}
    asked = {**named, **({} if wanted is None else {"enablePartitioning": wanted})}
    assert [code for code, _ in azure.verdicts(f"servicebus:{kind}", asked)] == ["BadRequest"] * refused


def test_a_standard_namespace_has_partitioned_queues(azure: Azure) -> None:
    _namespace(azure, sku="Standard")
    assert azure.verdicts("servicebus:Queue", {**QUEUE, "enablePartitioning": True}) == []


@pytest.mark.parametrize("path", ["forwardTo", "forwardDeadLetteredMessagesTo"])
def test_a_queue_does_not_forward_to_itself(azure: Azure, path: str) -> None:
    _namespace(azure)
    azure.put("servicebus:Queue", {**QUEUE, "queueName": "other"})
    assert azure.verdicts("servicebus:Queue", {**QUEUE, path: "other"}) == []
    [(code, message)] = azure.verdicts("servicebus:Queue", {**QUEUE, path: "Scoring"})
    assert code == "BadRequest"
    assert message.startswith(path)


def test_a_name_with_a_slash_is_one_name(azure: Azure) -> None:
    _namespace(azure)
    topic = azure.put("servicebus:Topic", {"namespaceName": "sbns-shop", "topicName": "orders/new"})
    assert topic.endswith("/topics/orders~new")
    assert azure.outputs(topic)["name"] == "orders/new"
    subscription = {"namespaceName": "sbns-shop", "topicName": "orders/new", "subscriptionName": "all"}
    assert azure.verdicts("servicebus:Subscription", subscription) == []
    [(code, _)] = azure.verdicts("servicebus:Subscription", {**subscription, "topicName": "orders/old"})
    assert code == "ParentResourceNotFound"
