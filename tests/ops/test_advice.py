"""Warnings of what Azure takes and what then does not work."""

from ops.advice import advice
from sandbox.recording import RecordedResource, Recording

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
