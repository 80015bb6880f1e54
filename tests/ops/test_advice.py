"""Warnings of what no single request shows to be wrong."""

import dataclasses

import pytest

from ops.advice import advice
from sandbox.recording import RecordedResource, Recording
from sandbox.wire import UNKNOWN_SENTINEL

_GROUP = "/subscriptions/0/resourceGroups/rg/providers"
_REGISTRY = f"{_GROUP}/Microsoft.ContainerRegistry/registries/cr"


def _resource(type_: str, name: str, **inputs: object) -> RecordedResource:
    return RecordedResource(
        urn=f"urn:{name}",
        type=f"azure-native:network:{type_}",
        name=name,
        parent="",
        custom=True,
        provider="",
        inputs={"resourceGroupName": "rg", **inputs},
        outputs={},
        dependencies=(),
        protect=False,
        deleted_with="",
        ignore_changes=(),
    )


def _linked(name: str, zone: str, service: str = _REGISTRY) -> list[RecordedResource]:
    connections = [{"privateLinkServiceId": service, "groupIds": ["registry"]}]
    configs = [{"privateDnsZoneId": f"{_GROUP}/Microsoft.Network/privateDnsZones/{zone}/privatelink.azurecr.io"}]
    return [
        _resource("PrivateEndpoint", name, privateEndpointName=name, privateLinkServiceConnections=connections),
        _resource("PrivateDnsZoneGroup", f"{name}-zones", privateEndpointName=name, privateDnsZoneConfigs=configs),
    ]


def _advice(*linked: list[RecordedResource]) -> list[str]:
    resources = {resource.urn: resource for both in linked for resource in both}
    return [text for _, text in advice(Recording(resources=resources))]


def test_endpoints_to_one_service_in_one_zone_are_told_of() -> None:
    [text] = _advice(_linked("east", "shared"), _linked("west", "shared"))
    assert text.startswith("west-zones: the private endpoints east and west")
    assert "privatelink.azurecr.io" in text


def test_endpoints_in_zones_of_their_own_or_to_other_services_are_not() -> None:
    assert _advice(_linked("east", "one"), _linked("west", "two")) == []
    assert _advice(_linked("east", "shared"), _linked("west", "shared", f"{_REGISTRY}2")) == []


def _assignment(name: str, role: str, *identities: str) -> list[RecordedResource]:
    made = _resource("", name, scope=_REGISTRY, roleDefinitionId=role, principalId=UNKNOWN_SENTINEL)
    urns = tuple(
        f"urn:pulumi:dev::shop::azure-native:managedidentity:UserAssignedIdentity::{one}" for one in identities
    )
    return [dataclasses.replace(made, type="azure-native:authorization:RoleAssignment", dependencies=urns)]


@pytest.mark.parametrize(
    ("second", "told"),
    [
        (_assignment("again", "Pull", "kubelet"), True),
        (_assignment("other-role", "push", "kubelet"), False),
        (_assignment("other-identity", "pull", "cluster"), False),
        (_assignment("whose", "pull", "kubelet", "cluster"), False),
    ],
)
def test_a_role_given_twice_to_an_identity_that_is_still_to_be_made_is_told_of(
    second: list[RecordedResource], told: bool
) -> None:
    texts = _advice(_assignment("first", "pull", "kubelet"), second)
    assert [text.partition(":")[0] for text in texts] == [second[0].name] * told
