"""Where the platform's logs go: Log Analytics workspaces, reached from the stamps' networks alone."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import monitor, operationalinsights

from components.collection import collection_endpoint, container_insights_rule
from components.diagnostics import LOGS, send_diagnostics
from components.link_scope import LinkScope, create_link_scope
from components.names import Names, Service
from config.observability import ObservabilityConfig

DEFENDER_CAP_GB = 1
"""Gigabytes a day that Defender's workspace takes, so that a leaked key cannot run up a bill."""


@dataclass(frozen=True, kw_only=True)
class ObservabilityArgs:
    """Inputs of `Observability`."""

    config: ObservabilityConfig
    names: Names
    location: str
    """Region of the workspace, an existing one too: Azure wants the collection rule there."""
    resource_group_name: pulumi.Input[str]
    tags: Mapping[str, str]
    protect: bool


class Observability(pulumi.ComponentResource):
    """The Log Analytics workspace that every diagnostic setting writes to, created or existing.

    With public access off, a private link scope lets networks in that have a private endpoint to it, and they reach
    no other workspace. What holds telemetry joins it.
    """

    log_workspace_id: pulumi.Output[str]
    """ARM id of the workspace."""
    defender_workspace_id: pulumi.Output[str]
    """ARM id of the workspace that Defender for Containers passes its findings through, for clusters of any region."""
    insights_rule_id: pulumi.Output[str]
    """ARM id of the collection rule of Container Insights, for clusters of any region."""
    link_scope: LinkScope | None
    """The private link scope; None where public access is on."""

    def __init__(self, name: str, args: ObservabilityArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("ai-models:observability:Observability", name, None, opts)
        self.log_workspace_id = (
            pulumi.Output.from_input(args.config.existing_workspace_id)
            if args.config.existing_workspace_id
            else self._create_log_workspace(name, args).id
        )
        self.defender_workspace_id = self._create_defender_workspace(name, args).id
        endpoint = self._create_collection_endpoint(name, args)
        self.insights_rule_id = self._create_insights_rule(name, args, endpoint).id
        members = {"logs": self.log_workspace_id, "security": self.defender_workspace_id, "collection": endpoint.id}
        self.link_scope = None if args.config.public_access else self._create_link_scope(name, args, members)
        self.register_outputs(
            {
                "logWorkspaceId": self.log_workspace_id,
                "defenderWorkspaceId": self.defender_workspace_id,
                "insightsRuleId": self.insights_rule_id,
                "privateLinkScopeId": self.link_scope.id if self.link_scope else None,
            }
        )

    def _create_log_workspace(self, name: str, args: ObservabilityArgs) -> operationalinsights.Workspace:
        workspace = _workspace(
            f"{name}-logs",
            args,
            workspace_name=args.names.of(Service.LOG_ANALYTICS, args.location),
            daily_cap_gb=args.config.daily_cap_gb,
            local_auth=False,
            opts=pulumi.ResourceOptions(parent=self, protect=args.protect),
        )
        # Who queried what is a log, too.
        send_diagnostics(f"{name}-logs-diagnostics", workspace.id, workspace.id, pulumi.ResourceOptions(parent=self))
        return workspace

    def _create_defender_workspace(self, name: str, args: ObservabilityArgs) -> operationalinsights.Workspace:
        """A workspace that takes keys: Defender's sensor signs in with nothing else.

        docs/adr/0005-defender-keeps-its-own-workspace.md
        """
        workspace = _workspace(
            f"{name}-security",
            args,
            workspace_name=args.names.of(Service.LOG_ANALYTICS, args.location, "security"),
            daily_cap_gb=DEFENDER_CAP_GB,
            local_auth=True,
            opts=pulumi.ResourceOptions(parent=self, protect=args.protect),
        )
        send_diagnostics(
            f"{name}-security-diagnostics", workspace.id, self.log_workspace_id, pulumi.ResourceOptions(parent=self)
        )
        return workspace

    def _create_collection_endpoint(self, name: str, args: ObservabilityArgs) -> monitor.DataCollectionEndpoint:
        return collection_endpoint(
            f"{name}-collection",
            endpoint_name=args.names.of(Service.DATA_COLLECTION_ENDPOINT, args.location, "logs"),
            resource_group_name=args.resource_group_name,
            location=args.location,
            public_access=args.config.public_access,
            tags=args.tags,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _create_insights_rule(
        self, name: str, args: ObservabilityArgs, endpoint: monitor.DataCollectionEndpoint
    ) -> monitor.DataCollectionRule:
        rule = container_insights_rule(
            f"{name}-container-insights",
            rule_name=args.names.of(Service.DATA_COLLECTION_RULE, args.location, "container", "insights"),
            resource_group_name=args.resource_group_name,
            location=args.location,
            endpoint_id=endpoint.id,
            log_workspace_id=self.log_workspace_id,
            tags=args.tags,
            opts=pulumi.ResourceOptions(parent=self),
        )
        send_diagnostics(
            f"{name}-container-insights-diagnostics",
            rule.id,
            self.log_workspace_id,
            pulumi.ResourceOptions(parent=self),
            LOGS,
        )
        return rule

    def _create_link_scope(
        self, name: str, args: ObservabilityArgs, members: Mapping[str, pulumi.Input[str]]
    ) -> LinkScope:
        scope = create_link_scope(
            f"{name}-scope",
            scope_name=args.names.of(Service.PRIVATE_LINK_SCOPE),
            resource_group_name=args.resource_group_name,
            tags=args.tags,
            opts=pulumi.ResourceOptions(parent=self),
        )
        for role, member in members.items():
            scope.join(f"{name}-scope-{role}", role, member, self)
        return scope


def _workspace(
    name: str,
    args: ObservabilityArgs,
    *,
    workspace_name: str,
    daily_cap_gb: int,
    local_auth: bool,
    opts: pulumi.ResourceOptions,
) -> operationalinsights.Workspace:
    access = "Enabled" if args.config.public_access else "Disabled"
    return operationalinsights.Workspace(
        name,
        workspace_name=workspace_name,
        resource_group_name=args.resource_group_name,
        location=args.location,
        sku=operationalinsights.WorkspaceSkuArgs(name="PerGB2018"),
        retention_in_days=args.config.retention_days,
        workspace_capping=operationalinsights.WorkspaceCappingArgs(daily_quota_gb=daily_cap_gb),
        features=operationalinsights.WorkspaceFeaturesArgs(
            disable_local_auth=not local_auth, enable_log_access_using_only_resource_permissions=True
        ),
        public_network_access_for_ingestion=access,
        public_network_access_for_query=access,
        tags=args.tags,
        opts=opts,
    )
