"""Where the platform's logs go: Log Analytics workspaces, reached from the stamps' networks alone."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import monitor, operationalinsights

from components.collection import collection_endpoint, container_insights_rule
from components.diagnostics import send_diagnostics
from components.names import Names, Service
from components.turns import Turns
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
    no other workspace. What holds telemetry joins it by `join_scope`.
    """

    log_workspace_id: pulumi.Output[str]
    """ARM id of the workspace."""
    defender_workspace_id: pulumi.Output[str]
    """ARM id of the workspace that Defender for Containers passes its findings through, for clusters of any region."""
    insights_rule_id: pulumi.Output[str]
    """ARM id of the collection rule of Container Insights, for clusters of any region."""
    private_link_scope_id: pulumi.Output[str] | None
    """ARM id of the private link scope; None where public access is on."""
    private_link_scope_name: pulumi.Output[str] | None
    scope_turns: Turns
    """The changes of the scope: its members, then the private endpoints to it."""

    def __init__(self, name: str, args: ObservabilityArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("ai-models:observability:Observability", name, None, opts)
        self.log_workspace_id = (
            pulumi.Output.from_input(args.config.existing_workspace_id)
            if args.config.existing_workspace_id
            else self._create_log_workspace(name, args).id
        )
        self.defender_workspace_id = self._create_defender_workspace(name, args).id
        endpoint = collection_endpoint(
            f"{name}-collection",
            endpoint_name=args.names.of(Service.DATA_COLLECTION_ENDPOINT, args.location, "logs"),
            resource_group_name=args.resource_group_name,
            location=args.location,
            public_access=args.config.public_access,
            tags=args.tags,
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.insights_rule_id = container_insights_rule(
            f"{name}-container-insights",
            rule_name=args.names.of(Service.DATA_COLLECTION_RULE, args.location, "container", "insights"),
            resource_group_name=args.resource_group_name,
            location=args.location,
            endpoint_id=endpoint.id,
            log_workspace_id=self.log_workspace_id,
            tags=args.tags,
            opts=pulumi.ResourceOptions(parent=self),
        ).id
        self.private_link_scope_id = self.private_link_scope_name = None
        self.scope_turns = Turns()
        if not args.config.public_access:
            members = {
                "logs": self.log_workspace_id,
                "security": self.defender_workspace_id,
                "collection": endpoint.id,
            }
            self._create_scope(name, args, members)
        self.register_outputs(
            {
                "logWorkspaceId": self.log_workspace_id,
                "defenderWorkspaceId": self.defender_workspace_id,
                "insightsRuleId": self.insights_rule_id,
                "privateLinkScopeId": self.private_link_scope_id,
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

    def _create_scope(self, name: str, args: ObservabilityArgs, members: Mapping[str, pulumi.Input[str]]) -> None:
        scope = monitor.PrivateLinkScope(
            f"{name}-scope",
            scope_name=args.names.of(Service.PRIVATE_LINK_SCOPE),
            resource_group_name=args.resource_group_name,
            location="global",
            access_mode_settings=monitor.AccessModeSettingsArgs(
                ingestion_access_mode="PrivateOnly", query_access_mode="PrivateOnly"
            ),
            tags=args.tags,
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.private_link_scope_id = scope.id
        self.private_link_scope_name = scope.name
        for role, member in members.items():
            join_scope(
                f"{name}-scope-{role}", role, scope.name, args.resource_group_name, member, self.scope_turns, self
            )


def join_scope(
    name: str,
    role: str,
    scope_name: pulumi.Input[str],
    scope_group_name: pulumi.Input[str],
    resource_id: pulumi.Input[str],
    turns: Turns,
    parent: pulumi.Resource,
) -> monitor.PrivateLinkScopedResource:
    """Let the networks of a private link scope reach a workspace, collection endpoint or App Insights component."""
    member = monitor.PrivateLinkScopedResource(
        name,
        name=role,
        scope_name=scope_name,
        resource_group_name=scope_group_name,
        linked_resource_id=resource_id,
        opts=pulumi.ResourceOptions(parent=parent, depends_on=turns.last),
    )
    turns.take(member)
    return member


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
