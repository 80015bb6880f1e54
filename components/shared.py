"""What exists once and every stamp uses: the logs, the registry and the backup."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_azure_native as azure
from pulumi_azure_native import resources

from components.access import Access
from components.backup import Backup, BackupArgs
from components.names import Names, Service
from components.observability import Observability, ObservabilityArgs
from components.registry import Registry, RegistryArgs
from config.stack import StackConfig


@dataclass(frozen=True, kw_only=True)
class Shared:
    """What exists once and every stamp uses."""

    observability: Observability
    registry: Registry
    backup: Backup | None


@dataclass(frozen=True, kw_only=True)
class SharedArgs:
    """What all that exists once is made from."""

    config: StackConfig
    names: Names
    tags: Mapping[str, str]
    parent: pulumi.Resource
    provider: azure.Provider
    """The Azure provider of the primary stamp's region."""

    @property
    def opts(self) -> pulumi.ResourceOptions:
        """The options of a component that exists once."""
        return pulumi.ResourceOptions(parent=self.parent, providers=[self.provider])


def create_group(name: str, args: SharedArgs) -> resources.ResourceGroup:
    """The resource group of what exists once, but for the backup: that has one a region."""
    return resources.ResourceGroup(
        name,
        resource_group_name=args.names.of(Service.RESOURCE_GROUP, "shared"),
        location=args.config.primary,
        tags=args.tags,
        opts=pulumi.ResourceOptions(parent=args.parent, provider=args.provider, protect=args.config.protect),
    )


def create_observability(name: str, args: SharedArgs, group: resources.ResourceGroup) -> Observability:
    """Where all logs go; it comes first, as everything sends its own there."""
    return Observability(
        name,
        ObservabilityArgs(
            config=args.config.observability,
            names=args.names,
            location=args.config.primary,
            resource_group_name=group.name,
            tags=args.tags,
            protect=args.config.protect,
        ),
        opts=args.opts,
    )


def create_registry(
    name: str, args: SharedArgs, group: resources.ResourceGroup, observability: Observability, access: Access
) -> Registry:
    """The registry, with a replica in the region of every other stamp."""
    config = args.config
    return Registry(
        name,
        RegistryArgs(
            config=config.registry,
            names=args.names,
            location=config.primary,
            resource_group_name=group.name,
            tags=args.tags,
            protect=config.protect,
            replicas=tuple(region for region in config.stamps if region != config.primary),
            access=access,
            log_workspace_id=observability.log_workspace_id,
        ),
        opts=args.opts,
    )


def create_backup(name: str, args: SharedArgs, observability: Observability, access: Access) -> Backup | None:
    """The backup; None where the config has none."""
    config = args.config
    if config.backup is None:
        return None
    return Backup(
        name,
        BackupArgs(
            config=config.backup,
            names=args.names,
            tags=args.tags,
            protect=config.protect,
            access=access,
            log_workspace_id=observability.log_workspace_id,
        ),
        opts=args.opts,
    )
