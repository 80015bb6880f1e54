"""The AKS cluster of a stamp, with its identities, pools and upgrade windows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pulumi
import pulumi_azure_native.containerservice as aks
from pulumi_azure_native import monitor

from components import cluster_profiles as profiles
from components.answers import required
from components.cluster_access import kubeconfig
from components.diagnostics import CLUSTER, send_diagnostics
from components.identities import Identity, IdentityArgs
from components.names import Names, Service
from components.node_pools import create_pool, system_pool
from components.removal import goes_with
from components.roles import Grant, Role
from config.cluster import ClusterConfig

UPGRADE_WINDOWS = {
    "cluster-upgrades": "aksManagedAutoUpgradeSchedule",
    "node-upgrades": "aksManagedNodeOSUpgradeSchedule",
}
"""Logical names, and the names that AKS knows: https://learn.microsoft.com/azure/aks/planned-maintenance"""


@dataclass(frozen=True, kw_only=True)
class ClusterArgs:
    """Inputs of `Cluster`."""

    config: ClusterConfig
    names: Names
    location: str
    resource_group_name: pulumi.Input[str]
    tags: Mapping[str, str]
    protect: bool
    tenant_id: str
    zones: tuple[str, ...]
    """Availability zones of the nodes; empty where the region has none."""
    nodes_subnet_id: pulumi.Input[str]
    outbound: Literal["userAssignedNATGateway", "loadBalancer"]
    """How nodes reach out: by the NAT gateway of their subnet, or by the cluster's own load balancer."""
    egress_ip: pulumi.Input[str] | None = None
    """IPv4 address of that NAT gateway: a public API server answers it as well, or no node could join."""
    registry_id: pulumi.Input[str]
    log_workspace_id: pulumi.Input[str]
    defender_workspace_id: pulumi.Input[str]
    """Log Analytics workspace that Defender's sensor signs in to with a key."""
    insights_rule_id: pulumi.Input[str]
    """Data collection rule of Container Insights."""
    prometheus_rule_id: pulumi.Input[str]
    """Data collection rule of managed Prometheus."""
    collection_endpoint_id: pulumi.Input[str] | None = None
    """Data collection endpoint that the agents fetch their rules from where monitoring is private."""
    needs: Sequence[pulumi.Resource] = ()
    """What must be there before the first node, such as the private endpoints that it pulls images by.

    Given to the component as `depends_on` it would hold up nothing: children do not inherit it.
    """


