"""The platform: everything that one stack declares."""

from dataclasses import dataclass

import pulumi
from pulumi_azure_native import resources

from components.names import Names, Service
from components.observability import Observability, ObservabilityArgs
from components.providers import azure_provider
from components.stamp import Stamp, StampArgs
from config.stack import StackConfig


@dataclass(frozen=True, kw_only=True)
class PlatformArgs:
    """Inputs of `Platform`."""

    config: StackConfig
    stack: str
    """The Pulumi stack's name, part of every physical name."""


class Platform(pulumi.ComponentResource):
    """Everything that one stack declares: what exists once, and a stamp a region."""

    stamps: dict[str, Stamp]
    """The stamps by region."""

    def __init__(self, name: str, args: PlatformArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("ai-models:platform:Platform", name, None, opts)
        config = args.config
        names = Names(workload=config.name, stack=args.stack, subscription_id=config.azure.subscription_id)
        tags = {**config.tags, "workload": config.name, "stack": args.stack, "managedBy": "pulumi"}
        azure = {
            region: azure_provider(f"azure-{region}", config.azure, region, pulumi.ResourceOptions(parent=self))
            for region in config.stamps
        }
        primary = pulumi.ResourceOptions(parent=self, providers=[azure[config.primary]])
        group = resources.ResourceGroup(
            f"{name}-shared-group",
            resource_group_name=names.of(Service.RESOURCE_GROUP, "shared"),
            location=config.primary,
            tags=tags,
            opts=pulumi.ResourceOptions(parent=self, provider=azure[config.primary]),
        )
        observability = Observability(
            f"{name}-observability",
            ObservabilityArgs(
                config=config.observability,
                names=names,
                location=config.primary,
                resource_group_name=group.name,
                tags=tags,
                protect=config.protect,
            ),
            opts=primary,
        )
        self.stamps = {
            region: Stamp(
                f"{name}-{region}",
                StampArgs(
                    config=config,
                    region=region,
                    names=names,
                    tags={**tags, "stamp": region},
                    log_workspace_id=observability.log_workspace_id,
                ),
                opts=pulumi.ResourceOptions(parent=self, providers=[azure[region]]),
            )
            for region in config.stamps
        }
        self.register_outputs({})
