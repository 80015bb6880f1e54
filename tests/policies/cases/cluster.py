"""AKS cluster: its API server."""

from policies.declared import UNKNOWN
from policies.rules.cluster import CLUSTER
from tests.policies.casework import absent, broken, change, edit, fine, resource, unknown

GOOD = (
    resource(
        CLUSTER,
        "cluster",
        {
            "resourceName": "aks-shop",
            "location": "eastus",
            "aadProfile": {"managed": True, "enableAzureRBAC": True},
            "addonProfiles": {
                "azureKeyvaultSecretsProvider": {"enabled": True, "config": {"enableSecretRotation": "true"}},
                "azurepolicy": {"enabled": True},
                "httpApplicationRouting": {"enabled": False},
                "omsagent": {"enabled": True},
            },
            "agentPoolProfiles": [
                {
                    "name": "system",
                    "mode": "System",
                    "availabilityZones": ["1", "2", "3"],
                    "count": 3,
                    "enableAutoScaling": True,
                    "minCount": 3,
                    "enableEncryptionAtHost": True,
                    "enableNodePublicIP": False,
                    "securityProfile": {"sshAccess": "Disabled"},
                }
            ],
            "apiServerAccessProfile": {"enablePrivateCluster": True, "disableRunCommand": True},
            "autoUpgradeProfile": {"upgradeChannel": "patch", "nodeOSUpgradeChannel": "NodeImage"},
            "disableLocalAccounts": True,
            "enableRBAC": True,
            "identity": {"type": "UserAssigned"},
            "networkProfile": {"networkPolicy": "cilium"},
            "oidcIssuerProfile": {"enabled": True},
            "securityProfile": {
                "defender": {"securityMonitoring": {"enabled": True}},
                "imageCleaner": {"enabled": True},
                "workloadIdentity": {"enabled": True},
            },
            "sku": {"name": "Base", "tier": "Standard"},
        },
    ),
)

_PRIVATE = "apiServerAccessProfile.enablePrivateCluster"
_RANGES = "apiServerAccessProfile.authorizedIPRanges"
_PUBLIC = edit("cluster", _PRIVATE, False)

CASES = {
    "aks-local-accounts-off": (
        broken("cluster", "disableLocalAccounts", False),
        absent("cluster", "disableLocalAccounts"),
        unknown("cluster", "disableLocalAccounts"),
    ),
    "aks-kubernetes-rbac-on": (
        broken("cluster", "enableRBAC", False),
        absent("cluster", "enableRBAC"),
        unknown("cluster", "enableRBAC"),
    ),
    "aks-entra-sign-in": (
        broken("cluster", "aadProfile.managed", False),
        absent("cluster", "aadProfile"),
        unknown("cluster", "aadProfile.managed"),
    ),
    "aks-azure-rbac-on": (
        broken("cluster", "aadProfile.enableAzureRBAC", False),
        absent("cluster", "aadProfile.enableAzureRBAC"),
        unknown("cluster", "aadProfile"),
    ),
    "aks-api-access-restricted": (
        broken("cluster", _PRIVATE, False),
        change("broken", "violated", _PUBLIC, edit("cluster", _RANGES, [])),
        change("broken", "violated", _PUBLIC, edit("cluster", _RANGES, ["203.0.113.0/24", "0.0.0.0/0"])),
        change("broken", "violated", _PUBLIC, edit("cluster", _RANGES, [UNKNOWN, "0.0.0.0/1", "128.0.0.0/1"])),
        change("broken", "violated", _PUBLIC, edit("cluster", _RANGES, [f"{first}.0.0.0/8" for first in range(256)])),
        change("broken", "violated", _PUBLIC, edit("cluster", _RANGES, [UNKNOWN, "20.0.0.0/8", "40.0.0.0/24"])),
        change("broken", "violated", _PUBLIC, edit("cluster", _RANGES, ["2001:db7::/32", "2a00:1::/128"])),
        change("fine", "passed", _PUBLIC, edit("cluster", _RANGES, ["20.0.0.0/9", "20.128.0.0/9", "20.1.0.0/16"])),
        change("fine", "passed", _PUBLIC, edit("cluster", _RANGES, ["20.0.0.0/8", "2a00:1::/32"])),
        change("fine", "passed", _PUBLIC, edit("cluster", _RANGES, ["10.0.0.0/8", "172.16.0.0/12"])),
        change("broken", "violated", _PUBLIC, edit("cluster", _RANGES, ["office"])),
        change("broken", "violated", _PUBLIC, edit("cluster", _RANGES, [7])),
        absent("cluster", "apiServerAccessProfile"),
        unknown("cluster", _PRIVATE),
        change("unknown", "unknown", _PUBLIC, edit("cluster", _RANGES, UNKNOWN)),
        change("unknown", "unknown", _PUBLIC, edit("cluster", _RANGES, ["203.0.113.0/24", UNKNOWN])),
        change("fine", "passed", _PUBLIC, edit("cluster", _RANGES, ["203.0.113.0/24", "198.51.100.7"])),
    ),
    "aks-run-command-off": (
        broken("cluster", "apiServerAccessProfile.disableRunCommand", False),
        absent("cluster", "apiServerAccessProfile.disableRunCommand"),
        unknown("cluster", "apiServerAccessProfile.disableRunCommand"),
    ),
    "aks-network-policy-engine": (
        broken("cluster", "networkProfile.networkPolicy", "none"),
        absent("cluster", "networkProfile"),
        unknown("cluster", "networkProfile.networkPolicy"),
        fine("cluster", "networkProfile.networkPolicy", "calico"),
        fine("cluster", "networkProfile.networkPolicy", "Azure"),
    ),
    "aks-managed-identity": (
        broken("cluster", "identity.type", "None"),
        absent("cluster", "identity"),
        unknown("cluster", "identity.type"),
        fine("cluster", "identity.type", "SystemAssigned"),
    ),
    "aks-oidc-issuer-on": (
        broken("cluster", "oidcIssuerProfile.enabled", False),
        absent("cluster", "oidcIssuerProfile"),
        unknown("cluster", "oidcIssuerProfile.enabled"),
    ),
    "aks-workload-identity-on": (
        broken("cluster", "securityProfile.workloadIdentity.enabled", False),
        absent("cluster", "securityProfile"),
        unknown("cluster", "securityProfile.workloadIdentity.enabled"),
    ),
}
