"""The baseline: what the public baselines of the field ask of the types that a platform declares."""

from dataclasses import dataclass

from policies.severity import Severity

SOURCES = {
    "CKV": "checkov's `CKV_AZURE_…`, where no other family is named; https://www.checkov.io",
    "PS": "PSRule for Azure; https://azure.github.io/PSRule.Rules.Azure",
    "C2, C3": "CIS Microsoft Azure Foundations Benchmark 2.0 and 3.0",
    "A": "CIS Azure Kubernetes Service Benchmark 1.8",
    "PSS": "Kubernetes Pod Security Standards; https://kubernetes.io/docs/concepts/security/pod-security-standards",
    "IM, LT, NS, PA": "controls of the Microsoft cloud security benchmark",
    "own": "no public rule exists",
}
"""What the references of rules are short for."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One demand of the baseline; one or more rules enforce it."""

    subject: str
    safe: str
    sources: tuple[str, ...]
    severity: Severity


def _row(subject: str, safe: str, sources: str, severity: Severity) -> Row:
    return Row(subject=subject, safe=safe, sources=tuple(sources.split("; ")), severity=severity)


_C, _H, _M, _L = Severity

ROWS: dict[str, Row] = {
    "registry-admin-user": _row("Container registry", "no admin user", "CKV137; PS ACR.AdminUser; IM-1", _C),
    "registry-anonymous-pull": _row("Container registry", "no anonymous pull", "CKV138", _H),
    "registry-public-access": _row(
        "Container registry", "public network access off, or a firewall that denies", "CKV139; NS-2", _H
    ),
    "registry-private-endpoint": _row("Container registry", "Premium with a private endpoint", "PS ACR.MinSku", _H),
    "registry-export": _row("Container registry", "no export, no tokens of Azure Resource Manager", "Azure Policy", _M),
    "registry-retention": _row("Container registry", "retention and soft delete on", "CKV167; PS", _M),
    "registry-zones": _row(
        "Container registry", "zone redundancy, and a replica in every stamp's region", "CKV233/165", _L
    ),
    "cluster-local-accounts": _row("AKS cluster", "no local accounts", "CKV141", _H),
    "cluster-rbac": _row("AKS cluster", "Kubernetes RBAC, with Entra ID and Azure RBAC", "CKV5; A5.5", _H),
    "cluster-api-access": _row(
        "AKS cluster", "private, or authorized ranges narrower than everywhere", "CKV115/6; A5.4.1", _C
    ),
    "cluster-run-command": _row("AKS cluster", "no run command", "Azure Policy", _M),
    "cluster-network-policy": _row("AKS cluster", "a network policy engine", "CKV7; A5.4.4", _H),
    "cluster-pools": _row(
        "AKS node pools", "encryption at host, no public addresses, no SSH", "CKV227/143; A5.4.3", _H
    ),
    "cluster-identity": _row(
        "AKS cluster", "managed identity, OIDC issuer, workload identity", "PS AKS.ManagedIdentity", _H
    ),
    "cluster-monitoring": _row("AKS cluster", "Azure Policy, Defender and Container Insights on", "CKV116/4", _M),
    "cluster-upgrades": _row("AKS cluster", "upgrade channels of cluster and node images", "CKV171", _M),
    "cluster-secrets-provider": _row("AKS cluster", "Key Vault secrets provider with rotation", "CKV172; A5.3.1", _M),
    "cluster-hygiene": _row(
        "AKS cluster",
        "no HTTP application routing, image cleaner, paid tier, system pool of 3 or more over zones",
        "CKV246/170",
        _L,
    ),
    "workspace-public-access": _row("ML workspace", "public network access off", "CKV144; NS-2", _C),
    "workspace-isolation": _row("ML workspace", "managed network lets approved traffic out only", "Azure Policy", _H),
    "workspace-identity": _row("ML workspace", "user-assigned identity", "PS ML.UserManagedIdentity; IM-3", _M),
    "workspace-private-endpoint": _row("ML workspace", "private endpoint and diagnostics", "CKV243", _M),
    "compute-hardening": _row(
        "ML compute",
        "no local authentication, a subnet, no public node addresses, idle shutdown, minimum of 0 nodes",
        "CKV142/150; PS",
        _C,
    ),
    "online-endpoint": _row(
        "ML online endpoint", "Entra or workspace tokens, public access off, an identity", "no public rule exists", _H
    ),
    "online-deployment": _row(
        "ML deployment", "pinned model or image, Application Insights, probes, data collector", "own", _M
    ),
    "batch-endpoint": _row("ML batch endpoint", "Entra tokens", "own", _M),
    "key-vault-recovery": _row("Key Vault", "purge protection; soft delete, 90 days", "CKV110/111/42; C3 3.3.5", _H),
    "key-vault-rbac": _row("Key Vault", "authorization by RBAC", "PS KeyVault.RBAC; C3 3.3.6", _M),
    "key-vault-network": _row("Key Vault", "public network access off, and a firewall that denies", "CKV189/109", _C),
    "key-vault-content": _row("Key Vault", "secrets and keys expire; content type set", "CKV41/40/114", _M),
    "storage-transport": _row("Storage account", "HTTPS only, TLS 1.2 or later", "CKV3/44; C3 4.1/4.15", _C),
    "storage-anonymous": _row("Storage account", "no public blobs, private containers", "CKV190/34; C3 4.6", _H),
    "storage-network": _row(
        "Storage account",
        "public network off; a firewall that denies all but Azure's services",
        "CKV59/35/36; C3 4.7",
        _C,
    ),
    "storage-keys": _row("Storage account", "no shared keys, no replication to other tenants", "CKV2_40; IM-1", _H),
    "storage-backup": _row(
        "Storage account", "backups: geo-redundant, versioned, with soft delete, immutable", "CKV206; CKV2_38", _H
    ),
    "storage-infrastructure-encryption": _row("Storage account", "infrastructure encryption", "C3 4.2", _L),
    "logs": _row(
        "Log Analytics",
        "no local authentication, no public ingestion or query in prod, retention, daily cap",
        "Azure Policy",
        _M,
    ),
    "app-insights": _row(
        "Application Insights", "workspace-based, no local authentication", "PS AppInsights.Workspace", _M
    ),
    "service-bus": _row(
        "Service Bus",
        "no local authentication, TLS 1.2, public access off, identity, only the root SAS rule",
        "CKV202-205",
        _H,
    ),
    "iot-hub": _row("IoT Hub", "public access off, TLS 1.2, no local authentication", "CKV108", _H),
    "traffic-manager": _row("Traffic Manager", "HTTPS probes, two or more enabled endpoints", "PS TrafficManager", _M),
    "role-assignments": _row(
        "Role assignments",
        "no broad role at subscription scope or above, principal type set, no custom role of everything",
        "CKV39; C2 1.23; PA-7",
        _C,
    ),
    "alerts": _row(
        "Alerts",
        "enabled, with actions; activity-log alerts for policy, network and security changes",
        "C2 5.2; C3 6.2",
        _M,
    ),
    "budget": _row("Budget", "exists, with actual and forecast notifications and recipients", "own", _L),
    "diagnostics": _row("Diagnostics", "one for each service, to the platform's workspace", "LT-3; C2 5.4", _M),
    "pods-isolation": _row("Pods", "not privileged; no host PID, IPC, network, path or port", "PSS baseline", _C),
    "pods-privileges": _row(
        "Pods", "no privilege escalation; drop ALL; add at most NET_BIND_SERVICE", "PSS restricted", _H
    ),
    "pods-user": _row("Pods", "non-root, UID 10000 or more; seccomp RuntimeDefault", "PSS restricted", _H),
    "pods-standard": _row(
        "Pods",
        "the usual /proc, safe sysctls, SELinux and AppArmor kept, probes of the pod itself, no other kinds of volumes",
        "PSS baseline; PSS restricted",
        _H,
    ),
    "pods-root-filesystem": _row("Pods", "read-only root filesystem", "CKV_K8S_22", _M),
    "pods-resources": _row(
        "Pods",
        "requests and limits of CPU, memory and ephemeral storage; liveness, readiness",
        "CKV_K8S_8-13; kube-score",
        _M,
    ),
    "pods-image": _row("Pods", "image by digest, from the platform's registry, never `latest`", "CKV_K8S_14/43", _H),
    "pods-identity": _row("Pods", "own service account, no token mounted, secrets as files", "CKV_K8S_38/35", _M),
    "kubernetes-rbac": _row("Kubernetes RBAC", "no wildcards, no binding of cluster-admin", "CKV_K8S_49", _C),
    "kubernetes-network-policy": _row(
        "Network policies", "one selects every pod; deny by default", "CKV2_K8S_6; A4.4.2", _H
    ),
    "kubernetes-namespace": _row(
        "Namespaces", "own namespace, held to the restricted pod security standard", "CKV_K8S_21", _M
    ),
    "kubernetes-availability": _row(
        "Kubernetes availability",
        "autoscaler minimum of 2, its target exists, no replicas beside it; disruption budget; spread over zones",
        "kube-score; polaris",
        _M,
    ),
    "kubernetes-load-balancer": _row("Kubernetes services", "no public load balancer without TLS", "Azure Policy", _H),
    "traffic-steps": _row(
        "Traffic",
        "steps, shadow first, no mirror to a live deployment, last good kept",
        "own; no public rule exists",
        _H,
    ),
    "traffic-immutable": _row("Traffic", "a live deployment keeps its model, image and instance type", "own", _H),
    "tags": _row("Tags", "what manages a resource, and for which stack", "own", _L),
}
"""By id."""
