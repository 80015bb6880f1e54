"""The AKS cluster of each stamp."""

from typing import Annotated, Literal

from pydantic import Field

from config.base import Section
from config.types import Cidr, Guid, KubernetesVersion, LabelKey, LabelValue, PoolName, VmSize


class AuthorizedRanges(Section):
    """A public API server that answers to these ranges only."""

    authorized_ip_ranges: Annotated[tuple[Cidr, ...], Field(min_length=1, max_length=200)]


class SystemPoolConfig(Section):
    """The node pool of the cluster's own pods."""

    vm_size: VmSize = "Standard_D4ds_v5"
    min_nodes: Annotated[int, Field(ge=1, le=1000)] = 3
    max_nodes: Annotated[int, Field(ge=1, le=1000)] = 5


class PoolConfig(Section):
    """A node pool for models."""

    vm_size: VmSize
    """A size of a GPU family (`Standard_NC…`, `Standard_ND…`, `Standard_NV…`) makes a GPU pool."""

    min_nodes: Annotated[int, Field(ge=0, le=1000)] = 0
    max_nodes: Annotated[int, Field(ge=1, le=1000)]

    spot: bool = False
    """Run on spot capacity, which Azure takes back with 30 seconds' notice."""

    labels: dict[LabelKey, LabelValue] = Field(default_factory=dict)
    """Node labels beside those that the platform sets."""


class UpgradeConfig(Section):
    """What AKS upgrades by itself, inside the maintenance window."""

    cluster: Literal["patch", "stable", "rapid", "node-image"] = "patch"
    node_os: Literal["NodeImage", "SecurityPatch"] = "NodeImage"


class MaintenanceConfig(Section):
    """The weekly window in which AKS upgrades."""

    day: Literal["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] = "Sunday"
    start_hour: Annotated[int, Field(ge=0, le=23)] = 2
    """Hour of the day, UTC."""
    duration_hours: Annotated[int, Field(ge=4, le=24)] = 4


class ClusterConfig(Section):
    """The AKS cluster of each stamp."""

    kubernetes_version: KubernetesVersion
    """Minor version, such as `1.33`; AKS keeps its patch level by the upgrade channel."""

    api_access: Literal["private"] | AuthorizedRanges = "private"
    """`private`, or `{authorizedIpRanges: […]}` for a public API server behind an allow list."""

    admin_group_ids: Annotated[tuple[Guid, ...], Field(min_length=1)]
    """Object ids of the Entra groups that administer the cluster (local accounts are off)."""

    tier: Literal["Free", "Standard", "Premium"] = "Standard"
    """`Free` has no uptime SLA."""

    system_pool: SystemPoolConfig = Field(default_factory=SystemPoolConfig)
    pools: dict[PoolName, PoolConfig]
    """Node pools for models, by name; at least one."""

    pod_cidr: Cidr = "192.168.0.0/16"
    """Overlay range of the pods; may be the same in every stamp, never overlaps a network."""

    service_cidr: Cidr = "172.16.0.0/16"
    """Range of the cluster's services; may be the same in every stamp, never overlaps a network."""

    upgrades: UpgradeConfig = Field(default_factory=UpgradeConfig)
    maintenance: MaintenanceConfig = Field(default_factory=MaintenanceConfig)

    login: Literal["azurecli", "workloadidentity", "spn", "msi"] = "azurecli"
    """How kubelogin obtains the token with which Pulumi talks to the cluster."""
