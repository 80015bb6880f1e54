"""AKS node pools, those inside of a cluster's declaration and those beside it."""

from collections.abc import Iterator

from policies.finding import Finding
from policies.reading import Default, Reader
from policies.regions import has_zones
from policies.rule import resource_rule, stack_rule
from policies.stack_reading import StackReader
from policies.tokens import canonical
from policies.workloads import told

CLUSTER = "azure-native:containerservice:ManagedCluster"
POOL = "azure-native:containerservice:AgentPool"

_FILE = "components/node_pools.py"
_SDK = "pulumi_azure_native.containerservice.AgentPoolArgs"
_MODE = {"mode": Default(value="User", source="https://github.com/Azure/AKS/issues/1602")}
_SCALE = "virtualMachinesProfile.scale"
_LEAST_NODES = 3
_LEAST_ZONES = 2


@resource_rule(
    "aks-pool-encryption-at-host",
    title="The disks of nodes are encrypted on the machine that they are attached to",
    row="cluster-pools",
    types=(CLUSTER, POOL),
    safe="true",
    config_key=f"`enable_encryption_at_host` in {_FILE}",
    defaults={
        "enableEncryptionAtHost": Default(
            value=False, source="https://learn.microsoft.com/azure/aks/enable-host-encryption"
        )
    },
)
def encryption_at_host(resource: Reader) -> Iterator[Finding]:
    """Temporary disks and caches of every pool are encrypted too."""
    for pool in _pools(resource):
        yield from pool.must_be("enableEncryptionAtHost", True)


@resource_rule(
    "aks-pool-public-addresses-off",
    title="No node has an address of its own on the Internet",
    row="cluster-pools",
    types=(CLUSTER, POOL),
    safe="false",
    config_key=f"`enable_node_public_ip` in {_FILE}",
    defaults={"enableNodePublicIP": Default(value=False, source=_SDK)},
)
def public_addresses(resource: Reader) -> Iterator[Finding]:
    """Nodes of every pool get no public IP."""
    for pool in _pools(resource):
        yield from pool.must_be("enableNodePublicIP", False)


@resource_rule(
    "aks-pool-ssh-off",
    title="Nobody logs in to a node",
    row="cluster-pools",
    types=(CLUSTER, POOL),
    safe="Disabled",
    config_key=f"`ssh_access` in {_FILE}",
    defaults={
        "securityProfile.sshAccess": Default(
            value="LocalUser", source="https://learn.microsoft.com/azure/aks/manage-ssh-node-access"
        )
    },
)
def ssh(resource: Reader) -> Iterator[Finding]:
    """The nodes of every pool have no SSH server that answers."""
    for pool in _pools(resource):
        yield from pool.must_be("securityProfile.sshAccess", "Disabled", known=("LocalUser",))


@resource_rule(
    "aks-system-pool-nodes",
    title="The cluster's own pods survive the loss of a node, also during an upgrade",
    row="cluster-hygiene",
    types=(CLUSTER, POOL),
    safe=f"{_LEAST_NODES} or more",
    config_key="`cluster.systemPool.minNodes`",
    defaults={"count": Default(value=1, source=_SDK), **_MODE},
)
def system_nodes(resource: Reader) -> Iterator[Finding]:
    """A system pool has three nodes or more, and its autoscaler never goes below."""
    for pool in _pools(resource):
        if pool.equals("mode", "System"):
            yield from told(_few_nodes(pool))


@stack_rule(
    "aks-system-pool-zones",
    title="The cluster's own pods survive the loss of a zone",
    row="cluster-hygiene",
    types=(CLUSTER, POOL),
    safe=f"{_LEAST_ZONES} zones or more, where the region has zones",
    config_key=f"`availability_zones` in {_FILE}, before the pool is first made",
    defaults=_MODE,
)
def system_zones(stack: StackReader) -> Iterator[Finding]:
    """The nodes of a system pool are spread over zones."""
    yield from stack.each(_system_zones, CLUSTER, POOL)


def _few_nodes(pool: Reader) -> Iterator[Finding]:
    if pool.equals("type", "VirtualMachines"):
        yield from _few_machines(pool)
    else:
        least = "minCount" if pool.flag("enableAutoScaling") else "count"
        yield from pool.must_be_within(least, least=_LEAST_NODES)


def _few_machines(pool: Reader) -> Iterator[Finding]:
    """Of a pool of single machines: those of each size together, and what its autoscaler keeps.

    https://learn.microsoft.com/azure/aks/virtual-machines-node-pools
    """
    by_hand = sum(size.number("count") or 0 for size in pool.items(f"{_SCALE}.manual"))
    machines = by_hand + (pool.number(f"{_SCALE}.autoscale.minCount") or 0)
    if machines < _LEAST_NODES:
        yield pool.finding(f"the machines of `{_named(pool, _SCALE)}` are {pool.amount(_SCALE, machines)}")


def _system_zones(resource: Reader, stack: StackReader) -> Iterator[Finding]:
    if not has_zones(_region(resource, stack)):
        return
    for pool in _pools(resource):
        if pool.equals("mode", "System") and len({*pool.texts("availabilityZones")}) < _LEAST_ZONES:
            yield pool.finding(f"`{_named(pool, 'availabilityZones')}` has fewer than two")


def _region(resource: Reader, stack: StackReader) -> str:
    """The region of a cluster, of a pool that of its cluster; empty where the stack does not tell."""
    if _is_cluster(resource):
        return resource.text("location") or ""
    clusters = (one for one in stack.of(CLUSTER) if stack.refers(resource, "resourceName", one, "resourceName"))
    return next((one.text("location") or "" for one in clusters), "")


def _pools(resource: Reader) -> list[Reader]:
    return resource.items("agentPoolProfiles") if _is_cluster(resource) else [resource]


def _is_cluster(resource: Reader) -> bool:
    return canonical(resource.resource.type) == CLUSTER


def _named(pool: Reader, property_: str) -> str:
    return f"{pool.path}.{property_}" if pool.path else property_
