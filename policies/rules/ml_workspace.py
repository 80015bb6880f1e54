"""Azure ML workspace: who reaches it, what leaves it, as whom it acts."""

from collections.abc import Iterator

from policies.finding import Finding
from policies.private_endpoints import ENDPOINT, has_private_endpoint
from policies.reading import Default, Reader
from policies.rule import resource_rule, stack_rule
from policies.stack_reading import StackReader

WORKSPACE = "azure-native:machinelearningservices:Workspace"

MANAGED_NETWORK_REFERENCE = "https://learn.microsoft.com/azure/machine-learning/how-to-managed-network"
_FILE = "components/workspace.py"
_BOTH_IDENTITIES = ("SystemAssigned,UserAssigned", "SystemAssigned, UserAssigned")
"""Azure writes it with and without the space."""


@resource_rule(
    "ml-workspace-public-access-off",
    title="An ML workspace has no public endpoint",
    row="workspace-public-access",
    types=(WORKSPACE,),
    safe="Disabled",
    config_key="`network.privateEndpoints` to true",
    defaults={
        "publicNetworkAccess": Default(
            value="Enabled", source="https://learn.microsoft.com/azure/machine-learning/how-to-configure-private-link"
        )
    },
    advisory_in_dev="dev has no private network: the public endpoint asks for an Entra token and a role",
)
def public_access(workspace: Reader) -> Iterator[Finding]:
    """The workspace is reached by private endpoints only."""
    yield from workspace.must_be("publicNetworkAccess", "Disabled", known=("Enabled",))


@resource_rule(
    "ml-workspace-isolation-approved",
    title="What runs in an ML workspace reaches only what somebody approved",
    row="workspace-isolation",
    types=(WORKSPACE,),
    safe="AllowOnlyApprovedOutbound",
    config_key="`workspace.isolation`",
    defaults={"managedNetwork.isolationMode": Default(value="Disabled", source=MANAGED_NETWORK_REFERENCE)},
)
def isolation(workspace: Reader) -> Iterator[Finding]:
    """The managed network lets approved traffic out alone."""
    others = ("AllowInternetOutbound", "Disabled")
    yield from workspace.must_be("managedNetwork.isolationMode", "AllowOnlyApprovedOutbound", known=others)


@resource_rule(
    "ml-workspace-user-identity",
    title="The identity of an ML workspace has its roles before the workspace exists, and outlives it",
    row="workspace-identity",
    types=(WORKSPACE,),
    safe="UserAssigned",
    config_key=f"`identity` in {_FILE}",
    defaults={
        "identity.type": Default(
            value="SystemAssigned",
            source="https://learn.microsoft.com/azure/machine-learning/how-to-identity-based-service-authentication",
        )
    },
)
def identity(workspace: Reader) -> Iterator[Finding]:
    """The workspace has a user-assigned identity."""
    yield from workspace.must_be("identity.type", "UserAssigned", *_BOTH_IDENTITIES, known=("SystemAssigned", "None"))


@stack_rule(
    "ml-workspace-private-endpoint-present",
    title="An ML workspace is reached from inside of a network",
    row="workspace-private-endpoint",
    types=(WORKSPACE, ENDPOINT),
    safe="a private endpoint to the part `amlworkspace`",
    config_key="`network.privateEndpoints` to true",
)
def private_endpoint(stack: StackReader) -> Iterator[Finding]:
    """A private endpoint of the stack leads to the workspace."""
    yield from stack.each(_private_endpoint, WORKSPACE)


def _private_endpoint(workspace: Reader, stack: StackReader) -> Iterator[Finding]:
    if not has_private_endpoint(workspace, stack, name="workspaceName", group="amlworkspace"):
        yield workspace.finding("no private endpoint of the stack leads to the workspace")
