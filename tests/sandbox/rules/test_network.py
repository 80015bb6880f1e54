"""Virtual networks, their rules, their ways out, private endpoints and private DNS."""

from typing import Any

import pytest

from sandbox.request import Refused
from tests.sandbox.rules.conftest import ABSENT, REGION, Azure, altered

VNET = {
    "virtualNetworkName": "vnet-shop",
    "location": REGION,
    "addressSpace": {"addressPrefixes": ["10.10.0.0/16"]},
}
SUBNET = {"virtualNetworkName": "vnet-shop", "subnetName": "nodes", "addressPrefix": "10.10.0.0/20"}
RULE = {
    "name": "allow-https",
    "priority": 100,
    "direction": "Inbound",
    "access": "Allow",
    "protocol": "Tcp",
    "sourceAddressPrefix": "Internet",
    "sourcePortRange": "*",
    "destinationAddressPrefix": "10.10.0.0/20",
    "destinationPortRange": "443",
}
SECURITY = {
    "networkSecurityGroupName": "nsg-nodes",
    "location": REGION,
    "securityRules": [RULE, {**RULE, "name": "deny", "priority": 4096, "access": "Deny"}],
}
ADDRESS = {
    "publicIpAddressName": "pip-nat",
    "location": REGION,
    "sku": {"name": "Standard"},
    "publicIPAllocationMethod": "Static",
}
VAULT = {
    "vaultName": "kv-shop",
    "location": REGION,
    "properties": {
        "tenantId": "11111111-1111-1111-1111-111111111111",
        "sku": {"family": "A", "name": "standard"},
        "enableRbacAuthorization": True,
    },
}
ZONE = {"privateZoneName": "privatelink.vaultcore.azure.net", "location": "global"}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"virtualNetworkName": "-vnet"}, "InvalidResourceName"),
        ({"addressSpace.addressPrefixes": []}, "InvalidRequestFormat"),
        ({"addressSpace.addressPrefixes": ["10.10.0.1/16"]}, "InvalidCIDRNotation"),
        ({"addressSpace.addressPrefixes": ["10.0.0.0/8", "10.10.0.0/16"]}, "AddressSpacePrefixesOverlap"),
        ({"addressSpace.addressPrefixes": ["169.254.0.0/20"]}, "InvalidAddressPrefix"),
        ({"subnets": [{"name": "a", "addressPrefix": "10.11.0.0/24"}]}, "NetcfgSubnetRangeOutsideVnet"),
        (
            {
                "subnets": [
                    {"name": "a", "addressPrefix": "10.10.0.0/24"},
                    {"name": "b", "addressPrefix": "10.10.0.0/25"},
                ]
            },
            "NetcfgSubnetRangesOverlap",
        ),
    ],
)
def test_networks_that_azure_refuses(azure: Azure, changes: dict[str, Any], code: str) -> None:
    assert azure.verdicts("network:VirtualNetwork", VNET) == []
    assert [found for found, _ in azure.verdicts("network:VirtualNetwork", altered(VNET, changes))] == [code]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"addressPrefix": "10.20.0.0/24"}, "NetcfgSubnetRangeOutsideVnet"),
        ({"addressPrefix": "10.10.0.128/25"}, "NetcfgSubnetRangesOverlap"),
        ({"addressPrefix": "10.10.64.0/30"}, "NetcfgInvalidSubnet"),
        ({"addressPrefix": "10.10.64.1/24"}, "InvalidCIDRNotation"),
        ({"addressPrefix": ABSENT}, "InvalidRequestFormat"),
        ({"virtualNetworkName": "vnet-gone"}, "ParentResourceNotFound"),
        ({"subnetName": "_nodes"}, "InvalidResourceName"),
    ],
)
def test_subnets_that_azure_refuses(azure: Azure, changes: dict[str, Any], code: str) -> None:
    azure.put("network:VirtualNetwork", VNET)
    azure.put("network:Subnet", SUBNET)
    good = altered(SUBNET, {"subnetName": "endpoints", "addressPrefix": "10.10.64.0/24"})
    assert azure.verdicts("network:Subnet", good) == []
    assert [found for found, _ in azure.verdicts("network:Subnet", altered(good, changes))] == [code]


