"""Key Vault: what is deleted comes back, nobody reaches it from outside, nothing in it is forever."""

from collections.abc import Iterator

from policies.finding import Finding
from policies.ranges import must_be_narrow
from policies.reading import Default, Reader
from policies.rule import resource_rule

VAULT = "azure-native:keyvault:Vault"
SECRET = "azure-native:keyvault:Secret"  # noqa: S105 - a type
KEY = "azure-native:keyvault:Key"

_REFERENCE = "https://learn.microsoft.com/azure/templates/microsoft.keyvault/vaults"
_DAYS = 90
_DAY = "the day on which it ends"


@resource_rule(
    "key-vault-purge-protection-on",
    title="Nobody can purge a deleted vault or what was in it before its time",
    row="key-vault-recovery",
    types=(VAULT,),
    safe="true",
    config_key="`enable_purge_protection` in components/vault.py",
    defaults={"properties.enablePurgeProtection": Default(value=False, source=_REFERENCE)},
)
def purge_protection(vault: Reader) -> Iterator[Finding]:
    """Purge protection is on."""
    yield from vault.must_be("properties.enablePurgeProtection", True)


@resource_rule(
    "key-vault-soft-delete-on",
    title="A deleted vault can be recovered",
    row="key-vault-recovery",
    types=(VAULT,),
    safe="true",
    config_key="`enable_soft_delete` in components/vault.py",
    defaults={"properties.enableSoftDelete": Default(value=True, source=_REFERENCE)},
)
def soft_delete(vault: Reader) -> Iterator[Finding]:
    """Soft delete is not switched off."""
    yield from vault.must_be("properties.enableSoftDelete", True)


@resource_rule(
    "key-vault-soft-delete-90-days",
    title="A deleted vault can be recovered for 90 days",
    row="key-vault-recovery",
    types=(VAULT,),
    safe="90",
    config_key="`vault.softDeleteDays`, before the vault is first made",
    defaults={"properties.softDeleteRetentionInDays": Default(value=_DAYS, source=_REFERENCE)},
    advisory_in_dev="a dev vault is destroyed and made again, and each one keeps its name for these days",
)
def soft_delete_days(vault: Reader) -> Iterator[Finding]:
    """What is deleted is kept for the 90 days that Azure offers."""
    yield from vault.must_be_within("properties.softDeleteRetentionInDays", least=_DAYS, most=_DAYS)


@resource_rule(
    "key-vault-rbac-authorization",
    title="Role assignments decide who reads a vault, not its own access policies",
    row="key-vault-rbac",
    types=(VAULT,),
    safe="true",
    config_key="`enable_rbac_authorization` in components/vault.py",
    defaults={"properties.enableRbacAuthorization": Default(value=False, source=_REFERENCE)},
)
def rbac(vault: Reader) -> Iterator[Finding]:
    """Authorization is by Azure RBAC."""
    yield from vault.must_be("properties.enableRbacAuthorization", True)


@resource_rule(
    "key-vault-public-access-off",
    title="A vault has no public endpoint",
    row="key-vault-network",
    types=(VAULT,),
    safe="Disabled",
    config_key="`network.privateEndpoints` to true",
    defaults={"properties.publicNetworkAccess": Default(value="Enabled", source=_REFERENCE)},
    advisory_in_dev="dev has no private network: its firewall lets in named ranges only",
)
def public_access(vault: Reader) -> Iterator[Finding]:
    """The vault is reached by private endpoints only."""
    yield from vault.must_be("properties.publicNetworkAccess", "Disabled", known=("Enabled", "SecuredByPerimeter"))


@resource_rule(
    "key-vault-firewall-denies",
    title="The firewall of a vault lets in nobody whom it does not name",
    row="key-vault-network",
    types=(VAULT,),
    safe="Deny, and no range of almost the whole Internet",
    config_key="`default_action` in components/vault.py",
    defaults={"properties.networkAcls.defaultAction": Default(value="Allow", source=_REFERENCE)},
)
def firewall(vault: Reader) -> Iterator[Finding]:
    """What no rule of the firewall names is denied, and no rule names half of the Internet."""
    yield from vault.must_be("properties.networkAcls.defaultAction", "Deny", known=("Allow",))
    yield from must_be_narrow(vault.items("properties.networkAcls.ipRules"), "value", fix="`network.allowedIpRanges`")


@resource_rule(
    "key-vault-secret-expires",
    title="A secret stops working one day",
    row="key-vault-content",
    types=(SECRET,),
    safe=_DAY,
    config_key="`secrets.NAME.expires`",
)
def secret_expires(secret: Reader) -> Iterator[Finding]:
    """A secret has an expiry date; absent, it never ends."""
    yield from secret.must_be_within("properties.attributes.expires", least=1, safe=_DAY)


@resource_rule(
    "key-vault-key-expires",
    title="A key stops working one day",
    row="key-vault-content",
    types=(KEY,),
    safe=_DAY,
    config_key="`attributes.expires` of the key",
)
def key_expires(key: Reader) -> Iterator[Finding]:
    """A key has an expiry date; absent, it never ends."""
    yield from key.must_be_within("properties.attributes.expires", least=1, safe=_DAY)


@resource_rule(
    "key-vault-secret-content-type",
    title="A secret says what it is",
    row="key-vault-content",
    types=(SECRET,),
    safe="a media type such as text/plain",
    config_key="`secrets.NAME.contentType`",
)
def secret_content_type(secret: Reader) -> Iterator[Finding]:
    """A secret has a content type."""
    yield from secret.must_have("properties.contentType")
