"""Service Bus namespaces, their firewall and their queues."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sandbox.request import Request
from sandbox.rules import Verdict, drawn, on_write, outputs
from sandbox.rules.durations import parsed as duration
from sandbox.rules.hashes import guid
from sandbox.rules.naming import NameRule
from sandbox.rules.network import service_endpoints
from sandbox.rules.reading import flag, items, number, text
from sandbox.rules.references import existing, made, parent_of, rivals, same
from sandbox.store import Stored, World

NAMESPACE = "azure-native:servicebus:Namespace"
FIREWALL = "azure-native:servicebus:NamespaceNetworkRuleSet"
QUEUE = "azure-native:servicebus:Queue"
TOPIC = "azure-native:servicebus:Topic"

CAPACITIES = (1, 2, 4, 8, 16)
"""Messaging units: https://learn.microsoft.com/azure/service-bus-messaging/service-bus-premium-messaging."""

LONGEST_LOCK = timedelta(minutes=5)
"""https://learn.microsoft.com/azure/service-bus-messaging/message-transfers-locks-settlement"""

_NAMESPACE_NAME = NameRule(
    input="namespaceName",
    pattern=r"(?=.{6,50}$)(?!.*(-|-sb|-mgmt)$)[A-Za-z][A-Za-z0-9-]*",
    allowed="6 to 50 letters, digits and dashes, a letter first, and none of '-', '-sb' and '-mgmt' last",
    example="sbns-shop-prod-eastus",
    code="BadRequest",
)
_QUEUE_NAME = NameRule(
    input="queueName",
    pattern=r"(?=.{1,260}$)[A-Za-z0-9]([\w./-]*[A-Za-z0-9])?",
    allowed="1 to 260 letters, digits, dots, dashes, underscores and slashes, a letter or digit at both ends",
    example="scoring",
    code="BadRequest",
)
_SIZES = {
    "Basic": (1024, 2048, 3072, 4096, 5120),
    "Standard": (1024, 2048, 3072, 4096, 5120),
    "Premium": (1024, 2048, 3072, 4096, 5120, 10_240, 20_480, 40_960, 81_920),
}
_TIMES = (
    ("lockDuration", timedelta(seconds=5), LONGEST_LOCK, "PT1M"),
    ("defaultMessageTimeToLive", timedelta(seconds=1), timedelta.max, "P14D"),
    ("autoDeleteOnIdle", timedelta(minutes=5), timedelta.max, "P30D"),
    ("duplicateDetectionHistoryTimeWindow", timedelta(seconds=20), timedelta(days=7), "PT10M"),
)
"""Least, most and an example: https://learn.microsoft.com/azure/service-bus-messaging/service-bus-quotas."""


