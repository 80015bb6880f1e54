"""The baseline: what the public baselines of the field ask of the types that a platform declares.

CKV is checkov's `CKV_AZURE_`; PS is PSRule for Azure; C2 and C3 are CIS Microsoft Azure Foundations 2.0 and 3.0; A is
CIS AKS 1.8; PSS are the Kubernetes Pod Security Standards; codes such as NS-2 are controls of the Microsoft cloud
security benchmark.
"""

from dataclasses import dataclass

from policies.severity import Severity


@dataclass(frozen=True, kw_only=True)
class Row:
    """One demand of the baseline; one or more rules enforce it."""

    subject: str
    safe: str
    sources: tuple[str, ...]
    severity: Severity


ROWS: dict[str, Row] = {
    "registry-admin-user": Row(
        subject="Container registry",
        safe="no admin user",
        sources=("CKV137", "PS ACR.AdminUser", "IM-1"),
        severity=Severity.CRITICAL,
    ),
    "registry-anonymous-pull": Row(
        subject="Container registry", safe="no anonymous pull", sources=("CKV138",), severity=Severity.HIGH
    ),
    "registry-public-access": Row(
        subject="Container registry",
        safe="public network access off, or a firewall that denies",
        sources=("CKV139", "NS-2"),
        severity=Severity.HIGH,
    ),
    "registry-private-endpoint": Row(
        subject="Container registry",
        safe="Premium with a private endpoint",
        sources=("PS ACR.MinSku",),
        severity=Severity.HIGH,
    ),
    "registry-export": Row(
        subject="Container registry",
        safe="no export, no tokens of Azure Resource Manager",
        sources=("Azure Policy",),
        severity=Severity.MEDIUM,
    ),
    "registry-retention": Row(
        subject="Container registry",
        safe="retention and soft delete on",
        sources=("CKV167", "PS"),
        severity=Severity.MEDIUM,
    ),
    "registry-zones": Row(
        subject="Container registry",
        safe="zone redundancy, and a replica in every stamp's region",
        sources=("CKV233/165",),
        severity=Severity.LOW,
    ),
    "cluster-local-accounts": Row(
        subject="AKS cluster", safe="no local accounts", sources=("CKV141",), severity=Severity.HIGH
    ),
    "cluster-rbac": Row(
        subject="AKS cluster",
        safe="Kubernetes RBAC, with Entra ID and Azure RBAC",
        sources=("CKV5", "A5.5"),
        severity=Severity.HIGH,
    ),
    "cluster-api-access": Row(
        subject="AKS cluster",
        safe="private, or authorized ranges narrower than everywhere",
        sources=("CKV115/6", "A5.4.1"),
        severity=Severity.CRITICAL,
    ),
    "cluster-run-command": Row(
        subject="AKS cluster", safe="no run command", sources=("Azure Policy",), severity=Severity.MEDIUM
    ),
    "cluster-network-policy": Row(
        subject="AKS cluster", safe="a network policy engine", sources=("CKV7", "A5.4.4"), severity=Severity.HIGH
    ),
    "cluster-pools": Row(
        subject="AKS node pools",
        safe="encryption at host, no public addresses, no SSH",
        sources=("CKV227/143", "A5.4.3"),
        severity=Severity.HIGH,
    ),
    "cluster-identity": Row(
        subject="AKS cluster",
        safe="managed identity, OIDC issuer, workload identity",
        sources=("PS AKS.ManagedIdentity",),
        severity=Severity.HIGH,
    ),
    "cluster-monitoring": Row(
        subject="AKS cluster",
        safe="Azure Policy, Defender and Container Insights on",
        sources=("CKV116/4",),
        severity=Severity.MEDIUM,
    ),
    "cluster-upgrades": Row(
        subject="AKS cluster",
        safe="upgrade channels of cluster and node images",
        sources=("CKV171",),
        severity=Severity.MEDIUM,
    ),
    "cluster-secrets-provider": Row(
        subject="AKS cluster",
        safe="Key Vault secrets provider with rotation",
        sources=("CKV172", "A5.3.1"),
        severity=Severity.MEDIUM,
    ),
    "cluster-hygiene": Row(
        subject="AKS cluster",
        safe="no HTTP application routing, image cleaner, paid tier, system pool of 3 or more over zones",
        sources=("CKV246/170",),
        severity=Severity.LOW,
    ),
    "workspace-public-access": Row(
        subject="ML workspace", safe="public network access off", sources=("CKV144", "NS-2"), severity=Severity.CRITICAL
    ),
    "workspace-isolation": Row(
        subject="ML workspace",
        safe="managed network lets approved traffic out only",
        sources=("Azure Policy",),
        severity=Severity.HIGH,
    ),
    "workspace-identity": Row(
        subject="ML workspace",
        safe="user-assigned identity",
        sources=("PS ML.UserManagedIdentity", "IM-3"),
        severity=Severity.MEDIUM,
    ),
    "workspace-private-endpoint": Row(
        subject="ML workspace", safe="private endpoint and diagnostics", sources=("CKV243",), severity=Severity.MEDIUM
    ),
    "compute-hardening": Row(
        subject="ML compute",
        safe="no local authentication, a subnet, no public node addresses, idle shutdown, minimum of 0 nodes",
        sources=("CKV142/150", "PS"),
        severity=Severity.CRITICAL,
    ),
    "online-endpoint": Row(
        subject="ML online endpoint",
        safe="Entra or workspace tokens, public access off, an identity",
        sources=("no public rule exists",),
        severity=Severity.HIGH,
    ),
    "online-deployment": Row(
        subject="ML deployment",
        safe="pinned model or image, Application Insights, probes, data collector",
        sources=("own",),
        severity=Severity.MEDIUM,
    ),
    "batch-endpoint": Row(subject="ML batch endpoint", safe="Entra tokens", sources=("own",), severity=Severity.MEDIUM),
    "key-vault-recovery": Row(
        subject="Key Vault",
        safe="purge protection; soft delete, 90 days",
        sources=("CKV110/111/42", "C3 3.3.5"),
        severity=Severity.HIGH,
    ),
    "key-vault-rbac": Row(
        subject="Key Vault",
        safe="authorization by RBAC",
        sources=("PS KeyVault.RBAC", "C3 3.3.6"),
        severity=Severity.MEDIUM,
    ),
    "key-vault-network": Row(
        subject="Key Vault",
        safe="public network access off, and a firewall that denies",
        sources=("CKV189/109",),
        severity=Severity.CRITICAL,
    ),
    "key-vault-content": Row(
        subject="Key Vault",
        safe="secrets and keys expire; content type set",
        sources=("CKV41/40/114",),
        severity=Severity.MEDIUM,
    ),
    "storage-transport": Row(
        subject="Storage account",
        safe="HTTPS only, TLS 1.2 or later",
        sources=("CKV3/44", "C3 4.1/4.15"),
        severity=Severity.CRITICAL,
    ),
    "storage-anonymous": Row(
        subject="Storage account",
        safe="no public blobs, private containers",
        sources=("CKV190/34", "C3 4.6"),
        severity=Severity.HIGH,
    ),
    "storage-network": Row(
        subject="Storage account",
        safe="public network off; a firewall that denies all but Azure's services",
        sources=("CKV59/35/36", "C3 4.7"),
        severity=Severity.CRITICAL,
    ),
    "storage-keys": Row(
        subject="Storage account",
        safe="no shared keys, no replication to other tenants",
        sources=("CKV2_40", "IM-1"),
        severity=Severity.HIGH,
    ),
    "storage-backup": Row(
        subject="Storage account",
        safe="backups: geo-redundant, versioned, with soft delete, immutable",
        sources=("CKV206", "CKV2_38"),
        severity=Severity.HIGH,
    ),
    "storage-infrastructure-encryption": Row(
        subject="Storage account", safe="infrastructure encryption", sources=("C3 4.2",), severity=Severity.LOW
    ),
    "logs": Row(
        subject="Log Analytics",
        safe="no local authentication, no public ingestion or query in prod, retention, daily cap",
        sources=("Azure Policy",),
        severity=Severity.MEDIUM,
    ),
    "app-insights": Row(
        subject="Application Insights",
        safe="workspace-based, no local authentication",
        sources=("PS AppInsights.Workspace",),
        severity=Severity.MEDIUM,
    ),
    "service-bus": Row(
        subject="Service Bus",
        safe="no local authentication, TLS 1.2, public access off, identity, only the root SAS rule",
        sources=("CKV202-205",),
        severity=Severity.HIGH,
    ),
    "iot-hub": Row(
        subject="IoT Hub",
        safe="public access off, TLS 1.2, no local authentication",
        sources=("CKV108",),
        severity=Severity.HIGH,
    ),
    "traffic-manager": Row(
        subject="Traffic Manager",
        safe="HTTPS probes, two or more enabled endpoints",
        sources=("PS TrafficManager",),
        severity=Severity.MEDIUM,
    ),
    "role-assignments": Row(
        subject="Role assignments",
        safe="no broad role at subscription scope or above, principal type set, no custom role of everything",
        sources=("CKV39", "C2 1.23", "PA-7"),
        severity=Severity.CRITICAL,
    ),
    "alerts": Row(
        subject="Alerts",
        safe="enabled, with actions; activity-log alerts for policy, network and security changes",
        sources=("C2 5.2", "C3 6.2"),
        severity=Severity.MEDIUM,
    ),
    "budget": Row(
        subject="Budget",
        safe="exists, with actual and forecast notifications and recipients",
        sources=("own",),
        severity=Severity.LOW,
    ),
    "diagnostics": Row(
        subject="Diagnostics",
        safe="one for each service, to the platform's workspace",
        sources=("LT-3", "C2 5.4"),
        severity=Severity.MEDIUM,
    ),
    "pods-isolation": Row(
        subject="Pods",
        safe="not privileged; no host PID, IPC, network, path or port",
        sources=("PSS baseline",),
        severity=Severity.CRITICAL,
    ),
    "pods-privileges": Row(
        subject="Pods",
        safe="no privilege escalation; drop ALL; add at most NET_BIND_SERVICE",
        sources=("PSS restricted",),
        severity=Severity.HIGH,
    ),
    "pods-user": Row(
        subject="Pods",
        safe="non-root, UID 10000 or more; seccomp RuntimeDefault",
        sources=("PSS restricted",),
        severity=Severity.HIGH,
    ),
    "pods-root-filesystem": Row(
        subject="Pods", safe="read-only root filesystem", sources=("CKV_K8S_22",), severity=Severity.MEDIUM
    ),
    "pods-resources": Row(
        subject="Pods",
        safe="requests and limits of CPU, memory and ephemeral storage; liveness, readiness",
        sources=("CKV_K8S_8-13", "kube-score"),
        severity=Severity.MEDIUM,
    ),
    "pods-image": Row(
        subject="Pods",
        safe="image by digest, from the platform's registry, never `latest`",
        sources=("CKV_K8S_14/43",),
        severity=Severity.HIGH,
    ),
    "pods-identity": Row(
        subject="Pods",
        safe="own service account, no token mounted, secrets as files",
        sources=("CKV_K8S_38/35",),
        severity=Severity.MEDIUM,
    ),
    "kubernetes-rbac": Row(
        subject="Kubernetes RBAC",
        safe="no wildcards, no binding of cluster-admin",
        sources=("CKV_K8S_49",),
        severity=Severity.CRITICAL,
    ),
    "kubernetes-network-policy": Row(
        subject="Network policies",
        safe="one selects every pod; deny by default",
        sources=("CKV2_K8S_6", "A4.4.2"),
        severity=Severity.HIGH,
    ),
    "kubernetes-namespace": Row(
        subject="Namespaces",
        safe="own namespace, held to the restricted pod security standard",
        sources=("CKV_K8S_21",),
        severity=Severity.MEDIUM,
    ),
    "kubernetes-availability": Row(
        subject="Kubernetes availability",
        safe="autoscaler minimum of 2, its target exists, no replicas beside it; disruption budget; spread over zones",
        sources=("kube-score", "polaris"),
        severity=Severity.MEDIUM,
    ),
    "kubernetes-load-balancer": Row(
        subject="Kubernetes services",
        safe="no public load balancer without TLS",
        sources=("Azure Policy",),
        severity=Severity.HIGH,
    ),
    "traffic-steps": Row(
        subject="Traffic",
        safe="steps, shadow first, no mirror to a live deployment, last good kept",
        sources=("own", "no public rule exists"),
        severity=Severity.HIGH,
    ),
    "traffic-immutable": Row(
        subject="Traffic",
        safe="a live deployment keeps its model, image and instance type",
        sources=("own",),
        severity=Severity.HIGH,
    ),
}
"""By id."""
