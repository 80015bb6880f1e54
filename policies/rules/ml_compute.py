"""Azure ML compute, clusters and instances: who logs in, what network they are in, whether they go when idle."""

import re
from collections.abc import Iterator

from policies.finding import Finding
from policies.reading import Default, Reader
from policies.rule import resource_rule, stack_rule
from policies.rules.ml_workspace import MANAGED_NETWORK_REFERENCE, WORKSPACE
from policies.stack_reading import StackReader

COMPUTE = "azure-native:machinelearningservices:Compute"

_FILE = "components/workspace.py"
_SDK = "pulumi_azure_native.machinelearningservices"
_CLUSTERS = "https://learn.microsoft.com/azure/machine-learning/reference-yaml-compute-aml"
_KIND = "properties.computeType"
_INSTANCE = "ComputeInstance"
_ATTACHED = (
    "AKS",
    "Kubernetes",
    "DataFactory",
    "VirtualMachine",
    "HDInsight",
    "Databricks",
    "DataLakeAnalytics",
    "SynapseSpark",
)
"""Kinds whose machines are another resource's; a kind that is not known here counts as a cluster of Azure ML."""

_SUBNET = "properties.properties.subnet.id"
_CLUSTER_IDLE = "properties.properties.scaleSettings.nodeIdleTimeBeforeScaleDown"
_INSTANCE_IDLE = "properties.properties.idleTimeBeforeShutdown"
_LEAST_NODES = "properties.properties.scaleSettings.minNodeCount"
_DURATION = re.compile(r"P(?:(?P<days>\d+)D)?(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)S)?)?")
_SECONDS = {"days": 86_400, "hours": 3600, "minutes": 60, "seconds": 1}
_LONGEST_IDLE = _SECONDS["days"]


@resource_rule(
    "ml-compute-local-auth-off",
    title="Nobody logs in to a node by a password or a key",
    row="compute-hardening",
    types=(COMPUTE,),
    safe="true",
    config_key=f"`disable_local_auth` in {_FILE}",
    defaults={
        "properties.disableLocalAuth": Default(
            value=False,
            source="https://learn.microsoft.com/azure/machine-learning/how-to-integrate-azure-policy",
        )
    },
)
def local_auth(compute: Reader) -> Iterator[Finding]:
    """Local authentication is off."""
    if _is_own(compute):
        yield from compute.must_be("properties.disableLocalAuth", True)


@stack_rule(
    "ml-compute-network-private",
    title="Nodes stand in a network that somebody guards",
    row="compute-hardening",
    types=(COMPUTE, WORKSPACE),
    safe="a subnet, or a workspace with a managed network",
    config_key="`workspace.isolation`",
    defaults={"managedNetwork.isolationMode": Default(value="Disabled", source=MANAGED_NETWORK_REFERENCE)},
)
def network_private(stack: StackReader) -> Iterator[Finding]:
    """Compute has a subnet; in a workspace with a managed network Azure refuses one and places it there itself."""
    yield from stack.each(_network_private, COMPUTE)


def _network_private(compute: Reader, stack: StackReader) -> Iterator[Finding]:
    if not _is_own(compute) or compute.text(_SUBNET):
        return
    workspaces = [one for one in stack.of(WORKSPACE) if stack.refers(compute, "workspaceName", one, "workspaceName")]
    managed = ("AllowOnlyApprovedOutbound", "AllowInternetOutbound")
    if not any(workspace.equals("managedNetwork.isolationMode", *managed) for workspace in workspaces):
        where = "its workspace has no managed network" if workspaces else "its workspace is not in the stack"
        yield compute.finding(f"{compute.words(_SUBNET)}, and {where}")


@resource_rule(
    "ml-compute-public-addresses-off",
    title="No node of a workspace has an address on the Internet",
    row="compute-hardening",
    types=(COMPUTE,),
    safe="false",
    config_key=f"`enable_node_public_ip` in {_FILE}",
    defaults={
        "properties.properties.enableNodePublicIp": Default(value=True, source=f"{_SDK}.AmlComputePropertiesArgs")
    },
)
def public_addresses(compute: Reader) -> Iterator[Finding]:
    """Nodes get no public IP."""
    if _is_own(compute):
        yield from compute.must_be("properties.properties.enableNodePublicIp", False)


@resource_rule(
    "ml-compute-idle-shutdown",
    title="A node that nobody uses does not run on",
    row="compute-hardening",
    types=(COMPUTE,),
    safe="a duration of one day or less, such as PT15M",
    config_key="`workspace.compute.NAME.idleMinutes`",
    defaults={_CLUSTER_IDLE: Default(value="PT120S", source=_CLUSTERS)},
)
def idle_shutdown(compute: Reader) -> Iterator[Finding]:
    """Idle nodes of a cluster are released, an idle instance is stopped; without a time an instance never is."""
    if not _is_own(compute):
        return
    path = _INSTANCE_IDLE if compute.equals(_KIND, _INSTANCE) else _CLUSTER_IDLE
    seconds = _seconds(compute.text(path) or "")
    if not 0 < seconds <= _LONGEST_IDLE:
        told = f"`{path}` is no such duration" if compute.has(path) else compute.words(path)
        yield compute.finding(told)


@resource_rule(
    "ml-compute-scales-to-zero",
    title="A cluster without jobs has no nodes",
    row="compute-hardening",
    types=(COMPUTE,),
    safe="0",
    config_key=f"`min_node_count` in {_FILE}",
    defaults={_LEAST_NODES: Default(value=0, source=f"{_SDK}.ScaleSettingsArgs")},
)
def scales_to_zero(compute: Reader) -> Iterator[Finding]:
    """The least number of nodes is 0; an instance is one node, which only its idle time stops."""
    if _is_own(compute) and not compute.equals(_KIND, _INSTANCE):
        yield from compute.must_be(_LEAST_NODES, 0)


def _is_own(compute: Reader) -> bool:
    """Whether the machines are Azure ML's own, not those of something that is attached."""
    return not compute.equals(_KIND, *_ATTACHED)


def _seconds(text: str) -> int:
    """The seconds of an ISO 8601 duration; 0 where it is none."""
    found = _DURATION.fullmatch(text.upper())
    return sum(int(found[unit] or 0) * seconds for unit, seconds in _SECONDS.items()) if found else 0
