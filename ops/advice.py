"""What no single request shows to be wrong: told as warnings of a preview."""

from collections.abc import Iterator
from typing import Any

from sandbox.recording import RecordedResource, Recording
from sandbox.rules.authorization import ASSIGNMENT
from sandbox.rules.managedidentity import IDENTITY
from sandbox.rules.private_link import ENDPOINT, ZONE_GROUP
from sandbox.rules.reading import items, text, texts
from sandbox.sdk import canonical
from sandbox.wire import UNKNOWN, plain

Key = tuple[str, str]
"""Resource group and name of a private endpoint, in small letters."""


def advice(recording: Recording) -> Iterator[tuple[str, str]]:
    """Severity and text of each thing that is odd."""
    yield from (("warning", text) for text in (*_overwritten_addresses(recording), *_roles_given_twice(recording)))


def _overwritten_addresses(recording: Recording) -> Iterator[str]:
    """Private endpoints to one service that register in one DNS zone: Azure deletes the first one's record.

    Source: https://learn.microsoft.com/azure/private-link/private-endpoint-dns
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
                    f"{group.name}: the private endpoints {first} and {name} lead to the same service and register in "
                    f"the same zone {zone.rpartition('/')[2]}, where the later one overwrites the address of the "
                    "other. Give each network a zone of its own."
                )


def _roles_given_twice(recording: Recording) -> Iterator[str]:
    """Assignments of one role at one scope to one new identity: `up` refuses the second, once the principal is known.

    The sandbox itself refuses those whose principal is known. Of an unknown one, the identity that an assignment waits
    for tells who it is, where it is the only one.
    """
    seen: dict[tuple[str, str, str], str] = {}
    for assignment in _of(recording, ASSIGNMENT):
        inputs = plain(assignment.inputs)
        identities = [urn for urn in assignment.dependencies if f"{IDENTITY}::" in urn]
        scope, role = text(inputs, "scope"), text(inputs, "roleDefinitionId")
        if inputs.get("principalId") is UNKNOWN and len(identities) == 1 and scope and role:
            first = seen.setdefault((scope.lower(), role.lower(), identities[0]), assignment.name)
            if first != assignment.name:
                yield (
                    f"{assignment.name}: {first} gives the same role at the same scope to the same identity; Azure "
                    "refuses the second (RoleAssignmentExists). Drop one of them."
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
