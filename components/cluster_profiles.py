"""What the cluster switches on, profile by profile."""

import ipaddress

import pulumi
import pulumi_azure_native.containerservice as aks

from config.cluster import ClusterConfig

IMAGE_CLEANER_HOURS = 168
"""Hours between two sweeps of unused images: weekly, the default of AKS."""


def api_access(
    config: ClusterConfig, egress_ip: pulumi.Input[str] | None
) -> aks.ManagedClusterAPIServerAccessProfileArgs:
    """Who reaches the API server: the network's own machines, or an allow list with the nodes' own address in it.

    AKS adds the address of its own load balancer to the list, but not that of a NAT gateway.
    https://learn.microsoft.com/azure/aks/api-server-authorized-ip-ranges
    """
    if config.api_access == "private":
        return aks.ManagedClusterAPIServerAccessProfileArgs(
            enable_private_cluster=True,
            enable_private_cluster_public_fqdn=False,
            private_dns_zone="system",
            disable_run_command=True,
        )
    return aks.ManagedClusterAPIServerAccessProfileArgs(
        enable_private_cluster=False,
        authorized_ip_ranges=[
            *config.api_access.authorized_ip_ranges,
            *([] if egress_ip is None else [pulumi.Output.concat(egress_ip, "/32")]),
        ],
        disable_run_command=True,
    )


def administrators(config: ClusterConfig, tenant_id: str) -> aks.ManagedClusterAADProfileArgs:
    """Entra signs in, Azure RBAC decides; local accounts are off elsewhere."""
    return aks.ManagedClusterAADProfileArgs(
        managed=True,
        enable_azure_rbac=True,
        admin_group_object_ids=list(config.admin_group_ids),
        tenant_id=tenant_id,
    )


def network(config: ClusterConfig, outbound: str) -> aks.ContainerServiceNetworkProfileArgs:
    """Azure CNI overlay on Cilium; pods have addresses of their own, apart from the network's."""
    services = ipaddress.ip_network(config.service_cidr)
    return aks.ContainerServiceNetworkProfileArgs(
        network_plugin="azure",
        network_plugin_mode="overlay",
        network_dataplane="cilium",
        network_policy="cilium",
        pod_cidr=config.pod_cidr,
        service_cidr=config.service_cidr,
        dns_service_ip=str(services[10]),
        load_balancer_sku="standard",
        outbound_type=outbound,
    )


def security(defender_workspace_id: pulumi.Input[str]) -> aks.ManagedClusterSecurityProfileArgs:
    """Workload identity, Defender, and the removal of unused images."""
    return aks.ManagedClusterSecurityProfileArgs(
        workload_identity=aks.ManagedClusterSecurityProfileWorkloadIdentityArgs(enabled=True),
        image_cleaner=aks.ManagedClusterSecurityProfileImageCleanerArgs(
            enabled=True, interval_hours=IMAGE_CLEANER_HOURS
        ),
        defender=aks.ManagedClusterSecurityProfileDefenderArgs(
            log_analytics_workspace_resource_id=defender_workspace_id,
            security_monitoring=aks.ManagedClusterSecurityProfileDefenderSecurityMonitoringArgs(enabled=True),
        ),
    )


def addons(log_workspace_id: pulumi.Input[str]) -> dict[str, aks.ManagedClusterAddonProfileArgs]:
    """Container Insights, Azure Policy and the Key Vault secrets provider; no HTTP application routing."""
    return {
        "omsagent": aks.ManagedClusterAddonProfileArgs(
            enabled=True,
            config={"logAnalyticsWorkspaceResourceID": log_workspace_id, "useAADAuth": "true"},
        ),
        "azurepolicy": aks.ManagedClusterAddonProfileArgs(enabled=True, config={"version": "v2"}),
        "azureKeyvaultSecretsProvider": aks.ManagedClusterAddonProfileArgs(
            enabled=True, config={"enableSecretRotation": "true", "rotationPollInterval": "2m"}
        ),
        "httpApplicationRouting": aks.ManagedClusterAddonProfileArgs(enabled=False),
    }


def upgrades(config: ClusterConfig) -> aks.ManagedClusterAutoUpgradeProfileArgs:
    """What AKS upgrades by itself."""
    return aks.ManagedClusterAutoUpgradeProfileArgs(
        upgrade_channel=config.upgrades.cluster, node_os_upgrade_channel=config.upgrades.node_os
    )


def scaling() -> aks.ManagedClusterWorkloadAutoScalerProfileArgs:
    """KEDA and the vertical pod autoscaler."""
    return aks.ManagedClusterWorkloadAutoScalerProfileArgs(
        keda=aks.ManagedClusterWorkloadAutoScalerProfileKedaArgs(enabled=True),
        vertical_pod_autoscaler=aks.ManagedClusterWorkloadAutoScalerProfileVerticalPodAutoscalerArgs(enabled=True),
    )


def metrics() -> aks.ManagedClusterAzureMonitorProfileArgs:
    """Managed Prometheus, which also collects the state of the cluster's objects."""
    return aks.ManagedClusterAzureMonitorProfileArgs(
        metrics=aks.ManagedClusterAzureMonitorProfileMetricsArgs(
            enabled=True,
            kube_state_metrics=aks.ManagedClusterAzureMonitorProfileKubeStateMetricsArgs(
                metric_annotations_allow_list="", metric_labels_allowlist=""
            ),
        )
    )


def node_scaling() -> aks.ManagedClusterPropertiesAutoScalerProfileArgs:
    """How the cluster autoscaler picks pools: the one that leaves the least unused, even over like pools."""
    return aks.ManagedClusterPropertiesAutoScalerProfileArgs(expander="least-waste", balance_similar_node_groups="true")


def costs(config: ClusterConfig) -> aks.ManagedClusterMetricsProfileArgs:
    """Costs by namespace, which the free tier does not offer."""
    return aks.ManagedClusterMetricsProfileArgs(
        cost_analysis=aks.ManagedClusterCostAnalysisArgs(enabled=config.tier != "Free")
    )
