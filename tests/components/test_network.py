"""Network: nothing has a public address, everything leaves by one, and existing networks are left alone."""

from collections.abc import Callable

import pulumi
import pytest
from pulumi_azure_native.network import PublicIPAddress

from components import answers
from components.network import Network, NetworkArgs
from config.stamps import StampConfig
from sandbox.failure import ProgramFailed
from tests.components.declared import LOG_WORKSPACE_ID, Declared, Program, Scope, untagged

Declare = Callable[[Program], Declared]

EXISTING = "/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/hub/providers/Microsoft.Network"


def network(
    zones: tuple[str, ...] = ("1", "2", "3"), *, private: bool = True, existing: bool = False, public: bool = False
) -> Program:
    """A program that declares one network and returns its outputs."""
    vnet = f"{EXISTING}/virtualNetworks/hub"
    place = (
        {"existingNetwork": {"vnetId": vnet, "nodesSubnetId": f"{vnet}/subnets/aks"}}
        if existing
        else {"addressSpace": "10.10.0.0/16"}
    )

    def program(scope: Scope) -> dict[str, object]:
        args = NetworkArgs(
            config=StampConfig.model_validate({"role": "primary", **place}),
            zones=zones,
            private_endpoints=private,
            public_gateway=public,
            log_workspace_id=LOG_WORKSPACE_ID,
            **scope.common,
        )
        made = Network("net", args, scope.opts)
        return {"vnet": made.vnet_id, "nodes": made.nodes_subnet_id, "endpoints": made.endpoints_subnet_id}

    return program


def test_subnets_have_no_way_out_but_the_gateway(declare: Declare) -> None:
    run = declare(network())
    subnets = {resource.name: run.inputs(resource) for resource in run.of("network:Subnet")}
    assert {name: subnet["defaultOutboundAccess"] for name, subnet in subnets.items()} == {
        "net-nodes": False,
        "net-endpoints": False,
    }
    assert run.depends("net-nodes", on="net-gateway")
    assert run.depends("net-gateway", on="net-egress")
    assert "natGateway" not in subnets["net-endpoints"]


def test_every_subnet_has_a_security_group_that_turns_the_internet_away(declare: Declare) -> None:
    run = declare(network())
    for subnet in ("nodes", "endpoints"):
        assert run.depends(f"net-{subnet}", on=f"net-{subnet}-rules")
        rules = run.inputs(f"net-{subnet}-rules")["securityRules"]
        everything = {"sourcePortRange": "*", "destinationPortRange": "*", "destinationAddressPrefix": "*"}
        assert any(
            (rule["access"], rule["direction"]) == ("Deny", "Inbound")
            and rule["sourceAddressPrefix"] in {"*", "Internet"}
            and everything.items() <= rule.items()
            for rule in rules
        )
        allowed = [rule["sourceAddressPrefix"] for rule in rules if rule["access"] == "Allow"]
        assert set(allowed) <= {"VirtualNetwork"}


def test_a_public_gateway_is_all_that_the_internet_reaches(declare: Declare) -> None:
    def let_in(run: Declared) -> list[str]:
        rules = run.inputs("net-nodes-rules")["securityRules"]
        return [rule["destinationPortRanges"] for rule in rules if rule["access"] == "Allow"]

    assert let_in(declare(network())) == []
    assert let_in(declare(network(public=True))) == [["443"]]


def test_nodes_take_no_remote_administration_from_inside_either(declare: Declare) -> None:
    rules = declare(network()).inputs("net-nodes-rules")["securityRules"]
    first = min(rules, key=lambda rule: rule["priority"])
    assert (first["access"], first["direction"], first["sourceAddressPrefix"]) == ("Deny", "Inbound", "*")
    assert {"22", "3389"} <= set(first["destinationPortRanges"])


def test_private_endpoints_start_no_connection_to_the_internet(declare: Declare) -> None:
    rules = declare(network()).inputs("net-endpoints-rules")["securityRules"]
    [outbound] = [rule for rule in rules if rule["direction"] == "Outbound"]
    assert (outbound["access"], outbound["destinationAddressPrefix"]) == ("Deny", "Internet")
    assert (outbound["sourceAddressPrefix"], outbound["destinationPortRange"]) == ("*", "*")


