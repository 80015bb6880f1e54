"""Where the platform's logs go: a Log Analytics workspace."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import operationalinsights

from components.names import Names, Service
from config.observability import ObservabilityConfig


@dataclass(frozen=True, kw_only=True)
class ObservabilityArgs:
    """Inputs of `Observability`."""

    config: ObservabilityConfig
    names: Names
    location: str
    resource_group_name: pulumi.Input[str]
    tags: Mapping[str, str]
    protect: bool


class Observability(pulumi.ComponentResource):
    """The Log Analytics workspace that every diagnostic setting writes to, created or existing."""

    log_workspace_id: pulumi.Output[str]
    """ARM id of the workspace."""

    def __init__(self, name: str, args: ObservabilityArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("ai-models:observability:Observability", name, None, opts)
        self.log_workspace_id = (
            pulumi.Output.from_input(args.config.existing_workspace_id)
            if args.config.existing_workspace_id
            else self._create_log_workspace(name, args).id
        )
        self.register_outputs({"logWorkspaceId": self.log_workspace_id})

    def _create_log_workspace(self, name: str, args: ObservabilityArgs) -> operationalinsights.Workspace:
        access = "Enabled" if args.config.public_access else "Disabled"
        return operationalinsights.Workspace(
            f"{name}-logs",
            workspace_name=args.names.of(Service.LOG_ANALYTICS, args.location),
            resource_group_name=args.resource_group_name,
            location=args.location,
            sku=operationalinsights.WorkspaceSkuArgs(name="PerGB2018"),
            retention_in_days=args.config.retention_days,
            workspace_capping=operationalinsights.WorkspaceCappingArgs(daily_quota_gb=args.config.daily_cap_gb),
            features=operationalinsights.WorkspaceFeaturesArgs(disable_local_auth=True),
            public_network_access_for_ingestion=access,
            public_network_access_for_query=access,
            tags=args.tags,
            opts=pulumi.ResourceOptions(parent=self, protect=args.protect),
        )
