"""The private link scope of the logs: what lets networks reach the platform's telemetry, and no other."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi
from pulumi_azure_native import monitor

from components.turns import Turns


@dataclass(frozen=True, kw_only=True)
class LinkScope:
    """An Azure Monitor private link scope: its members answer the networks that have a private endpoint to it."""

    id: pulumi.Output[str]
    """ARM id."""
    name: pulumi.Input[str]
    """Physical name."""
    resource_group_name: pulumi.Input[str]
    turns: Turns = field(default_factory=Turns)
    """The changes of the scope, which takes one at a time: its members, then the private endpoints to it."""

    def join(
        self, name: str, role: str, resource_id: pulumi.Input[str], parent: pulumi.Resource
    ) -> monitor.PrivateLinkScopedResource:
        """Let the scope's networks reach a workspace, collection endpoint or App Insights component.

        `role` names the membership in the scope: no other member has the same one.
        """
        member = monitor.PrivateLinkScopedResource(
            name,
            name=role,
            scope_name=self.name,
            resource_group_name=self.resource_group_name,
            linked_resource_id=resource_id,
            opts=pulumi.ResourceOptions(parent=parent, depends_on=self.turns.last),
        )
        self.turns.take(member)
        return member


def create_link_scope(
    name: str,
    *,
    scope_name: str,
    resource_group_name: pulumi.Input[str],
    tags: Mapping[str, str],
    opts: pulumi.ResourceOptions,
) -> LinkScope:
    """A scope whose networks reach its members and nothing else of Azure Monitor."""
    scope = monitor.PrivateLinkScope(
        name,
        scope_name=scope_name,
        resource_group_name=resource_group_name,
        location="global",
        access_mode_settings=monitor.AccessModeSettingsArgs(
            ingestion_access_mode="PrivateOnly", query_access_mode="PrivateOnly"
        ),
        tags=tags,
        opts=opts,
    )
    return LinkScope(id=scope.id, name=scope.name, resource_group_name=resource_group_name)
