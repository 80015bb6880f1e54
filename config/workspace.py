"""The Azure ML workspace of each stamp."""

from typing import Annotated, Literal

from pydantic import Field

from config.base import Section
from config.types import ComputeName, Cores, Region, VmFamily, VmSize

TOTAL = "total"
"""In place of a VM family: all cores of a region."""


class ComputeConfig(Section):
    """A batch compute cluster; it scales to zero."""

    vm_size: VmSize
    """VM size of the nodes."""

    max_nodes: Annotated[int, Field(ge=1, le=100)]
    """Nodes that jobs may take at a time."""

    idle_minutes: Annotated[int, Field(ge=1, le=120)] = 15
    """Minutes without a job after which a node is released."""

    priority: Literal["Dedicated", "LowPriority"] = "Dedicated"
    """`LowPriority` is cheaper, and Azure may take its nodes back."""


class WorkspaceConfig(Section):
    """The Azure ML workspace of each stamp."""

    isolation: Literal["AllowOnlyApprovedOutbound", "AllowInternetOutbound"] = "AllowOnlyApprovedOutbound"
    """What the workspace's managed network lets out."""

    compute: dict[ComputeName, ComputeConfig] = Field(default_factory=dict)
    """Batch compute clusters of every stamp, by name."""

    quotas: dict[Region, dict[VmFamily, Cores]] = Field(default_factory=dict)
    """Cores that the subscription has for managed endpoints, by region and VM family; `total` is all of a region's.

    `az ml compute list-usage --location REGION` tells them. An edit that needs more, with the 20 % on top that Azure ML
    keeps for upgrades, is refused; what is not written here is not checked.
    """

    image_builder: ComputeName | None = None
    """The compute without GPUs that builds images, as Azure ML cannot build them in a closed registry.

    The platform's own registry is always closed; needed where there is compute or a managed model.
    """
