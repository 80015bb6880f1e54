"""The AKS cluster of each stamp."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from config.base import Section
from config.gateway import GatewayConfig
from config.types import (
    ClusterRange,
    Guid,
    ImageReference,
    KubernetesVersion,
    LabelKey,
    LabelValue,
    PoolName,
    PublicRange,
    VmSize,
)

MOST_NODES = 1000
"""Nodes that AKS takes in one pool."""


class AuthorizedRanges(Section):
    """A public API server that answers to these ranges only."""

    authorized_ip_ranges: Annotated[tuple[PublicRange, ...], Field(min_length=1, max_length=199)]
    """Public ranges that the API server answers to, in CIDR form; the nodes' own address is Azure's 200th."""


def _api_access_kind(value: object) -> str:
    return "ranges" if isinstance(value, (Mapping, AuthorizedRanges)) else "private"


ApiAccess = Annotated[
    Annotated[Literal["private"], Tag("private")] | Annotated[AuthorizedRanges, Tag("ranges")],
    Discriminator(_api_access_kind),
]


class SystemPoolConfig(Section):
    """The node pool of the cluster's own pods."""

    vm_size: VmSize = "Standard_D4ds_v5"
    """VM size of the nodes: 2 vCPUs or more, no GPU."""

    min_nodes: Annotated[int, Field(ge=1, le=MOST_NODES)] = 3
    """Nodes at quiet times; 3 let a zone fail."""

    max_nodes: Annotated[int, Field(ge=1, le=MOST_NODES)] = 5
    """Nodes that the autoscaler may go up to."""


class PoolConfig(Section):
    """A node pool for models."""

    vm_size: VmSize
    """A size of a GPU family (`Standard_NC…`, `Standard_ND…`, `Standard_NV…`) makes a GPU pool."""

    min_nodes: Annotated[int, Field(ge=0, le=MOST_NODES)] = 0
    """Nodes at quiet times; with 0 the first pod waits minutes for a node."""

    max_nodes: Annotated[int, Field(ge=1, le=MOST_NODES)]
    """Nodes that the autoscaler may go up to."""

    spot: bool = False
    """Run on spot capacity, which Azure takes back with 30 seconds' notice."""

    labels: dict[LabelKey, LabelValue] = Field(default_factory=dict)
    """Node labels beside those that the platform sets."""

    retire: bool = False
    """Move the models' pods to other pools: once it has no nodes left, the pool may leave the config."""


class UpgradeConfig(Section):
    """What AKS upgrades by itself, inside the maintenance window."""

    cluster: Literal["patch", "stable", "rapid", "node-image"] = "patch"
    """Channel of the Kubernetes version: `patch` stays on the minor version that `kubernetesVersion` names."""

    node_os: Literal["NodeImage", "SecurityPatch"] = "NodeImage"
    """Channel of the nodes' operating system; `NodeImage` where `cluster` is `node-image`."""


class MaintenanceConfig(Section):
    """The weekly window in which AKS upgrades."""

    day: Literal["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] = "Sunday"
    """Day of the week, UTC."""

    start_hour: Annotated[int, Field(ge=0, le=23)] = 2
    """Hour of the day, UTC."""

    duration_hours: Annotated[int, Field(ge=4, le=24)] = 4
    """Length of the window."""


class ClusterConfig(Section):
    """The AKS cluster of each stamp."""

    kubernetes_version: KubernetesVersion
    """Minor version, such as `1.35`; AKS keeps its patch level by the upgrade channel."""

    api_access: ApiAccess = "private"
    """`private`, or `{authorizedIpRanges: […]}` for a public API server behind an allow list."""

    admin_group_ids: Annotated[tuple[Guid, ...], Field(min_length=1)]
    """Object ids of the Entra groups that administer the cluster (local accounts are off)."""

    tier: Literal["Free", "Standard", "Premium"] = "Standard"
    """`Free` has no uptime SLA."""

    system_pool: SystemPoolConfig = Field(default_factory=SystemPoolConfig)
    """The node pool of the cluster's own pods."""

    pools: Annotated[dict[PoolName, PoolConfig], Field(min_length=1)]
    """Node pools for models, by name; at least one."""

    gpu_plugin: ImageReference | None = None
    """NVIDIA's device plugin, which every GPU pool needs; `az acr import` brings it into the platform's registry."""

    gateway: GatewayConfig | None = None
    """The gateway through which callers reach the models on AKS; required where there is one."""

    pod_cidr: ClusterRange = "192.168.0.0/16"
    """Overlay range of the pods; may be the same in every stamp, never overlaps a network."""

    service_cidr: ClusterRange = "172.16.0.0/16"
    """Range of the cluster's services; may be the same in every stamp, never overlaps a network."""

    upgrades: UpgradeConfig = Field(default_factory=UpgradeConfig)
    """What AKS upgrades by itself."""

    maintenance: MaintenanceConfig = Field(default_factory=MaintenanceConfig)
    """The weekly window in which AKS upgrades."""

    login: Literal["azurecli", "workloadidentity", "spn", "msi"] = "azurecli"
    """How kubelogin obtains the token with which Pulumi talks to the cluster."""

    @property
    def open_pools(self) -> dict[PoolName, PoolConfig]:
        """The pools that take models' pods."""
        return {name: pool for name, pool in self.pools.items() if not pool.retire}