class Cluster(pulumi.ComponentResource):
    """An AKS cluster: Entra and Azure RBAC only, Cilium overlay, autoscaled pools, monitored and patched.

    The kubeconfig is asked for here, as a function of the cluster that is made here: it has no other source, and
    Pulumi asks once the cluster is there, never in the preview of a new one.
    """

    id: pulumi.Output[str]
    """ARM id."""
    name: pulumi.Output[str]
    """Physical name, known once the cluster is there."""
    oidc_issuer_url: pulumi.Output[str]
    """Who signs the tokens of the cluster's service accounts."""
    kubeconfig: pulumi.Output[str]
    """What a `kubernetes.Provider` needs, a secret; signs in with kubelogin."""
    ready: list[pulumi.Resource]
    """What an object in the cluster waits for: the pools to run on, the agents that bring custom kinds of objects."""

    def __init__(self, name: str, args: ClusterArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("ai-models:cluster:Cluster", name, None, opts)
        kubelet = self._create_identity(
            name, args, "kubelet", {"pull": Grant(role=Role.ACR_PULL, scope=args.registry_id)}
        )
        control_plane = self._create_identity(
            name,
            args,
            "control-plane",
            {
                "subnet": Grant(role=Role.NETWORK_CONTRIBUTOR, scope=args.nodes_subnet_id),
                "kubelet": Grant(role=Role.MANAGED_IDENTITY_OPERATOR, scope=kubelet.id),
            },
        )
        cluster = self._create_cluster(name, args, control_plane, kubelet)
        self.ready = [*self._create_pools(name, args, cluster), *self._create_associations(name, args, cluster)]
        self._create_upgrade_windows(name, args, cluster)
        send_diagnostics(
            f"{name}-diagnostics", cluster.id, args.log_workspace_id, pulumi.ResourceOptions(parent=self), CLUSTER
        )
        self.id = cluster.id
        self.name = cluster.name
        self.oidc_issuer_url = required(
            cluster.oidc_issuer_profile.apply(lambda profile: profile.issuer_url if profile else None),
            f"the OIDC issuer of {name}, by which pods sign in",
        )
        self.kubeconfig = kubeconfig(cluster, args.resource_group_name, args.tenant_id, args.config.login, self)
        self.register_outputs({"id": self.id, "name": self.name, "oidcIssuerUrl": self.oidc_issuer_url})

    def _create_identity(self, name: str, args: ClusterArgs, purpose: str, grants: Mapping[str, Grant]) -> Identity:
        return Identity(
            f"{name}-{purpose}",
            IdentityArgs(
                purpose=purpose,
                names=args.names,
                location=args.location,
                resource_group_name=args.resource_group_name,
                tags=args.tags,
                grants=grants,
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _create_cluster(
        self, name: str, args: ClusterArgs, control_plane: Identity, kubelet: Identity
    ) -> aks.ManagedCluster:
        config = args.config
        return aks.ManagedCluster(
            f"{name}-cluster",
            resource_name_=args.names.of(Service.CLUSTER, args.location),
            dns_prefix=args.names.of(Service.CLUSTER_DNS_PREFIX, args.location),
            node_resource_group=args.names.of(Service.NODE_RESOURCE_GROUP, args.location),
            resource_group_name=args.resource_group_name,
            location=args.location,
            kubernetes_version=config.kubernetes_version,
            sku=aks.ManagedClusterSKUArgs(name="Base", tier=config.tier),
            support_plan="KubernetesOfficial",
            identity=_control_plane_of(control_plane),
            identity_profile={"kubeletidentity": _kubelet_of(kubelet)},
            disable_local_accounts=True,
            enable_rbac=True,
            aad_profile=profiles.administrators(config, args.tenant_id),
            api_server_access_profile=profiles.api_access(config, args.egress_ip),
            public_network_access="Disabled" if config.api_access == "private" else "Enabled",
            network_profile=profiles.network(config, args.outbound),
            oidc_issuer_profile=aks.ManagedClusterOIDCIssuerProfileArgs(enabled=True),
            security_profile=profiles.security(args.defender_workspace_id),
            addon_profiles=profiles.addons(args.log_workspace_id),
            azure_monitor_profile=profiles.metrics(),
            workload_auto_scaler_profile=profiles.scaling(),
            auto_scaler_profile=profiles.node_scaling(),
            auto_upgrade_profile=profiles.upgrades(config),
            metrics_profile=profiles.costs(config),
            agent_pool_profiles=[
                system_pool(config.system_pool, args.nodes_subnet_id, args.zones, config.kubernetes_version, args.tags)
            ],
            tags=args.tags,
            # AKS checks the identities' roles when it is asked for the cluster, not later.
            opts=self._of_cluster(args, depends_on=[control_plane, kubelet, *args.needs]),
        )

    def _of_cluster(self, args: ClusterArgs, depends_on: list[pulumi.Resource]) -> pulumi.ResourceOptions:
        return pulumi.ResourceOptions(
            parent=self,
            protect=args.protect,
            depends_on=depends_on,
            ignore_changes=["agentPoolProfiles[0].count"],
        )

    def _within(self, args: ClusterArgs, cluster: aks.ManagedCluster) -> pulumi.ResourceOptions:
        return pulumi.ResourceOptions(parent=self, deleted_with=goes_with(cluster, protected=args.protect))

    def _create_pools(self, name: str, args: ClusterArgs, cluster: aks.ManagedCluster) -> list[aks.AgentPool]:
        return [
            create_pool(
                f"{name}-pool-{pool_name}",
                pool_name,
                pool,
                cluster=cluster,
                resource_group_name=args.resource_group_name,
                subnet_id=args.nodes_subnet_id,
                zones=args.zones,
                version=args.config.kubernetes_version,
                tags=args.tags,
                opts=pulumi.ResourceOptions.merge(
                    self._within(args, cluster), pulumi.ResourceOptions(protect=args.protect and not pool.retire)
                ),
            )
            for pool_name, pool in args.config.pools.items()
        ]

    def _create_upgrade_windows(self, name: str, args: ClusterArgs, cluster: aks.ManagedCluster) -> None:
        window = args.config.maintenance
        for role, schedule in UPGRADE_WINDOWS.items():
            aks.MaintenanceConfiguration(
                f"{name}-{role}",
                config_name=schedule,
                resource_name_=cluster.name,
                resource_group_name=args.resource_group_name,
                maintenance_window=aks.MaintenanceWindowArgs(
                    schedule=aks.ScheduleArgs(weekly=aks.WeeklyScheduleArgs(day_of_week=window.day, interval_weeks=1)),
                    start_time=f"{window.start_hour:02}:00",
                    utc_offset="+00:00",
                    duration_hours=window.duration_hours,
                ),
                opts=self._within(args, cluster),
            )

    def _create_associations(
        self, name: str, args: ClusterArgs, cluster: aks.ManagedCluster
    ) -> list[monitor.DataCollectionRuleAssociation]:
        sources: dict[str, dict[str, Any]] = {
            "insights": {
                "association_name": "ContainerInsightsExtension",
                "data_collection_rule_id": args.insights_rule_id,
            },
            "prometheus": {"association_name": "ManagedPrometheus", "data_collection_rule_id": args.prometheus_rule_id},
        }
        if args.collection_endpoint_id is not None:
            sources["collection"] = {
                "association_name": "configurationAccessEndpoint",
                "data_collection_endpoint_id": args.collection_endpoint_id,
            }
        return [
            monitor.DataCollectionRuleAssociation(
                f"{name}-{role}",
                resource_uri=cluster.id,
                opts=self._within(args, cluster),
                **source,
            )
            for role, source in sources.items()
        ]


def _control_plane_of(identity: Identity) -> aks.ManagedClusterIdentityArgs:
    return aks.ManagedClusterIdentityArgs(
        type=aks.ResourceIdentityType.USER_ASSIGNED, user_assigned_identities=[identity.id]
    )


def _kubelet_of(kubelet: Identity) -> aks.UserAssignedIdentityArgs:
    return aks.UserAssignedIdentityArgs(
        resource_id=kubelet.id, client_id=kubelet.client_id, object_id=kubelet.principal_id
    )
