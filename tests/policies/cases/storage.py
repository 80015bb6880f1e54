"""Storage accounts."""

from dataclasses import replace
from typing import Literal

from policies.declared import UNKNOWN, Resource
from policies.rules.storage import ACCOUNT, CONTAINER, WEBSITE
from tests.policies.casework import Case, absent, broken, fine, missing, resource, unknown

_RULE = "networkRuleSet.ipRules.0"

GOOD = (
    resource(
        ACCOUNT,
        "account",
        {
            "accountName": "stshop",
            "sku": {"name": "Standard_ZRS"},
            "allowBlobPublicAccess": False,
            "allowCrossTenantReplication": False,
            "allowSharedKeyAccess": False,
            "enableHttpsTrafficOnly": True,
            "encryption": {"keySource": "Microsoft.Storage", "requireInfrastructureEncryption": True},
            "minimumTlsVersion": "TLS1_2",
            "networkRuleSet": {
                "bypass": "AzureServices",
                "defaultAction": "Deny",
                "ipRules": [{"action": "Allow", "iPAddressOrRange": "203.0.113.0/24"}],
            },
            "publicNetworkAccess": "Disabled",
        },
    ),
    resource(CONTAINER, "container", {"accountName": "stshop", "containerName": "models", "publicAccess": "None"}),
)


def _website(name: str, **properties: object) -> Resource:
    return resource(WEBSITE, name, {"accountName": "stshop", **properties})


def _of_version(day: str, outcome: Literal["violated", "passed"], left_out: str) -> Case:
    """An account of an API version that the program names, without a property: the service's default decides."""
    account = GOOD[0]
    properties = {name: value for name, value in account.properties.items() if name != left_out}
    older = replace(account, type=f"azure-native:storage/v{day}:StorageAccount", properties=properties)
    return Case(kind="absent", outcome=outcome, removed=("account",), added=(older,))


CASES = {
    "storage-https-only": (
        broken("account", "enableHttpsTrafficOnly", False),
        absent("account", "enableHttpsTrafficOnly", passes=True),
        _of_version("20190401", "passed", "enableHttpsTrafficOnly"),
        _of_version("20181101", "violated", "enableHttpsTrafficOnly"),
        unknown("account", "enableHttpsTrafficOnly"),
    ),
    "storage-minimum-tls": (
        broken("account", "minimumTlsVersion", "TLS1_1"),
        broken("account", "minimumTlsVersion", "TLS1_0"),
        absent("account", "minimumTlsVersion"),
        unknown("account", "minimumTlsVersion"),
        fine("account", "minimumTlsVersion", "TLS1_3"),
        fine("account", "minimumTlsVersion", "tls1_2"),
    ),
    "storage-blob-public-access-off": (
        broken("account", "allowBlobPublicAccess", True),
        absent("account", "allowBlobPublicAccess", passes=True),
        _of_version("20230101", "passed", "allowBlobPublicAccess"),
        _of_version("20220901", "violated", "allowBlobPublicAccess"),
        unknown("account", "allowBlobPublicAccess"),
    ),
    "storage-static-website-off": (
        Case(kind="broken", outcome="violated", added=(_website("site", indexDocument="index.html"),)),
        Case(kind="unknown", outcome="violated", added=(_website("site", accountName=UNKNOWN),)),
        missing("account", passes=True),
    ),
    "storage-container-private": (
        broken("container", "publicAccess", "Blob"),
        broken("container", "publicAccess", "container"),
        absent("container", "publicAccess", passes=True),
        unknown("container", "publicAccess"),
    ),
    "storage-public-access-off": (
        broken("account", "publicNetworkAccess", "Enabled"),
        broken("account", "publicNetworkAccess", "SecuredByPerimeter"),
        absent("account", "publicNetworkAccess"),
        unknown("account", "publicNetworkAccess"),
    ),
    "storage-firewall-denies": (
        broken("account", "networkRuleSet.defaultAction", "Allow"),
        absent("account", "networkRuleSet.defaultAction"),
        absent("account", "networkRuleSet"),
        unknown("account", "networkRuleSet.defaultAction"),
        broken("account", f"{_RULE}.iPAddressOrRange", "128.0.0.0/1"),
        broken("account", "networkRuleSet.ipRules", [{"iPAddressOrRange": f"{first}.0.0.0/8"} for first in (20, 40)]),
        broken("account", f"{_RULE}.iPAddressOrRange", "anywhere"),
        absent("account", f"{_RULE}.iPAddressOrRange"),
        unknown("account", f"{_RULE}.iPAddressOrRange"),
    ),
    "storage-firewall-bypass": (
        broken("account", "networkRuleSet.bypass", "None"),
        broken("account", "networkRuleSet.bypass", "Logging, Metrics"),
        absent("account", "networkRuleSet.bypass", passes=True),
        unknown("account", "networkRuleSet.bypass"),
        fine("account", "networkRuleSet.bypass", "Logging, azureServices"),
    ),
    "storage-shared-keys-off": (
        broken("account", "allowSharedKeyAccess", True),
        absent("account", "allowSharedKeyAccess"),
        unknown("account", "allowSharedKeyAccess"),
    ),
    "storage-cross-tenant-replication-off": (
        broken("account", "allowCrossTenantReplication", True),
        absent("account", "allowCrossTenantReplication", passes=True),
        _of_version("20230101", "passed", "allowCrossTenantReplication"),
        _of_version("20220901", "violated", "allowCrossTenantReplication"),
        unknown("account", "allowCrossTenantReplication"),
    ),
    "storage-infrastructure-encryption": (
        broken("account", "encryption.requireInfrastructureEncryption", False),
        absent("account", "encryption"),
        unknown("account", "encryption.requireInfrastructureEncryption"),
    ),
}
