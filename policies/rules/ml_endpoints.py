"""Azure ML endpoints, online and batch: who may call them, from where, and as whom they act."""

from collections.abc import Iterator

from policies.finding import Finding
from policies.reading import Default, Reader
from policies.rule import resource_rule

ONLINE = "azure-native:machinelearningservices:OnlineEndpoint"
BATCH = "azure-native:machinelearningservices:BatchEndpoint"

_FILE = "components/models/managed_endpoint.py"
_MODES = ("AADToken", "AMLToken", "Key")


@resource_rule(
    "ml-online-endpoint-tokens-only",
    title="Callers of a model prove who they are by tokens that end",
    row="online-endpoint",
    types=(ONLINE,),
    safe="AADToken or AMLToken",
    config_key=f"`auth_mode` in {_FILE}, before the endpoint is first made",
)
def tokens_only(endpoint: Reader) -> Iterator[Finding]:
    """The endpoint takes tokens of Entra ID or of Azure ML, no keys."""
    yield from endpoint.must_be("properties.authMode", "AADToken", "AMLToken", known=_MODES)


@resource_rule(
    "ml-online-endpoint-public-access-off",
    title="A model is called from inside of the network only",
    row="online-endpoint",
    types=(ONLINE,),
    safe="Disabled",
    config_key="`network.privateEndpoints` to true",
    defaults={
        "properties.publicNetworkAccess": Default(
            value="Enabled", source="pulumi_azure_native.machinelearningservices.OnlineEndpointPropertiesArgs"
        )
    },
    advisory_in_dev="dev has no private network: the public endpoint asks for an Entra token and a role",
)
def public_access(endpoint: Reader) -> Iterator[Finding]:
    """The endpoint answers by the workspace's private endpoint only."""
    yield from endpoint.must_be("properties.publicNetworkAccess", "Disabled", known=("Enabled",))


@resource_rule(
    "ml-online-endpoint-identity",
    title="A model reads its image and its data by an identity, not by keys",
    row="online-endpoint",
    types=(ONLINE,),
    safe="UserAssigned or SystemAssigned",
    config_key=f"`identity` in {_FILE}",
)
def identity(endpoint: Reader) -> Iterator[Finding]:
    """The endpoint has a managed identity."""
    kinds = ("UserAssigned", "SystemAssigned", "SystemAssigned,UserAssigned", "SystemAssigned, UserAssigned")
    yield from endpoint.must_be("identity.type", *kinds, known=("None",))


@resource_rule(
    "ml-batch-endpoint-tokens-only",
    title="Who asks for batch jobs proves who they are by tokens of Entra ID",
    row="batch-endpoint",
    types=(BATCH,),
    safe="AADToken",
    config_key="`auth_mode` in components/models/batch_endpoint.py",
)
def batch_tokens_only(endpoint: Reader) -> Iterator[Finding]:
    """The endpoint takes Entra tokens, the only ones that a batch endpoint can verify."""
    yield from endpoint.must_be("properties.authMode", "AADToken", known=_MODES)