def test_a_subnets_group_and_gateway_must_exist(azure: Azure) -> None:
    vnet = azure.put("network:VirtualNetwork", VNET)
    gone = vnet.replace("virtualNetworks/vnet-shop", "networkSecurityGroups/nsg-gone")
    wrong = altered(SUBNET, {"networkSecurityGroup": {"id": gone}, "natGateway": {"id": vnet}})
    assert [code for code, _ in azure.verdicts("network:Subnet", wrong)] == [
        "InvalidResourceReference",
        "LinkedInvalidPropertyId",
    ]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"securityRules.0.priority": 99}, "SecurityRuleInvalidPriority"),
        ({"securityRules.1.priority": 100}, "SecurityRuleConflict"),
        ({"securityRules.0.destinationPortRange": "70000"}, "SecurityRuleInvalidPortRange"),
        ({"securityRules.0.destinationPortRange": "443-80"}, "SecurityRuleInvalidPortRange"),
        ({"securityRules.0.sourceAddressPrefix": "20.20.20.20/16"}, "SecurityRuleInvalidAddressPrefix"),
        ({"securityRules.0.sourcePortRange": ABSENT}, "SecurityRuleParameterNotSpecified"),
        ({"securityRules.0.destinationPortRanges": ["80"]}, "SecurityRuleParameterCannotBeSpecifiedTogether"),
        ({"securityRules.1.name": "allow-https"}, "InvalidRequestFormat"),
    ],
)
def test_security_groups_that_azure_refuses(azure: Azure, changes: dict[str, Any], code: str) -> None:
    assert azure.verdicts("network:NetworkSecurityGroup", SECURITY) == []
    assert [found for found, _ in azure.verdicts("network:NetworkSecurityGroup", altered(SECURITY, changes))] == [code]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"publicIPAllocationMethod": "Dynamic"}, "StandardAndStandardV2SkuPublicIPAddressesMustBeStatic"),
        ({"sku": {"name": "Basic"}}, "IPv4BasicSkuPublicIpCountLimitReached"),
        ({"zones": ["1"], "location": "westus"}, "AvailabilityZonesNotSupported"),
        ({"zones": ["4"]}, "InvalidAvailabilityZone"),
    ],
)
def test_public_addresses_that_azure_refuses(azure: Azure, changes: dict[str, Any], code: str) -> None:
    assert azure.verdicts("network:PublicIPAddress", altered(ADDRESS, {"zones": ["1", "2", "3"]})) == []
    assert [found for found, _ in azure.verdicts("network:PublicIPAddress", altered(ADDRESS, changes))] == [code]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"zones": ["1", "2"]}, "NatGatewayWithMultipleZonesNotSupported"),
        ({"zones": ["2"]}, "NatGatewayZoneMismatch"),
        ({"idleTimeoutInMinutes": 121}, "InvalidIdleTimeoutInMinutes"),
        ({"location": "westus2"}, "InvalidResourceReference"),
    ],
)
def test_nat_gateways_that_azure_refuses(azure: Azure, changes: dict[str, Any], code: str) -> None:
    address = azure.put("network:PublicIPAddress", altered(ADDRESS, {"zones": ["1"]}))
    good = {
        "natGatewayName": "ng-shop",
        "location": REGION,
        "sku": {"name": "Standard"},
        "publicIpAddresses": [{"id": address}],
    }
    assert azure.verdicts("network:NatGateway", good) == []
    assert [found for found, _ in azure.verdicts("network:NatGateway", altered(good, changes))] == [code]


def _endpoint(azure: Azure) -> dict[str, Any]:
    azure.put("network:VirtualNetwork", VNET)
    subnet = azure.put("network:Subnet", SUBNET)
    vault = azure.put("keyvault:Vault", VAULT)
    connection = {"name": "vault", "privateLinkServiceId": vault, "groupIds": ["vault"]}
    return {
        "privateEndpointName": "pep-vault",
        "location": REGION,
        "subnet": {"id": subnet},
        "privateLinkServiceConnections": [connection],
    }


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"privateLinkServiceConnections.0.groupIds": ["blob"]}, "InvalidPrivateLinkServiceGroupIds"),
        ({"privateLinkServiceConnections.0.groupIds": []}, "InvalidPrivateLinkServiceGroupIds"),
        ({"privateLinkServiceConnections": []}, "InvalidRequestFormat"),
        ({"location": "westus2"}, "InvalidResourceReference"),
        ({"subnet": ABSENT}, "InvalidRequestFormat"),
    ],
)
def test_private_endpoints_that_azure_refuses(azure: Azure, changes: dict[str, Any], code: str) -> None:
    good = _endpoint(azure)
    assert azure.verdicts("network:PrivateEndpoint", good) == []
    assert [found for found, _ in azure.verdicts("network:PrivateEndpoint", altered(good, changes))] == [code]