@on_write(NAMESPACE)
def namespace_is_sound(request: Request, world: World, old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/rest/api/servicebus/create-namespace."""
    yield from _NAMESPACE_NAME.verdicts(request)
    name = text(request.inputs, "namespaceName")
    if any(same(other.id.rpartition("/")[2], name) for other in rivals(world, NAMESPACE, request, old)):
        yield "NamespaceUnavailable", f"namespaceName: '{name}' is taken; names of namespaces are global."
    sku, tier = text(request.inputs, "sku", "name"), text(request.inputs, "sku", "tier")
    if sku and tier and sku != tier:
        yield "BadRequest", f"sku.name is '{sku}' and sku.tier '{tier}'; write the same twice."
    capacity = number(request.inputs, "sku", "capacity")
    if sku == "Premium" and capacity is not None and capacity not in CAPACITIES:
        yield "BadRequest", f"sku.capacity is {capacity}; a Premium namespace has 1, 2, 4, 8 or 16 messaging units."
    if sku and sku != "Premium":
        yield from _premium_only(request, sku, capacity)
    was = text(old.inputs, "sku", "name") if old else None
    if was and sku and was != sku and "Premium" in (was, sku):
        yield "BadRequest", f"sku.name was '{was}'; a namespace cannot change to or from 'Premium': make another one."
    partitions = number(request.inputs, "premiumMessagingPartitions")
    if partitions is not None and partitions not in (1, 2, 4):
        yield "BadRequest", f"premiumMessagingPartitions is {partitions}; 1, 2 and 4 are allowed."
    if partitions in (2, 4) and capacity is not None and capacity % partitions:
        yield "BadRequest", f"sku.capacity {capacity} is no multiple of premiumMessagingPartitions {partitions}."


@on_write(FIREWALL)
def firewall_is_sound(request: Request, world: World, _old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/service-bus-messaging/service-bus-ip-filtering."""
    namespace = parent_of(request, world)
    sku = text(namespace.inputs, "sku", "name") if namespace else None
    rules = items(request.inputs, "ipRules") or items(request.inputs, "virtualNetworkRules")
    if sku and sku != "Premium" and (rules or text(request.inputs, "defaultAction") == "Deny"):
        yield "BadRequest", f"namespaceName: the namespace's sku is '{sku}'; network rules need 'Premium'."
    for index, rule in enumerate(items(request.inputs, "virtualNetworkRules")):
        path, id_ = f"virtualNetworkRules[{index}].subnet.id", text(rule, "subnet", "id")
        yield from existing(world, path, id_, "Microsoft.Network/virtualNetworks/subnets", "SubnetNotFound")
        endpoints = service_endpoints(world, id_) if id_ else []
        lenient = flag(rule, "ignoreMissingVnetServiceEndpoint")
        if made(world, id_) and not lenient and "Microsoft.ServiceBus" not in endpoints:
            yield "BadRequest", f"{path}: the subnet has no service endpoint for Microsoft.ServiceBus; add it there."


@on_write(QUEUE)
def queue_is_sound(request: Request, world: World, old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/service-bus-messaging/service-bus-quotas."""
    yield from _QUEUE_NAME.verdicts(request)
    for path, least, most, example in _TIMES:
        yield from _bad_time(request, path, least, most, example)
    count = number(request.inputs, "maxDeliveryCount")
    if count is not None and not 1 <= count <= 2000:
        yield "BadRequest", f"maxDeliveryCount is {count}; 1 to 2000 are allowed."
    namespace = parent_of(request, world)
    sku = text(namespace.inputs, "sku", "name") if namespace else None
    yield from _bad_size(request, sku)
    for path in ("requiresSession", "requiresDuplicateDetection", "enablePartitioning"):
        was, wanted = flag(old.inputs, path) if old else None, flag(request.inputs, path)
        if old and wanted is not None and bool(was) != wanted:
            yield (
                "BadRequest",
                f"{path} was {str(bool(was)).lower()} at creation and cannot change; make another queue.",
            )


@on_write(QUEUE)
def queue_forwards_elsewhere(request: Request, _world: World, _old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/service-bus-messaging/service-bus-auto-forwarding."""
    name = text(request.inputs, "queueName")
    for path in ("forwardTo", "forwardDeadLetteredMessagesTo"):
        if same(text(request.inputs, path), name):
            yield "BadRequest", f"{path} is '{name}', the queue itself; write another queue or topic of the namespace."


@on_write(QUEUE, TOPIC)
def partitions_are_the_namespace_s(request: Request, world: World, _old: Stored | None) -> Iterator[Verdict]:
    """https://learn.microsoft.com/azure/service-bus-messaging/service-bus-partitioning."""
    namespace = parent_of(request, world)
    if namespace is None or text(namespace.inputs, "sku", "name") != "Premium":
        return
    partitioned = (number(namespace.inputs, "premiumMessagingPartitions") or 1) > 1
    wanted = flag(request.inputs, "enablePartitioning")
    if wanted and not partitioned:
        yield (
            "BadRequest",
            "enablePartitioning is true in a Premium namespace that is not partitioned; leave it out. Premium "
            "namespaces are partitioned as a whole, at creation, by premiumMessagingPartitions.",
        )
    if wanted is False and partitioned:
        yield (
            "BadRequest",
            "enablePartitioning is false in a namespace of several premiumMessagingPartitions, in which all is "
            "partitioned; write true.",
        )


@outputs(NAMESPACE)
def namespace_host(request: Request, _id: str, _old: Stored | None) -> dict[str, Any]:
    """The namespace's host follows from its name."""
    name = text(request.inputs, "namespaceName")
    answer: dict[str, Any] = {"provisioningState": "Succeeded", "status": "Active", "privateEndpointConnections": []}
    return {**answer, "serviceBusEndpoint": f"https://{name}.servicebus.windows.net:443/"} if name else answer


@drawn(NAMESPACE)
def namespace_metric(request: Request, id_: str, _old: Stored | None) -> dict[str, Any]:
    """The name of the namespace's metrics."""
    return {"metricId": f"{request.subscription_id or guid(id_)}:{id_.rpartition('/')[2]}"}


def _premium_only(request: Request, sku: str, capacity: float | None) -> Iterator[Verdict]:
    asked = {
        "sku.capacity": capacity is not None and capacity > 1,
        "publicNetworkAccess 'Disabled'": text(request.inputs, "publicNetworkAccess") == "Disabled",
        "premiumMessagingPartitions": (number(request.inputs, "premiumMessagingPartitions") or 0) > 0,
        "encryption": bool(request.inputs.get("encryption")),
    }
    for path, wanted in asked.items():
        if wanted:
            yield "BadRequest", f"{path} needs a namespace of sku 'Premium'; sku.name is '{sku}'."


def _bad_time(request: Request, path: str, least: timedelta, most: timedelta, example: str) -> Iterator[Verdict]:
    value = text(request.inputs, path)
    if value is None:
        return
    found = duration(value)
    if found is None:
        yield "BadRequest", f"{path} is '{value}', which is no ISO 8601 duration; write one such as '{example}'."
    elif not least <= found <= most:
        limit = f"at most {most}" if found > most else f"at least {least}"
        yield "BadRequest", f"{path} is '{value}'; {limit} (days and hours:minutes:seconds), such as '{example}'."


def _bad_size(request: Request, sku: str | None) -> Iterator[Verdict]:
    megabytes = number(request.inputs, "maxSizeInMegabytes")
    sizes = _SIZES.get(sku or "Premium", ())
    if megabytes is not None and sizes and megabytes not in sizes:
        yield "BadRequest", f"maxSizeInMegabytes is {megabytes}; write one of {', '.join(map(str, sizes))}."
    kilobytes = number(request.inputs, "maxMessageSizeInKilobytes")
    if kilobytes is not None and sku and sku != "Premium":
        yield "BadRequest", f"maxMessageSizeInKilobytes needs a namespace of sku 'Premium'; its sku is '{sku}'."
    elif kilobytes is not None and not 1024 <= kilobytes <= 102_400:
        yield "BadRequest", f"maxMessageSizeInKilobytes is {kilobytes}; 1024 to 102400 are allowed."
    if sku == "Premium" and flag(request.inputs, "enableExpress"):
        yield "BadRequest", "enableExpress is not offered in a Premium namespace; leave it out."
    if sku == "Basic" and (
        flag(request.inputs, "requiresSession") or flag(request.inputs, "requiresDuplicateDetection")
    ):
        yield "BadRequest", "requiresSession and requiresDuplicateDetection need sku 'Standard' or 'Premium'."
