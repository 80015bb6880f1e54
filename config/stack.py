"""The whole config of one stack."""

from typing import Annotated

from pydantic import Field

from config.azure import AzureConfig
from config.backup import BackupConfig
from config.base import Section
from config.cluster import ClusterConfig
from config.messaging import MessagingConfig
from config.models import Model, Models
from config.network import NetworkConfig
from config.observability import ObservabilityConfig
from config.policies import PoliciesConfig
from config.registry import RegistryConfig
from config.stamps import StampConfig
from config.types import Region, SecretName, TagName, TagValue, WorkloadName
from config.vault import SecretConfig, VaultConfig
from config.workspace import WorkspaceConfig


class StackConfig(Section):
    """Everything that one stack declares: the keys of `ai-models:` in `Pulumi.STACK.yaml`."""

    name: WorkloadName
    """Short name of the workload; every physical name starts with it."""

    azure: AzureConfig
    stamps: Annotated[dict[Region, StampConfig], Field(min_length=1)]
    """The stamps, by region; one of them has the role `primary`."""

    network: NetworkConfig = Field(default_factory=NetworkConfig)
    registry: RegistryConfig = Field(default_factory=RegistryConfig)
    vault: VaultConfig = Field(default_factory=VaultConfig)
    secrets: dict[SecretName, SecretConfig] = Field(default_factory=dict)
    """Secrets of every stamp's Key Vault, by name."""

    observability: ObservabilityConfig = Field(default_factory=ObservabilityConfig)
    messaging: MessagingConfig = Field(default_factory=MessagingConfig)
    cluster: ClusterConfig
    workspace: WorkspaceConfig = Field(default_factory=WorkspaceConfig)
    backup: BackupConfig | None = None
    models: Models = Field(default_factory=dict)
    """The models, by name."""

    policies: PoliciesConfig = Field(default_factory=PoliciesConfig)
    """How strictly the policy pack judges the stack."""

    tags: dict[TagName, TagValue] = Field(default_factory=dict)
    """Tags of every resource, beside those that the platform sets."""

    protect: bool = True
    """Refuse to delete what holds data: vaults, storage, registry, workspaces."""

    @property
    def primary(self) -> Region:
        """The region of the primary stamp."""
        return next(region for region, stamp in self.stamps.items() if stamp.role == "primary")

    def retires(self, region: Region, model: Model | None = None) -> bool:
        """Whether a stamp, or a model in it, may be removed by a later edit."""
        return self.stamps[region].retire or (model is not None and model.retire)

    def protects(self, region: Region, model: Model | None = None) -> bool:
        """Whether Pulumi refuses to delete a stamp's data, or a model's endpoint in it; never what is retired."""
        own = None if model is None else model.protect
        return not self.retires(region, model) and (self.protect if own is None else own)
