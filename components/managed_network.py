"""What the managed network of an Azure ML workspace reaches by private endpoints of its own.

Azure makes those to the workspace's vault, storage account and registry by itself; others are outbound rules:
https://learn.microsoft.com/azure/machine-learning/how-to-managed-network#private-endpoints
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_azure_native.machinelearningservices as ml

from components.backup import Backup
from components.observability import Observability
from components.turns import Turns


@dataclass(frozen=True, kw_only=True)
class Target:
    """A resource that jobs and endpoints reach from inside of the managed network."""

    resource_id: pulumi.Input[str]
    subresource: str
    """Azure's name of the part that is reached, such as `blob`."""
    turns: Turns
    """The changes of the resource, of which the private endpoint is one."""


def network_targets(observability: Observability, backup: Backup | None) -> dict[str, Target]:
    """The targets of a stamp's workspace by role: private logs, and the backup that is written to, where there are."""
    targets = {}
    scope = observability.link_scope
    if scope is not None:
        targets["logs"] = Target(resource_id=scope.id, subresource="azuremonitor", turns=scope.turns)
    if backup is not None:
        targets["backup"] = Target(
            resource_id=backup.account_ids[backup.source], subresource="blob", turns=backup.turns[backup.source]
        )
    return targets


def open_network(
    name: str,
    workspace: ml.Workspace,
    resource_group_name: pulumi.Input[str],
    targets: Mapping[str, Target],
    opts: pulumi.ResourceOptions,
) -> list[pulumi.Resource]:
    """An outbound rule for each of `targets`.

    One after the other: of two that are made at a time, Azure may drop one without a word.
    https://github.com/Azure/terraform-provider-azapi/issues/453
    """
    rules: list[pulumi.Resource] = []
    for role, target in targets.items():
        rule = ml.ManagedNetworkSettingsRule(
            f"{name}-{role}",
            rule_name=role,
            workspace_name=workspace.name,
            resource_group_name=resource_group_name,
            properties=ml.PrivateEndpointOutboundRuleArgs(
                type="PrivateEndpoint",
                category=ml.RuleCategory.USER_DEFINED,
                destination=ml.PrivateEndpointDestinationArgs(
                    service_resource_id=target.resource_id, subresource_target=target.subresource, spark_enabled=False
                ),
            ),
            opts=pulumi.ResourceOptions.merge(
                opts, pulumi.ResourceOptions(depends_on=[*rules[-1:], *target.turns.last])
            ),
        )
        target.turns.take(rule)
        rules.append(rule)
    return rules