ANYWHERE = {"sourcePortRange": "*", "destinationAddressPrefix": "*"}
RULES = {
    "nodes": [
        {"name": "DenyRemoteAdministration", "priority": 100, "direction": "Inbound", "access": "Deny", "protocol": "*",
         "sourceAddressPrefix": "*", "destinationPortRanges": ["22", "3389", "5985-5986"], **ANYWHERE},
        {"name": "DenyInternet", "priority": 4000, "direction": "Inbound", "access": "Deny", "protocol": "*",
         "sourceAddressPrefix": "Internet", "destinationPortRange": "*", **ANYWHERE},
    ],
    "endpoints": [
        {"name": "AllowServices", "priority": 100, "direction": "Inbound", "access": "Allow", "protocol": "Tcp",
         "sourceAddressPrefix": "VirtualNetwork", "destinationPortRanges": ["443", "445", "5671-5672"], **ANYWHERE},
        {"name": "DenyAll", "priority": 4000, "direction": "Inbound", "access": "Deny", "protocol": "*",
         "sourceAddressPrefix": "*", "destinationPortRange": "*", **ANYWHERE},
        {"name": "DenyInternet", "priority": 4000, "direction": "Outbound", "access": "Deny", "protocol": "*",
         "sourceAddressPrefix": "*", "destinationPortRange": "*", **ANYWHERE, "destinationAddressPrefix": "Internet"},
    ],
}  # fmt: skip
"""All that a subnet's group lets through and turns away: a rule that is not meant is a hole."""


@pytest.mark.parametrize("subnet", RULES)
def test_a_subnets_rules_are_these_and_no_others(declare: Declare, subnet: str) -> None:
    assert declare(network()).inputs(f"net-{subnet}-rules")["securityRules"] == RULES[subnet]


def test_the_gateway_leaves_by_the_egress_address_alone(declare: Declare) -> None:
    run = declare(network())
    gateway = run.inputs("net-gateway")
    assert gateway["sku"] == {"name": "Standard"}
    assert len(gateway["publicIpAddresses"]) == 1
    assert "publicIpPrefixes" not in gateway
    assert (gateway["idleTimeoutInMinutes"], gateway.get("zones", [])) == (4, [])
    assert run.inputs("net-egress")["publicIPAddressVersion"] == "IPv4"
    assert run.inputs("net-egress")["sku"] == {"name": "Standard", "tier": "Regional"}
    assert run.named("net-egress").protect


def test_private_endpoints_obey_their_subnets_rules(declare: Declare) -> None:
    assert declare(network()).inputs("net-endpoints")["privateEndpointNetworkPolicies"] == "Enabled"


def test_subnets_are_changed_one_after_the_other(declare: Declare) -> None:
    assert declare(network()).depends("net-endpoints", on="net-nodes")


@pytest.mark.parametrize(
    ("private", "services"),
    [(True, []), (False, ["Microsoft.KeyVault", "Microsoft.ServiceBus", "Microsoft.Storage.Global"])],
)
def test_nodes_get_service_endpoints_where_private_ones_are_off(
    declare: Declare, private: bool, services: list[str]
) -> None:
    endpoints = declare(network(private=private)).inputs("net-nodes").get("serviceEndpoints", [])
    assert [endpoint["service"] for endpoint in endpoints] == services


@pytest.mark.parametrize("zones", [("1", "2", "3"), ()])
def test_the_egress_address_is_static_and_in_every_zone_there_is(declare: Declare, zones: tuple[str, ...]) -> None:
    address = declare(network(zones)).inputs("net-egress")
    assert address["publicIPAllocationMethod"] == "Static"
    assert address["sku"]["name"] == "Standard"
    assert address.get("zones", []) == list(zones)


def test_an_egress_address_that_azure_does_not_give_stops_the_run(
    declare: Declare, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "is_dry_run", lambda: False)
    monkeypatch.setattr(PublicIPAddress, "ip_address", property(lambda _: pulumi.Output.from_input(None)))
    with pytest.raises(ProgramFailed, match="without the address of net-egress"):
        declare(network())


def test_an_existing_network_is_used_as_it_is(declare: Declare) -> None:
    run = declare(network(existing=True))
    assert [resource.name for resource in run.resources] == ["net"]
    assert run.outputs["nodes"].endswith("/virtualNetworks/hub/subnets/aks")
    assert "endpoints" not in run.outputs or run.outputs["endpoints"] is None


def test_what_can_be_tagged_is_tagged_and_what_can_be_logged_is_logged(declare: Declare) -> None:
    run = declare(network())
    assert untagged(run.resources) == []
    logged = {run.inputs(setting)["workspaceId"] for setting in run.of("monitor:DiagnosticSetting")}
    assert logged == {LOG_WORKSPACE_ID}
    assert len(run.of("monitor:DiagnosticSetting")) == 4
