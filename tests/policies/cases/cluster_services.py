"""AKS cluster: what watches it, keeps it current and cleans up."""

from tests.policies.cases import cluster
from tests.policies.casework import absent, broken, change, edit, fine, unknown

GOOD = cluster.GOOD

_NO_POLICY = edit("cluster", "addonProfiles.azurepolicy", None)
_SECRETS = "addonProfiles.azureKeyvaultSecretsProvider"

CASES = {
    "aks-azure-policy-on": (
        broken("cluster", "addonProfiles.azurepolicy.enabled", False),
        absent("cluster", "addonProfiles.azurepolicy"),
        unknown("cluster", "addonProfiles.azurepolicy.enabled"),
        unknown("cluster", "addonProfiles"),
        # Azure reads the names of add-ons whatever their case.
        change("broken", "violated", _NO_POLICY, edit("cluster", "addonProfiles.azurePolicy.enabled", False)),
        change("fine", "passed", _NO_POLICY, edit("cluster", "addonProfiles.azurePolicy.enabled", True)),
    ),
    "aks-defender-on": (
        broken("cluster", "securityProfile.defender.securityMonitoring.enabled", False),
        absent("cluster", "securityProfile.defender"),
        unknown("cluster", "securityProfile.defender"),
    ),
    "aks-container-insights-on": (
        broken("cluster", "addonProfiles.omsagent.enabled", False),
        absent("cluster", "addonProfiles.omsagent"),
        absent("cluster", "addonProfiles"),
        unknown("cluster", "addonProfiles.omsagent"),
    ),
    "aks-upgrade-channel-set": (
        broken("cluster", "autoUpgradeProfile.upgradeChannel", "none"),
        absent("cluster", "autoUpgradeProfile"),
        unknown("cluster", "autoUpgradeProfile.upgradeChannel"),
        *(
            fine("cluster", "autoUpgradeProfile.upgradeChannel", one)
            for one in ("patch", "stable", "rapid", "node-image")
        ),
    ),
    "aks-node-image-channel-set": (
        broken("cluster", "autoUpgradeProfile.nodeOSUpgradeChannel", "None"),
        broken("cluster", "autoUpgradeProfile.nodeOSUpgradeChannel", "Unmanaged"),
        absent("cluster", "autoUpgradeProfile.nodeOSUpgradeChannel", passes=True),
        unknown("cluster", "autoUpgradeProfile.nodeOSUpgradeChannel"),
        fine("cluster", "autoUpgradeProfile.nodeOSUpgradeChannel", "SecurityPatch"),
    ),
    "aks-secrets-provider-on": (
        broken("cluster", f"{_SECRETS}.enabled", False),
        absent("cluster", _SECRETS),
        unknown("cluster", f"{_SECRETS}.enabled"),
    ),
    "aks-secrets-provider-rotates": (
        broken("cluster", f"{_SECRETS}.config.enableSecretRotation", "false"),
        absent("cluster", f"{_SECRETS}.config"),
        unknown("cluster", f"{_SECRETS}.config.enableSecretRotation"),
        fine("cluster", f"{_SECRETS}.config.enableSecretRotation", "True"),
    ),
    "aks-http-routing-off": (
        broken("cluster", "addonProfiles.httpApplicationRouting.enabled", True),
        broken("cluster", "addonProfiles", {"HTTPApplicationRouting": {"enabled": True}}),
        absent("cluster", "addonProfiles.httpApplicationRouting", passes=True),
        unknown("cluster", "addonProfiles.httpApplicationRouting"),
    ),
    "aks-image-cleaner-on": (
        broken("cluster", "securityProfile.imageCleaner.enabled", False),
        absent("cluster", "securityProfile.imageCleaner"),
        unknown("cluster", "securityProfile.imageCleaner.enabled"),
    ),
    "aks-tier-paid": (
        broken("cluster", "sku.tier", "Free"),
        absent("cluster", "sku"),
        unknown("cluster", "sku.tier"),
        fine("cluster", "sku.tier", "Premium"),
    ),
}
