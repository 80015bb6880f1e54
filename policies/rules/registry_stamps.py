"""Container registry: near to every stamp, and reached from inside of its network."""

from collections.abc import Iterator

from policies.finding import Finding, NotKnown
from policies.private_endpoints import ENDPOINT, has_private_endpoint
from policies.reading import Default, Reader
from policies.regions import has_zones, normal
from policies.rule import resource_rule, stack_rule
from policies.stack_reading import StackReader
from policies.workloads import told

REGISTRY = "azure-native:containerregistry:Registry"
REPLICATION = "azure-native:containerregistry:Replication"
CLUSTER = "azure-native:containerservice:ManagedCluster"
WORKSPACE = "azure-native:machinelearningservices:Workspace"

_SDK = "pulumi_azure_native.containerregistry"
_FILE = "components/registry.py"


@resource_rule(
    "registry-sku-premium",
    title="A registry is of the sku that has private endpoints, a firewall and replicas",
    row="registry-private-endpoint",
    types=(REGISTRY,),
    safe="Premium",
    config_key=f"`sku` in {_FILE}",
)
def premium(registry: Reader) -> Iterator[Finding]:
    """The sku is Premium."""
    yield from registry.must_be("sku.name", "Premium", known=("Basic", "Standard", "Classic"))


@stack_rule(
    "registry-private-endpoint-present",
    title="A registry is reached from inside of a network",
    row="registry-private-endpoint",
    types=(REGISTRY, ENDPOINT),
    safe="a private endpoint to the part `registry`",
    config_key="`network.privateEndpoints` to true",
    advisory_in_dev="dev has no private network: its firewall lets in named ranges only",
)
def private_endpoint(stack: StackReader) -> Iterator[Finding]:
    """A private endpoint of the stack leads to the registry."""
    yield from stack.each(_private_endpoint, REGISTRY)


def _private_endpoint(registry: Reader, stack: StackReader) -> Iterator[Finding]:
    if not has_private_endpoint(registry, stack, name="registryName", group="registry"):
        yield registry.finding("no private endpoint of the stack leads to the registry")


@resource_rule(
    "registry-zone-redundant",
    title="A registry and its replicas survive the loss of a zone",
    row="registry-zones",
    types=(REGISTRY, REPLICATION),
    safe="Enabled, where the region has zones",
    config_key=f"`zone_redundancy` in {_FILE}, before the registry or its replica is first made",
    defaults={"zoneRedundancy": Default(value="Disabled", source=f"{_SDK}.RegistryArgs")},
)
def zone_redundant(registry: Reader) -> Iterator[Finding]:
    """Images are kept in several zones of each region that has any."""
    if has_zones(registry.text("location") or ""):
        yield from registry.must_be("zoneRedundancy", "Enabled", known=("Disabled",))


@stack_rule(
    "registry-replicated-to-stamps",
    title="A stamp pulls its images in its own region, whatever happens to another one",
    row="registry-zones",
    types=(REGISTRY, REPLICATION, CLUSTER, WORKSPACE),
    safe="a replica in each region that has a cluster or an ML workspace",
    config_key="`replicas` of the `Registry` component",
)
def replicated(stack: StackReader) -> Iterator[Finding]:
    """The registry or a replica of it is in the region of each cluster and ML workspace."""
    yield from stack.each(_replicated, REGISTRY)


def _replicated(registry: Reader, stack: StackReader) -> Iterator[Finding]:
    replicas = (one for one in stack.of(REPLICATION) if stack.refers(one, "registryName", registry, "registryName"))
    regions = {_region(one) for one in (registry, *replicas)}
    for puller in stack.of(CLUSTER, WORKSPACE):
        yield from told(_without_replica(puller, regions))


def _without_replica(puller: Reader, regions: set[str]) -> Iterator[Finding]:
    region = _region(puller)
    if region not in regions:
        yield puller.finding("the registry has no replica in the region of this resource")
        regions.add(region)


def _region(resource: Reader) -> str:
    """The region; without one that of the resource group or the provider holds, which a plan does not tell."""
    region = resource.text("location")
    if region is None:
        raise NotKnown("location", resource.urn)
    return normal(region)