def test_what_a_private_endpoint_names_must_exist(azure: Azure) -> None:
    good = _endpoint(azure)
    for path in ("subnet.id", "privateLinkServiceConnections.0.privateLinkServiceId"):
        id_ = (
            good["subnet"]["id"]
            if path == "subnet.id"
            else good["privateLinkServiceConnections"][0]["privateLinkServiceId"]
        )
        [(code, message)] = azure.verdicts("network:PrivateEndpoint", altered(good, {path: f"{id_}-gone"}))
        assert code == "InvalidResourceReference"
        assert path.replace(".0.", "[0].") in message


def test_a_registry_takes_private_endpoints_with_the_premium_sku_only(azure: Azure) -> None:
    good = _endpoint(azure)
    basic = {"registryName": "crshop", "location": REGION, "sku": {"name": "Basic"}}
    registry = azure.put("containerregistry:Registry", basic)
    wanted = altered(
        good,
        {
            "privateLinkServiceConnections.0.privateLinkServiceId": registry,
            "privateLinkServiceConnections.0.groupIds": ["registry"],
        },
    )
    assert [code for code, _ in azure.verdicts("network:PrivateEndpoint", wanted)] == [
        "PrivateEndpointNotSupportedBySku"
    ]


def test_a_private_endpoint_has_one_zone_group(azure: Azure) -> None:
    azure.put("network:PrivateEndpoint", _endpoint(azure))
    zone = azure.put("privatedns:PrivateZone", ZONE)
    group = {
        "privateEndpointName": "pep-vault",
        "privateDnsZoneGroupName": "default",
        "privateDnsZoneConfigs": [{"name": "vault", "privateDnsZoneId": zone}],
    }
    azure.put("network:PrivateDnsZoneGroup", group)
    other = altered(group, {"privateDnsZoneGroupName": "other"})
    assert [code for code, _ in azure.verdicts("network:PrivateDnsZoneGroup", other)] == [
        "PrivateDnsZoneGroupLimitReached"
    ]
    twice = [*group["privateDnsZoneConfigs"], {"name": "again", "privateDnsZoneId": zone}]
    doubled = altered(group, {"privateDnsZoneConfigs": twice})
    id_ = f"{zone.partition('/privateDnsZones')[0]}/privateEndpoints/pep-vault/privateDnsZoneGroups/default"
    assert [code for code, _ in azure.verdicts("network:PrivateDnsZoneGroup", doubled, id_)] == ["InvalidRequestFormat"]


def test_what_is_in_use_cannot_be_deleted(azure: Azure) -> None:
    azure.put("network:VirtualNetwork", VNET)
    security = azure.put("network:NetworkSecurityGroup", SECURITY)
    address = azure.put("network:PublicIPAddress", ADDRESS)
    gateway = azure.put(
        "network:NatGateway",
        {
            "natGatewayName": "ng",
            "location": REGION,
            "sku": {"name": "Standard"},
            "publicIpAddresses": [{"id": address}],
        },
    )
    subnet = azure.put(
        "network:Subnet", {**SUBNET, "networkSecurityGroup": {"id": security}, "natGateway": {"id": gateway}}
    )
    vault = azure.put("keyvault:Vault", VAULT)
    endpoint = azure.put(
        "network:PrivateEndpoint",
        {
            "privateEndpointName": "pep-vault",
            "location": REGION,
            "subnet": {"id": subnet},
            "privateLinkServiceConnections": [{"name": "v", "privateLinkServiceId": vault, "groupIds": ["vault"]}],
        },
    )
    for id_, code in (
        (subnet, "InUseSubnetCannotBeDeleted"),
        (security, "InUseNetworkSecurityGroupCannotBeDeleted"),
        (gateway, "InUseNatGatewayCannotBeDeleted"),
        (address, "PublicIPAddressCannotBeDeleted"),
    ):
        with pytest.raises(Refused) as refused:
            azure.cloud.delete(id_)
        assert refused.value.codes == (code,)
    for id_ in (endpoint, subnet, security, gateway, address):
        azure.cloud.delete(id_)


