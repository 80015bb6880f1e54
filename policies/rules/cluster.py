"""AKS cluster: who may talk to its API server, and as whom."""

from collections.abc import Iterator

from policies.finding import Finding
from policies.ranges import SAFE_RANGES, must_be_narrow
from policies.reading import Default, Reader
from policies.rule import resource_rule

CLUSTER = "azure-native:containerservice:ManagedCluster"

REFERENCE = "https://learn.microsoft.com/azure/templates/microsoft.containerservice/managedclusters"
_PROFILES = "components/cluster_profiles.py"
_FILE = "components/cluster.py"
_RANGES = "apiServerAccessProfile.authorizedIPRanges"


@resource_rule(
    "aks-local-accounts-off",
    title="Nobody gets into a cluster with a certificate that Entra knows nothing of",
    row="cluster-local-accounts",
    types=(CLUSTER,),
    safe="true",
    config_key=f"`disable_local_accounts` in {_FILE}",
    defaults={
        "disableLocalAccounts": Default(
            value=False, source="https://learn.microsoft.com/azure/aks/manage-local-accounts-managed-azure-ad"
        )
    },
)
def local_accounts(cluster: Reader) -> Iterator[Finding]:
    """Local accounts are disabled."""
    yield from cluster.must_be("disableLocalAccounts", True)


@resource_rule(
    "aks-kubernetes-rbac-on",
    title="Roles decide what an account may do in a cluster",
    row="cluster-rbac",
    types=(CLUSTER,),
    safe="true",
    config_key=f"`enable_rbac` in {_FILE}, before the cluster is first made",
    defaults={"enableRBAC": Default(value=False, source=REFERENCE)},
)
def kubernetes_rbac(cluster: Reader) -> Iterator[Finding]:
    """Kubernetes RBAC is on."""
    yield from cluster.must_be("enableRBAC", True)


@resource_rule(
    "aks-entra-sign-in",
    title="Entra ID says who signs in to a cluster",
    row="cluster-rbac",
    types=(CLUSTER,),
    safe="true",
    config_key=f"`managed` in {_PROFILES}",
    defaults={"aadProfile.managed": Default(value=False, source=REFERENCE)},
)
def entra(cluster: Reader) -> Iterator[Finding]:
    """The cluster is integrated with Entra ID, as AKS manages it."""
    yield from cluster.must_be("aadProfile.managed", True)


@resource_rule(
    "aks-azure-rbac-on",
    title="Role assignments in Azure decide who does what in a cluster",
    row="cluster-rbac",
    types=(CLUSTER,),
    safe="true",
    config_key=f"`enable_azure_rbac` in {_PROFILES}",
    defaults={"aadProfile.enableAzureRBAC": Default(value=False, source=REFERENCE)},
)
def azure_rbac(cluster: Reader) -> Iterator[Finding]:
    """Azure RBAC authorizes requests to Kubernetes."""
    yield from cluster.must_be("aadProfile.enableAzureRBAC", True)


@resource_rule(
    "aks-api-access-restricted",
    title="The API server of a cluster does not answer the whole Internet",
    row="cluster-api-access",
    types=(CLUSTER,),
    safe=f"a private cluster, or authorized {SAFE_RANGES}",
    config_key="`cluster.apiAccess`",
    defaults={
        "apiServerAccessProfile.enablePrivateCluster": Default(
            value=False, source="https://learn.microsoft.com/azure/aks/private-clusters"
        )
    },
)
def api_access(cluster: Reader) -> Iterator[Finding]:
    """The cluster is private, or its API server answers named ranges alone."""
    if cluster.flag("apiServerAccessProfile.enablePrivateCluster"):
        return
    ranges = cluster.items(_RANGES)
    if not ranges:
        yield cluster.finding(f"the cluster is not private, and {cluster.words(_RANGES)}, so any address gets in")
    yield from must_be_narrow(ranges)


@resource_rule(
    "aks-run-command-off",
    title="Nobody runs commands in a cluster past its API server",
    row="cluster-run-command",
    types=(CLUSTER,),
    safe="true",
    config_key=f"`disable_run_command` in {_PROFILES}",
    defaults={
        "apiServerAccessProfile.disableRunCommand": Default(
            value=False, source="https://learn.microsoft.com/azure/aks/access-private-cluster"
        )
    },
)
def run_command(cluster: Reader) -> Iterator[Finding]:
    """`az aks command invoke` is disabled."""
    yield from cluster.must_be("apiServerAccessProfile.disableRunCommand", True)


@resource_rule(
    "aks-network-policy-engine",
    title="Network policies in a cluster are enforced",
    row="cluster-network-policy",
    types=(CLUSTER,),
    safe="azure, calico or cilium",
    config_key=f"`network_policy` in {_PROFILES}",
    defaults={
        "networkProfile.networkPolicy": Default(
            value="none", source="https://learn.microsoft.com/azure/aks/use-network-policies"
        )
    },
)
def network_policy(cluster: Reader) -> Iterator[Finding]:
    """The cluster has an engine for network policies; without one they are accepted and do nothing."""
    yield from cluster.must_be("networkProfile.networkPolicy", "azure", "calico", "cilium", known=("none",))


@resource_rule(
    "aks-managed-identity",
    title="A cluster acts in Azure by an identity that has no password",
    row="cluster-identity",
    types=(CLUSTER,),
    safe="UserAssigned or SystemAssigned",
    config_key=f"`identity` in {_FILE}",
)
def managed_identity(cluster: Reader) -> Iterator[Finding]:
    """The cluster has a managed identity; absent, it has a service principal with a secret."""
    yield from cluster.must_be("identity.type", "UserAssigned", "SystemAssigned", known=("None",))


@resource_rule(
    "aks-oidc-issuer-on",
    title="Azure can tell who a pod is",
    row="cluster-identity",
    types=(CLUSTER,),
    safe="true",
    config_key=f"`oidc_issuer_profile` in {_FILE}",
    defaults={
        "oidcIssuerProfile.enabled": Default(
            value=False, source="https://learn.microsoft.com/azure/aks/use-oidc-issuer: on by itself from 1.34 only"
        )
    },
)
def oidc_issuer(cluster: Reader) -> Iterator[Finding]:
    """The cluster issues tokens that Entra ID can verify."""
    yield from cluster.must_be("oidcIssuerProfile.enabled", True)


@resource_rule(
    "aks-workload-identity-on",
    title="A pod signs in to Azure without a secret",
    row="cluster-identity",
    types=(CLUSTER,),
    safe="true",
    config_key=f"`workload_identity` in {_PROFILES}",
    defaults={
        "securityProfile.workloadIdentity.enabled": Default(
            value=False, source="https://learn.microsoft.com/azure/aks/workload-identity-deploy-cluster"
        )
    },
)
def workload_identity(cluster: Reader) -> Iterator[Finding]:
    """Workload identity is on."""
    yield from cluster.must_be("securityProfile.workloadIdentity.enabled", True)
