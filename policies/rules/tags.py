"""Tags: whoever meets a resource in Azure learns what manages it and for which stack."""

from collections.abc import Iterator

from policies.finding import Finding
from policies.reading import Reader
from policies.rule import Edit, resource_rule

_TAGGABLE = """
    applicationinsights:Component containerregistry:Registry containerregistry:Replication containerservice:AgentPool
    containerservice:ManagedCluster keyvault:Secret keyvault:Vault machinelearningservices:BatchDeployment
    machinelearningservices:BatchEndpoint machinelearningservices:Compute machinelearningservices:OnlineDeployment
    machinelearningservices:OnlineEndpoint machinelearningservices:Workspace managedidentity:UserAssignedIdentity
    monitor:ActionGroup monitor:ActivityLogAlert monitor:AutoscaleSetting monitor:AzureMonitorWorkspace
    monitor:DataCollectionEndpoint monitor:DataCollectionRule monitor:MetricAlert monitor:PrivateLinkScope
    monitor:ScheduledQueryRule network:NatGateway network:NetworkSecurityGroup network:PrivateEndpoint
    network:PublicIPAddress network:VirtualNetwork operationalinsights:Workspace privatedns:PrivateZone
    privatedns:VirtualNetworkLink resources:ResourceGroup servicebus:Namespace storage:StorageAccount
""".split()
TAGGABLE = tuple(f"azure-native:{type_}" for type_ in _TAGGABLE)
"""Every type of the platform that Azure keeps tags of."""

_MANAGED_BY = ("tags", "managedBy")
_STACK = ("tags", "stack")


def _tag(resource: Reader) -> Iterator[Edit]:
    if not resource.value(_MANAGED_BY):
        yield Edit(path=_MANAGED_BY, value="pulumi")
    if not resource.value(_STACK):
        yield Edit(path=_STACK, value=_stack_of(resource.urn))


@resource_rule(
    "resource-tags-present",
    title="Whoever meets a resource in Azure learns that Pulumi manages it, and for which stack",
    row="tags",
    types=TAGGABLE,
    safe="a text",
    config_key="`tags` of the resource to those that its component gets",
    remedy=_tag,
)
def tags_present(resource: Reader) -> Iterator[Finding]:
    """A resource has the tags `managedBy` and `stack`."""
    yield from resource.must_have(_MANAGED_BY)
    yield from resource.must_have(_STACK)


def _stack_of(urn: str) -> str:
    """The stack in a URN: `urn:pulumi:STACK::PROJECT::TYPE::NAME`."""
    return urn.partition("::")[0].rpartition(":")[2]
