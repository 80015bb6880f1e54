"""Where a resource lives: its id, and the key under which the store has it."""

import hashlib
import re
import uuid
from dataclasses import dataclass
from typing import Any

from sandbox import scopes
from sandbox.paths import path_of
from sandbox.request import Request
from sandbox.wire import UNKNOWN

_INPUT = re.compile(r"{(\w+)}")
_GROUP = re.compile(r"/subscriptions/[^/]+/resourceGroups/[^/]+", re.IGNORECASE)
_SINGLETONS = frozenset(
    {
        "blobServicesName",
        "fileServicesName",
        "queueServiceName",
        "tableServiceName",
        "managementPolicyName",
        "immutabilityPolicyName",
        "blobInventoryPolicyName",
        "managedNetworkName",
    }
)
_INPUTS_WITH_SLASHES = frozenset({"queueName", "topicName"})
_WITH_SLASHES = frozenset({"microsoft.servicebus/namespaces/queues", "microsoft.servicebus/namespaces/topics"})
_DRAWN_AS_GUID = frozenset({"roleAssignmentName", "roleDefinitionId"})


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a resource lives; both are empty while they are not known."""

    id: str
    """What the provider answers: an ARM id, or `namespace/name` of a Kubernetes object."""
    key: str
    """What the store has it by: the ARM id, or `kubernetes_key`."""


NOWHERE = Place(id="", key="")


def place_of(request: Request) -> Place:
    """Where the requested resource would live."""
    if request.type.startswith("kubernetes:"):
        return _place_in_cluster(request)
    id_ = arm_id(request.type, {**autonamed(request), **request.inputs}, request.subscription_id)
    return Place(id=id_, key=id_)


def arm_id(type_: str, inputs: dict[str, Any], subscription_id: str) -> str:
    """The ARM id that these inputs (or a function's arguments) name, empty when a part is not known or missing."""
    values = {"subscriptionId": subscription_id, **inputs}
    path = path_of(type_)
    parts = {name: values.get(name) for name in _INPUT.findall(path)}
    if any(not isinstance(value, str) or not value for value in parts.values()):
        return ""
    return _INPUT.sub(lambda found: _segment(found[1], str(parts[found[1]])), path)


def name_of(id_: str) -> str:
    """The own name of what an ARM id names."""
    name = id_.rpartition("/")[2]
    return name.replace("~", "/") if arm_type_of(id_).lower() in _WITH_SLASHES else name


def inputs_of_id(type_: str) -> list[str]:
    """The inputs that an Azure type's id is made of, outermost first."""
    return [name for name in _INPUT.findall(path_of(type_)) if name != "subscriptionId"]


def autonamed(request: Request) -> dict[str, str]:
    """The name that the provider gives to an Azure resource whose inputs leave it out."""
    own = own_name_of(request.type)
    if not own or request.inputs.get(own) is not None:
        return {}
    if own in _SINGLETONS:
        return {own: "default"}
    digest = hashlib.sha256(request.urn.encode()).hexdigest()
    drawn = str(uuid.uuid5(uuid.NAMESPACE_URL, request.urn)) if own in _DRAWN_AS_GUID else request.name + digest[:8]
    return {own: drawn}


def own_name_of(type_: str) -> str:
    """The input that is an Azure resource's own name."""
    names = _INPUT.findall(path_of(type_).rpartition("/")[2])
    return names[0] if names else ""


def arm_type_of(id_: str) -> str:
    """The ARM type of an id: `Microsoft.Network/virtualNetworks/subnets`."""
    _, found, after = id_.rpartition("/providers/")
    if not found:
        return "Microsoft.Resources/resourceGroups" if _GROUP.fullmatch(id_) else ""
    namespace, *rest = after.split("/")
    return "/".join([namespace, *rest[::2]])


def group_of(id_: str) -> str:
    """The id of the resource group that an ARM id lies in, empty for what lies in none."""
    found = _GROUP.match(id_)
    return found[0] if found else ""


def parent_of(id_: str) -> str:
    """The id of the resource that an ARM id is a child of, empty where there is none."""
    before, found, after = id_.rpartition("/providers/")
    parts = after.split("/")
    return f"{before}{found}{'/'.join(parts[:-2])}" if found and len(parts) > 3 else ""


def key_of_id(type_: str, id_: str, cluster: str) -> str:
    """The store's key of an id that a provider answered."""
    if not type_.startswith("kubernetes:"):
        return id_
    group, _, kind = type_.removeprefix("kubernetes:").partition(":")
    namespace, _, name = id_.rpartition("/")
    return kubernetes_key(cluster, group, kind, namespace, name)


def kubernetes_key(cluster: str, group: str, kind: str, namespace: str, name: str) -> str:
    """The store's key of a Kubernetes object: `cluster|group/Kind|namespace/name`, whatever the group's version."""
    group = group.rpartition("/")[0] if "/" in group else group
    place = f"{namespace}/{name}" if namespace else name
    return f"{cluster}|{group}/{kind}|{place}"


def _segment(input_: str, value: str) -> str:
    """What an input adds to an id: Azure writes the slashes in the names of queues and topics as tildes."""
    value = value.strip("/")
    return value.replace("/", "~") if input_ in _INPUTS_WITH_SLASHES else value


def _place_in_cluster(request: Request) -> Place:
    metadata = request.inputs.get("metadata") or {}
    if metadata is UNKNOWN or not isinstance(metadata, dict):
        return NOWHERE
    named = request.inputs if request.type.startswith("kubernetes:helm.sh/v3:") else metadata
    name = named.get("name") or f"{request.name}-{hashlib.sha256(request.urn.encode()).hexdigest()[:8]}"
    kind = request.type.rpartition(":")[2]
    namespace = "" if kind in scopes.CLUSTER_WIDE else named.get("namespace") or request.default_namespace
    if name is UNKNOWN or namespace is UNKNOWN:
        return NOWHERE
    id_ = f"{namespace}/{name}" if namespace else str(name)
    return Place(id=id_, key=key_of_id(request.type, id_, request.cluster))
