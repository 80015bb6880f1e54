"""Key Vault."""

from policies.rules.keyvault import KEY, SECRET, VAULT
from tests.policies.casework import absent, broken, fine, resource, unknown

GOOD = (
    resource(
        VAULT,
        "vault",
        {
            "vaultName": "kv-shop",
            "properties": {
                "enablePurgeProtection": True,
                "enableRbacAuthorization": True,
                "enableSoftDelete": True,
                "softDeleteRetentionInDays": 90,
                "publicNetworkAccess": "Disabled",
                "networkAcls": {
                    "bypass": "AzureServices",
                    "defaultAction": "Deny",
                    "ipRules": [{"value": "203.0.113.0/24"}, {"value": "203.0.113.7"}],
                },
            },
        },
    ),
    resource(
        SECRET,
        "secret",
        {
            "vaultName": "kv-shop",
            "properties": {"value": "hush", "contentType": "text/plain", "attributes": {"expires": 1832889600}},
        },
    ),
    resource(KEY, "key", {"vaultName": "kv-shop", "properties": {"kty": "RSA", "attributes": {"expires": 1832889600}}}),
)

CASES = {
    "key-vault-purge-protection-on": (
        broken("vault", "properties.enablePurgeProtection", False),
        broken("vault", "properties.enablePurgeProtection", "true"),
        absent("vault", "properties.enablePurgeProtection"),
        absent("vault", "properties"),
        unknown("vault", "properties.enablePurgeProtection"),
        unknown("vault", "properties"),
    ),
    "key-vault-soft-delete-on": (
        broken("vault", "properties.enableSoftDelete", False),
        absent("vault", "properties.enableSoftDelete", passes=True),
        unknown("vault", "properties.enableSoftDelete"),
    ),
    "key-vault-soft-delete-90-days": (
        broken("vault", "properties.softDeleteRetentionInDays", 89),
        broken("vault", "properties.softDeleteRetentionInDays", "90"),
        broken("vault", "properties.softDeleteRetentionInDays", True),
        absent("vault", "properties.softDeleteRetentionInDays", passes=True),
        unknown("vault", "properties.softDeleteRetentionInDays"),
        fine("vault", "properties.softDeleteRetentionInDays", 90.0),
    ),
    "key-vault-rbac-authorization": (
        broken("vault", "properties.enableRbacAuthorization", False),
        absent("vault", "properties.enableRbacAuthorization"),
        unknown("vault", "properties.enableRbacAuthorization"),
    ),
    "key-vault-public-access-off": (
        broken("vault", "properties.publicNetworkAccess", "Enabled"),
        broken("vault", "properties.publicNetworkAccess", "SecuredByPerimeter"),
        broken("vault", "properties.publicNetworkAccess", False),
        absent("vault", "properties.publicNetworkAccess"),
        unknown("vault", "properties.publicNetworkAccess"),
        fine("vault", "properties.publicNetworkAccess", "disabled"),
    ),
    "key-vault-firewall-denies": (
        broken("vault", "properties.networkAcls.defaultAction", "Allow"),
        absent("vault", "properties.networkAcls.defaultAction"),
        absent("vault", "properties.networkAcls"),
        unknown("vault", "properties.networkAcls"),
        fine("vault", "properties.networkAcls.defaultAction", "deny"),
        broken("vault", "properties.networkAcls.ipRules.0.value", "0.0.0.0/1"),
        broken("vault", "properties.networkAcls.ipRules", [{"value": "20.0.0.0/8"}, {"value": "21.0.0.0/8"}]),
        absent("vault", "properties.networkAcls.ipRules", passes=True),
        unknown("vault", "properties.networkAcls.ipRules.1.value"),
    ),
    "key-vault-secret-expires": (
        broken("secret", "properties.attributes.expires", 0),
        fine("secret", "properties.attributes.expires", 1),
        absent("secret", "properties.attributes.expires"),
        absent("secret", "properties.attributes"),
        unknown("secret", "properties.attributes.expires"),
    ),
    "key-vault-key-expires": (
        broken("key", "properties.attributes.expires", 0),
        fine("key", "properties.attributes.expires", 1),
        absent("key", "properties.attributes.expires"),
        unknown("key", "properties.attributes.expires"),
    ),
    "key-vault-secret-content-type": (
        broken("secret", "properties.contentType", ""),
        absent("secret", "properties.contentType"),
        unknown("secret", "properties.contentType"),
    ),
}
