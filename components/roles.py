"""Azure's built-in roles that the platform grants, and how it grants them.

Ids: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
"""

import uuid
from dataclasses import dataclass
from enum import Enum

import pulumi
from pulumi_azure_native import authorization

from components.names import Names


class Role(Enum):
    """A built-in role by its id. None of them administers access, and none reaches beyond one service."""

    ACR_PULL = "7f951dda-4ed3-4680-a7ca-43fe172d538d"
    ACR_PUSH = "8311e382-0749-4cb8-b61a-304f252e45ec"
    APP_INSIGHTS_COMPONENT_CONTRIBUTOR = "ae349356-3a1b-4a5e-921d-050484c6347e"
    KEY_VAULT_CONTRIBUTOR = "f25e0fa2-a7c8-4377-a976-54943a77a395"
    KEY_VAULT_SECRETS_OFFICER = "b86a8fe4-44ce-4948-aee5-eccb2c155cd7"
    KEY_VAULT_SECRETS_USER = "4633458b-17de-408a-b874-0445c86b69e6"
    MANAGED_IDENTITY_OPERATOR = "f1a07417-d97a-45cb-824c-7a7467783830"
    MONITORING_DATA_READER = "b0d8363b-8ddd-447d-831f-62ca05bff136"
    MONITORING_METRICS_PUBLISHER = "3913510d-42f4-4e42-8a64-420c390055eb"
    NETWORK_CONNECTION_APPROVER = "b556d68e-0be0-4f35-a333-ad7ee1ce17ea"
    NETWORK_CONTRIBUTOR = "4d97b98b-1d4f-4787-a291-c67834d212e7"
    READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
    SERVICE_BUS_DATA_RECEIVER = "4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0"
    STORAGE_ACCOUNT_CONTRIBUTOR = "17d1049b-9a84-46fb-8f53-869881c3d3ab"
    STORAGE_BLOB_DATA_CONTRIBUTOR = "ba92f5b4-2d11-453d-a403-e96b0029c9fe"
    STORAGE_FILE_DATA_PRIVILEGED_CONTRIBUTOR = "69566ab7-960f-475b-8e7c-b3118f30c6bd"
    WORKSPACE_METRICS_WRITER = "635dd51f-9968-44d3-b7fb-6d9a6bd613ae"


@dataclass(frozen=True, kw_only=True)
class Grant:
    """One role on one scope, for whoever is given it."""

    role: Role
    scope: pulumi.Input[str]
    """ARM id of the resource that the role applies to."""


def assign(
    name: str,
    grant: Grant,
    *,
    identity_name: str,
    principal_id: pulumi.Input[str],
    purpose: str,
    names: Names,
    opts: pulumi.ResourceOptions,
) -> authorization.RoleAssignment:
    """Give a managed identity a role for a purpose that no other of its roles has."""
    return authorization.RoleAssignment(
        name,
        role_assignment_name=assignment_name(names, identity_name, purpose),
        scope=grant.scope,
        role_definition_id=role_definition_id(names.subscription_id, grant.role),
        principal_id=principal_id,
        principal_type="ServicePrincipal",
        # Nothing of an assignment can be updated, and its name stays: the old one goes first.
        opts=pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(delete_before_replace=True)),
    )


def assignment_name(names: Names, identity_name: str, purpose: str) -> str:
    """The GUID that Azure names an assignment with, drawn from what tells it from all others.

    A second run, or one after lost state, so meets the same assignment.
    """
    seed = "\n".join((names.subscription_id, names.workload, names.stack, identity_name, purpose))
    return str(uuid.uuid5(uuid.NAMESPACE_URL, seed))


def role_definition_id(subscription_id: str, role: Role) -> str:
    """The ARM id of a built-in role, as Azure returns it for an assignment in the subscription."""
    return f"/subscriptions/{subscription_id}/providers/Microsoft.Authorization/roleDefinitions/{role.value}"
