"""Managed identities: who the platform's parts are to Azure, and what each may do."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi
import pulumi_azure_native.machinelearningservices as ml
from pulumi_azure_native import managedidentity

from components.names import Names, Service
from components.roles import Grant, assign

TOKEN_AUDIENCE = "api://AzureADTokenExchange"  # noqa: S105 - a public name, no secret


@dataclass(frozen=True, kw_only=True)
class ServiceAccountRef:
    """A Kubernetes service account whose pods may act as an identity."""

    issuer: pulumi.Input[str]
    """OIDC issuer URL of its cluster."""
    namespace: str
    service_account: str


@dataclass(frozen=True, kw_only=True)
class IdentityArgs:
    """Inputs of `Identity`."""

    purpose: str
    """What the identity is for; with the location, its place in the physical name."""
    names: Names
    location: str
    resource_group_name: pulumi.Input[str]
    tags: Mapping[str, str]
    grants: Mapping[str, Grant] = field(default_factory=dict)
    """Roles of the identity, by what each is for; the key names the assignment and must not change."""
    service_accounts: Mapping[str, ServiceAccountRef] = field(default_factory=dict)
    """Who may act as the identity by workload identity federation, at most 20."""


class Identity(pulumi.ComponentResource):
    """A user-assigned managed identity with its roles.

    Whatever needs the roles to be in place depends on the component as a whole.
    """

    id: pulumi.Output[str]
    """ARM id."""
    name: str
    """Physical name."""
    client_id: pulumi.Output[str]
    principal_id: pulumi.Output[str]

    def __init__(self, name: str, args: IdentityArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("ai-models:identities:Identity", name, None, opts)
        self.name = args.names.of(Service.MANAGED_IDENTITY, args.location, args.purpose)
        identity = self._create_identity(name, args)
        self.id = identity.id
        self.client_id = identity.client_id
        self.principal_id = identity.principal_id
        for key, grant in args.grants.items():
            assign(
                f"{name}-{key}",
                grant,
                identity_name=self.name,
                principal_id=identity.principal_id,
                purpose=key,
                names=args.names,
                opts=pulumi.ResourceOptions(parent=self),
            )
        self._create_federations(name, args, identity)
        self.register_outputs(
            {"id": self.id, "name": self.name, "clientId": self.client_id, "principalId": self.principal_id}
        )

    def of_machine_learning(self) -> ml.ManagedServiceIdentityArgs:
        """What has a workspace, compute or endpoint of Azure ML act as this identity alone."""
        return ml.ManagedServiceIdentityArgs(
            type=ml.ManagedServiceIdentityType.USER_ASSIGNED, user_assigned_identities=[self.id]
        )

    def _create_identity(self, name: str, args: IdentityArgs) -> managedidentity.UserAssignedIdentity:
        return managedidentity.UserAssignedIdentity(
            f"{name}-identity",
            resource_name_=self.name,
            resource_group_name=args.resource_group_name,
            location=args.location,
            tags=args.tags,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _create_federations(
        self, name: str, args: IdentityArgs, identity: managedidentity.UserAssignedIdentity
    ) -> None:
        previous: list[pulumi.Resource] = []
        for key, account in args.service_accounts.items():
            federation = managedidentity.FederatedIdentityCredential(
                f"{name}-{key}-federation",
                federated_identity_credential_resource_name=key,
                resource_name_=identity.name,
                resource_group_name=args.resource_group_name,
                issuer=account.issuer,
                subject=f"system:serviceaccount:{account.namespace}:{account.service_account}",
                audiences=[TOKEN_AUDIENCE],
                # Azure refuses two writes to the credentials of one identity at a time.
                opts=pulumi.ResourceOptions(parent=self, depends_on=previous),
            )
            previous = [federation]
