"""AKS node pools."""

from typing import Any, Literal

from policies.declared import UNKNOWN
from policies.rules.cluster_pools import CLUSTER, POOL
from tests.policies.cases import cluster
from tests.policies.casework import Case, absent, broken, change, edit, fine, missing, resource, unknown, urn

_PROFILE = cluster.GOOD[0].properties["agentPoolProfiles"][0]
_INNER = "agentPoolProfiles.0"

GOOD = (
    cluster.GOOD[0],
    resource(
        POOL,
        "pool",
        {**_PROFILE, "resourceName": "aks-shop", "agentPoolName": "system2"},
        dependencies=(urn(CLUSTER, "cluster"),),
    ),
)

_WEST = resource(CLUSTER, "west", {"resourceName": "aks-west", "location": "westus"})
_BY_HAND = edit("cluster", f"{_INNER}.enableAutoScaling", False)
_ONE_ZONE = edit("pool", "availabilityZones", ["1"])
_FEW = {"mode": "System", "count": 1}


def _of_machines(
    kind: Literal["absent", "broken", "fine", "unknown"], outcome: Literal["violated", "passed", "unknown"], scale: Any
) -> Case:
    """The pool is one of single machines."""
    bare = (edit("pool", one, None) for one in ("count", "minCount", "enableAutoScaling"))
    machines = edit("pool", "virtualMachinesProfile.scale", scale)
    return change(kind, outcome, edit("pool", "type", "VirtualMachines"), machines, *bare)


CASES = {
    "aks-pool-encryption-at-host": (
        broken("cluster", f"{_INNER}.enableEncryptionAtHost", False),
        broken("pool", "enableEncryptionAtHost", False),
        broken("cluster", _INNER, "system"),
        absent("cluster", f"{_INNER}.enableEncryptionAtHost"),
        absent("pool", "enableEncryptionAtHost"),
        absent("cluster", "agentPoolProfiles", passes=True),
        unknown("cluster", f"{_INNER}.enableEncryptionAtHost"),
        unknown("cluster", _INNER),
        unknown("pool", "enableEncryptionAtHost"),
    ),
    "aks-pool-public-addresses-off": (
        broken("cluster", f"{_INNER}.enableNodePublicIP", True),
        broken("pool", "enableNodePublicIP", True),
        absent("cluster", f"{_INNER}.enableNodePublicIP", passes=True),
        absent("pool", "enableNodePublicIP", passes=True),
        unknown("cluster", f"{_INNER}.enableNodePublicIP"),
        unknown("pool", "enableNodePublicIP"),
    ),
    "aks-pool-ssh-off": (
        broken("cluster", f"{_INNER}.securityProfile.sshAccess", "LocalUser"),
        broken("pool", "securityProfile.sshAccess", "LocalUser"),
        absent("cluster", f"{_INNER}.securityProfile"),
        absent("pool", "securityProfile.sshAccess"),
        unknown("cluster", f"{_INNER}.securityProfile"),
        unknown("pool", "securityProfile.sshAccess"),
    ),
    "aks-system-pool-nodes": (
        broken("cluster", f"{_INNER}.minCount", 2),
        broken("pool", "minCount", 1),
        change("broken", "violated", _BY_HAND, edit("cluster", f"{_INNER}.count", 2)),
        absent("cluster", f"{_INNER}.minCount"),
        absent("pool", "minCount"),
        change("absent", "violated", _BY_HAND, edit("cluster", f"{_INNER}.count", None)),
        _of_machines("broken", "violated", {"manual": [{"count": 2}]}),
        _of_machines("broken", "violated", {"manual": [{"count": 1}, {}]}),
        _of_machines("broken", "violated", {"autoscale": {"minCount": 2}}),
        _of_machines("absent", "violated", None),
        _of_machines("unknown", "unknown", {"manual": [{"count": UNKNOWN}]}),
        _of_machines("fine", "passed", {"manual": [{"count": 1, "size": "a"}, {"count": 2, "size": "b"}]}),
        _of_machines("fine", "passed", {"autoscale": {"minCount": 3}}),
        change("broken", "violated", edit("cluster", "agentPoolProfiles", [{"mode": "System", "type": UNKNOWN}, _FEW])),
        # A pool that says nothing is none of the cluster's own pods.
        change("absent", "passed", edit("pool", "mode", None), edit("pool", "minCount", 1)),
        unknown("cluster", f"{_INNER}.minCount"),
        unknown("pool", "mode"),
        unknown("pool", "type"),
        change("fine", "passed", _BY_HAND, edit("cluster", f"{_INNER}.minCount", None)),
        change("fine", "passed", edit("pool", "mode", "User"), edit("pool", "minCount", 0)),
    ),
    "aks-system-pool-zones": (
        broken("cluster", f"{_INNER}.availabilityZones", ["1"]),
        broken("cluster", f"{_INNER}.availabilityZones", ["1", "1"]),
        broken("pool", "availabilityZones", ["1"]),
        change("broken", "violated", edit("pool", "resourceName", "aks-other"), _ONE_ZONE),
        absent("cluster", f"{_INNER}.availabilityZones"),
        change("absent", "violated", edit("cluster", "location", None), _ONE_ZONE),
        change("absent", "passed", edit("pool", "mode", None), _ONE_ZONE),
        missing("cluster", passes=True),
        unknown("cluster", f"{_INNER}.availabilityZones"),
        unknown("cluster", "location"),
        unknown("pool", "availabilityZones"),
        change("fine", "passed", edit("cluster", "location", "West US"), _ONE_ZONE),
        # Its own cluster is where there are no zones; another one is not.
        Case(
            kind="fine", outcome="passed", edits=(edit("pool", "resourceName", "aks-west"), _ONE_ZONE), added=(_WEST,)
        ),
        change(
            "fine", "passed", edit("pool", "resourceName", UNKNOWN), edit("cluster", "location", "westus"), _ONE_ZONE
        ),
        change("fine", "passed", edit("pool", "mode", "User"), _ONE_ZONE),
        # Of a cluster whose name Pulumi makes up.
        change(
            "fine",
            "passed",
            edit("cluster", "resourceName", UNKNOWN),
            edit("cluster", "location", "westus"),
            edit("cluster", f"{_INNER}.availabilityZones", ["1"]),
        ),
        fine("cluster", f"{_INNER}.availabilityZones", ["1", "3"]),
    ),
}
