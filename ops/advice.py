"""What Azure takes, and what then does not work: told as warnings of a preview."""

from collections.abc import Iterator
from typing import Any

from sandbox.recording import RecordedResource, Recording
from sandbox.rules.private_link import ENDPOINT, ZONE_GROUP
from sandbox.rules.reading import items, text, texts
from sandbox.sdk import canonical
from sandbox.wire import plain

Key = tuple[str, str]
"""Resource group and name of a private endpoint, in small letters."""


def advice(recording: Recording) -> Iterator[tuple[str, str]]:
    """Severity and text of each thing that is odd.

    Private endpoints to one service that register in one DNS zone overwrite each other's record: Azure deletes
    the first one's. Source: https://learn.microsoft.com/azure/private-link/private-endpoint-dns
    """
    services = {_key(endpoint, "privateEndpointName"): service for endpoint, service in _endpoints(recording)}
    seen: dict[tuple[str, str], str] = {}
    for group in _of(recording, ZONE_GROUP):
        service = services.get(_key(group, "privateEndpointName"), "")
        name = str(plain(group.inputs).get("privateEndpointName"))
        for config in items(plain(group.inputs), "privateDnsZoneConfigs"):
            zone = (text(config, "privateDnsZoneId") or "").lower()
            first = seen.setdefault((service, zone), name) if service and zone else name
            if first != name:
                yield (
                    "warning",
                    f"{group.name}: the private endpoints {first} and {name} lead to the same service and register in "
                    f"the same zone {zone.rpartition('/')[2]}, where the later one overwrites the address of the "
                    "other. Give each network a zone of its own.",
                )


def _endpoints(recording: Recording) -> Iterator[tuple[RecordedResource, str]]:
    """Each private endpoint with the service, and the part of it, that it leads to."""
    for endpoint in _of(recording, ENDPOINT):
        for connection in items(plain(endpoint.inputs), "privateLinkServiceConnections"):
            target = text(connection, "privateLinkServiceId")
            if target:
                yield endpoint, f"{target} {' '.join(texts(connection, 'groupIds'))}".lower()


def _of(recording: Recording, type_: str) -> Iterator[RecordedResource]:
    return (resource for resource in recording.resources.values() if canonical(resource.type) == type_)


def _key(resource: RecordedResource, name: str) -> Key:
    inputs: dict[str, Any] = plain(resource.inputs)
    return str(inputs.get("resourceGroupName")).lower(), str(inputs.get(name)).lower()
