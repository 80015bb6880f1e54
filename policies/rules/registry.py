"""Container registry: who gets in, and what may leave."""

from collections.abc import Iterator

from policies.finding import Finding
from policies.ranges import must_be_narrow
from policies.reading import Default, Reader
from policies.rule import resource_rule

REGISTRY = "azure-native:containerregistry:Registry"

_SDK = "pulumi_azure_native.containerregistry"
_FILE = "components/registry.py"


@resource_rule(
    "registry-admin-user-off",
    title="Nobody signs in to a registry with a password that all share",
    row="registry-admin-user",
    types=(REGISTRY,),
    safe="false",
    config_key=f"`admin_user_enabled` in {_FILE}",
    defaults={"adminUserEnabled": Default(value=False, source=f"{_SDK}.RegistryArgs")},
)
def admin_user(registry: Reader) -> Iterator[Finding]:
    """The admin user is off."""
    yield from registry.must_be("adminUserEnabled", False)


@resource_rule(
    "registry-anonymous-pull-off",
    title="Nobody pulls an image without a name",
    row="registry-anonymous-pull",
    types=(REGISTRY,),
    safe="false",
    config_key=f"`anonymous_pull_enabled` in {_FILE}",
    defaults={"anonymousPullEnabled": Default(value=False, source=f"{_SDK}.RegistryArgs")},
)
def anonymous_pull(registry: Reader) -> Iterator[Finding]:
    """Pulls without a token are refused."""
    yield from registry.must_be("anonymousPullEnabled", False)


@resource_rule(
    "registry-network-closed",
    title="A registry answers nobody outside of named networks",
    row="registry-public-access",
    types=(REGISTRY,),
    safe="`publicNetworkAccess` Disabled, or a firewall that denies whom it does not name",
    config_key="`network.privateEndpoints` to true, or `network.allowedIpRanges`",
    defaults={
        "publicNetworkAccess": Default(value="Enabled", source=f"{_SDK}.RegistryArgs"),
        "networkRuleSet.defaultAction": Default(value="Allow", source=f"{_SDK}.NetworkRuleSetArgs"),
    },
)
def network_closed(registry: Reader) -> Iterator[Finding]:
    """The public endpoint is off, or its firewall denies and makes no exception for half of the Internet."""
    if registry.equals("publicNetworkAccess", "Disabled"):
        return
    yield from registry.must_be("networkRuleSet.defaultAction", "Deny", known=("Allow",))
    yield from must_be_narrow(registry.items("networkRuleSet.ipRules"), "iPAddressOrRange")


@resource_rule(
    "registry-export-off",
    title="No image leaves a registry by a copy that Azure makes",
    row="registry-export",
    types=(REGISTRY,),
    safe="disabled",
    config_key="`network.privateEndpoints` to true: Azure lets exports be off only where the public endpoint is",
    defaults={"policies.exportPolicy.status": Default(value="enabled", source=f"{_SDK}.ExportPolicyArgs")},
)
def export(registry: Reader) -> Iterator[Finding]:
    """The export policy is disabled."""
    yield from registry.must_be("policies.exportPolicy.status", "disabled", known=("enabled",))


@resource_rule(
    "registry-arm-tokens-off",
    title="A registry takes tokens that were issued for it alone",
    row="registry-export",
    types=(REGISTRY,),
    safe="disabled",
    config_key=f"`azure_ad_authentication_as_arm_policy` in {_FILE}",
    defaults={
        "policies.azureADAuthenticationAsArmPolicy.status": Default(
            value="enabled", source=f"{_SDK}.AzureADAuthenticationAsArmPolicyArgs"
        )
    },
)
def arm_tokens(registry: Reader) -> Iterator[Finding]:
    """Tokens for Azure Resource Manager are refused."""
    yield from registry.must_be("policies.azureADAuthenticationAsArmPolicy.status", "disabled", known=("enabled",))


@resource_rule(
    "registry-deleted-images-kept",
    title="An image that was deleted or lost its tag stays for some days",
    row="registry-retention",
    types=(REGISTRY,),
    safe="retention of untagged manifests, or soft delete, for a day or more",
    config_key="`registry.untaggedRetentionDays`",
    defaults={
        "policies.retentionPolicy.status": Default(value="disabled", source=f"{_SDK}.RetentionPolicyArgs"),
        "policies.retentionPolicy.days": Default(value=7, source=f"{_SDK}.RetentionPolicyArgs"),
        "policies.softDeletePolicy.status": Default(value="disabled", source=f"{_SDK}.SoftDeletePolicyArgs"),
        "policies.softDeletePolicy.retentionDays": Default(value=7, source=f"{_SDK}.SoftDeletePolicyArgs"),
    },
)
def deleted_images(registry: Reader) -> Iterator[Finding]:
    """Either policy will do: Azure refuses both at once, and soft delete on a registry that has replicas."""
    if registry.equals("policies.softDeletePolicy.status", "enabled"):
        yield from registry.must_be_within("policies.softDeletePolicy.retentionDays", least=1)
        return
    yield from registry.must_be("policies.retentionPolicy.status", "enabled", known=("disabled",))
    yield from registry.must_be_within("policies.retentionPolicy.days", least=1)
