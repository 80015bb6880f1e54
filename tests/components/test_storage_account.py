"""Storage accounts: what every one of them has in common."""

from collections.abc import Callable

import pulumi
import pytest

from components.access import Access
from components.storage_account import StorageAccountArgs, secure_account
from tests.components.declared import REGION, SUBSCRIPTION, TAGS, Declared, Program, Scope

Declare = Callable[[Program], Declared]

SUBNET = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/v/subnets/nodes"


def account(access: Access, immutable_days: int | None = None) -> Program:
    """A program that declares one account."""

    def program(scope: Scope) -> None:
        secure_account(
            "store",
            StorageAccountArgs(
                account_name="stshop",
                resource_group_name=scope.group,
                location=REGION,
                sku="Standard_ZRS",
                access=access,
                tags=TAGS,
                immutable_days=immutable_days,
            ),
            opts=pulumi.ResourceOptions(provider=scope.azure),
        )

    return program


def test_a_public_account_answers_the_allow_list_and_azures_own_services(declare: Declare) -> None:
    access = Access(private=False, subnet_ids=[SUBNET], ip_ranges=["20.62.128.10/32"])
    rules = declare(account(access)).inputs("store")["networkRuleSet"]
    assert rules == {
        "defaultAction": "Deny",
        "bypass": "AzureServices",
        "ipRules": [{"iPAddressOrRange": "20.62.128.10", "action": "Allow"}],
        "virtualNetworkRules": [{"virtualNetworkResourceId": SUBNET, "action": "Allow"}],
    }


def test_no_protocol_gets_in_beside_https_with_entra(declare: Declare) -> None:
    inputs = declare(account(Access(private=True))).inputs("store")
    assert inputs["publicNetworkAccess"] == "Disabled"
    for protocol in ("isSftpEnabled", "isLocalUserEnabled", "enableNfsV3", "allowSharedKeyAccess"):
        assert inputs[protocol] is False
    assert inputs["defaultToOAuthAuthentication"] is True


@pytest.mark.parametrize("days", [None, 30])
def test_only_an_account_that_asks_for_it_is_immutable_for_good(declare: Declare, days: int | None) -> None:
    inputs = declare(account(Access(private=True), days)).inputs("store")
    assert ("immutableStorageWithVersioning" in inputs) is (days is not None)