def _link(vnet: str, name: str = "eastus", zone: str = ZONE["privateZoneName"]) -> dict[str, Any]:
    return {
        "privateZoneName": zone,
        "virtualNetworkLinkName": name,
        "location": "global",
        "registrationEnabled": False,
        "virtualNetwork": {"id": vnet},
    }


def test_zones_and_links_that_azure_refuses(azure: Azure) -> None:
    vnet = azure.put("network:VirtualNetwork", VNET)
    assert [code for code, _ in azure.verdicts("privatedns:PrivateZone", altered(ZONE, {"location": REGION}))] == [
        "LocationNotAvailableForResourceType"
    ]
    one_label = altered(ZONE, {"privateZoneName": "internal"})
    assert [code for code, _ in azure.verdicts("privatedns:PrivateZone", one_label)] == ["BadRequest"]
    zone = azure.put("privatedns:PrivateZone", ZONE)
    assert azure.verdicts("privatedns:VirtualNetworkLink", _link(vnet)) == []
    [(code, _)] = azure.verdicts("privatedns:VirtualNetworkLink", _link(f"{vnet}-gone"))
    assert code == "InvalidResourceReference"
    link = azure.put("privatedns:VirtualNetworkLink", _link(vnet))
    [(code, message)] = azure.verdicts("privatedns:VirtualNetworkLink", _link(vnet, "again"))
    assert code == "BadRequest"
    assert "cannot be linked to several zones of one name" in message
    with pytest.raises(Refused) as refused:
        azure.cloud.delete(zone)
    assert refused.value.codes == ("CannotDeleteResource",)
    azure.cloud.delete(link)
    azure.cloud.delete(zone)


def test_a_network_registers_hosts_in_one_zone(azure: Azure) -> None:
    vnet = azure.put("network:VirtualNetwork", VNET)
    for name in ("one.internal", "two.internal"):
        azure.put("privatedns:PrivateZone", altered(ZONE, {"privateZoneName": name}))
    azure.put("privatedns:VirtualNetworkLink", {**_link(vnet, zone="one.internal"), "registrationEnabled": True})
    second = {**_link(vnet, zone="two.internal"), "registrationEnabled": True}
    [(_, message)] = azure.verdicts("privatedns:VirtualNetworkLink", second)
    assert "registrationEnabled" in message
    redirected = {**_link(vnet, zone="two.internal"), "resolutionPolicy": "NxDomainRedirect"}
    [(_, message)] = azure.verdicts("privatedns:VirtualNetworkLink", redirected)
    assert "privatelink zones" in message


def test_private_endpoints_keep_out_of_delegated_subnets(azure: Azure) -> None:
    good = _endpoint(azure)
    delegation = {"name": "d", "serviceName": "Microsoft.App/environments"}
    azure.update("network:Subnet", good["subnet"]["id"], {**SUBNET, "delegations": [delegation]})
    assert [code for code, _ in azure.verdicts("network:PrivateEndpoint", good)] == [
        "PrivateEndpointsCannotBeCreatedInDelegatedSubnet"
    ]


@pytest.mark.parametrize(
    "tag", ["Internet", "VirtualNetwork", "AzureFrontDoor.Backend", "Storage.WestUS", "AZURECLOUD"]
)
def test_rules_name_service_tags(azure: Azure, tag: str) -> None:
    rule = {**RULE, "sourceAddressPrefix": tag}
    assert azure.verdicts("network:NetworkSecurityGroup", {**SECURITY, "securityRules": [rule]}) == []


@pytest.mark.parametrize(
    ("tag", "cure"),
    [
        ("AzureFrontDor.Backend", "'AzureFrontDoor.Backend'"),
        ("Interent", "'Internet'"),
        ("NotATag", "az network list-service-tags"),
    ],
)
def test_rules_name_no_tag_that_azure_has_not(azure: Azure, tag: str, cure: str) -> None:
    rule = {**RULE, "sourceAddressPrefix": tag}
    [(code, message)] = azure.verdicts("network:NetworkSecurityGroup", {**SECURITY, "securityRules": [rule]})
    assert code == "SecurityRuleInvalidAddressPrefix"
    assert cure in message
