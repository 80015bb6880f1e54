"""AKS cluster: what watches it, keeps it current and cleans up."""

from collections.abc import Iterator

from policies.finding import Finding
from policies.reading import Default, Path, Reader
from policies.rule import resource_rule
from policies.rules.cluster import CLUSTER, REFERENCE
from policies.wording import same

_PROFILES = "components/cluster_profiles.py"
_SDK = "pulumi_azure_native.containerservice"
_SECRETS = "azureKeyvaultSecretsProvider"


@resource_rule(
    "aks-azure-policy-on",
    title="Azure Policy judges what comes into a cluster",
    row="cluster-monitoring",
    types=(CLUSTER,),
    safe="true",
    config_key=f"`azurepolicy` in {_PROFILES}",
    defaults={"addonProfiles.azurepolicy.enabled": Default(value=False, source=REFERENCE)},
)
def azure_policy(cluster: Reader) -> Iterator[Finding]:
    """The add-on of Azure Policy is on."""
    yield from cluster.must_be(_addon(cluster, "azurepolicy", "enabled"), True)


@resource_rule(
    "aks-defender-on",
    title="Defender watches what runs on the nodes",
    row="cluster-monitoring",
    types=(CLUSTER,),
    safe="true",
    config_key=f"`defender` in {_PROFILES}",
    defaults={"securityProfile.defender.securityMonitoring.enabled": Default(value=False, source=REFERENCE)},
)
def defender(cluster: Reader) -> Iterator[Finding]:
    """Defender for Containers has its sensor in the cluster."""
    yield from cluster.must_be("securityProfile.defender.securityMonitoring.enabled", True)


@resource_rule(
    "aks-container-insights-on",
    title="What containers log is kept outside of the cluster",
    row="cluster-monitoring",
    types=(CLUSTER,),
    safe="true",
    config_key=f"`omsagent` in {_PROFILES}",
    defaults={"addonProfiles.omsagent.enabled": Default(value=False, source=REFERENCE)},
)
def container_insights(cluster: Reader) -> Iterator[Finding]:
    """The add-on of Container Insights is on."""
    yield from cluster.must_be(_addon(cluster, "omsagent", "enabled"), True)


@resource_rule(
    "aks-upgrade-channel-set",
    title="AKS keeps a cluster's version patched",
    row="cluster-upgrades",
    types=(CLUSTER,),
    safe="patch, stable, rapid or node-image",
    config_key="`cluster.upgrades.cluster`",
    defaults={
        "autoUpgradeProfile.upgradeChannel": Default(
            value="none", source=f"{_SDK}.ManagedClusterAutoUpgradeProfileArgs"
        )
    },
)
def upgrade_channel(cluster: Reader) -> Iterator[Finding]:
    """The cluster follows an upgrade channel."""
    channels = ("patch", "stable", "rapid", "node-image")
    yield from cluster.must_be("autoUpgradeProfile.upgradeChannel", *channels, known=("none",))


@resource_rule(
    "aks-node-image-channel-set",
    title="AKS keeps the nodes' operating system patched, and starts it anew where that takes it",
    row="cluster-upgrades",
    types=(CLUSTER,),
    safe="NodeImage or SecurityPatch",
    config_key="`cluster.upgrades.nodeOs`",
    defaults={
        "autoUpgradeProfile.nodeOSUpgradeChannel": Default(
            value="NodeImage",
            source="https://learn.microsoft.com/azure/aks/auto-upgrade-node-os-image",
            since="2022-06-01",
            before="None",
        )
    },
)
def node_channel(cluster: Reader) -> Iterator[Finding]:
    """Nodes follow a channel of AKS; one that is unmanaged patches some systems and never restarts them."""
    channel = "autoUpgradeProfile.nodeOSUpgradeChannel"
    yield from cluster.must_be(channel, "NodeImage", "SecurityPatch", known=("None", "Unmanaged"))


@resource_rule(
    "aks-secrets-provider-on",
    title="Pods get secrets out of a vault, as files",
    row="cluster-secrets-provider",
    types=(CLUSTER,),
    safe="true",
    config_key=f"`{_SECRETS}` in {_PROFILES}",
    defaults={f"addonProfiles.{_SECRETS}.enabled": Default(value=False, source=REFERENCE)},
)
def secrets_provider(cluster: Reader) -> Iterator[Finding]:
    """The add-on of the Key Vault secrets provider is on."""
    yield from cluster.must_be(_addon(cluster, _SECRETS, "enabled"), True)


@resource_rule(
    "aks-secrets-provider-rotates",
    title="A secret that changes in its vault changes in the pods",
    row="cluster-secrets-provider",
    types=(CLUSTER,),
    safe='the text "true"',
    config_key=f"`enableSecretRotation` in {_PROFILES}",
    defaults={
        f"addonProfiles.{_SECRETS}.config.enableSecretRotation": Default(
            value="false", source="https://learn.microsoft.com/azure/aks/csi-secrets-store-configuration-options"
        )
    },
)
def secrets_rotation(cluster: Reader) -> Iterator[Finding]:
    """The secrets provider rotates; the value is a text, as all of an add-on's config."""
    yield from cluster.must_be(_addon(cluster, _SECRETS, "config", "enableSecretRotation"), "true", known=("false",))


@resource_rule(
    "aks-http-routing-off",
    title="A cluster has no ingress that is made for trying things out",
    row="cluster-hygiene",
    types=(CLUSTER,),
    safe="false",
    config_key=f"`httpApplicationRouting` in {_PROFILES}",
    defaults={"addonProfiles.httpApplicationRouting.enabled": Default(value=False, source=REFERENCE)},
)
def http_routing(cluster: Reader) -> Iterator[Finding]:
    """The add-on of HTTP application routing, which is retired, is off."""
    yield from cluster.must_be(_addon(cluster, "httpApplicationRouting", "enabled"), False)


@resource_rule(
    "aks-image-cleaner-on",
    title="Images with holes in them do not stay on nodes that run them no more",
    row="cluster-hygiene",
    types=(CLUSTER,),
    safe="true",
    config_key=f"`image_cleaner` in {_PROFILES}",
    defaults={
        "securityProfile.imageCleaner.enabled": Default(
            value=False, source="https://learn.microsoft.com/azure/aks/image-cleaner"
        )
    },
)
def image_cleaner(cluster: Reader) -> Iterator[Finding]:
    """The image cleaner is on."""
    yield from cluster.must_be("securityProfile.imageCleaner.enabled", True)


@resource_rule(
    "aks-tier-paid",
    title="Azure promises that the API server of a cluster is there",
    row="cluster-hygiene",
    types=(CLUSTER,),
    safe="Standard or Premium",
    config_key="`cluster.tier`",
    defaults={"sku.tier": Default(value="Free", source=f"{_SDK}.ManagedClusterSKUArgs")},
)
def tier(cluster: Reader) -> Iterator[Finding]:
    """The cluster is of a tier with an uptime SLA."""
    yield from cluster.must_be("sku.tier", "Standard", "Premium", known=("Free",))


def _addon(cluster: Reader, name: str, *below: str) -> Path:
    """The path to something of an add-on, whose name Azure reads whatever its case."""
    written = (key for key, _ in cluster.entries("addonProfiles") if same(key, name))
    return ("addonProfiles", next(written, name), *below)
