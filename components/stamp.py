"""One stamp: a region's set of serving resources."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import resources

from components.names import Names, Service
from config.stack import StackConfig


@dataclass(frozen=True, kw_only=True)
class StampArgs:
    """Inputs of `Stamp`."""

    config: StackConfig
    region: str
    names: Names
    tags: Mapping[str, str]
    log_workspace_id: pulumi.Input[str]


class Stamp(pulumi.ComponentResource):
    """One region's set of serving resources."""

    resource_group_name: pulumi.Output[str]

    def __init__(self, name: str, args: StampArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("ai-models:stamp:Stamp", name, None, opts)
        group = resources.ResourceGroup(
            f"{name}-group",
            resource_group_name=args.names.of(Service.RESOURCE_GROUP, args.region),
            location=args.region,
            tags=args.tags,
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.resource_group_name = group.name
        self.register_outputs({"resourceGroupName": self.resource_group_name})
